"""Numbers in words, as headings write them: "Part One", "Articolo secondo", "Vigésimo primero".

Each *series* is one way of counting in one language: cardinals, or ordinals of one gender. A heading that writes "first"
goes on with "second" and never with "two", so a series is what a marker holds to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_EN_CARDINALS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_EN_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth"
).split()

_IT_TENS = "venti trenta quaranta cinquanta sessanta settanta ottanta novanta".split()
_IT_CARDINALS = (
    "uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette "
    "diciotto diciannove"
).split()
_IT_ORDINALS = (
    "primo secondo terzo quarto quinto sesto settimo ottavo nono decimo undicesimo dodicesimo tredicesimo quattordicesimo "
    "quindicesimo sedicesimo diciassettesimo diciottesimo diciannovesimo"
).split()

_FR_TENS = "vingt trente quarante cinquante soixante".split()
_FR_CARDINALS = (
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf"
).split()

_ES_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
_ES_CARDINALS = (
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho "
    "diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve"
).split()
_ES_ORDINALS = "primero segundo tercero cuarto quinto sexto séptimo octavo noveno".split()
_ES_ORDINAL_TENS = (
    "décimo vigésimo trigésimo cuadragésimo quincuagésimo sexagésimo septuagésimo octogésimo nonagésimo"
).split()

_DE_TENS = "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()
_DE_CARDINALS = (
    "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn "
    "neunzehn"
).split()
_DE_ORDINALS = (
    "erst zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft dreizehnt vierzehnt fünfzehnt sechzehnt "
    "siebzehnt achtzehnt neunzehnt"
).split()

_AR_ORDINALS = "أول ثاني ثالث رابع خامس سادس سابع ثامن تاسع عاشر".split()
_AR_TENS = "عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون".split()


@dataclass(frozen=True)
class Series:
    """The words for 1, 2, 3, … of one way of counting in ``language``, in small letters."""

    language: str
    words: tuple[str, ...]


def _english(units: list[str], tens: list[str]) -> list[str]:
    out = list(units)
    for ten, whole in zip(_EN_TENS, tens, strict=True):
        out += [whole, *(f"{ten}-{unit}" for unit in units[:9])]
    return out


def _italian_cardinals() -> list[str]:
    out = list(_IT_CARDINALS)
    for ten in _IT_TENS:
        out += [ten, *((ten[:-1] if unit in ("uno", "otto") else ten) + unit for unit in _IT_CARDINALS[:9])]
    return [word[:-3] + "tré" if len(word) > 3 and word.endswith("tre") else word for word in out]


def _italian_ordinals() -> list[str]:
    return _IT_ORDINALS + [
        (word[:-1] + "e" if word.endswith("tré") else word if word.endswith("sei") else word[:-1]) + "esimo"
        for word in _italian_cardinals()[19:]
    ]


def _french_cardinals() -> list[str]:
    out = _FR_CARDINALS[:19]
    for ten in _FR_TENS:
        units = _FR_CARDINALS[:19] if ten == "soixante" else _FR_CARDINALS[:9]
        out += [ten, *(f"{ten} et {unit}" if unit in ("un", "onze") else f"{ten}-{unit}" for unit in units)]
    return [*out, "quatre-vingts", *(f"quatre-vingt-{unit}" for unit in _FR_CARDINALS[:19])]


def _french_ordinals(first: str) -> list[str]:
    out = [first]
    for word in _french_cardinals()[1:]:
        stem = word.removesuffix("e").removesuffix("vingts") + ("vingt" if word.endswith("vingts") else "")
        out.append((stem[:-1] + "v" if stem.endswith("neuf") else stem + "u" if stem.endswith("cinq") else stem) + "ième")
    return out


def _spanish_cardinals() -> list[str]:
    out = list(_ES_CARDINALS)
    for ten in _ES_TENS:
        out += [ten, *(f"{ten} y {unit}" for unit in _ES_CARDINALS[:9])]
    return out


def _spanish_ordinals() -> list[str]:
    out = list(_ES_ORDINALS)
    for ten in _ES_ORDINAL_TENS:
        out += [ten, *(f"{ten} {unit}" for unit in _ES_ORDINALS)]
    return out


def _german_cardinals() -> list[str]:
    out = list(_DE_CARDINALS)
    for ten in _DE_TENS:
        out += [ten, *(f"{unit.removesuffix('s') if unit == 'eins' else unit}und{ten}" for unit in _DE_CARDINALS[:9])]
    return out


def _german_ordinals(ending: str) -> list[str]:
    return [f"{stem}{ending}" for stem in _DE_ORDINALS + [f"{word}st" for word in _german_cardinals()[19:]]]


def _arabic_ordinals(*, feminine: bool) -> list[str]:
    ending = "ة" if feminine else ""
    ones = [f"ال{word}{ending}" for word in _AR_ORDINALS]
    eleventh = f"الحادي{ending}"
    out = ["الأولى" if feminine else "الأول", *ones[1:]]
    out += [f"{one} عشر{ending}" for one in (eleventh, *ones[1:9])]
    for ten in _AR_TENS:
        out += [f"ال{ten}", *(f"{one} وال{ten}" for one in (eleventh, *ones[1:9]))]
    return out


def _feminine(words: list[str]) -> list[str]:
    return [" ".join(part[:-1] + "a" if part.endswith("o") else part for part in word.split()) for word in words]


def _series() -> tuple[Series, ...]:
    ordinal_tens = [f"{ten[:-1]}ieth" for ten in _EN_TENS]
    english = _EN_ORDINALS + [
        word
        for ten, whole in zip(_EN_TENS, ordinal_tens, strict=True)
        for word in [whole, *(f"{ten}-{unit}" for unit in _EN_ORDINALS[:9])]
    ]
    counted = [
        ("en", _english(_EN_CARDINALS, _EN_TENS)),
        ("en", english),
        ("it", _italian_cardinals()),
        ("it", _italian_ordinals()),
        ("it", _feminine(_italian_ordinals())),
        ("fr", _french_cardinals()),
        ("fr", _french_ordinals("premier")),
        ("fr", _french_ordinals("première")),
        ("es", _spanish_cardinals()),
        ("es", _spanish_ordinals()),
        ("es", _feminine(_spanish_ordinals())),
        ("de", _german_cardinals()),
        *(("de", _german_ordinals(ending)) for ending in ("e", "er", "es", "en")),
        *(("ar", _arabic_ordinals(feminine=feminine)) for feminine in (False, True)),
    ]
    return tuple(Series(language, tuple(words)) for language, words in counted)


SERIES = _series()
"""Every series, each from 1 to 99."""


def spelling(text: str) -> str:
    """``text`` in small letters, in one of the ways in which number words are spelt."""
    plain = " ".join(re.split(r"[\s-]+", text.casefold())).replace("أ", "ا")
    return re.sub("عشرة$", "عشر", re.sub("ين$", "ون", plain))


def spelt(word: str) -> str:
    """A pattern for all ways of spelling ``word``, which is one of a series."""
    pattern = re.sub(r"[ -]", r"[\\s-]", word).replace("ß", "(?:ß|ss)").replace("أ", "[أا]")
    # Arabic tens have two cases, and "الحادية عشر" is common if not correct.
    return re.sub("عشرة$", "عشرة?", re.sub("ون$", "(?:ون|ين)", pattern))


def series_of(first: str, language: str = "") -> Series | None:
    """The series that begins with the word ``first``, in any case; ``language`` decides where two languages share it."""
    word = spelling(first)
    found = [series for series in SERIES if spelling(series.words[0]) == word]
    return next((series for series in found if series.language == language), found[0] if found else None)
