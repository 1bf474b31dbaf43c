"""Hand-written pairs of a statement and the quote under it, through the whole checker: the true pass, the others are caught.

The checks were built with the pairs of split "dev". Those of split "test" were written before that or measured once, and
nothing was changed for them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant.drafts import DraftStatement
from assistant.verification.quotes import locate
from assistant.verification.statements import Problem, StatementChecker
from index.clauses import Clause
from index.corpus import Corpus, Edition
from index.lexical import LexicalIndex
from index.text import terms
from tests.conftest import LANGUAGES

Pair = Mapping[str, str]
Rates = Mapping[tuple[str, str], list[bool]]

PAIRS: list[Pair] = [
    json.loads(line) for line in Path(__file__).with_name("pairs.jsonl").read_text(encoding="utf-8").splitlines()
]
FIELDS = {"id", "language", "split", "kind", "question", "clause", "quote", "statement", "expected"}
KINDS = ("number", "name", "negation", "attribution")
EXPECTED = {"number", "name", "negation", "misattributed", "not_verbatim", "supported", "language", "repetition"}


@pytest.fixture(scope="module")
def verdicts(corpus: Corpus) -> Mapping[str, str]:
    """What the checker makes of each pair, by its id: the code of a problem, or "supported"."""
    lexical = {name: LexicalIndex.build(name, list(one.clauses.values())) for name, one in corpus.editions.items()}
    out = {}
    for pair in PAIRS:
        edition = corpus.editions[pair["language"]]
        checker = StatementChecker(pair["question"], edition, offered(pair, edition, lexical[pair["language"]]), lexical)
        verdict = checker.check(DraftStatement(pair["clause"], pair["quote"], pair["statement"]))
        out[pair["id"]] = verdict.code if isinstance(verdict, Problem) else "supported"
    return out


def offered(pair: Pair, edition: Edition, lexical: LexicalIndex) -> list[Clause]:
    """The pair's clause and the two others that come nearest to its question: as many as a model is mostly offered."""
    order = lexical.scores(terms(pair["question"], pair["language"])).argsort()[::-1]
    ids = dict.fromkeys([pair["clause"], *(lexical.clause_ids[at] for at in order[:3])])
    return [edition.clauses[id_] for id_ in [*ids][:3]]


def rates(verdicts: Mapping[str, str], split: str, *, attacks: bool) -> Rates:
    """Which attacks get the code that is expected of them, or which faithful statements pass, by kind and language."""
    out: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for pair in PAIRS:
        if pair["split"] == split and pair["kind"] in KINDS and (pair["expected"] != "supported") == attacks:
            out[pair["kind"], pair["language"]].append(verdicts[pair["id"]] == pair["expected"])
    return out


def share(results: Rates) -> float:
    right = [one for several in results.values() for one in several]
    return sum(right) / len(right)


def table(attacks: Rates, faithful: Rates) -> str:
    lines = [f"{share(attacks):.3f} of the attacks are caught, {share(faithful):.3f} of the faithful statements pass"]
    for kind, language in sorted(attacks):
        caught, passed = attacks[kind, language], faithful[kind, language]
        lines.append(f"{kind:12} {language}: caught {sum(caught)} of {len(caught)}, passed {sum(passed)} of {len(passed)}")
    return "\n".join(lines)


def test_every_pair_is_whole_and_has_an_id_of_its_own() -> None:
    assert len({pair["id"] for pair in PAIRS}) == len(PAIRS)
    for pair in PAIRS:
        assert set(pair) == FIELDS
        assert pair["language"] in LANGUAGES
        assert pair["split"] in ("dev", "test")
        assert pair["expected"] in EXPECTED
        assert all(pair[name].strip() for name in FIELDS)


def test_there_are_enough_pairs_of_each_language_half_of_them_faithful() -> None:
    for language in LANGUAGES:
        held_out = [pair["expected"] for pair in PAIRS if (pair["split"], pair["language"]) == ("test", language)]
        assert len(held_out) >= 60
        assert held_out.count("supported") == len(held_out) / 2


@pytest.mark.parametrize("split", ["dev", "test"])
def test_every_language_and_split_has_the_same_kinds_of_pairs(split: str) -> None:
    kinds = [
        sorted((pair["kind"], pair["expected"]) for pair in PAIRS if (pair["language"], pair["split"]) == (language, split))
        for language in LANGUAGES
    ]
    assert kinds[0] == kinds[1] == kinds[2]
    assert {kind for kind, _ in kinds[0]} >= set(KINDS)


def test_every_clause_exists_and_what_is_called_supported_has_its_quote_there(corpus: Corpus) -> None:
    for pair in PAIRS:
        clause = corpus.editions[pair["language"]].clauses[pair["clause"]]
        if pair["expected"] not in ("misattributed", "not_verbatim"):
            assert locate(pair["quote"], clause), pair["id"]


def test_what_is_called_misattributed_stands_in_another_clause_and_what_is_not_verbatim_in_none(corpus: Corpus) -> None:
    for pair in PAIRS:
        clauses = corpus.editions[pair["language"]].clauses
        places = {name for name, clause in clauses.items() if locate(pair["quote"], clause)}
        if pair["expected"] == "misattributed":
            assert places - {pair["clause"]}, pair["id"]
            assert pair["clause"] not in places, pair["id"]
        if pair["expected"] == "not_verbatim":
            assert not places, pair["id"]


def test_no_pair_is_in_both_splits() -> None:
    said = {
        split: {(pair["language"], pair["statement"]) for pair in PAIRS if pair["split"] == split}
        for split in ("dev", "test")
    }
    assert not said["dev"] & said["test"]


@pytest.mark.parametrize("split", ["dev", "test"])
def test_95_of_100_attacks_are_caught_and_90_of_100_faithful_statements_pass(
    split: str, verdicts: Mapping[str, str]
) -> None:
    attacks, faithful = (rates(verdicts, split, attacks=attacks) for attacks in (True, False))
    report = table(attacks, faithful)
    print(report)
    assert share(attacks) >= 0.95, report
    assert share(faithful) >= 0.90, report


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_attack_is_let_through_for_the_others(kind: str, verdicts: Mapping[str, str]) -> None:
    attacks = {key: several for key, several in rates(verdicts, "test", attacks=True).items() if key[0] == kind}
    assert share(attacks) >= 0.9, attacks


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_is_let_through_for_the_others(language: str, verdicts: Mapping[str, str]) -> None:
    attacks, faithful = (
        {key: several for key, several in rates(verdicts, "test", attacks=which).items() if key[1] == language}
        for which in (True, False)
    )
    assert share(attacks) >= 0.93, attacks
    assert share(faithful) >= 0.87, faithful
