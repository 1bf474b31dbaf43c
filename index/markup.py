"""The text of an HTML page as a browser shows it, each character with its place in the file.

Block elements and ``<br>`` end a line, and white space is only white space. Deleted text (``<del>``, ``<s>``) is none.
Raised digits stay raised ("10²", "fee¹"), so that a power and the mark of a footnote are no digits of what they stand at.
An item of a list has the number that the browser gives it ("3. ", "c. "), in the place of its tag. An item that begins with
its number ("(c)") is taken for one whose other number is hidden by a style sheet.

HTML is read with the standard library's parser, because it alone tells where in the file every piece of text begins.
"""

from __future__ import annotations

import html
import re
import unicodedata
from array import array
from collections import Counter
from dataclasses import dataclass
from html.parser import HTMLParser

from index.errors import CorpusError
from index.markers import Marker, parse_marker

_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p pre section summary table tbody td tfoot th thead "
    "tr ul".split()
)
_UNSEEN = frozenset(("script", "style", "template", "title"))
_DELETED = frozenset(("del", "s", "strike"))
_LISTS = frozenset(("ol", "ul", "menu", "dir"))
_RAISED = dict(zip("+-−", "⁺⁻⁻", strict=True))
_RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"

_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_STYLES: dict[str, Marker | None] = {
    style: parse_marker(first)
    for first, styles in {
        "1. ": "decimal",
        "a. ": "lower-alpha lower-latin",
        "A. ": "upper-alpha upper-latin",
        "i. ": "lower-roman",
        "I. ": "upper-roman",
        "α. ": "lower-greek",
        "א. ": "hebrew",
        "١. ": "arabic-indic",
        "۱. ": "persian",
        "१. ": "devanagari",
        "১. ": "bengali",
        "๑. ": "thai",
        "一、": "cjk-ideographic simp-chinese-informal trad-chinese-informal japanese-informal",
    }.items()
    for style in styles.split()
} | dict.fromkeys(("none", "disc", "circle", "square"))
"""What numbers of items look like, for number one; None where they have no number."""
_TYPED = [
    parse_marker(first)
    for first in ("1.", "1)", "(1)", "§ 1", "a)", "(a)", "i)", "(i)", "I.", "I)", "(I)", "一、", "（一）")
]


def read_html(markup: str) -> tuple[str, str, array[int]]:
    """The text of the HTML page ``markup``, ``markup``, and where in it each character of the text stands, in order.

    Raises:
        CorpusError: a tag, a comment or a deletion in it never ends, or a list is numbered backwards from an unsaid number.
    """
    _refuse_unclosed(markup)
    reader = _Reader(markup)
    return "".join(reader.pieces), markup, reader.offsets


def _refuse_unclosed(markup: str) -> None:
    """What never ends has no text in it; and the parser looks for its end from every place where it could begin."""
    for opening, closing in ((r"<[a-zA-Z/!?]", ">"), ("<!--", "-->"), (r"<!\[", "]>")):
        ended = markup.rfind(closing) + 1
        if found := re.compile(opening).search(markup, ended):
            raise _never_closed(markup.count("\n", 0, found.start()) + 1, found[0], closing)


def _never_closed(line: int, opening: str, closing: str) -> CorpusError:
    return CorpusError(f"line {line}: {opening} opens what is never closed; expected is {closing} after it")


@dataclass
class _List:
    """An open list: the ``number`` of its next item, and how the numbers of its items are written, if they are."""

    tag: str
    marker: Marker | None
    number: int
    step: int


