// The whole document: its contents by part, and a search in its text.

import { call } from "./api.js";
import { problemOf } from "./chat.js";
import { el, foreign, marked, spoken } from "./dom.js";

/** Show the contents of the edition in the language of the page, and the search above them. */
export function showContents(app) {
  const edition = app.editionFor(app.state.language);
  const results = el("div", { "aria-live": "polite" });
  const input = el("input", { type: "search", id: "search-text", maxlength: String(app.contents.longest), dir: "auto" });
  const form = el("form", { class: "search", role: "search", onsubmit: async (event) => {
    event.preventDefault();
    if (!input.value.trim()) return results.replaceChildren();
    try {
      const found = await call("search", [input.value, edition.language, 20]);
      results.replaceChildren(...(found.length ? [hits(app, found)] : [el("p", {}, app.t("noHits"))]));
    } catch (error) {
      results.replaceChildren(el("p", { class: "problem" }, problemOf(app, error)));
    }
    return undefined;
  } }, el("label", { for: "search-text" }, app.t("searchText")), input, el("button", { type: "submit" }, app.t("search")));
  app.side(app.t("contents"), [form, results, ...parts(app, edition)]);
}

function hits(app, found) {
  return el("ol", { class: "hits" }, found.map((hit) => el("li", {},
    el("button", { type: "button", class: "entry", onclick: (event) => app.openClause(hit.clause, hit.language, hit.start, hit.end, event.currentTarget) },
      el("strong", {}, hit.label), " ", el("span", { class: "soft" }, app.t(hit.match === "verbatim" ? "verbatimHit" : "meaningHit")),
      el("span", { class: "block foreign", lang: spoken(hit.language), dir: "auto" },
        hit.match === "verbatim" ? marked(hit.context, [[hit.start - hit.context_start, hit.end - hit.context_start]]) : hit.quote)))));
}

function parts(app, edition) {
  const groups = new Map();
  for (const clause of edition.clauses) groups.set(clause.part, [...(groups.get(clause.part) ?? []), clause]);
  return [...groups.values()].map((clauses) => el("section", {},
    el("h3", { lang: edition.language, dir: "auto" }, [clauses[0].part_label, clauses[0].heading].filter(Boolean).join(" · ")),
    el("ul", { class: "contents" }, clauses.map((clause) => el("li", {},
      el("button", { type: "button", class: "entry", onclick: (event) => app.openClause(clause.clause, edition.language, 0, 0, event.currentTarget) },
        el("strong", {}, clause.clause), " ", foreign("span", `${clause.opening} …`, edition.language)))))));
}
