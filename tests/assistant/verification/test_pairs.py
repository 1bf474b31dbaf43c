"""Hand-written pairs of a statement and the quote under it: what is true passes, what is made up is caught.

The pairs of split "dev" were there to build the checks with; those of split "test" were not looked at.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from assistant.verification.names import unknown_names
from assistant.verification.quantities import quantities
from assistant.verification.quotes import locate
from index.corpus import Corpus
from tests.conftest import LANGUAGES

Pair = Mapping[str, str]

PAIRS: list[Pair] = [
    json.loads(line) for line in Path(__file__).with_name("pairs.jsonl").read_text(encoding="utf-8").splitlines()
]
FIELDS = {"id", "language", "split", "kind", "question", "clause", "quote", "statement", "expected"}
ATTACKS = ("number", "name", "misattributed", "not_verbatim")
EXPECTED = {*ATTACKS, "supported", "negation", "language", "repetition"}


def problems(pair: Pair, corpus: Corpus) -> set[str]:
    """Which of the four attacks the checks see in ``pair``."""
    language, clauses = pair["language"], corpus.editions[pair["language"]].clauses
    clause = clauses[pair["clause"]]
    if locate(pair["quote"], clause) is None:
        return {"misattributed" if any(locate(pair["quote"], other) for other in clauses.values()) else "not_verbatim"}
    found = set()
    if quantities(pair["statement"], language) - quantities(pair["quote"], language, generous=True):
        found.add("number")
    if unknown_names(pair["statement"], f"{clause.text}\n{pair['question']}", language):
        found.add("name")
    return found


def table(results: Mapping[tuple[str, str], Sequence[bool]]) -> str:
    lines = [f"{kind} {language}: {sum(right)}/{len(right)}" for (kind, language), right in sorted(results.items())]
    return "; ".join(lines)


def share(results: Mapping[tuple[str, str], Sequence[bool]]) -> float:
    right = [one for several in results.values() for one in several]
    return sum(right) / len(right)


def test_every_pair_is_whole_and_has_an_id_of_its_own() -> None:
    assert len({pair["id"] for pair in PAIRS}) == len(PAIRS) == 456
    for pair in PAIRS:
        assert set(pair) == FIELDS
        assert pair["language"] in LANGUAGES
        assert pair["split"] in ("dev", "test")
        assert pair["expected"] in EXPECTED
        assert all(pair[name].strip() for name in FIELDS)


@pytest.mark.parametrize("split", ["dev", "test"])
def test_every_language_and_split_has_the_same_kinds_of_pairs(split: str) -> None:
    kinds = [
        sorted((pair["kind"], pair["expected"]) for pair in PAIRS if (pair["language"], pair["split"]) == (language, split))
        for language in LANGUAGES
    ]
    assert kinds[0] == kinds[1] == kinds[2]
    assert {expected for _, expected in kinds[0]} == EXPECTED


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


def test_at_least_85_of_100_attacks_are_caught(corpus: Corpus) -> None:
    results: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for pair in PAIRS:
        if pair["split"] == "test" and pair["expected"] in ATTACKS:
            results[pair["expected"], pair["language"]].append(pair["expected"] in problems(pair, corpus))
    assert share(results) >= 0.85, f"{share(results):.3f} of the attacks are caught: {table(results)}"


def test_at_least_90_of_100_supported_statements_pass(corpus: Corpus) -> None:
    results: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for pair in PAIRS:
        if pair["split"] == "test" and pair["expected"] == "supported":
            results["supported", pair["language"]].append(not problems(pair, corpus))
    assert share(results) >= 0.90, f"{share(results):.3f} of the supported statements pass: {table(results)}"
