// One clause beside the chat: the quote marked, in one edition or in all, and the way to its neighbours.

import { call, problemOf } from "./api.js";
import { copy } from "./clipboard.js";
import { cut, el, foreign, marked, quiet, spoken } from "./dom.js";
import { citationAsMarkdown, citationAsText, permalink } from "./exports.js";
import { fillSide, isCurrent, openSide } from "./side.js";
import { tabs } from "./tabs.js";

let isSideBySide = false;

/** Show the clause of `place` with its characters `start` to `end` marked; `from` gets the focus back in the end. */
export async function showClause(app, place, from = null) {
  const { clause, language, start = 0, end = 0 } = place;
  const ticket = openSide(from);
  let view;
  try {
    view = await callForView(clause, language, start, end);
  } catch (error) {
    if (isCurrent(ticket)) tellProblem(app, place, error);
    return;
  }
  if (!isCurrent(ticket)) return;
  render(app, view, language);
  document.querySelector("#side mark")?.scrollIntoView({ block: "center" });
}

async function callForView(clause, language, start, end) {
  try {
    return await call("view", [clause, language, start, end]);
  } catch (error) {
    // An address can carry a place that the clause does not have.
    if (error.kind !== "told" || !(start || end)) throw error;
    return call("view", [clause, language, 0, 0]);
  }
}

function tellProblem(app, place, error) {
  const isUnknown = error.kind === "told";
  const text = isUnknown ? app.t("noClause", { clause: place.clause }) : problemOf(app, error);
  const again = isUnknown ? toContents(app) : quiet("again", app.t("tryAgain"), () => showClause(app, place));
  fillSide({ title: app.t("contents"), language: app.state.language, parts: [foreign("p", text, app.state.language, { class: "problem", role: "alert" }), again],
    again: () => tellProblem(app, place, error) });
}

/** Show `view` in the edition `language`, which is also the one that is copied and linked. */
function render(app, view, language) {
  const edition = view.editions.find((one) => one.language === language);
  const place = placeIn(view, edition);
  history.replaceState(null, "", permalink(place));
  const go = (clause, id) => quiet(id, app.t(id), () => showClause(app, { clause, language }), { id: `go-${id}`, disabled: clause === null });
  const body = isSideBySide
    ? [el("div", { class: "parallel" }, view.editions.map((one) => el("section", {}, el("h3", { lang: spoken(one.language) }, app.nameOf(one.language)), text(app, one))))]
    : tabs(app, view.editions.map((one) => one.language), language, text(app, edition), (chosen) => {
      render(app, view, chosen);
      document.querySelector("#side mark")?.scrollIntoView({ block: "nearest" });
    });
  fillSide({
    title: edition.label, language, isWide: isSideBySide, again: () => render(app, view, language),
    parts: [el("div", { class: "actions way" }, go(view.previous, "previous"), go(view.next, "next"), toContents(app)), ...body, copies(app, view, place)],
  });
}

function copies(app, view, place) {
  const button = (drawn, key, write) => quiet(drawn, app.t(key), (event) => copy(app, event.currentTarget, write()), { id: `do-${key}` });
  return el("div", { class: "actions" },
    quiet("columns", app.t("sideBySide"), () => {
      isSideBySide = !isSideBySide;
      render(app, view, place.language);
    }, { id: "side-by-side", class: "wide-only", "aria-pressed": String(isSideBySide) }),
    button("copy", "copyCitation", () => citationAsText(app, place)),
    button("copy", "copyMarkdown", () => citationAsMarkdown(app, place)),
    button("link", "copyLink", () => permalink(place)));
}

function toContents(app) {
  return quiet("list", app.t("contents"), () => app.openContents(), { id: "to-contents" });
}

/** What is marked in `edition`, or else the whole clause, as a citation. */
function placeIn(view, edition) {
  const spans = edition.highlight;
  const start = spans.length ? Math.min(...spans.map((span) => span[0])) : 0;
  const end = spans.length ? Math.max(...spans.map((span) => span[1])) : 0;
  return { clause: view.clause, language: edition.language, start, end, quote: end > start ? cut(edition.text, start, end) : edition.text };
}

function text(app, edition) {
  return [
    el("p", { class: "standing" }, edition.heading ? foreign("span", edition.heading, edition.language) : null, el("span", {}, app.t(edition.status))),
    edition.doubt ? el("p", { class: "notice" }, app.t(edition.doubt)) : null,
    ...paragraphs(edition),
  ].filter(Boolean);
}

/** The text of a clause in its paragraphs, marks across their breaks included. */
function paragraphs(edition) {
  const nodes = [];
  let at = 0;
  for (const part of edition.text.split("\n")) {
    const length = Array.from(part).length;
    const spans = edition.highlight.map(([start, end]) => [Math.max(0, start - at), Math.min(length, end - at)]);
    const within = spans.filter(([start, end]) => end > start);
    if (part.trim()) nodes.push(el("p", { class: "clause foreign", lang: spoken(edition.language), dir: "auto" }, marked(part, within)));
    at += length + 1;
  }
  return nodes;
}
