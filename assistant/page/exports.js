// Conversations and citations as text, Markdown and JSON, for other documents.

export function permalink(clause, language, start = 0, end = 0) {
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
  return `“${citation.quote}” (${edition.title}, ${app.labelOf(citation.clause, citation.language)}, ${app.t(edition.status)})`;
}

export function citationAsMarkdown(app, citation) {
  const edition = app.editionFor(citation.language);
  const link = permalink(citation.clause, citation.language, citation.start, citation.end);
  return `> ${escaped(citation.quote)}\n\n— ${escaped(edition.title)}, [${escaped(app.labelOf(citation.clause, citation.language))}](${link})`;
}

export function answerAsText(app, turn) {
  const { answer } = turn;
  if (answer.refusal) return `${turn.question}\n\n${answer.refusal.message}\n`;
  const cited = citationsOf(answer);
  const lines = answer.statements.map((one) => `${one.text} ${one.citations.map((citation) => `[${cited.indexOf(citation) + 1}]`).join("")}`);
  return `${turn.question}\n\n${lines.join("\n")}\n\n${cited.map((citation, at) => `[${at + 1}] ${citationAsText(app, citation)}`).join("\n")}\n`;
}

export function answerAsMarkdown(app, turn, first = 1) {
  const { answer } = turn;
  const heading = `**${escaped(turn.question)}**\n\n`;
  if (answer.refusal) return `${heading}*${escaped(answer.refusal.message)}*\n`;
  const cited = citationsOf(answer);
  const lines = answer.statements.map((one) => escaped(one.text) + one.citations.map((citation) => `[^${first + cited.indexOf(citation)}]`).join(""));
  const notes = cited.map((citation, at) => {
    const edition = app.editionFor(citation.language);
    const link = permalink(citation.clause, citation.language, citation.start, citation.end);
    return `[^${first + at}]: “${escaped(citation.quote)}” ${escaped(edition.title)}, [${escaped(app.labelOf(citation.clause, citation.language))}](${link}), ${app.t(edition.status)}`;
  });
  const notices = answer.notices.map((notice) => `*${escaped(notice)}*\n`);
  return `${heading}${lines.join("\n\n")}\n\n${notices.length ? `${notices.join("\n")}\n` : ""}${notes.join("\n")}\n`;
}

export function conversationAsMarkdown(app) {
  let first = 1;
  return app.state.turns.filter((turn) => turn.answer).map((turn) => {
    const text = answerAsMarkdown(app, turn, first);
    first += citationsOf(turn.answer).length;
    return text;
  }).join("\n---\n\n");
}

export function conversationAsJson(app) {
  return JSON.stringify(app.state.turns.filter((turn) => turn.answer).map((turn) => turn.answer), null, 2);
}

export function download(name, type, text) {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function citationsOf(answer) {
  return answer.statements.flatMap((one) => one.citations);
}

/** Markdown's own signs, so that a text that has them is shown as it is and makes no link, image or tag. */
function escaped(text) {
  return text.replace(/[\\`*_{}[\]<>#|!~]/g, "\\$&").replace(/\s*\n\s*/g, " ");
}
