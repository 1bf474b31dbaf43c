"""What one text has and its counterpart in another language lacks: numbers, countries, and names that both write alike.

The question is never whether two texts agree, only whether something is certainly in one and certainly not in the other. So
an item is *found* by strict rules and *missed* by generous ones, and one that only changed places is no difference.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from assistant.territories import could_name, places_in, same_root
from assistant.verification.names import names_in
from assistant.verification.quantities import MONTHS_READ, READ_IN_WORDS, quantities, without_number_words
from index.text import fold, frequency, without_accents

Texts = tuple[str, str]
"""What two editions say at one place; one of them is empty where it says nothing."""
Missing = tuple[dict[str, str], dict[str, str]]
"""The items that only the first, and only the second, of two texts has: each by its key, as it stands in the text."""
Find = Callable[[str, str], Mapping[str, str]]
Could = Callable[[str, str, str], bool]

_NUMBER_IN_NAME = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z]*[-‐‑–]?\d+")  # COVID-19, G20
_WORD = re.compile(r"[^\W\d_]+\d*")
# Said in too many other ways: both, a pair, bilateral, 双, half. In digits they count.
_ONLY_IN_DIGITS = {"1", "2", "0.5"}
_MONTH = "month "
_ORDINARY = 1e-5  # share among all words from which on a capitalised word may be a common noun (Estado)


def contrasting_numbers(places: Sequence[Texts], languages: Texts) -> list[Missing]:
    """The numbers and months (``month 1``) that only one of two texts has, for each of ``places`` of a clause."""
    if not all(language in READ_IN_WORDS for language in languages):
        # Only a number in digits against another in digits shows something.
        digits = _contrast(places, ("", ""), _numbers_in, _could_count)
        return [missing if missing[0] and missing[1] else ({}, {}) for missing in digits]
    found = _contrast(places, languages, _numbers_in, _could_count)
    if all(language in MONTHS_READ for language in languages):
        return found
    return [tuple({k: v for k, v in side.items() if not is_month(k)} for side in missing) for missing in found]  # type: ignore[misc]


def contrasting_countries(places: Sequence[Texts], languages: Texts) -> list[Missing]:
    """The countries and continents (by code) that only one of two texts names, for each of ``places`` of a clause."""
    return _contrast(places, languages, _countries_in, lambda text, language, code: could_name(text, code, language))


class SharedNames:
    """The names that two editions write alike: learned from ``places``, what they say at many places."""

    def __init__(self, places: Sequence[Texts], languages: Texts) -> None:
        self._languages = languages
        self._together: Counter[str] = Counter()
        self._apart: Counter[str] = Counter()
        for here, there in places:
            mine, theirs = _names(here, languages[0]), _names(there, languages[1])
            self._together.update(mine & theirs)
            self._apart.update(name for name in mine - theirs if not _could_be(there, languages[1], name))
            self._apart.update(name for name in theirs - mine if not _could_be(here, languages[0], name))

    def contrasting(self, places: Sequence[Texts]) -> list[Missing]:
        """The names that only one of two texts has although both editions mostly have them, for each of ``places``."""
        return _contrast(places, self._languages, self._known_names, _could_be)

    def _known_names(self, text: str, language: str) -> dict[str, str]:
        return {name: name for name in sorted(_names(text, language)) if self._together[name] >= max(1, self._apart[name])}


def is_month(item: str) -> bool:
    return item.startswith(_MONTH)


def _contrast(places: Sequence[Texts], languages: Texts, find: Find, could: Could) -> list[Missing]:
    lacking: list[Missing] = []
    for here, there in places:
        lacking.append(
            (
                {key: item for key, item in find(here, languages[0]).items() if not could(there, languages[1], key)},
                {key: item for key, item in find(there, languages[1]).items() if not could(here, languages[0], key)},
            )
        )

    def moved(key: str, side: int) -> bool:
        """Whether the other text has the item somewhere where this one has not."""
        return any(
            could(texts[1 - side], languages[1 - side], key) and not could(texts[side], languages[side], key)
            for texts in places
        )

    return [
        (
            {key: item for key, item in missing[0].items() if not moved(key, 0)},
            {key: item for key, item in missing[1].items() if not moved(key, 1)},
        )
        if here and there
        else ({}, {})
        for (here, there), missing in zip(places, lacking, strict=True)
    ]


def _numbers_in(text: str, language: str) -> dict[str, str]:
    text = _NUMBER_IN_NAME.sub(" ", text)
    in_digits = _values(quantities(text, ""))
    found = _values(quantities(without_number_words(text, language), language))
    return {number: number for number in sorted(found) if number not in _ONLY_IN_DIGITS or number in in_digits}


def _could_count(text: str, language: str, number: str) -> bool:
    return number in _values(quantities(text, language, generous=True))


def _values(found: frozenset[str]) -> set[str]:
    """Quantities without what they count, for which languages have too many words: ``5 year`` and ``5th`` are 5."""
    return {item if is_month(item) else item.partition(" ")[0].removesuffix("th") for item in found}


def _countries_in(text: str, language: str) -> dict[str, str]:
    return {place.code: text[place.start : place.end] for place in reversed(places_in(text, language))}


@functools.lru_cache(maxsize=8192)
def _names(text: str, language: str) -> frozenset[str]:
    countries = {fold(word) for place in places_in(text, language) for word in text[place.start : place.end].split()}
    return frozenset(
        name
        for name in names_in(text, language)
        if fold(name) not in countries and (name.isupper() or frequency(fold(name), language) < _ORDINARY)
    )


def _could_be(text: str, language: str, name: str) -> bool:
    """Whether a word of ``text`` may be a form of ``name``, or an acronym of the same letters (GSI, ISG)."""
    wanted = without_accents(fold(name))
    letters = Counter(wanted)
    for word in _WORD.findall(text):
        other = without_accents(fold(word))
        if other == wanted or same_root(wanted, other) or (word.isupper() and not letters - Counter(other)):
            return True
    return False
