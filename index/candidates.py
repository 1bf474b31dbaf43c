"""Ways of numbering that a text shows at the beginnings of its lines: candidates for the markers of its levels.

One whose markers repeat the numbers of the levels above ("1.1", "1.2", "2.1") begins anew wherever those change.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.closing import STOPS
from index.markers import Marker, parse_marker
from index.number_words import SERIES
from index.numbering import HEBREW, letters

_MOST_CANDIDATES = 8
_MOST_BREAKS = 1 / 3  # of a candidate's lines, where its numbers neither go on nor begin anew

_WORD = r"(?:[^\W\d_]\w*[^\s\d.,;:()（）\[\]/_-]{1,20})"  # with the vowel signs of scripts that have them
_HAN = "[零〇一二三四五六七八九十百千]+"
_NUMERAL = rf"\d{{1,5}}|{_HAN}|[IVXLC]+|[ivxlc]+|[A-Z]|[^\W\d_A-Z]"
_BEFORE = rf"(?:(?![IVXLC]+\.){_WORD}(?:\. ?| ))"  # "Article ", "Art. ", "Art."; "II." is a number
_NUMBER = rf"(?P<one>\d{{1,5}}|[IVXLC]+|[^\W\d_a-z]|{_WORD}(?:[ -](?:et )?{_WORD})?)(?P<after>er|[º°ª])?(?![^\W_])"
_FORMS = (
    rf"(?P<before>[(（\[]?)(?P<one>{_NUMERAL})(?P<after>[)）\]、{STOPS}])(?!\d)",
    r"(?P<before>§ ?)(?P<one>\d{1,5})(?P<after>)",
    rf"(?P<before>{_BEFORE}){_NUMBER}",
    rf"(?P<before>{_BEFORE}{{2}}){_NUMBER}",
    rf"(?P<before>[^\W\d_]) ?(?P<one>\d{{1,5}}|{_HAN}) ?(?P<after>部分|[^\W\d_])",
    r"(?P<before>)(?P<one>\d{1,5})(?P<after>\.? ?§)",
    rf"(?P<before>)(?P<one>\d{{1,5}})(?P<after>[.-]? ?{_WORD})(?=[.:]?$|[.:] )",
)
_REPEATED = r"(?:\d{1,3}|[IVXLC]+|[^\W\da-z_])[.．]"
# "1.500" is an amount and "12.5.2020" a day: no own number has three digits or more.
_JOINED = (
    rf"(?P<before>(?:{_BEFORE}|§ ?|[(（\[])?)(?P<above>(?:{_REPEATED}){{1,2}})(?P<one>\d{{1,2}})"
    r"(?P<after>[)）\].．]?)(?![^\W_])(?![.．,]\d)"
)
_FIRST_ONLY = ("er", "º", "°", "ª")  # "1er", "1º": how some languages write the first numbers, or the first alone

Above = tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Candidate:
    """``markers`` in the order in which the text begins to use them; the ``lines`` that they open, and their ``numbers``.

    ``steps`` say how far each number is from the one before where all is in order: 1, or 0 for an inserted unit ("2 bis").
    ``above`` has the numbers of the levels above that each line repeats, as :class:`index.markers.Found` has them.
    """

    markers: tuple[Marker, ...]
    lines: tuple[int, ...]
    numbers: tuple[int, ...]
    steps: tuple[int, ...]
    above: tuple[Above, ...]

    @cached_property
    def breaks(self) -> int:
        """How many numbers neither go on from the one before nor begin anew."""
        # A text may print no heading for its first part.
        before = [*((1, above) for above in self.above[:1]), *self._units]
        return sum(
            unit[0] != 1 and unit != (number + step, above)
            for (number, above), unit, step in zip(before, self._units, self.steps, strict=False)
        )

    @property
    def goes_on(self) -> bool:
        """Whether any number goes on from the one before."""
        return any(unit == (number + 1, above) for (number, above), unit in itertools.pairwise(self._units))

    @cached_property
    def _units(self) -> tuple[tuple[int, Above], ...]:
        return tuple(zip(self.numbers, self.above, strict=True))

    @property
    def repeated(self) -> int:
        """How many levels above have their numbers repeated."""
        return len(self.markers[0].above)

    @property
    def in_order(self) -> int:
        """How many numbers are left when a break costs one."""
        return len(self.numbers) - 2 * self.breaks

    @property
    def is_word(self) -> bool:
        """Whether the marker says what it numbers: "Article 1", "第一条", "§ 1"."""
        return any(char.isalpha() or char == "§" for char in self.markers[0].before + self.markers[0].after)


def candidates(lines: Sequence[str], language: str) -> list[Candidate]:
    """The ways in which ``lines`` are numbered, the commonest first; a number here and there may lack or be doubled."""
    by_kind: dict[tuple[str, str], dict[str, Marker]] = {}
    opened: Counter[tuple[str, str]] = Counter()
    for line in lines:
        for example, marker in _markers(line, language):
            by_kind.setdefault(_kind(marker), {}).setdefault(example, marker)
            opened[_kind(marker)] += 1
    found: list[Candidate] = []
    for kind, markers in by_kind.items():
        left = [*markers.values()] if opened[kind] > 1 else []
        while left and (joint := _joint(left, lines)):
            left = [marker for marker in left if marker not in joint.markers]
            if _is_sequence(joint):
                found.append(joint)
    # Of "1." and "1. cikk" on the same lines the longer one says all that is the marker.
    found.sort(key=lambda candidate: len(candidate.markers[0].example))
    distinct = {candidate.lines: candidate for candidate in found}
    return sorted(distinct.values(), key=lambda candidate: -candidate.in_order)[:_MOST_CANDIDATES]


def opens_with_marker(line: str, language: str) -> bool:
    """Whether ``line`` opens with something that could be a marker."""
    return any(_markers(line, language))


def opens_with_number_one(lines: Sequence[str], language: str) -> bool:
    """Whether the first of ``lines`` opens with number one of a marker that another line has with number two."""
    first, *others = filter(None, lines)
    return any(
        _number(marker, first) == 1 and any(_number(marker, line) == 2 for line in others)
        for _, marker in _markers(first, language)
    )


def _number(marker: Marker, line: str) -> int | None:
    match = marker.match(line)
    return match.number if match else None


def _markers(line: str, language: str) -> Iterable[tuple[str, Marker]]:
    """The markers that ``line`` could open with, by the way they look for number one."""
    for form in (*_FORMS, _JOINED):
        if match := re.match(form, line):
            repeated = re.findall(r"\w+", match.groupdict().get("above", ""))
            for ones in itertools.product(*(_ones(numeral, language) for numeral in (*repeated, match["one"]))):
                example = f"{match['before']}{'.'.join(ones)}{match['after'] or ''}"
                try:
                    marker = parse_marker(example, language, depth=len(repeated))
                except ValueError:
                    continue
                if marker.match(line):
                    yield example, marker


def _ones(numeral: str, language: str) -> list[str]:
    """The ways in which a number one can be written where another is written as ``numeral``."""
    if numeral.isdecimal():
        return [chr(ord(numeral[-1]) - int(numeral[-1]) + 1)]
    out = []
    if re.fullmatch(_HAN, numeral):
        out.append("一")
    if re.fullmatch("[IVXLC]+|[ivxlc]+", numeral):
        out.append("I" if numeral.isupper() else "i")
    if len(numeral) == 1:
        out += [first for first in "aAаАαΑ甲" if (known := letters(first)) and re.fullmatch(known.pattern, numeral)]
    if HEBREW.read(numeral):
        out.append("א")
    for series in SERIES:
        words = {word.replace("-", " ") for word in series.words}
        # "Vigésimo primero" is a number; of "Primero Disposiciones" the first word is.
        if words & {numeral.casefold().replace("-", " "), numeral.casefold().split()[0]}:
            first = series.words[0]
            out.append(first.upper() if numeral.isupper() else first.capitalize() if numeral[0].isupper() else first)
    return out


def _kind(marker: Marker) -> tuple[str, str]:
    """What is the same in markers that may take turns: "Article premier" and "Article 2", "Art. 1º" and "Art. 10"."""
    before, after = ("".join(text.casefold().split()) for text in (marker.before, marker.after))
    if not before.strip("(（[§"):
        return marker.example, ""
    return before + "1." * len(marker.above), "" if after in _FIRST_ONLY else after


def _joint(markers: Sequence[Marker], lines: Sequence[str]) -> Candidate | None:
    """The best of ``markers`` with those of the others that number what it leaves out."""
    best: Candidate | None = None
    while True:
        used = best.markers if best else ()
        tried = [_sequence((*used, marker), lines) for marker in markers if marker not in used]
        # A marker that only inserted units have, "Art. 1 bis", opens no line by itself.
        opening = [candidate for candidate in tried if candidate.lines]
        better = max(opening, key=lambda candidate: candidate.in_order, default=None)
        if better is None or (best and better.in_order <= best.in_order):
            return best
        best = better


def _sequence(markers: tuple[Marker, ...], lines: Sequence[str]) -> Candidate:
    begun: list[Marker] = []
    where: list[int] = []
    numbers: list[int] = []
    steps: list[int] = []
    above: list[Above] = []
    for index, line in enumerate(lines):
        marker, match = next(((marker, match) for marker in markers if (match := marker.match(line))), (None, None))
        if marker is None or match is None:
            continue
        step = 0 if match.inserted else 1
        is_due = bool(numbers) and (match.number, match.above) == (numbers[-1] + step, above[-1])
        if (match.inserted or (match.is_ambiguous and numbers)) and not is_due:
            continue
        if marker not in begun:
            begun.append(marker)
        where.append(index)
        numbers.append(match.number)
        steps.append(step)
        above.append(match.above)
    return Candidate(tuple(begun), tuple(where), tuple(numbers), tuple(steps), tuple(above))


def _is_sequence(candidate: Candidate) -> bool:
    return candidate.goes_on and candidate.breaks <= _MOST_BREAKS * len(candidate.numbers)
