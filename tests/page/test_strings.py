"""The page says everything in every language."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.conftest import LANGUAGES

PAGE = Path(__file__).parents[2] / "assistant" / "page"
STRINGS: dict[str, dict[str, str]] = json.loads((PAGE / "strings.json").read_text(encoding="utf-8"))


def test_every_text_is_there_in_every_language_with_the_same_places_to_fill_in() -> None:
    assert set(STRINGS) == set(LANGUAGES)
    for key, text in STRINGS["en"].items():
        said = {language: STRINGS[language][key] for language in LANGUAGES}
        assert all(value.strip() for value in said.values())
        assert len({frozenset(re.findall(r"\{(\w+)\}", value)) for value in said.values()}) == 1, key
        assert len({*said.values()}) == len(LANGUAGES) or not re.search("[a-z]{3}", re.sub(r"\{\w+\}", "", text)), key
    assert len({frozenset(texts) for texts in STRINGS.values()}) == 1


def test_no_file_of_the_page_reads_text_as_markup_or_names_another_machine() -> None:
    for path in PAGE.iterdir():
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", source), (
            path.name
        )
        assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", source), path.name
