// The sign-in, where the server asks for one.

import { byId, el } from "./dom.js";

/** Ask for a name and a password in place of the conversation. */
export function showSignIn(app) {
  const name = el("input", { name: "username", id: "sign-in-name", autocomplete: "username" });
  const password = el("input", { name: "password", type: "password", id: "sign-in-password", autocomplete: "current-password" });
  const problem = el("p", { class: "problem", role: "alert" });
  const submit = async (event) => {
    event.preventDefault();
    problem.textContent = "";
    try {
      const response = await fetch("login", { method: "POST", body: new URLSearchParams({ username: name.value, password: password.value }) });
      if (response.ok) return location.reload();
      problem.textContent = app.t(response.status === 503 || response.status === 429 ? "busy" : "wrongPassword");
    } catch {
      problem.textContent = app.t("unreachable");
    }
    password.select();
    return undefined;
  };
  byId("log").replaceChildren(el("form", { class: "sign-in", onsubmit: submit }, el("h2", {}, app.t("signIn")),
    el("label", { for: "sign-in-name" }, app.t("name")), name, el("label", { for: "sign-in-password" }, app.t("password")), password,
    problem, el("button", { type: "submit", class: "primary" }, app.t("signIn"))));
  byId("ask").hidden = true;
  byId("tools").hidden = true;
  byId("open-contents").hidden = true;
  name.focus();
}
