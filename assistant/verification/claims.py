"""What a pasted text claims to quote or cite, and whether the corpus bears it out.

Quotes are what stands in quotation marks and is long enough to be no mere term, or, in a text without quotes and references,
every paragraph. Straight quotation marks hold over line breaks only where they come in pairs between two blank lines.

A quote belongs to the reference that follows it, else to the one before it; if all quotes have one before them and the last
has none after it, to the one before it. A sentence that cites a clause and quotes nothing is compared by its numbers and
names: that can show that it is wrong, never that it is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.language import detect_language
from assistant.verification.names import unknown_names
from assistant.verification.near_quotes import differences, nearest
from assistant.verification.quantities import quantities
from assistant.verification.quotes import locate_pasted
from index.clauses import Clause
from index.corpus import Corpus
from index.lexical import LexicalIndex
from index.references import Reference, find_references
from index.references import fold as fold_width
from index.scripts import is_spaceless
from index.sentences import sentences_of
from index.text import to_simplified

Status = Literal[
    "verbatim", "near_verbatim", "misattributed", "not_found", "no_such_clause", "number", "name", "not_contradicted"
]
GOOD: frozenset[Status] = frozenset({"verbatim", "not_contradicted"})

_CURVED = (
    r"“([^“”]+)”|«([^«»]+)»|»([^«»]+)«|‹([^‹›]+)›|「([^「」]+)」|『([^『』]+)』|„([^„“”]+)[“”]|‚([^‚‘’]+)[‘’]"
    r"|‘((?:[^‘’]|’(?=[^\W\u2e80-\u9fff]))+)’"  # before a letter it is an apostrophe
)
_QUOTED = re.compile(rf'{_CURVED}|(?<!\d)"([^"]+)"')  # 5" is a length
_QUOTED_BUT_STRAIGHT = re.compile(_CURVED)
_BLANK_LINE = re.compile(r"\n\s*\n")
_QUOTED_LINE = re.compile(r"^[ \t]*(?:>[ \t]?)+", re.MULTILINE)  # of e-mail and Markdown
_LEAST_WORDS, _LEAST_SPACELESS = 4, 8


@dataclass(frozen=True)
class Place:
    """Characters ``start`` to ``end`` of a clause's text in one edition."""

    clause: str
    language: str
    start: int
    end: int


@dataclass(frozen=True)
class Finding:
    """One claim: ``text`` as pasted, the clauses it ``cited``, and its status.

    ``places`` are where the quote, or the passage most like it, really stands. ``changes`` are the runs of a
    near-verbatim quote: the same, only quoted, only original. ``unknown`` are the numbers or names the clause has not.
    """

    text: str
    is_quote: bool
    cited: tuple[str, ...]
    status: Status
    places: tuple[Place, ...] = ()
    changes: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    language: str = field(default="en", compare=False)

    @property
    def is_good(self) -> bool:
        return self.status in GOOD

    def to_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "kind": "quote" if self.is_quote else "statement",
            "cited": list(self.cited),
            "status": self.status,
            "places": [vars(place) for place in self.places],
            "changes": [list(change) for change in self.changes],
            "unknown": list(self.unknown),
        }


