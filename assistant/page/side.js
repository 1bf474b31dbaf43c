// The area beside the chat: a clause or the contents. On a narrow screen it is a dialog over everything else.

import { dismissQuote } from "./chip.js";
import { byId, spoken } from "./dom.js";

const NARROW = matchMedia("(max-width: 899px)");
let opener = null;
let redraw = null;
let turn = 0;

/** Whether the area is open. */
export function isOpen() {
  return !byId("side").hidden;
}

/** Open the area for what `from` asked for; the focus comes back to it in the end. Returns a ticket for `isCurrent`. */
export function openSide(from) {
  if (from && !byId("side").contains(from)) opener = from;
  const isFresh = !isOpen() || (from && !byId("side").contains(from));
  byId("side").hidden = false;
  document.body.classList.add("with-side");
  fit();
  if (isFresh) byId("side-title").focus();
  return turn += 1;
}

/** Whether nothing else was opened or closed since: a slow answer must not push away what came after it. */
export function isCurrent(ticket) {
  return ticket === turn;
}

/** Show `parts` under `title`. `again` draws the same in another language of the page. */
export function fillSide({ title, language, parts, isWide = false, again = null }) {
  const body = byId("side-body");
  const held = body.contains(document.activeElement) ? document.activeElement.id : null;
  redraw = again;
  byId("side").classList.toggle("wide", isWide);
  byId("side-title").textContent = title;
  byId("side-title").lang = spoken(language);
  body.replaceChildren(...parts);
  body.scrollTop = 0;
  if (held === null) return;
  // What had the focus is gone: its successor has the same id, unless it cannot be used any more.
  const next = held && byId(held);
  (next && !next.disabled ? next : byId("side-title")).focus({ preventScroll: true });
}

export function redrawSide() {
  if (isOpen()) redraw?.();
}

export function closeSide() {
  turn += 1;
  byId("side").hidden = true;
  document.body.classList.remove("with-side");
  fit();
  history.replaceState(null, "", location.pathname);
  (opener?.isConnected ? opener : byId("question")).focus();
  opener = null;
}

export function listenToSide() {
  NARROW.addEventListener("change", fit);
  byId("close-side").addEventListener("click", closeSide);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || dismissQuote() || !isOpen()) return;
    closeSide();
  });
}

function fit() {
  const isDialog = NARROW.matches && isOpen();
  const side = byId("side");
  for (const outside of document.querySelectorAll("header, main, .skip")) outside.inert = isDialog;
  side.setAttribute("role", isDialog ? "dialog" : "complementary");
  side.ariaModal = isDialog ? "true" : null;
}