class _Reader(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[str] = []
        self.offsets: array[int] = array("q")
        self._markup = markup
        self._starts = [0, *(found.end() for found in re.finditer("\n", markup))]
        self._unseen = 0
        self._preformatted = 0
        self._sup = 0
        self._deleted: list[tuple[int, str]] = []
        self._lists: list[_List] = []
        self._open: Counter[str] = Counter()
        # The number of an item that is to stand before its first text, and the place of its tag.
        self._due: tuple[Marker, int, int] | None = None
        self.feed(markup)
        self.close()
        self._write_number()
        if self._deleted:
            line, tag = self._deleted[0]
            raise _never_closed(line, f"<{tag}>", f"</{tag}>")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        self._preformatted += tag == "pre"
        if tag == "li":
            self._write_number()
        self._end_line(tag)
        self._sup += tag == "sup"
        if tag in _DELETED:
            self._deleted.append((self.getpos()[0], tag))
        said = {name: value or "" for name, value in attrs}
        if tag in _LISTS:
            self._begin_list(tag, said)
        elif tag == "li" and self._lists:
            self._begin_item(self._lists[-1], said)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_line(tag)

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        self._preformatted = max(0, self._preformatted - (tag == "pre"))
        self._sup = max(0, self._sup - (tag == "sup"))
        if tag in _DELETED and self._deleted:
            self._deleted.pop()
        if tag == "li" or tag in _LISTS:
            self._write_number()
        while self._open[tag]:
            closed = self._lists.pop()
            self._open[closed.tag] -= 1
            if closed.tag == tag:
                break
        self._end_line(tag)

    def handle_data(self, data: str) -> None:
        start = self._place()
        text = data if self._preformatted else re.sub(r"\s", " ", data)
        self._add(text, range(start, start + len(text)))

    def handle_entityref(self, name: str) -> None:
        self._add_reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        self._add_reference(f"&#{name}")

    def _add_reference(self, written: str) -> None:
        start = self._place()
        text = html.unescape(f"{written};")
        if text == f"{written};":  # "AT&T" has an ampersand and no reference
            written += ";" * self._markup.startswith(";", start + len(written))
            self._add(written, range(start, start + len(written)))
        else:
            self._add(re.sub(r"\s", " ", text), [start] * len(text))

    def _begin_list(self, tag: str, said: dict[str, str]) -> None:
        start, is_reversed = _integer(said.get("start")), tag == "ol" and "reversed" in said
        if is_reversed and start is None:
            line = self.getpos()[0]
            raise CorpusError(f'line {line}: <ol reversed> does not say where it begins; expected is such as start="9"')
        marker = _marker(said, _STYLES["decimal"] if tag == "ol" else None)
        self._open[tag] += 1
        self._lists.append(_List(tag, marker, 1 if start is None else start, -1 if is_reversed else 1))

    def _begin_item(self, items: _List, said: dict[str, str]) -> None:
        value = _integer(said.get("value"))
        number = items.number if value is None else value
        items.number = number + items.step
        marker = _marker(said, items.marker)
        if marker and not self._is_hidden():
            self._due = marker, number, self._place()

    def _write_number(self, text: str = "") -> None:
        """Write the number that is due before ``text``, unless it begins with it."""
        if self._due is None:
            return
        marker, number, place = self._due
        self._due = None
        if not any(found.number == number for typed in (*_TYPED, marker) if (found := typed.match(text.lstrip()))):
            written = f"{marker.before}{marker.numerals.written(number)}{marker.after}"  # as browsers do
            self._add(written, [place] * len(written))

    def _end_line(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._add("\n", [self._place()])
            self._sup = 0

    def _add(self, text: str, offsets: range | list[int]) -> None:
        if self._is_hidden():
            return
        if self._due:
            # What a number is followed by stands on its line, in however many blocks.
            if text.isspace():
                return
            self._write_number(text)
        self.pieces.append("".join(map(_raised, text)) if self._sup else text)
        self.offsets.extend(offsets)

    def _is_hidden(self) -> bool:
        return bool(self._unseen or self._deleted)

    def _place(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column


def _marker(said: dict[str, str], inherited: Marker | None) -> Marker | None:
    """How the numbers of a list or an item are written, by what its tag has ``said``."""
    style = re.search(r"list-style(?:-type)?\s*:([^;]*)", said.get("style", ""), re.IGNORECASE)
    words = [_TYPES.get(said.get("type", ""), said.get("type", "").lower()), *(style[1].lower().split() if style else ())]
    known = [word for word in words if word in _STYLES]
    return _STYLES[known[-1]] if known else inherited


def _integer(value: str | None) -> int | None:
    found = re.match(r"\s*([+-]?[0-9]{1,9})", value or "")
    return int(found[1]) if found else None


def _raised(char: str) -> str:
    digit = unicodedata.decimal(char, None)
    return _RAISED.get(char, char) if digit is None else _RAISED_DIGITS[digit]
