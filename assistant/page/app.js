// Start-up, and what the parts of the page share.

import { call, problemOf } from "./api.js";
import { count, emptyBox, fillChoices, focusBox, listenToBox, restore } from "./box.js";
import { showContents } from "./browser.js";
import { ask, renderLog } from "./chat.js";
import { showClause } from "./clause.js";
import { byId, el, quiet, spoken } from "./dom.js";
import { conversationAsJson, conversationAsMarkdown, download } from "./exports.js";
import { listenToSide, redrawSide } from "./side.js";
import { showSignIn } from "./signin.js";
import { load, loadTurns, save } from "./store.js";

const app = {
  state: load(),
  strings: {},
  contents: null,
  controller: null,
  isBusy: false,
  tag: spoken,

  /** The text `key` in the language of the page. */
  t(key, values = {}) {
    const text = (this.strings[this.state.language] ?? this.strings.en)[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  },
  editionFor(language) {
    const { editions, default_language } = this.contents;
    return editions.find((one) => one.language === language) ?? editions.find((one) => one.language === default_language);
  },
  labelOf(clause, language) {
    return this.clauseOf(clause, language)?.label ?? clause;
  },
  openingOf(clause, language) {
    const found = this.clauseOf(clause, language);
    return found ? `${found.label}: ${found.opening}…` : clause;
  },
  clauseOf(clause, language) {
    return this.editionFor(language).clauses.find((item) => item.clause === clause);
  },
  nameOf(language) {
    const name = new Intl.DisplayNames([language], { type: "language" }).of(language) ?? language;
    return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
  },
  keep() {
    save(this.state);
  },
  announce(text) {
    byId("status").textContent = text;
  },
  busy(isBusy) {
    this.isBusy = isBusy;
    byId("stop").hidden = !isBusy;
    byId("send").hidden = isBusy;
    byId("clear").disabled = isBusy;
    byId("log").setAttribute("aria-busy", String(isBusy));
    for (const button of document.querySelectorAll(".asks")) button.disabled = isBusy;
    count(this);
  },
  submit(question) {
    if (this.isBusy || !question) return;
    emptyBox(this);
    ask(this, question);
    focusBox();
  },
  restore(question, isWanted) {
    restore(this, question, isWanted);
  },
  openClause(place, from) {
    return showClause(this, place, from);
  },
  openContents(from) {
    showContents(this, from);
  },
  signIn() {
    showSignIn(this);
  },
};

/** Everything on the page in its language. */
function translate() {
  document.documentElement.lang = spoken(app.state.language);
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = app.t(node.dataset.text);
  for (const node of document.querySelectorAll("[data-name]")) node.setAttribute("aria-label", app.t(node.dataset.name));
  byId("question").placeholder = app.t("placeholder");
  if (!app.contents) return;
  const { title, language } = app.editionFor(app.state.language);
  byId("title").textContent = title;
  byId("title").title = title;
  byId("title").lang = spoken(language);
  document.title = title;
  fillChoices(app);
  renderLog(app);
  redrawSide();
  count(app);
}

function listen() {
  listenToBox(app);
  listenToSide();
  byId("open-contents").addEventListener("click", (event) => app.contents && showContents(app, event.currentTarget));
  byId("export-markdown").addEventListener("click", () => download("conversation.md", "text/markdown", conversationAsMarkdown(app)));
  byId("export-json").addEventListener("click", () => download("conversation.json", "application/json", conversationAsJson(app)));
  byId("clear").addEventListener("click", () => {
    if (app.isBusy || !confirm(app.t("clearSure"))) return;
    app.state.turns = [];
    app.keep();
    renderLog(app);
    focusBox();
  });
  byId("interface").addEventListener("change", (event) => {
    app.state.language = event.target.value;
    app.keep();
    translate();
  });
}

async function loadContents() {
  byId("log").replaceChildren(el("p", { class: "progress" }, app.t("loading")));
  try {
    app.contents = await call("contents", []);
  } catch (error) {
    if (error.kind === "sign-in") return app.signIn();
    const problem = error.kind === "network" ? app.t("unreachable") : problemOf(app, error);
    byId("log").replaceChildren(el("div", { class: "failure", role: "alert" }, el("p", {}, problem), quiet("again", app.t("tryAgain"), loadContents)));
    return undefined;
  }
  app.state.corpus = app.contents.corpus;
  app.state.turns = loadTurns(app.state.corpus);
  translate();
  const wish = new URLSearchParams(location.search);
  if (!wish.has("clause")) return focusBox();
  const number = (name) => Math.max(0, Number.parseInt(wish.get(name) ?? "0", 10) || 0);
  const language = app.editionFor(wish.get("lang") ?? app.state.language).language;
  return showClause(app, { clause: wish.get("clause"), language, start: number("start"), end: number("end") });
}

async function start() {
  app.strings = await (await fetch("page/strings.json")).json();
  const languages = Object.keys(app.strings);
  const wanted = [app.state.language, ...navigator.languages.map((name) => name.split("-")[0]), "en"];
  app.state.language = wanted.find((name) => languages.includes(name));
  byId("interface").replaceChildren(...languages.map((name) => el("option", { value: name, lang: spoken(name) }, app.nameOf(name))));
  byId("interface").value = app.state.language;
  listen();
  translate();
  await loadContents();
}

start();
