// Conversations and citations as text, Markdown and JSON, for other documents.

const MARKS = { it: ["«", "»"] };

/** `quote` in the quotation marks of its language. */
export function quoted(quote, language) {
  const [opening, closing] = MARKS[language] ?? ["“", "”"];
  return `${opening}${quote}${closing}`;
}

/** The address that opens `place`, a clause of an edition and perhaps characters of it. */
export function permalink({ clause, language, start = 0, end = 0 }) {
  const address = new URL(location.href);
  address.search = "";
  address.hash = "";
  address.searchParams.set("clause", clause);
  address.searchParams.set("lang", language);
  if (end > start) {
    address.searchParams.set("start", start);
    address.searchParams.set("end", end);
  }
  return address.href;
}

export function citationAsText(app, citation) {
  const edition = app.editionFor(citation.language);
  return `${quoted(citation.quote, citation.language)} (${edition.title}, ${app.labelOf(citation.clause, citation.language)}, ${app.t(edition.status)})`;
}

export function citationAsMarkdown(app, citation) {
  return `> ${escaped(citation.quote)}\n\n— ${source(app, citation)}`;
}

export function answerAsText(app, turn) {
  const { answer } = turn;
  if (answer.refusal) return `${turn.question}\n\n${app.t("refusal")}: ${answer.refusal.message}\n`;
  const cited = citationsOf(answer);
  const lines = answer.statements.map((one) => `${one.text} ${numbers(one, cited, 1, (number) => `[${number}]`)}`);
  const notes = cited.map((citation, at) => `[${at + 1}] ${citationAsText(app, citation)}`);
  return `${[turn.question, lines.join("\n"), ...answer.notices, notes.join("\n")].join("\n\n")}\n`;
}

/** The question, the answer and a footnote for each citation, numbered from `first`. */
export function answerAsMarkdown(app, turn, first = 1) {
  const { answer } = turn;
  const heading = `**${escaped(turn.question)}**`;
  const notices = answer.notices.map((notice) => `*${escaped(notice)}*`);
  const understood = answer.standalone ? [`*${escaped(app.t("understood", { question: answer.standalone }))}*`] : [];
  if (answer.refusal) return `${[heading, ...understood, `*${escaped(`${app.t("refusal")}: ${answer.refusal.message}`)}*`, ...notices].join("\n\n")}\n`;
  const cited = citationsOf(answer);
  const lines = answer.statements.map((one) => escaped(one.text) + numbers(one, cited, first, (number) => `[^${number}]`));
  const notes = cited.map((citation, at) => `[^${first + at}]: ${quoted(escaped(citation.quote), citation.language)} ${source(app, citation)}`);
  return `${[heading, ...understood, ...lines, ...notices, notes.join("\n")].join("\n\n")}\n`;
}

export function conversationAsMarkdown(app) {
  let first = 1;
  const parts = app.state.turns.filter((turn) => turn.answer).map((turn) => {
    const text = answerAsMarkdown(app, turn, first);
    first += citationsOf(turn.answer).length;
    return text;
  });
  return parts.join("\n---\n\n");
}

/** The answers as the server gave them; each citation with its label, its edition and its address. */
export function conversationAsJson(app) {
  const full = (citation) => {
    const { title, status } = app.editionFor(citation.language);
    return { ...citation, label: app.labelOf(citation.clause, citation.language), edition: title, status, permalink: permalink(citation) };
  };
  const answers = app.state.turns.filter((turn) => turn.answer).map(({ answer }) =>
    ({ ...answer, statements: answer.statements.map((one) => ({ ...one, citations: one.citations.map(full) })) }));
  return JSON.stringify(answers, null, 2);
}

export function download(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function source(app, citation) {
  const edition = app.editionFor(citation.language);
  return `${escaped(edition.title)}, [${escaped(app.labelOf(citation.clause, citation.language))}](${permalink(citation)}), ${app.t(edition.status)}`;
}

function numbers(statement, cited, first, write) {
  return statement.citations.map((citation) => write(first + cited.indexOf(citation))).join("");
}

function citationsOf(answer) {
  return answer.statements.flatMap((one) => one.citations);
}

/** Markdown's own signs, so that a text that has them is shown as it is and makes no link, image, list or tag. */
function escaped(text) {
  return text.replace(/\s*\n\s*/g, " ").replace(/[\\`*_{}[\]<>#|!~&@]/g, "\\$&")
    .replace(/:\/\/|\bwww\./gi, (sign) => (sign === "://" ? "\\://" : `${sign.slice(0, -1)}\\.`))
    .replace(/^(\s*)([-+=])/, "$1\\$2").replace(/^(\s*\d+)([.)])/, "$1\\$2");
}
