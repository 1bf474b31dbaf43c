// Thumbs up or down for an answer, with a note if the person wants.

import { call, problemOf } from "./api.js";
import { el, icon } from "./dom.js";

/** The two buttons, or the thanks where `turn` has a vote already. */
export function votes(app, turn) {
  const whole = el("span", { class: "votes" });
  if (turn.vote) {
    whole.append(el("span", { class: "soft" }, app.t("thanks")));
    return whole;
  }
  const buttons = ["up", "down"].map((vote) => el("button", { type: "button", class: "quiet vote", "aria-pressed": "false", onclick: () => choose(vote) },
    icon(vote), el("span", {}, app.t(vote))));
  let form = null;
  const choose = (vote) => {
    buttons.forEach((button, at) => button.setAttribute("aria-pressed", String(["up", "down"][at] === vote)));
    const note = form?.querySelector("input").value ?? "";
    form?.remove();
    form = noteForm(app, note, async (written) => {
      await send(turn, vote, written);
      turn.vote = vote;
      app.keep();
      whole.replaceChildren(el("span", { class: "soft", tabindex: "-1" }, app.t("thanks")));
      whole.firstChild.focus();
    });
    whole.append(form);
    form.querySelector("input").focus();
  };
  whole.append(...buttons);
  return whole;
}

function noteForm(app, written, deliver) {
  const note = el("input", { type: "text", maxlength: "2000", dir: "auto", autocomplete: "off", "aria-label": app.t("note"), placeholder: app.t("note"), value: written });
  const problem = el("span", { class: "problem", role: "alert" });
  const button = el("button", { type: "submit", class: "quiet" }, app.t("sendNote"));
  return el("form", { class: "note", onsubmit: async (event) => {
    event.preventDefault();
    button.disabled = true;
    problem.textContent = "";
    try {
      await deliver(note.value);
    } catch (error) {
      problem.textContent = problemOf(app, error);
      button.disabled = false;
    }
  } }, note, button, problem);
}

function send(turn, vote, note) {
  const { answer } = turn;
  const clauses = [...new Set(answer.statements.flatMap((one) => one.citations.map((citation) => citation.clause)))];
  return call("feedback", [{ question: turn.question, language: answer.language, status: answer.status, clauses, vote, note }]);
}
