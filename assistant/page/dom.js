// Everything on the page is made here. Text is only ever set as text: no string is read as markup anywhere.

const ATTRIBUTES = new Set([
  "class", "id", "type", "role", "lang", "dir", "for", "value", "rows", "tabindex", "title", "hidden", "maxlength", "disabled",
  "placeholder", "name", "autocomplete",
]);
const FROM_THE_RIGHT = new Set(["ar", "arc", "ckb", "dv", "fa", "he", "ks", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"]);
const DRAWN = "http://www.w3.org/2000/svg";
const ICONS = {
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  again: "M20 12a8 8 0 1 1-2.4-5.7M20 3v5h-5",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  up: "M7 11v9H4v-9zM7 11l4-7a2 2 0 0 1 2 2v4h5.4a2 2 0 0 1 2 2.3l-1 6a2 2 0 0 1-2 1.7H7",
  down: "M17 13V4h3v9zM17 13l-4 7a2 2 0 0 1-2-2v-4H5.6a2 2 0 0 1-2-2.3l1-6A2 2 0 0 1 6.6 4H17",
  refused: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M5.6 5.6l12.8 12.8",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  previous: "M15 5l-7 7 7 7",
  next: "M9 5l7 7-7 7",
  columns: "M4 5h16v14H4zM9.5 5v14M14.5 5v14",
  list: "M4 6h16M4 12h16M4 18h10",
};

/** An element with attributes, listeners (`onclick`) and children: nodes, or strings as text, in lists or not. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (ATTRIBUTES.has(name) || name.startsWith("aria-")) node.setAttribute(name, value === true ? "" : value);
    else throw new Error(`no such property: ${name}`);
  }
  node.append(...children.flat(2).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** A drawing beside a text that says the same. */
export function icon(name) {
  const drawing = document.createElementNS(DRAWN, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("class", "icon");
  const line = document.createElementNS(DRAWN, "path");
  line.setAttribute("d", ICONS[name]);
  drawing.append(line);
  return drawing;
}

/** A plain button with a drawing and a text. */
export function quiet(drawn, text, onclick, properties = {}) {
  return el("button", { type: "button", onclick, ...properties, class: `quiet ${properties.class ?? ""}`.trim() },
    drawn ? icon(drawn) : null, el("span", {}, text));
}

/** Text of unknown origin: its direction is its own and does not reach beyond it. */
export function foreign(tag, text, language, properties = {}) {
  return el(tag, { dir: "auto", lang: spoken(language), ...properties, class: `foreign ${properties.class ?? ""}`.trim() }, text);
}

/** The language tag for a reader's software. */
export function spoken(language) {
  return language === "zh" ? "zh-Hans" : language;
}

/** The direction in which `language` is written, for what stands around a text in it. */
export function directionOf(language) {
  return FROM_THE_RIGHT.has(language) ? "rtl" : "ltr";
}

/** `text` cut by offsets in code points, which is how the server counts. */
export function cut(text, start, end) {
  return Array.from(text).slice(start, end).join("");
}

/** `text` as nodes with the `spans`, [start, end] in code points, marked. */
export function marked(text, spans) {
  const nodes = [];
  let at = 0;
  for (const [start, end] of [...spans].sort((one, other) => one[0] - other[0])) {
    if (start < at) continue;
    nodes.push(cut(text, at, start), el("mark", {}, cut(text, start, end)));
    at = end;
  }
  nodes.push(cut(text, at));
  return nodes;
}

export function byId(id) {
  return document.getElementById(id);
}
