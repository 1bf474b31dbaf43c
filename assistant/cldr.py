"""Names of countries, regions and languages in every language, from the Unicode CLDR. The only importer of babel."""

from __future__ import annotations

import functools


@functools.cache
def territory_names(language: str) -> dict[str, str]:
    """The name of every country and region by its ISO 3166 or UN M49 code; empty for a language that CLDR does not know."""
    import babel

    try:
        return dict(babel.Locale.parse(language).territories)
    except (babel.UnknownLocaleError, ValueError):
        return {}


@functools.cache
def language_names(language: str) -> dict[str, str]:
    """The name of every language by its code; empty for a language that CLDR does not know."""
    import babel

    try:
        return dict(babel.Locale.parse(language).languages)
    except (babel.UnknownLocaleError, ValueError):
        return {}


def official_languages(territory: str) -> tuple[str, ...]:
    """The codes of the official languages of the country with this ISO 3166 code."""
    from babel.languages import get_official_languages

    return tuple(get_official_languages(territory))
