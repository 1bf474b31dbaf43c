// One clause beside the chat: the quote marked, all editions, previous and next.

import { call } from "./api.js";
import { copy, cut, el, foreign, marked, spoken } from "./dom.js";
import { problemOf } from "./chat.js";
import { citationAsMarkdown, citationAsText, permalink } from "./exports.js";

/** Show `clause` of the edition in `language` with characters `start` to `end` marked. */
export async function showClause(app, clause, language, start = 0, end = 0) {
  app.side(app.labelOf(clause, language), [el("p", { class: "progress" }, app.t("searching"))]);
  let view;
  try {
    view = await call("view", [clause, language, start, end]);
  } catch (error) {
    app.side(clause, [el("p", { class: "problem" }, error.kind === "told" ? app.t("noClause", { clause }) : problemOf(app, error))]);
    return;
  }
  history.replaceState(null, "", permalink(clause, language, start, end));
  render(app, view, language, [start, end]);
}

function render(app, view, language, span) {
  const editions = view.editions;
  const place = { clause: view.clause, language, start: span[0], end: span[1] };
  const own = editions.find((edition) => edition.language === language);
  place.quote = span[1] > span[0] ? cut(own.text, span[0], span[1]) : own.text;
  const go = (id) => el("button", { type: "button", class: "quiet", disabled: id === null, onclick: () => showClause(app, id, language) });
  const previous = go(view.previous), next = go(view.next);
  previous.append("← ", app.t("previous"));
  next.append(app.t("next"), " →");
  const parts = [el("div", { class: "actions" }, previous, next)];
  if (app.sideBySide) {
    parts.push(el("div", { class: "parallel" }, editions.map((edition) =>
      el("section", {}, el("h3", {}, app.nameOf(edition.language)), text(app, edition)))));
  } else parts.push(...tabs(app, view, language, span));
  const button = (key, action) => el("button", { type: "button", class: "quiet", onclick: action }, app.t(key));
  parts.push(el("div", { class: "actions" },
    el("button", { type: "button", class: "quiet wide-only", "aria-pressed": String(app.sideBySide), onclick: () => {
      app.sideBySide = !app.sideBySide;
      render(app, view, language, span);
    } }, app.t("sideBySide")),
    button("copyText", (event) => copy(event.currentTarget, citationAsText(app, place), app.t("copied"))),
    button("copyMarkdown", (event) => copy(event.currentTarget, citationAsMarkdown(app, place), app.t("copied"))),
    button("copyLink", (event) => copy(event.currentTarget, permalink(view.clause, language, ...span), app.t("copied")))));
  app.side(app.labelOf(view.clause, language), parts, app.sideBySide);
  document.querySelector("#side mark")?.scrollIntoView({ block: "center" });
}

function tabs(app, view, language, span) {
  const panel = el("div", { role: "tabpanel", id: "edition-text", "aria-labelledby": `tab-${language}`, tabindex: "0" });
  const choose = (chosen, focus) => {
    for (const tab of list.children) {
      const isChosen = tab.id === `tab-${chosen}`;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      if (isChosen && focus) tab.focus();
    }
    panel.setAttribute("aria-labelledby", `tab-${chosen}`);
    panel.replaceChildren(...text(app, view.editions.find((edition) => edition.language === chosen)));
    panel.querySelector("mark")?.scrollIntoView({ block: "center" });
    history.replaceState(null, "", chosen === language ? permalink(view.clause, language, ...span) : permalink(view.clause, chosen));
  };
  const names = view.editions.map((edition) => edition.language);
  const list = el("div", { role: "tablist", class: "tabs", "aria-label": app.t("editions"), onkeydown: (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = names.findIndex((name) => `tab-${name}` === document.activeElement.id);
    choose(names[(at + step + names.length) % names.length], true);
  } }, names.map((name) => el("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": "edition-text",
    lang: spoken(name), onclick: () => choose(name) }, app.nameOf(name))));
  choose(language);
  return [list, panel];
}

function text(app, edition) {
  return [
    el("p", { class: "soft" }, foreign("span", edition.heading ?? "", edition.language), edition.heading ? " · " : "", app.t(edition.status)),
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
