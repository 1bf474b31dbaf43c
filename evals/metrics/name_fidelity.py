"""Name fidelity: the share of statements whose every name stands in a cited clause or in the question.

    |statements with names(text) ⊆ words(cited clauses) ∪ words(question)| / |statements|

A name is a capitalised word that does not open the text or a sentence, or an acronym; scripts without capitals have
acronyms only. (Entity-level factual consistency, Nan et al. 2021, with the source a reader can check for a reference.)
Applies to answers; one without any statement scores 0. Extractive answers have 1 by construction.
"""

from __future__ import annotations

import re
import unicodedata

from evals.metrics.case import Case

_WORD = re.compile(r"[^\W\d_]+")
_NAME = re.compile(r"(?<![.!?:;。！？“”\"«»(]\s)(?<=\s)[^\W\d_a-z]\w+")
_ACRONYM = re.compile(r"(?<![A-Za-z])[A-Z]{2,}(?![A-Za-z])")


def names(text: str) -> set[str]:
    """The names in ``text``, case-folded."""
    plain = unicodedata.normalize("NFKC", text)
    capitalised = [found for found in _NAME.findall(plain) if found[0].isupper()]
    return {name.casefold() for name in (*capitalised, *_ACRONYM.findall(plain))}


def name_fidelity(case: Case) -> float | None:
    """Between 0 and 1; None for a refusal."""
    if not case.is_answered:
        return None
    asked = _words(case.answer["question"])
    faithful = []
    for statement in case.answer["statements"]:
        clauses = [
            case.texts.get(citation["language"], {}).get(citation["clause"], "") for citation in statement["citations"]
        ]
        faithful.append(names(statement["text"]) <= asked | _words(" ".join(clauses)))
    return sum(faithful) / len(faithful) if faithful else 0.0


def _words(text: str) -> set[str]:
    """All words of ``text``, case-folded, and the acronyms that no space parts from the next word."""
    plain = unicodedata.normalize("NFKC", text)
    return {word.casefold() for word in (*_WORD.findall(plain), *re.findall(r"\w+", plain), *_ACRONYM.findall(plain))}
