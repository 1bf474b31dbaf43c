// Citation chips: numbered by us, they show their quote on hover and focus and open its clause.

import { el, foreign } from "./dom.js";

const APART = 4; // pixels between a chip and its quote
let quotes = 0;

/** The chip of `place`, a citation or a clause near the question; `text` stands on it, `quote` is shown beside it. */
export function chip(app, place, text, quote) {
  const id = `quote-${quotes += 1}`;
  const label = app.labelOf(place.clause, place.language);
  const button = el("button", { type: "button", class: "chip", "aria-label": `${text} – ${app.t("source", { clause: label })}`, "aria-describedby": id,
    onclick: () => app.openClause(place, button) }, text);
  const tip = foreign("span", quote, place.language, { id, role: "tooltip", class: "tip" });
  const whole = el("span", { class: "cited" }, button, tip);
  const show = () => {
    whole.classList.remove("dismissed");
    put(tip, button);
  };
  whole.addEventListener("mouseenter", show);
  button.addEventListener("focus", show);
  return whole;
}

/** Hide the quote that is shown, if any, and say whether there was one. */
export function dismissQuote() {
  const shown = document.querySelector(".cited:hover:not(.dismissed), .cited:has(:focus-visible):not(.dismissed)");
  shown?.classList.add("dismissed");
  return Boolean(shown);
}

/** Below the chip, or above it where there is no room, and never beyond the window. */
function put(tip, button) {
  const at = button.getBoundingClientRect();
  const { clientWidth, clientHeight } = document.documentElement;
  const left = Math.min(at.left, clientWidth - tip.offsetWidth - APART);
  const fitsBelow = at.bottom + APART + tip.offsetHeight <= clientHeight;
  tip.style.left = `${Math.max(APART, left)}px`;
  tip.style.top = `${fitsBelow ? at.bottom + APART : Math.max(APART, at.top - APART - tip.offsetHeight)}px`;
}
