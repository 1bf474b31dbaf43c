// Start-up, and what the parts of the page share.

import { call } from "./api.js";
import { showContents } from "./browser.js";
import { ask, problemOf, renderLog } from "./chat.js";
import { showClause } from "./clause.js";
import { byId, el, spoken } from "./dom.js";
import { conversationAsJson, conversationAsMarkdown, download } from "./exports.js";
import { load, save } from "./store.js";

const app = {
  state: load(),
  strings: {},
  contents: null,
  controller: null,
  sideBySide: false,
  opener: null,

  /** The text `key` in the language of the page. */
  t(key, values = {}) {
    const text = (this.strings[this.state.language] ?? this.strings.en)[key] ?? key;
    return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  },
  editionFor(language) {
    return this.contents.editions.find((edition) => edition.language === language) ?? this.contents.editions.find((edition) => edition.language === "en") ?? this.contents.editions[0];
  },
  labelOf(clause, language) {
    return this.editionFor(language).clauses.find((item) => item.clause === clause)?.label ?? clause;
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
  busy(is) {
    byId("stop").hidden = !is;
    byId("log").setAttribute("aria-busy", String(is));
    this.isBusy = is;
    count();
  },
  submit(question) {
    if (this.isBusy) return;
    byId("question").value = "";
    count();
    ask(this, question);
  },
  /** Put the question of `turn` back into the box and forget it and what followed. */
  edit(turn) {
    if (this.isBusy) return;
    this.state.turns.splice(this.state.turns.indexOf(turn));
    byId("question").value = turn.question;
    renderLog(this);
    this.keep();
    count();
    byId("question").focus();
  },
  openClause(clause, language, start, end, opener) {
    if (!byId("side").contains(opener)) this.opener = opener;
    return showClause(this, clause, language, start, end);
  },
  side(title, parts, isWide = false) {
    const fresh = byId("side").hidden;
    byId("side").hidden = false;
    byId("side").classList.toggle("wide", isWide);
    // On a narrow screen the clause covers the chat, which is then out of reach for keyboard and screen reader too.
    covered(matchMedia("(max-width: 900px)").matches);
    byId("side-title").textContent = title;
    byId("side-body").replaceChildren(...parts);
    byId("side-body").scrollTop = 0;
    if (fresh) byId("side-title").focus();
  },
  signIn() {
    const name = el("input", { name: "username", id: "sign-in-name", autocomplete: "username" });
    const password = el("input", { name: "password", type: "password", id: "sign-in-password", autocomplete: "current-password" });
    const problem = el("p", { class: "problem", role: "alert" });
    byId("log").replaceChildren(el("form", { class: "sign-in", onsubmit: async (event) => {
      event.preventDefault();
      const response = await fetch("login", { method: "POST", body: new URLSearchParams({ username: name.value, password: password.value }) });
      if (response.ok) location.reload();
      else problem.textContent = this.t("wrongPassword");
    } }, el("h2", {}, this.t("signIn")), el("label", { for: "sign-in-name" }, this.t("name")), name,
    el("label", { for: "sign-in-password" }, this.t("password")), password, problem, el("button", { type: "submit" }, this.t("signIn"))));
    byId("ask").hidden = true;
    name.focus();
  },
};

function covered(is) {
  document.querySelector("main").inert = is;
  document.querySelector("header").inert = is;
}

function closeSide() {
  byId("side").hidden = true;
  covered(false);
  history.replaceState(null, "", location.pathname);
  (app.opener?.isConnected ? app.opener : byId("question")).focus();
}

function count() {
  const length = Array.from(byId("question").value).length;
  const longest = app.contents?.longest ?? Infinity;
  byId("count").textContent = length > longest / 2 ? app.t("characters", { count: length, longest }) : "";
  byId("count").classList.toggle("problem", length > longest);
  byId("send").disabled = app.isBusy || length > longest || !/[\p{L}\p{N}]/u.test(byId("question").value);
}

function translate() {
  document.documentElement.lang = spoken(app.state.language);
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = app.t(node.dataset.text);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", app.t(node.dataset.label));
  if (!app.contents) return;
  const { title, language } = app.editionFor(app.state.language);
  byId("title").textContent = title;
  byId("title").lang = spoken(language);
  document.title = title;
  const chosen = byId("edition").value;
  byId("edition").replaceChildren(el("option", { value: "" }, app.t("automatic")),
    ...app.contents.editions.map((edition) => el("option", { value: edition.language, lang: spoken(edition.language) }, app.nameOf(edition.language))));
  byId("edition").value = chosen;
  const mode = byId("mode").value || "auto";
  byId("mode").replaceChildren(...["auto", "extractive", "llm"].map((name) => el("option", { value: name }, app.t(`mode${name[0].toUpperCase()}${name.slice(1)}`))));
  byId("mode").value = mode;
  byId("mode-label").hidden = app.contents.model === null;
  renderLog(app);
  count();
}

function listen() {
  byId("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!byId("send").disabled) app.submit(byId("question").value.trim());
  });
  byId("question").addEventListener("input", count);
  byId("question").addEventListener("keydown", (event) => {
    // Enter also ends the choice of a Chinese word; that must not send.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    byId("ask").requestSubmit();
  });
  byId("stop").addEventListener("click", () => app.controller?.abort());
  byId("close-side").addEventListener("click", closeSide);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !byId("side").hidden) closeSide();
  });
  byId("open-contents").addEventListener("click", (event) => {
    app.opener = event.currentTarget;
    showContents(app);
  });
  byId("export-markdown").addEventListener("click", () => download("conversation.md", "text/markdown", conversationAsMarkdown(app)));
  byId("export-json").addEventListener("click", () => download("conversation.json", "application/json", conversationAsJson(app)));
  byId("clear").addEventListener("click", () => {
    if (app.isBusy || !confirm(app.t("clearSure"))) return;
    app.state.turns = [];
    app.keep();
    renderLog(app);
  });
  byId("interface").addEventListener("change", (event) => {
    app.state.language = event.target.value;
    app.keep();
    translate();
  });
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
  try {
    app.contents = await call("contents", []);
  } catch (error) {
    if (error.kind === "sign-in") return app.signIn();
    byId("log").replaceChildren(el("p", { class: "problem", role: "alert" }, problemOf(app, error)));
    return undefined;
  }
  translate();
  const wish = new URLSearchParams(location.search);
  if (wish.has("clause")) {
    const language = app.editionFor(wish.get("lang") ?? app.state.language).language;
    showClause(app, wish.get("clause"), language, Number(wish.get("start")) || 0, Number(wish.get("end")) || 0);
  } else byId("question").focus();
  return undefined;
}

start();
