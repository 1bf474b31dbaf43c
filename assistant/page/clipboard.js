// Copying, also where the browser gives the clipboard only to encrypted pages.

import { el } from "./dom.js";

/** Put `text` on the clipboard and say on `button`, and to `announce`, whether that worked. */
export async function copy(app, button, text) {
  const done = app.t(await write(text) ? "copied" : "notCopied");
  app.announce(done);
  const label = button.querySelector("span");
  button.dataset.label ??= label.textContent;
  label.textContent = done;
  clearTimeout(button.timer);
  button.timer = setTimeout(() => { label.textContent = button.dataset.label; }, 1800);
}

async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writeSelected(text);
  }
}

function writeSelected(text) {
  const before = document.activeElement;
  const box = el("textarea", { class: "hidden", "aria-hidden": "true", tabindex: "-1" });
  box.value = text;
  // Inside an open dialog only what belongs to it can be selected.
  (before?.parentElement ?? document.body).append(box);
  box.select();
  const copied = document.execCommand("copy");
  box.remove();
  before?.focus({ preventScroll: true });
  return copied;
}
