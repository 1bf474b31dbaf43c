"""A question that is really two: split where it may fall apart, and keep the clauses that its parts lead to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.calibration import SelectionSettings
from assistant.retrieval import Evidence
from index.text import words

MOST_PARTS = 4
_LEAST_INFORMATION = 0.9  # of a part, in words of full information; less joins the part before it
_BREAK = re.compile(
    r"""[?？;；:：。!！,，]
    | (?<=\w)\s+(?:and|versus|e|ed)\s+
      (?=(?:who|what|which|how|where|when|why|for|to|in|the|che|chi|qual|quant|come|dove|quando|per|a|il|la))
    | \s+(?:differs?\s+from|compared\s+(?:with|to)|rispetto\s+a)\s+
    | (?<=[\u4e00-\u9fff])(?:和(?!平|解|谐|睦)|与(?!会)|以及)(?=[\u4e00-\u9fff])""",
    re.VERBOSE | re.IGNORECASE,
)
# A question that compares may fall apart at any word that joins two things.
_JOINT = re.compile(
    _BREAK.pattern
    + r"""
    | \s+(?:and|versus|vs\.?|with|from|than|e|ed|con|rispetto\s+a\w*|da(?=\s+quell))\s+
    | (?<=[\u4e00-\u9fff”》])(?:和(?!平|解|谐|睦)|与(?!会)|跟|及|、|比)(?=[\u4e00-\u9fff“《])""",
    re.VERBOSE | re.IGNORECASE,
)
_COMPARES = re.compile(
    r"""\b(?:compar\w+|contrast\w*|differ\w*|versus|vs|respectively|each|both|two
    | confront\w+|rispett\w+|ciascun\w*|divers\w+|distin\w+|due|l'un[oa]\b.*\baltr[oa])\b
    | 各|分别|对比|相比|比较|区别|不同|异同|差别|两""",
    re.VERBOSE | re.IGNORECASE,
)


def split_question(question: str, language: str) -> list[str]:
    """The parts that ``question`` may fall into, each with something to ask for; empty if it cannot be split."""
    parts: list[str] = []
    for piece in (_JOINT if _COMPARES.search(question) else _BREAK).split(question):
        piece = piece.strip()
        if sum(word.information for word in words(piece, language)) >= _LEAST_INFORMATION:
            parts.append(piece)
        elif parts and piece:
            parts[-1] += f" {piece}"
    return parts[:MOST_PARTS] if len(parts) > 1 else []


def clauses_of_parts(whole: Evidence, parts: Sequence[Evidence], settings: SelectionSettings) -> list[str]:
    """The best clause of the whole question and the one that another of its parts points to with confidence, if any.

    A part alone says too little to be trusted with any clause, so it chooses among the first few of the whole question.
    """
    candidates = whole.order[: settings.part_rank]
    chosen = {whole.order[0]}
    for part in parts:
        at = int(part.probabilities.argmax())
        if part.probabilities[at] >= settings.part_confidence and at in candidates:
            chosen.add(at)
    return [whole.clause_ids[at] for at in candidates if at in chosen][:2]
