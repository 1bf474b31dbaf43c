// The conversation: what was asked, what is being answered, and what can be done with it.

import { problemOf, stream } from "./api.js";
import { progressOf, renderTurn } from "./answer.js";
import { focusBox } from "./box.js";
import { byId, el, quiet } from "./dom.js";

const MOST_EARLIER = 20;
const NEAR_THE_END = 80; // pixels: who reads further up is not pulled down
const nodes = new WeakMap();

/** Show all turns, or the welcome with its starter questions. */
export function renderLog(app) {
  const log = byId("log");
  const { turns } = app.state;
  log.replaceChildren(...(turns.length ? turns.map((turn) => draw(app, turn)) : [welcome(app)]));
  byId("tools").hidden = turns.length === 0;
  log.scrollTop = turns.length ? log.scrollHeight : 0;
}

/** Ask `question` after the turns there are; `replaced` is a turn that comes back if there is no answer. */
export async function ask(app, question, replaced = null) {
  const earlier = app.state.turns.map((turn) => turn.question).slice(-MOST_EARLIER);
  const turn = { question, statements: [], model: null, isPending: true };
  app.state.turns.push(turn);
  app.controller = new AbortController();
  app.busy(true);
  app.keep();
  renderLog(app);
  app.announce(progressOf(app, turn));
  try {
    const wishes = [byId("edition").value || null, byId("mode").value || "auto"];
    for await (const event of stream("ask_stream", [question, ...wishes, earlier], app.controller.signal)) {
      if (take(turn, event)) redraw(app, turn);
    }
    if (!turn.answer) throw new Error("the stream ended without an answer");
  } catch (error) {
    if (error.name === "AbortError") turn.stopped = true;
    else return failed(app, turn, replaced, error);
  }
  settle(app, turn);
  redraw(app, turn);
  app.announce(turn.answer ? spokenAnswer(app, turn.answer) : app.t("stopped"));
  return undefined;
}

/** Change `turn` by `event` and say whether that is to be seen. */
function take(turn, event) {
  if (event.event === "done") turn.answer = event.answer;
  else if (event.event === "verified") turn.statements.push(event.statement);
  else if (event.event === "drafting" && turn.model !== event.model) turn.model = event.model;
  else return false;
  return true;
}

function settle(app, turn) {
  delete turn.isPending;
  app.controller = null;
  app.busy(false);
  app.keep();
}

function failed(app, turn, replaced, error) {
  app.state.turns.splice(app.state.turns.indexOf(turn), 1, ...(replaced ? [replaced] : []));
  settle(app, turn);
  app.announce("");
  app.restore(turn.question);
  renderLog(app);
  if (error.kind === "sign-in") return app.signIn();
  const note = el("div", { class: "failure", role: "alert" }, el("p", {}, problemOf(app, error)),
    quiet("again", app.t("tryAgain"), () => app.submit(byId("question").value.trim() || turn.question), { class: "asks" }));
  byId("log").append(note);
  note.scrollIntoView({ block: "nearest" });
  return undefined;
}

function draw(app, turn) {
  const node = renderTurn(app, turn, { retry: (one) => retry(app, one), edit: (one) => edit(app, one) });
  nodes.set(turn, node);
  return node;
}

/** Draw `turn` anew; the focus stays on the same button and the reader at the same place. */
function redraw(app, turn) {
  const old = nodes.get(turn);
  const log = byId("log");
  const isAtEnd = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_THE_END;
  const at = [...old.querySelectorAll("button")].indexOf(document.activeElement);
  const fresh = draw(app, turn);
  old.replaceWith(fresh);
  if (at >= 0) fresh.querySelectorAll("button")[at]?.focus({ preventScroll: true });
  if (isAtEnd) log.scrollTop = log.scrollHeight;
}

/** The last question again takes the place of its answer; an older one is asked anew at the end. */
function retry(app, turn) {
  if (app.isBusy) return;
  const isLast = app.state.turns.at(-1) === turn;
  if (isLast) app.state.turns.pop();
  ask(app, turn.question, isLast ? turn : null);
  focusBox();
}

/** Put the question of `turn` back into the box and forget it and what followed. */
function edit(app, turn) {
  if (app.isBusy) return;
  app.state.turns.splice(app.state.turns.indexOf(turn));
  app.keep();
  renderLog(app);
  app.restore(turn.question, true);
}

function spokenAnswer(app, answer) {
  if (answer.refusal) return `${app.t("refusedStatus")} ${answer.refusal.message}`;
  return `${app.t("answered")} ${answer.statements.map((one) => one.text).join(" ")}`;
}

function welcome(app) {
  const { starters, language } = app.editionFor(app.state.language);
  return el("div", { class: "welcome" },
    el("p", { class: "lead" }, app.t("welcome")),
    el("ul", { class: "editions", "aria-label": app.t("editions") }, app.contents.editions.map((edition) =>
      el("li", {}, el("strong", { lang: app.tag(edition.language) }, app.nameOf(edition.language)), " ", app.t(edition.status)))),
    starters.length ? el("h2", {}, app.t("tryThese")) : null,
    el("ul", { class: "starters" }, starters.map((question) =>
      el("li", {}, el("button", { type: "button", class: "foreign", dir: "auto", lang: app.tag(language), onclick: () => app.submit(question) }, question)))));
}