class ClaimChecker:
    """Checks texts against ``corpus``; ``language`` fixes the edition, otherwise all are searched."""

    def __init__(self, corpus: Corpus, language: str | None = None) -> None:
        self._corpus = corpus
        self._languages = (language,) if language else corpus.languages
        self._lexical: Mapping[str, LexicalIndex] = {
            name: LexicalIndex.build(name, list(edition.clauses.values())) for name, edition in corpus.editions.items()
        }

    def check(self, text: str) -> list[Finding]:
        """All claims in ``text``, in reading order; empty if it has no words."""
        text = _QUOTED_LINE.sub("", "\n".join(fold_width(text).splitlines()))
        # A line break inside quotation marks ends no paragraph, or the quote would go unchecked; a blank line does.
        lines = [line for block in _BLANK_LINE.split(text) for line in _unwrapped(block).splitlines()]
        paragraphs = [line.strip() for line in lines if any(map(str.isalnum, line))]
        found = [finding for paragraph in paragraphs for finding in self._paragraph(paragraph)]
        if found:
            return found
        return [self._quote(paragraph, (), self._language(paragraph)) for paragraph in paragraphs]

    def _paragraph(self, text: str) -> Iterator[Finding]:
        language = self._language(text)
        quotes = [(m.start(), m.end(), next(filter(None, m.groups()))) for m in _QUOTED.finditer(text)]
        quotes = [quote for quote in quotes if _is_long_enough(quote[2])]
        references = self._references(text, quotes)
        edges = [0, *(edge for start, end, _ in quotes for edge in (start, end)), len(text)]
        gaps = [
            [reference for at, reference in references if begin <= at < stop]
            for begin, stop in zip(edges[::2], edges[1::2], strict=True)
        ]
        # "I.p1 says … and III.12 says …": every quote has one before it, and the last has none after it.
        announced = all(gaps[:-1]) and not gaps[-1]
        for number, (_, _, quoted) in enumerate(quotes):
            preceding, following = gaps[number], gaps[number + 1]
            # What follows a quote belongs to it, and what precedes it only if the quote before has no claim on it.
            own = [] if announced else following[:1]
            own = own or (preceding[-1:] if announced or not number or len(preceding) > 1 else [])
            yield self._quote(quoted, own, language)
        if not quotes:
            for sentence in sentences_of(text, language):
                cited = [reference for _, reference in self._references(sentence, [])]
                if cited:
                    yield self._statement(sentence, cited, language)

    def _references(self, text: str, quotes: Sequence[tuple[int, int, str]]) -> list[tuple[int, Reference]]:
        """The references to clauses outside ``quotes``, with where they stand."""
        out, position = [], 0
        for reference in find_references(text, self._corpus.clause_ids, self._corpus.reference_words):
            at = text.find(reference.written, position)
            position = at + len(reference.written)
            if reference.names_clause and not any(start <= at < end for start, end, _ in quotes):
                out.append((at, reference))
        simplified = to_simplified(text)
        if out or simplified == text or len(simplified) != len(text):
            return out
        return self._references(simplified, quotes)

    def _quote(self, quoted: str, references: Sequence[Reference], language: str) -> Finding:
        cited = tuple(clause for reference in references for clause in reference.candidates)
        if references and not cited:
            return Finding(quoted, True, (references[0].written,), "no_such_clause", language=language)
        places = tuple(
            Place(clause.id, clause.language, *span) for clause in self._clauses() if (span := locate_pasted(quoted, clause))
        )
        if places:
            right = tuple(place for place in places if place.clause in cited or not cited)
            status: Status = "verbatim" if right else "misattributed"
            return Finding(quoted, True, cited, status, right or places, language=language)
        # Of clauses that are equally near, one that is cited.
        near = nearest(quoted, sorted(self._clauses(), key=lambda clause: clause.id not in cited))
        if near is None:
            return Finding(quoted, True, cited, "not_found", language=language)
        place = Place(near.clause.id, near.clause.language, near.start, near.end)
        changes = tuple(differences(quoted, near.clause.text[near.start : near.end]))
        status = "near_verbatim" if not cited or near.clause.id in cited else "misattributed"
        return Finding(quoted, True, cited, status, (place,), changes, language=language)

    def _statement(self, sentence: str, references: Sequence[Reference], language: str) -> Finding:
        cited = tuple(dict.fromkeys(clause for reference in references for clause in reference.candidates))
        missing = [reference.written for reference in references if not reference.candidates]
        if missing:
            return Finding(sentence, False, tuple(missing), "no_such_clause", language=language)
        edition = self._corpus.answering_language(language)
        if any(clause not in self._corpus.editions[edition].clauses for clause in cited):  # the edition is a partial one
            edition = self._corpus.editions_with(cited[0])[0].language
        clauses = self._corpus.editions[edition].clauses
        source = "\n".join([clauses[clause].text for clause in cited if clause in clauses])
        said = sentence
        if language == "zh":  # be it Traditional or Simplified
            said, source = to_simplified(said), to_simplified(source)
        for reference in references:
            said = said.replace(to_simplified(reference.written) if language == "zh" else reference.written, " ")
        places = tuple(Place(clause, edition, 0, len(clauses[clause].text)) for clause in cited if clause in clauses)
        numbers = quantities(said, language) - quantities(source, edition, generous=True)
        if numbers:
            return Finding(sentence, False, cited, "number", places, unknown=tuple(sorted(numbers)), language=language)
        if edition == language and (
            names := unknown_names(said, f"{source}\n{self._corpus.editions[edition].own_names}", edition)
        ):
            return Finding(sentence, False, cited, "name", places, unknown=tuple(names), language=language)
        return Finding(sentence, False, cited, "not_contradicted", places, language=language)

    def _language(self, text: str) -> str:
        return detect_language(text, self._lexical, self._corpus.manifest.default_language)

    def _clauses(self) -> list[Clause]:
        return [clause for language in self._languages for clause in self._corpus.editions[language].clauses.values()]


def _unwrapped(block: str) -> str:
    """``block`` with every quote in one line."""
    quoted = _QUOTED_BUT_STRAIGHT if block.count('"') % 2 else _QUOTED
    return quoted.sub(lambda quote: " ".join(line.strip() for line in quote[0].splitlines()), block)


def _is_long_enough(quoted: str) -> bool:
    letters = sum(char.isalnum() and is_spaceless(char) for char in quoted)
    return letters >= _LEAST_SPACELESS or len(quoted.split()) >= _LEAST_WORDS
