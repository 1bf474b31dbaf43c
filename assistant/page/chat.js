// The conversation: questions, answers as they come, chips that open clauses.

import { CallError, call, stream } from "./api.js";
import { byId, copy, el, foreign } from "./dom.js";
import { answerAsMarkdown, answerAsText } from "./exports.js";

const MOST_EARLIER = 20;
const QUOTATION = { it: ["«", "»"] };

/** Show all kept turns, or the welcome with its starter questions. */
export function renderLog(app) {
  const log = byId("log");
  log.replaceChildren(...(app.state.turns.length ? app.state.turns.map((turn) => renderTurn(app, turn)) : [welcome(app)]));
  log.scrollTop = log.scrollHeight;
}

/** Ask `question` after the turns there are. */
export async function ask(app, question) {
  const earlier = app.state.turns.map((turn) => turn.question).slice(-MOST_EARLIER);
  const turn = { question, statements: [], model: null };
  app.state.turns.push(turn);
  if (app.state.turns.length === 1) byId("log").replaceChildren();
  let shown = renderTurn(app, turn);
  byId("log").append(shown);
  const refresh = () => {
    const fresh = renderTurn(app, turn);
    shown.replaceWith(fresh);
    shown = fresh;
    byId("log").scrollTop = byId("log").scrollHeight;
  };
  app.controller = new AbortController();
  app.busy(true);
  turn.progress = app.t("searching");
  refresh();
  try {
    const language = byId("edition").value || null;
    for await (const event of stream("ask_stream", [question, language, byId("mode").value || "auto", earlier], app.controller.signal)) {
      if (event.event === "verified") turn.statements.push(event.statement);
      if (event.event === "drafting") turn.model = event.model;
      if (turn.model) turn.progress = app.t("drafting", { model: turn.model, count: turn.statements.length });
      if (event.event === "done") turn.answer = event.answer;
      if (event.event !== "drafting" || !shown.querySelector(".drafting")) refresh();
    }
  } catch (error) {
    if (error.name === "AbortError") turn.stopped = true;
    else {
      app.state.turns.pop();
      shown.replaceWith(el("p", { class: "problem", role: "alert" }, problemOf(app, error)));
      byId("question").value ||= question;
      if (error.kind === "sign-in") app.signIn();
    }
  }
  delete turn.progress;
  app.busy(false);
  if (!app.state.turns.includes(turn)) return app.announce("");
  refresh();
  app.announce(turn.stopped ? app.t("stopped") : spokenAnswer(app, turn.answer));
  app.keep();
  return undefined;
}

export function problemOf(app, error) {
  if (!(error instanceof CallError)) return app.t("failed");
  if (error.kind === "told") return error.message || app.t("failed");
  return app.t({ busy: "busy", network: "network", "sign-in": "signIn" }[error.kind]);
}

function spokenAnswer(app, answer) {
  if (!answer) return "";
  if (answer.refusal) return `${app.t("refusedStatus")} ${answer.refusal.message}`;
  return `${app.t("answered")} ${answer.statements.map((one) => one.text).join(" ")}`;
}

function welcome(app) {
  const starters = app.editionFor(app.state.language).starters;
  return el("div", { class: "welcome" },
    el("p", {}, app.t("welcome")),
    starters.length ? el("p", { class: "soft" }, app.t("tryThese")) : null,
    el("ul", { class: "starters" }, starters.map((question) =>
      el("li", {}, el("button", { type: "button", onclick: () => app.submit(question) }, question)))));
}

function renderTurn(app, turn) {
  const node = el("article", { class: "turn" });
  node.append(el("div", { class: "asked" },
    el("h2", { class: "hidden" }, app.t("you")), foreign("p", turn.question, turn.answer?.language)));
  const body = el("div", { class: turn.answer?.refusal ? "answer refused" : "answer" });
  node.append(body);
  if (turn.answer) body.append(...renderAnswer(app, turn));
  else {
    const quoting = { statements: turn.statements, mode: turn.model ? "llm" : "extractive" };
    body.append(...renderStatements(app, quoting));
    if (turn.progress) body.append(el("p", { class: turn.model ? "progress drafting" : "progress" }, turn.progress));
    if (turn.stopped) body.append(el("p", { class: "soft" }, app.t("stopped")), actions(app, turn));
  }
  return node;
}

