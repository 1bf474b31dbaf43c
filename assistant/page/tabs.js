// Tabs for the editions of a clause: the arrow keys, Home and End move between them.

import { byId, el, spoken } from "./dom.js";

/** The row of tabs for `languages` with `chosen` open on `content`; `choose` is told another one. */
export function tabs(app, languages, chosen, content, choose) {
  const row = el("div", { role: "tablist", class: "tabs", "aria-label": app.t("editions"), onkeydown: (event) => {
    const at = languages.indexOf(chosen);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: languages.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const language = languages.at(to % languages.length);
    choose(language);
    byId(`tab-${language}`).focus();
  } }, languages.map((language) => el("button", {
    type: "button", role: "tab", id: `tab-${language}`, "aria-controls": "edition-text", "aria-selected": String(language === chosen),
    tabindex: language === chosen ? "0" : "-1", lang: spoken(language), onclick: () => choose(language),
  }, app.nameOf(language))));
  return [row, el("div", { role: "tabpanel", id: "edition-text", "aria-labelledby": `tab-${chosen}`, tabindex: "0" }, content)];
}
