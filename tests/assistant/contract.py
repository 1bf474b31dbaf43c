"""The contract of an answer's JSON, checked against the texts and against nothing else."""

from __future__ import annotations

from typing import Any

from index.corpus import Corpus
from index.sentences import split_sentences

REASONS = {"out_of_scope", "weak_evidence", "no_such_clause", "unverified"}


def assert_keeps_contract(shape: dict[str, Any], corpus: Corpus) -> None:
    """``shape`` is what DESIGN section 4 promises, and every quote is whole sentences, word for word."""
    assert list(shape)[:8] == [
        "question", "language", "status", "mode", "statements", "refusal", "nearest", "notices",
    ]  # fmt: skip
    assert {*list(shape)[8:]} <= {"standalone", "usage"}
    nearest = [(item["clause"], item["language"]) for item in shape["nearest"]]
    assert nearest
    assert all(list(item) == ["clause", "language", "score"] for item in shape["nearest"])
    assert all(clause in corpus.editions[language].clauses for clause, language in nearest)
    assert all(0 <= item["score"] <= 1 for item in shape["nearest"])
    assert all(isinstance(notice, str) and notice for notice in shape["notices"])
    if shape["status"] == "refused":
        assert shape["statements"] == []
        assert list(shape["refusal"]) == ["reason", "message"]
        assert shape["refusal"]["reason"] in REASONS
        assert shape["refusal"]["message"]
        return
    assert shape["status"] == "answered"
    assert shape["refusal"] is None
    # A model gives three statements at most, and the quotes that they leave out follow.
    assert 1 <= len(shape["statements"]) <= (3 if shape["mode"] == "extractive" else 6)
    for statement in shape["statements"]:
        assert list(statement) == ["text", "citations"]
        assert statement["text"].strip()
        assert statement["citations"]
        if shape["mode"] == "extractive":
            assert [citation["quote"] for citation in statement["citations"]] == [statement["text"]]
        for citation in statement["citations"]:
            assert list(citation) == ["clause", "language", "quote", "start", "end"]
            assert (citation["clause"], citation["language"]) in nearest
            clause = corpus.editions[citation["language"]].clauses[citation["clause"]]
            assert citation["quote"] == clause.text[citation["start"] : citation["end"]]
            spans = split_sentences(clause)
            assert citation["start"] in {start for start, _ in spans}
            assert citation["end"] in {end for _, end in spans}
            if shape["mode"] == "extractive":
                assert (citation["start"], citation["end"]) in spans
