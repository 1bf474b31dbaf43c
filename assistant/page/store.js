// What stays in this browser: the conversation on each document, the language of the page, and a question not sent yet.

const KEY = "cited-answers";
const DRAFT = "cited-answers-draft";
const MOST_TURNS = 100;

/** What was kept, before it is known on which document there will be a conversation. */
export function load() {
  const { language } = read(KEY);
  return { language: isText(language) ? language : null, turns: [], corpus: null };
}

/** The conversation that was kept on `corpus`; what is damaged is left out. */
export function loadTurns(corpus) {
  const { turns } = read(`${KEY}:${corpus}`);
  // An answer that was on its way when the page was left does not come any more.
  return (Array.isArray(turns) ? turns : []).filter(isTurn).map((turn) => (turn.answer ? turn : { ...turn, stopped: true }));
}

export function save(state) {
  write(KEY, { language: state.language });
  if (state.corpus === null) return;
  let turns = state.turns.slice(-MOST_TURNS).map(({ question, statements, model, answer, stopped, vote }) =>
    ({ question, statements: answer ? [] : statements, model, answer, stopped, vote }));
  for (;;) {
    // Where the store is full or forbidden the newest turns matter most.
    if (write(`${KEY}:${state.corpus}`, { turns }) || !turns.length) return;
    turns = turns.slice(Math.ceil(turns.length / 2));
  }
}

export function loadDraft() {
  try {
    return localStorage.getItem(DRAFT) ?? "";
  } catch {
    return "";
  }
}

export function saveDraft(text) {
  try {
    if (text) localStorage.setItem(DRAFT, text);
    else localStorage.removeItem(DRAFT);
  } catch {
    // Without a store the question is kept only as long as the page is open.
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "{}");
    return typeof kept === "object" && kept !== null ? kept : {};
  } catch {
    return {};
  }
}

function isTurn(turn) {
  return isText(turn?.question) && areAll(turn.statements, isStatement) && (turn.answer === undefined || isAnswer(turn.answer));
}

function isAnswer(answer) {
  return isText(answer?.question) && isText(answer.language) && areAll(answer.statements, isStatement) && areAll(answer.notices, isText) &&
    areAll(answer.nearest, (item) => isText(item?.clause) && isText(item.language)) &&
    (answer.refusal ? isText(answer.refusal.message) : answer.statements.length > 0);
}

function isStatement(statement) {
  return isText(statement?.text) && areAll(statement.citations, isCitation) && statement.citations.length > 0;
}

function isCitation(citation) {
  return [citation?.clause, citation?.language, citation?.quote].every(isText) &&
    Number.isInteger(citation.start) && Number.isInteger(citation.end);
}

function areAll(values, isSound) {
  return Array.isArray(values) && values.every(isSound);
}

function isText(value) {
  return typeof value === "string";
}
