// The box for the question: its length, its keys, and the buttons beside it.

import { byId, el, spoken } from "./dom.js";
import { loadDraft, saveDraft } from "./store.js";

/** Count the characters and allow sending or not. */
export function count(app) {
  const box = byId("question");
  const length = Array.from(box.value).length;
  const longest = app.contents?.longest ?? Infinity;
  const isTooLong = length > longest;
  const wasTooLong = box.getAttribute("aria-invalid") === "true";
  byId("count").textContent = length ? app.t("characters", { count: length, longest }) + (isTooLong ? ` · ${app.t("tooLong")}` : "") : "";
  byId("count").classList.toggle("problem", isTooLong);
  box.setAttribute("aria-invalid", String(isTooLong));
  if (isTooLong && !wasTooLong) app.announce(app.t("tooLong"));
  byId("send").disabled = !app.contents || app.isBusy || isTooLong || !/[\p{L}\p{N}]/u.test(box.value);
  saveDraft(box.value);
}

/** Empty the box after its question was sent. */
export function emptyBox(app) {
  byId("question").value = "";
  count(app);
}

/** Ready to write, except where that would push up a keyboard over half the screen. */
export function focusBox() {
  if (!matchMedia("(pointer: coarse)").matches) byId("question").focus();
  else byId("question").blur();
}

/** Put `question` back, over what was written since only if it `isWanted` so. */
export function restore(app, question, isWanted = false) {
  const box = byId("question");
  if (isWanted || !box.value.trim()) box.value = question;
  count(app);
  if (isWanted) box.focus();
}

/** The choices of edition and mode in the language of the page; what was chosen stays chosen. */
export function fillChoices(app) {
  fill(byId("edition"), [["", app.t("automatic"), app.state.language],
    ...app.contents.editions.map((edition) => [edition.language, app.nameOf(edition.language), edition.language])]);
  fill(byId("mode"), [["auto", app.t("modeAuto")], ["extractive", app.t("modeExtractive")], ["llm", app.t("modeLlm")]]);
  byId("mode-label").hidden = app.contents.model === null;
}

function fill(select, choices) {
  const chosen = select.value;
  select.replaceChildren(...choices.map(([value, text, language]) => el("option", { value, lang: spoken(language) }, text)));
  select.value = choices.some(([value]) => value === chosen) ? chosen : choices[0][0];
}

export function listenToBox(app) {
  const box = byId("question");
  box.value = loadDraft();
  byId("ask").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!byId("send").disabled) app.submit(box.value.trim());
  });
  box.addEventListener("input", () => count(app));
  box.addEventListener("keydown", (event) => {
    // Enter also ends the choice of a Chinese word; that must not send.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    byId("ask").requestSubmit();
  });
  byId("stop").addEventListener("click", () => {
    app.controller?.abort();
    focusBox();
  });
}
