"""A checker over the concept paper, and its wording."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.verification.claims import ClaimChecker
from index.corpus import Corpus


@pytest.fixture(scope="module")
def checker(corpus: Corpus) -> ClaimChecker:
    return ClaimChecker(corpus)


@pytest.fixture(scope="module")
def text(corpus: Corpus) -> Callable[[str, str], str]:
    """The wording of a clause in a language."""
    return lambda clause, language: corpus.editions[language].clauses[clause].text