function renderAnswer(app, turn) {
  const { answer } = turn;
  const parts = [el("h3", { class: "hidden" }, app.t("answer"))];
  if (answer.standalone) parts.push(foreign("p", app.t("understood", { question: answer.standalone }), answer.language, { class: "soft" }));
  if (answer.refusal) {
    parts.push(el("p", { class: "verdict" }, el("span", { "aria-hidden": "true" }, "⊘ "), el("strong", {}, app.t("refusal"))));
    parts.push(foreign("p", answer.refusal.message, answer.language));
    const nearest = answer.nearest.map((item) => ({ clause: item.clause, language: item.language, start: 0, end: 0 }));
    parts.push(el("p", { class: "soft" }, app.t("nearest"), " ", nearest.map((item) => chip(app, item, item.clause))));
  } else {
    parts.push(...renderStatements(app, answer));
    const edition = app.editionFor(answer.statements[0].citations[0].language);
    const model = answer.usage?.model;
    const how = answer.mode === "extractive" ? app.t("quotesOnly") : model ? app.t("wordedBy", { model }) : app.t("worded");
    parts.push(el("p", { class: "soft" }, el("cite", { lang: edition.language }, edition.title), ` · ${app.t(edition.status)} · ${how}`));
  }
  parts.push(...answer.notices.map((notice) => foreign("p", notice, answer.language, { class: "notice" })));
  parts.push(actions(app, turn));
  return parts;
}

function renderStatements(app, answer) {
  let number = 0;
  return answer.statements.map((statement) => {
    const { language } = statement.citations[0];
    const [opening, closing] = QUOTATION[language] ?? ["“", "”"];
    const isQuote = statement.text === statement.citations[0].quote;
    const text = isQuote ? `${opening}${statement.text}${closing}` : statement.text;
    const chips = statement.citations.map((citation) => chip(app, citation, String(number += 1), citation.quote));
    return el("div", { class: isQuote ? "statement quote" : "statement" }, foreign("span", text, language), " ", chips);
  });
}

let quotes = 0;

/** A button that shows its quote on hover and focus and opens the clause at it. */
function chip(app, place, text, quote = "") {
  const id = quote ? `quote-${quotes += 1}` : null;
  const open = (event) => app.openClause(place.clause, place.language, place.start, place.end, event.currentTarget);
  const shown = text === place.clause ? text : `${text} · ${place.clause}`;
  const label = `${shown} – ${app.t("source", { clause: place.clause })}`;
  const button = el("button", { type: "button", class: "chip", "aria-label": label, "aria-describedby": id, onclick: open }, shown);
  return el("span", { class: "cited" }, button, quote ? foreign("span", quote, place.language, { id, role: "tooltip", class: "tip" }) : null);
}

function actions(app, turn) {
  const row = el("div", { class: "actions" });
  const button = (key, action) => el("button", { type: "button", class: "quiet", onclick: action }, app.t(key));
  if (turn.answer) {
    row.append(
      button("copyText", (event) => copy(event.currentTarget, answerAsText(app, turn), app.t("copied"))),
      button("copyMarkdown", (event) => copy(event.currentTarget, answerAsMarkdown(app, turn), app.t("copied"))));
  }
  row.append(button("retry", () => app.submit(turn.question)), button("edit", () => app.edit(turn)));
  if (turn.answer && !turn.vote) row.append(vote(app, turn, "up"), vote(app, turn, "down"));
  else if (turn.vote) row.append(el("span", { class: "soft" }, app.t("thanks")));
  return row;
}

function vote(app, turn, direction) {
  return el("button", { type: "button", class: "quiet", onclick: (event) => {
    const note = el("input", { type: "text", maxlength: "2000", "aria-label": app.t("note"), placeholder: app.t("note") });
    const form = el("form", { class: "actions", onsubmit: async (submitted) => {
      submitted.preventDefault();
      const { answer } = turn;
      const clauses = [...new Set(answer.statements.flatMap((one) => one.citations.map((citation) => citation.clause)))];
      try {
        await call("feedback", [{ question: turn.question, language: answer.language, status: answer.status, clauses, vote: direction, note: note.value }]);
        turn.vote = direction;
        app.keep();
        form.replaceWith(el("span", { class: "soft", role: "status" }, app.t("thanks")));
      } catch (error) {
        form.append(el("span", { class: "problem", role: "alert" }, problemOf(app, error)));
      }
    } }, note, el("button", { type: "submit", class: "quiet" }, app.t("sendNote")));
    const row = event.currentTarget.parentElement;
    row.after(form);
    row.querySelectorAll(".vote").forEach((other) => other.remove());
    note.focus();
  }, class: "quiet vote" }, el("span", { "aria-hidden": "true" }, direction === "up" ? "▲ " : "▼ "), app.t(direction));
}
