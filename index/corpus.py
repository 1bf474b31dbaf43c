"""The corpus manifest (``corpus.toml``) and the editions it declares.

A corpus is a folder: one manifest and one text file an edition. The manifest says what each file is (language, title,
status, source), how it numbers its parts and clauses, which lines are noise, and how a clause is named to a reader.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from index.clauses import Clause, EditionLayout, parse_clauses
from index.errors import CorpusError, InputError
from index.numbering import SCHEMES, Numeral, from_roman

CORPORA = Path(__file__).parent / "corpora"
DEFAULT_CORPUS = "gsi"
MANIFEST = "corpus.toml"

Status = Literal["official", "courtesy translation"]


class EditionManifest(BaseModel):
    """What ``corpus.toml`` says of one edition."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str = Field(pattern=r"^[a-z]{2,3}$")
    file: str
    title: str
    status: Status
    source: str
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    noise: tuple[str, ...] = ()
    part_scheme: str
    clause_scheme: str
    page_breaks: bool = False
    part_label: str
    clause_label: str
    paragraph_label: str
    document_names: tuple[str, ...] = ()
    starters: tuple[str, ...] = ()

    @field_validator("part_scheme", "clause_scheme")
    @classmethod
    def _known_scheme(cls, name: str) -> str:
        if name not in SCHEMES:
            raise ValueError(f"unknown numbering scheme {name!r}; known: {', '.join(SCHEMES)}")
        return name

    @field_validator("noise", "document_names")
    @classmethod
    def _valid_patterns(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
        return patterns

    @field_validator("part_label", "clause_label", "paragraph_label")
    @classmethod
    def _valid_label(cls, label: str) -> str:
        try:
            label.format(part=Numeral(1), number=Numeral(1))
        except (LookupError, AttributeError, TypeError, ValueError):
            raise ValueError(f"label {label!r} may use {{part}} and {{number}}, plain, :roman or :chinese") from None
        return label

    def without_document_names(self, question: str) -> str:
        """``question`` without the words that only name the document: "does the paper mention X" asks for X."""
        for pattern in self.document_names:
            question = re.sub(pattern, " ", question, flags=re.IGNORECASE)
        return " ".join(question.split())

    def label(self, clause: str) -> str:
        """The name of ``clause`` for a reader of this edition: ``III.12`` is "Part III, clause 12"."""
        part, _, rest = clause.partition(".")
        template = self.paragraph_label if rest.startswith("p") else self.clause_label
        return template.format(part=_roman(part), number=Numeral(rest.removeprefix("p")))

    def part_name(self, part: str) -> str:
        """The name of ``part`` for a reader of this edition: ``III`` is "Part III"."""
        return self.part_label.format(part=_roman(part), number=Numeral(0))


class CorpusManifest(BaseModel):
    """What ``corpus.toml`` says of the whole corpus."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{1,40}$")
    default_language: str
    editions: tuple[EditionManifest, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> CorpusManifest:
        languages = [edition.language for edition in self.editions]
        if len(set(languages)) != len(languages):
            raise ValueError("two editions have the same language")
        if self.default_language not in languages:
            raise ValueError(f"default_language {self.default_language!r} has no edition")
        return self


@dataclass(frozen=True)
class Edition:
    """The text in one language: its manifest, its clauses by id in reading order, and the layout of its file."""

    manifest: EditionManifest
    layout: EditionLayout

    @property
    def language(self) -> str:
        return self.manifest.language

    @cached_property
    def clauses(self) -> dict[str, Clause]:
        return {clause.id: clause for clause in self.layout.clauses}

    @cached_property
    def own_names(self) -> str:
        """What any sentence on the document may name: its title and the headings of its parts, a line each."""
        headings = {clause.heading for clause in self.clauses.values() if clause.heading}
        return "\n".join([self.manifest.title, *sorted(headings)])

    def label(self, clause: str) -> str:
        """See :meth:`EditionManifest.label`."""
        return self.manifest.label(clause)


@dataclass(frozen=True)
class Corpus:
    """One official text with all its editions, keyed by language; every edition has the same clause ids."""

    manifest: CorpusManifest
    editions: dict[str, Edition]

    @property
    def name(self) -> str:
        return self.manifest.name

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.editions)

    def require_edition(self, language: str) -> None:
        """Raises InputError unless there is an edition in ``language``."""
        if language not in self.editions:
            raise InputError(f"there is no edition in {language!r}; there is {', '.join(self.languages)}")

    def answering_language(self, language: str) -> str:
        """The language of the edition that answers questions in ``language``: its own, else the default."""
        return language if language in self.editions else self.manifest.default_language

    @property
    def clause_ids(self) -> tuple[str, ...]:
        """All clause ids in reading order."""
        return tuple(next(iter(self.editions.values())).clauses)

    @cached_property
    def fingerprint(self) -> str:
        """Hex SHA-256 over every clause id and text of every edition: what an index of this corpus depends on."""
        digest = hashlib.sha256()
        for language, edition in self.editions.items():
            for clause in edition.layout.clauses:
                digest.update("\x00".join((language, clause.id, clause.text, "\x01")).encode())
        return digest.hexdigest()


def load_corpus(folder: Path = CORPORA / DEFAULT_CORPUS) -> Corpus:
    """Read and check the corpus in ``folder``.

    Raises:
        CorpusError: the manifest or a file cannot be read, a text is not what the manifest says, or the editions do
            not have the same clause ids; ``problems`` lists all that was found.
    """
    manifest = _read_manifest(folder)
    editions: dict[str, Edition] = {}
    problems: list[str] = []
    for declared in manifest.editions:
        try:
            text = _read_text(folder, declared)
            layout = parse_clauses(
                text,
                language=declared.language,
                title=declared.title,
                noise=declared.noise,
                part_scheme=SCHEMES[declared.part_scheme],
                clause_scheme=SCHEMES[declared.clause_scheme],
                page_breaks=declared.page_breaks,
            )
        except CorpusError as error:
            problems += [f"{declared.file}: {problem}" for problem in error.problems]
        else:
            editions[declared.language] = Edition(declared, layout)
    problems += _alignment_problems(editions)
    if problems:
        raise CorpusError(problems)
    return Corpus(manifest, editions)


def _read_manifest(folder: Path) -> CorpusManifest:
    path = folder / MANIFEST
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CorpusError(f"cannot read {path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise CorpusError(f"{path} is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{path} is not valid TOML: {error}") from None
    try:
        return CorpusManifest.model_validate(data)
    except ValidationError as error:
        raise CorpusError(
            [f"{path}: {'.'.join(map(str, item['loc'])) or 'manifest'}: {item['msg']}" for item in error.errors()]
        ) from None


def _read_text(folder: Path, declared: EditionManifest) -> str:
    try:
        data = (folder / declared.file).read_bytes()
    except OSError as error:
        raise CorpusError(f"cannot be read: {error.strerror or error}") from None
    if declared.sha256 and hashlib.sha256(data).hexdigest() != declared.sha256:
        raise CorpusError("differs from its recorded source (sha256); restore the file or update the manifest")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CorpusError(f"is not UTF-8 text (byte {error.start})") from None


def _alignment_problems(editions: dict[str, Edition]) -> list[str]:
    """What keeps the editions from having the same clauses, told of the edition that differs from the others."""
    if len(editions) < 2:
        return []
    count = Counter(clause for edition in editions.values() for clause in edition.clauses)
    problems: list[str] = []
    for edition in editions.values():
        missing = [clause for clause in count if count[clause] > 1 and clause not in edition.clauses]
        alone = [clause for clause in edition.clauses if count[clause] == 1]
        if missing:
            problems.append(f"{edition.manifest.file}: lacks clauses that other editions have: {', '.join(missing)}")
        if alone:
            problems.append(f"{edition.manifest.file}: has clauses that no other edition has: {', '.join(alone)}")
    return problems


def _roman(part: str) -> Numeral:
    number = from_roman(part)
    if number is None:
        raise ValueError(f"{part!r} is no part id")
    return Numeral(number)
