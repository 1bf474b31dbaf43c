"""An edition's file as plain text, each character with its place in the file.

A text file is what it is; what is made of an HTML file is in :mod:`index.markup`.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from index.errors import CorpusError
from index.markup import read_html

LARGEST_FILE = 48 * 2**20
"""Bytes. The King James Bible has 4.3 million; what is larger than ten of them is several texts or none."""

HTML_ENDINGS = (".html", ".htm", ".xhtml")
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
_LONGEST_SHOWN = 100


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
            CorpusError: see :func:`index.markup.read_html`.
        """
        return cls(*read_html(markup))

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

    def between(self, start: int, end: int) -> str:
        """The text of the characters ``start`` to ``end`` of the file."""
        return self.text[self._position(start) : self._position(end)]

    def _position(self, offset: int) -> int:
        return offset if self.offsets is None else bisect_left(self.offsets, offset)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer(r"\r\n|\n|\r", self.file))]


def shown(text: str) -> str:
    """``text`` on one line, cut after 100 characters."""
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_SHOWN else f"{plain[:_LONGEST_SHOWN]}…"


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
