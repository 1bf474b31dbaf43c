// Everything on the page is made here. Text is only ever set as text: no string is read as markup anywhere.

const ATTRIBUTES = new Set([
  "class", "id", "type", "role", "lang", "dir", "href", "download", "for", "value", "rows", "tabindex", "title", "hidden",
  "maxlength", "selected", "disabled", "open", "placeholder", "name", "autocomplete", "method", "action",
]);

/** An element with attributes, listeners (`onclick`) and children: nodes, or strings as text. */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (ATTRIBUTES.has(name) || name.startsWith("aria-")) node.setAttribute(name, value === true ? "" : value);
    else throw new Error(`no such property: ${name}`);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Text of unknown origin: its direction is its own and does not reach beyond it. */
export function foreign(tag, text, language, properties = {}) {
  return el(tag, { dir: "auto", lang: spoken(language), ...properties, class: `foreign ${properties.class ?? ""}` }, text);
}

/** The language tag for a reader's software. */
export function spoken(language) {
  return language === "zh" ? "zh-Hans" : language;
}

/** `text` cut by offsets in code points, which is how the server counts. */
export function cut(text, start, end) {
  return Array.from(text).slice(start, end).join("");
}

/** `text` as nodes with the `spans`, [start, end] in code points, marked. */
export function marked(text, spans) {
  const points = Array.from(text);
  const nodes = [];
  let at = 0;
  for (const [start, end] of [...spans].sort((one, other) => one[0] - other[0])) {
    if (start < at) continue;
    nodes.push(points.slice(at, start).join(""), el("mark", {}, points.slice(start, end).join("")));
    at = end;
  }
  nodes.push(points.slice(at).join(""));
  return nodes;
}

export function byId(id) {
  return document.getElementById(id);
}

/** Give `text` to the clipboard and say so on `button`. */
export async function copy(button, text, done) {
  await navigator.clipboard.writeText(text);
  const before = button.textContent;
  button.textContent = done;
  setTimeout(() => { button.textContent = before; }, 1500);
}
