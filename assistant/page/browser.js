// The whole document: its contents by part, and a search in its text.

import { call, problemOf } from "./api.js";
import { cut, el, foreign, spoken } from "./dom.js";
import { fillSide, openSide } from "./side.js";

const MOST_HITS = 30;
const MOST_SIMILAR = 6;
const last = { language: null, text: "", found: null };

/** Show the contents of one edition, and the search above them as it was left. */
export function showContents(app, from = null) {
  openSide(from);
  render(app);
}

function render(app) {
  const edition = app.editionFor(last.language ?? app.state.language);
  const results = el("div", { id: "results", role: "status" });
  const show = () => results.replaceChildren(...(last.found ? hits(app, last.found) : []));
  const input = el("input", { type: "search", id: "search-text", maxlength: String(app.contents.longest), dir: "auto", autocomplete: "off", value: last.text });
  const choice = el("select", { id: "search-edition", "aria-label": app.t("edition"), onchange: () => {
    Object.assign(last, { language: choice.value, text: input.value, found: null });
    render(app);
  } }, app.contents.editions.map((one) => el("option", { value: one.language, lang: spoken(one.language) }, app.nameOf(one.language))));
  choice.value = edition.language;
  const form = el("form", { class: "search", role: "search", onsubmit: async (event) => {
    event.preventDefault();
    last.text = input.value.trim();
    last.found = null;
    show();
    if (!last.text) return;
    const asked = last.text;
    try {
      const found = await call("search", [asked, edition.language, MOST_HITS]);
      if (asked !== last.text) return;
      last.found = found;
      show();
    } catch (error) {
      results.replaceChildren(el("p", { class: "problem" }, problemOf(app, error)));
    }
  } }, el("label", { for: "search-text" }, app.t("searchText")), input, choice, el("button", { type: "submit" }, app.t("search")));
  show();
  fillSide({ title: app.t("contents"), language: app.state.language, parts: [form, results, ...parts(app, edition)], again: () => render(app) });
}

function hits(app, found) {
  const verbatim = found.filter((hit) => hit.match === "verbatim");
  const similar = found.filter((hit) => hit.match !== "verbatim").slice(0, MOST_SIMILAR);
  return [
    el("h3", {}, verbatim.length ? app.t("verbatimHits", { count: verbatim.length }) : app.t("noHits")), list(app, verbatim),
    ...(similar.length ? [el("h3", {}, app.t("meaningHits")), list(app, similar)] : []),
  ];
}

function list(app, found) {
  return el("ol", { class: "hits" }, found.map((hit) => el("li", {},
    entry(app, hit, foreign("strong", hit.label, hit.language), foreign("span", surrounded(hit), hit.language, { class: "words" })))));
}

/** What was found in its sentence: two words alone say little. */
function surrounded(hit) {
  if (hit.match !== "verbatim") return hit.quote;
  const [start, end] = [hit.start - hit.context_start, hit.end - hit.context_start];
  return [cut(hit.context, 0, start), el("strong", { class: "found" }, cut(hit.context, start, end)), cut(hit.context, end)];
}

function parts(app, edition) {
  const groups = new Map();
  for (const clause of edition.clauses) groups.set(clause.part, [...(groups.get(clause.part) ?? []), clause]);
  const heading = ({ part_label: label, heading: title }) => [label, title].filter(Boolean).join(" · ");
  return [...groups.values()].map((clauses) => el("section", {},
    heading(clauses[0]) ? foreign("h3", heading(clauses[0]), edition.language) : null,
    el("ul", { class: "contents" }, clauses.map((clause) => el("li", {},
      entry(app, { clause: clause.clause, language: edition.language }, el("strong", { title: clause.label }, clause.clause),
        foreign("span", `${clause.opening}…`, edition.language, { class: "words" })))))));
}

function entry(app, place, ...children) {
  return el("button", { type: "button", class: "entry", onclick: (event) => app.openClause(place, event.currentTarget) }, children.flatMap((child) => [child, " "]));
}
