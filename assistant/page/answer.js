// One question and its answer, as nodes.

import { chip } from "./chip.js";
import { copy } from "./clipboard.js";
import { directionOf, el, foreign, icon, quiet, spoken } from "./dom.js";
import { answerAsMarkdown, answerAsText, quoted } from "./exports.js";
import { votes } from "./feedback.js";

/** `turn`, finished or on its way. `acts` has what its buttons do: `retry` and `edit`. */
export function renderTurn(app, turn, acts) {
  const body = el("div", { class: turn.answer?.refusal ? "answer refused" : "answer" }, el("h3", { class: "hidden" }, app.t("answer")));
  if (turn.answer) body.append(...(turn.answer.refusal ? refusal(app, turn.answer) : answered(app, turn.answer)), ...notices(turn.answer));
  else body.append(...statements(app, turn.statements));
  if (turn.isPending) body.append(el("p", { class: turn.model ? "progress drafting" : "progress" }, progressOf(app, turn)));
  if (!turn.answer && turn.stopped) body.append(el("p", { class: "notice" }, app.t("stopped")));
  if (!turn.isPending) body.append(actions(app, turn, acts));
  return el("article", { class: "turn" },
    el("div", { class: "asked" }, el("h2", { class: "hidden" }, app.t("you")), foreign("p", turn.question, turn.answer?.language)), body);
}

/** What is happening, in one line. */
export function progressOf(app, turn) {
  return turn.model ? app.t("drafting", { model: turn.model, count: turn.statements.length }) : app.t("searching");
}

function answered(app, answer) {
  const edition = app.editionFor(answer.statements[0].citations[0].language);
  const model = answer.usage?.model;
  const how = answer.mode === "extractive" ? app.t("quotesOnly") : model ? app.t("wordedBy", { model }) : app.t("worded");
  return [
    understood(app, answer), ...statements(app, answer.statements),
    el("p", { class: "standing" }, el("cite", { lang: spoken(edition.language), class: "foreign" }, edition.title),
      el("span", {}, app.t(edition.status)), foreign("span", how)),
  ].filter(Boolean);
}

function refusal(app, answer) {
  const chips = answer.nearest.map((item) =>
    chip(app, { clause: item.clause, language: item.language, start: 0, end: 0 }, nameOf(app, item), app.openingOf(item.clause, item.language)));
  return [
    el("p", { class: "verdict" }, icon("refused"), el("strong", {}, app.t("refusal"))), understood(app, answer),
    foreign("p", answer.refusal.message, answer.language, { class: "reason" }),
    chips.length ? el("p", { class: "soft" }, app.t("nearest"), " ", chips) : null,
  ].filter(Boolean);
}

function understood(app, answer) {
  if (!answer.standalone) return null;
  return foreign("p", app.t("understood", { question: answer.standalone }), app.state.language, { class: "soft" });
}

function notices(answer) {
  return answer.notices.map((notice) => foreign("p", notice, answer.language, { class: "notice" }));
}

function statements(app, list) {
  let number = 0;
  return list.map((statement) => {
    const [{ language, quote }] = statement.citations;
    const isQuote = statement.text === quote;
    const chips = statement.citations.map((citation) => chip(app, citation, `${number += 1} · ${nameOf(app, citation)}`, citation.quote));
    return el("div", { class: isQuote ? "statement quote" : "statement", dir: directionOf(language) },
      foreign("span", isQuote ? quoted(statement.text, language) : statement.text, language), " ", chips);
  });
}

/** The id of the clause, or its label where the id is a mere number and could be that of a footnote. */
function nameOf(app, { clause, language }) {
  return /^\d+$/.test(clause) ? app.labelOf(clause, language) : clause;
}

function actions(app, turn, acts) {
  const row = el("div", { class: "actions" });
  if (turn.answer) {
    row.append(
      quiet("copy", app.t("copyText"), (event) => copy(app, event.currentTarget, answerAsText(app, turn))),
      quiet("copy", app.t("copyMarkdown"), (event) => copy(app, event.currentTarget, answerAsMarkdown(app, turn))));
  }
  row.append(quiet("again", app.t("retry"), () => acts.retry(turn), { class: "asks", disabled: app.isBusy }),
    quiet("edit", app.t("edit"), () => acts.edit(turn), { class: "asks", disabled: app.isBusy }));
  if (turn.answer) row.append(votes(app, turn));
  return row;
}
