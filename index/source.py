"""An edition's file as plain text, each character with its place in the file.

A text file is what it is. Of an HTML file the text outside of tags counts; block elements and ``<br>`` end a line, and white
space is only white space. HTML is read with the standard library's parser, because it alone tells where in the file every
piece of text begins.
"""

from __future__ import annotations

import html
import re
import unicodedata
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path

from index.errors import CorpusError

LARGEST_FILE = 48 * 2**20
"""Bytes. The King James Bible has 4.3 million; what is larger than ten of them is several texts or none."""

HTML_ENDINGS = (".html", ".htm", ".xhtml")
_BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details dialog div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p pre section summary table tbody td tfoot th thead "
    "tr ul".split()
)
_UNSEEN = frozenset(("script", "style", "template", "title"))
_ALLOWED_CONTROLS = frozenset("\t\n\r\f\v\x85")
_BINARY = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a Word or other zipped file",
    b"\xd0\xcf\x11\xe0": "a Word file",
    b"{\\rtf": "RTF",
}
_WIDE = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
# Word's bullets are private characters, one here and there; a font that was not decoded is nothing else.
_MOST_PRIVATE = 0.01


@dataclass(frozen=True)
class SourceText:
    """``text`` and where each of its characters stands in the file (None: just there), in characters from its start."""

    text: str
    file: str
    offsets: array[int] | None = None

    @classmethod
    def plain(cls, text: str) -> SourceText:
        """A text file that holds ``text``: its characters stay where they are, with every kind of line break made one."""
        return cls(re.sub("^\ufeff|\r(?!\n)", lambda found: "\n" if found[0] == "\r" else " ", text), text)

    @classmethod
    def from_html(cls, markup: str) -> SourceText:
        """The text of the HTML page ``markup``.

        Raises:
            CorpusError: a tag or a comment in it never ends.
        """
        _refuse_unclosed(markup)
        reader = _Reader(markup)
        return cls("".join(reader.pieces), markup, reader.offsets)

    def line(self, position: int) -> int:
        """The line of the file, from 1, that character ``position`` of ``text`` stands in."""
        return self.line_at(self.offset(position))

    def line_at(self, offset: int) -> int:
        """The line of the file, from 1, that its character ``offset`` stands in."""
        return bisect_right(self._line_starts, offset)

    def offset(self, position: int) -> int:
        """Where character ``position`` of ``text`` stands in the file."""
        return position if self.offsets is None else self.offsets[position]

    def spans(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """Characters ``start`` to ``end`` as (start, offset in the file, length), cut where the file does not run on."""
        if self.offsets is None:
            return [(start, start, end - start)]
        out: list[tuple[int, int, int]] = []
        begin = start
        for position in range(start + 1, end + 1):
            if position == end or self.offsets[position] != self.offsets[position - 1] + 1:
                out.append((begin, self.offsets[begin], position - begin))
                begin = position
        return out

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer(r"\r\n|\n|\r", self.file))]


def read_source(folder: Path, name: str) -> SourceText:
    """The file ``name`` of the corpus in ``folder``.

    Raises:
        CorpusError: it cannot be read, lies outside the folder, is too large, or is no text; says in which line.
    """
    return decode(read_bytes(folder, name), name)


def read_bytes(folder: Path, name: str) -> bytes:
    """The bytes of ``name`` in ``folder``; raises CorpusError as :func:`read_source` does."""
    path = folder / name
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise CorpusError(f"leads to {path.resolve()}, outside of the corpus's folder; put the file itself there")
        if not path.is_file():
            path.stat()
            raise CorpusError("cannot be read: it is no file")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise CorpusError(f"has {size:,} bytes; at most {LARGEST_FILE:,} are allowed: split the text into corpora")
        return path.read_bytes()
    except OSError as error:
        raise CorpusError(f"cannot be read: {error.strerror or error}") from None


def decode(data: bytes, name: str) -> SourceText:
    """The text of the bytes ``data`` of a file called ``name``, whose ending tells HTML from text.

    Raises:
        CorpusError: they are no text in UTF-8; says which line.
    """
    for start, kind in (_BINARY | _WIDE).items():
        if data.startswith(start):
            raise CorpusError(f"line 1: is {kind}; expected is text in UTF-8" + (" or HTML" if start in _BINARY else ""))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CorpusError(f"line {line}: is not UTF-8 text (byte {error.start}): save the whole file as UTF-8") from None
    _refuse_garbage(text)
    return SourceText.from_html(text) if name.lower().endswith(HTML_ENDINGS) else SourceText.plain(text)


def _refuse_garbage(text: str) -> None:
    private = 0
    first_private = -1
    for char in sorted(set(text)):
        category = unicodedata.category(char)
        if (category == "Cc" and char not in _ALLOWED_CONTROLS) or char == "\ufffd":
            line = text.count("\n", 0, text.index(char)) + 1
            what = "a character that stands for an unreadable one" if char == "\ufffd" else "which is in no text"
            raise CorpusError(f"line {line}: holds U+{ord(char):04X}, {what}: the file was damaged or converted badly")
        if category in ("Co", "Cn"):
            private += text.count(char)
            first_private = min(text.index(char), first_private if first_private >= 0 else len(text))
    if private > _MOST_PRIVATE * len(text):
        line = text.count("\n", 0, first_private) + 1
        raise CorpusError(f"line {line}: private characters make up {private / len(text):.0%} of the file: no readable text")


def _refuse_unclosed(markup: str) -> None:
    """What never ends has no text in it; and the parser looks for its end from every place where it could begin."""
    for opening, closing in ((r"<[a-zA-Z/!?]", ">"), ("<!--", "-->"), (r"<!\[", "]>")):
        ended = markup.rfind(closing) + 1
        if found := re.compile(opening).search(markup, ended):
            line = markup.count("\n", 0, found.start()) + 1
            raise CorpusError(f"line {line}: {found[0]} opens what is never closed; expected is {closing} after it")


class _Reader(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[str] = []
        self.offsets: array[int] = array("q")
        self._markup = markup
        self._starts = [0, *(found.end() for found in re.finditer("\n", markup))]
        self._unseen = 0
        self._preformatted = 0
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unseen += tag in _UNSEEN
        self._preformatted += tag == "pre"
        self._end_line(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_line(tag)

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        self._preformatted = max(0, self._preformatted - (tag == "pre"))
        self._end_line(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            start = self._place()
            text = data if self._preformatted else re.sub(r"\s", " ", data)
            self._add(text, range(start, start + len(text)))

    def handle_entityref(self, name: str) -> None:
        self._add_reference(f"&{name}")

    def handle_charref(self, name: str) -> None:
        self._add_reference(f"&#{name}")

    def _add_reference(self, written: str) -> None:
        if self._unseen:
            return
        start = self._place()
        text = html.unescape(f"{written};")
        if text == f"{written};":  # "AT&T" has an ampersand and no reference
            written += ";" * self._markup.startswith(";", start + len(written))
            self._add(written, range(start, start + len(written)))
        else:
            self._add(re.sub(r"\s", " ", text), [start] * len(text))

    def _end_line(self, tag: str) -> None:
        if tag in _BLOCKS and not self._unseen:
            self._add("\n", [self._place()])

    def _add(self, text: str, offsets: range | list[int]) -> None:
        self.pieces.append(text)
        self.offsets.extend(offsets)

    def _place(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column
