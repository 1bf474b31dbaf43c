"""A question that is really two: split where it may fall apart, and keep the parts that lead to different clauses."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

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


def split_question(question: str, language: str) -> list[str]:
    """The parts that ``question`` may fall into, each with something to ask for; empty if it cannot be split."""
    parts: list[str] = []
    for piece in _BREAK.split(question):
        piece = piece.strip()
        if sum(word.information for word in words(piece, language)) >= _LEAST_INFORMATION:
            parts.append(piece)
        elif parts and piece:
            parts[-1] += f" {piece}"
    return parts[:MOST_PARTS] if len(parts) > 1 else []


def clauses_of_parts(whole: Evidence, parts: Sequence[Evidence], settings: SelectionSettings) -> list[tuple[str, Evidence]]:
    """The clauses that single parts point to with confidence, each with that part's evidence, in the parts' order.

    A part is read in the light of the whole question: the whole's probabilities are its prior. More than one clause in the
    result says that the question is more than one.
    """
    prior = whole.probabilities
    found: dict[str, Evidence] = {}
    for part in parts:
        score = part.score + settings.whole_question_weight * np.log(prior + 1e-6)
        powers = np.exp(score - score.max())
        best = int(powers.argmax())
        sure = 1 / powers.sum() >= settings.part_confidence and prior[best] >= settings.least_prior
        if sure and whole.clause_ids[best] not in found:
            found[whole.clause_ids[best]] = part
    return list(found.items())[:2]
