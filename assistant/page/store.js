// What stays in this browser: the conversation and the language of the page.

const KEY = "cited-answers";
const MOST_TURNS = 100;

export function load() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return {
      language: typeof kept.language === "string" ? kept.language : null,
      turns: Array.isArray(kept.turns) ? kept.turns.filter(isTurn) : [],
    };
  } catch {
    return { language: null, turns: [] };
  }
}

export function save(state) {
  let turns = state.turns.filter((turn) => turn.answer || turn.stopped).slice(-MOST_TURNS);
  for (;;) {
    try {
      localStorage.setItem(KEY, JSON.stringify({ language: state.language, turns }));
      return;
    } catch {
      // The store is full or forbidden: the newest turns matter most.
      if (!turns.length) return;
      turns = turns.slice(Math.ceil(turns.length / 2));
    }
  }
}

function isTurn(turn) {
  const answer = turn?.answer;
  return typeof turn?.question === "string" && (turn.stopped === true || (
    Array.isArray(answer?.statements) && Array.isArray(answer.nearest) && Array.isArray(answer.notices) &&
    answer.statements.every((one) => typeof one.text === "string" && Array.isArray(one.citations))
  ));
}
