"""Everything the system says exists in every language of the corpus."""

from __future__ import annotations

from itertools import combinations
from typing import get_args

import pytest

from assistant.messages import Key, language_name, message
from assistant.types import RefusalReason
from index.manifest import Status
from tests.conftest import LANGUAGES

KEYS = sorted({*get_args(Key), *get_args(RefusalReason), *get_args(Status)})
VALUES = {
    name: f"<{name}>"
    for name in ("edition", "reference", "existing", "title", "status", "cited", "places", "unknown", "question")
}


@pytest.mark.parametrize("key", KEYS)
def test_every_message_is_said_differently_in_every_language(key: Key) -> None:
    said = {language: message(key, language, **VALUES) for language in LANGUAGES}
    assert all(text.strip() for text in said.values())
    assert all(said[one] != said[other] for one, other in combinations(LANGUAGES, 2))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("key", "names"),
    [
        ("fallback_edition", ["edition"]),
        ("no_such_clause", ["reference", "existing"]),
        ("sources", ["title", "status"]),
    ],
)
def test_the_values_are_filled_in(language: str, key: Key, names: list[str]) -> None:
    assert all(VALUES[name] in message(key, language, **VALUES) for name in names)


@pytest.mark.parametrize("key", KEYS)
def test_other_languages_get_english(key: Key) -> None:
    assert message(key, "fr", **VALUES) == message(key, "en", **VALUES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_edition_has_a_name_in_every_language(language: str) -> None:
    names = [language_name(edition, language) for edition in LANGUAGES]
    assert len({*names}) == len(LANGUAGES)
    assert not {*names} & {*LANGUAGES}


def test_braces_in_what_a_reader_wrote_are_left_alone() -> None:
    assert "{existing}" in message("no_such_clause", "en", reference="{existing}", existing="I.1")
