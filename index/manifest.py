"""What ``corpus.toml`` may say, checked; the keys are explained in :mod:`index.corpus`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from index import inserted
from index.markers import Found, Marker, parse_marker
from index.numbering import ID_NUMERALS, Numerals

Status = Literal["official", "translation", "courtesy translation"]
IdStyle = Literal["I", "1", "a"]

MOST_LEVELS = 3
PARAGRAPH = "paragraph"
_CLOSING_MARKS = " .:、．："
_OVERLAP_CHECKED = 60


@dataclass(frozen=True)
class Level:
    """One level of the structure in one edition: how it is numbered there, and how its number stands in an id."""

    name: str
    id_numerals: Numerals
    markers: tuple[Marker, ...]
    continuous: bool

    def match(self, line: str) -> Found | None:
        """What the first marker that fits finds at the start of ``line``."""
        return next((found for marker in self.markers if (found := marker.match(line))), None)


class EditionManifest(BaseModel):
    """What ``corpus.toml`` says of one edition. ``levels``, ``continuous`` and ``conclusions`` are those of the corpus."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str = Field(pattern=r"^[a-z]{2,3}$")
    file: str
    title: str
    status: Status
    source: str
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    levels: dict[str, IdStyle] = Field(repr=False)
    continuous: tuple[str, ...] = Field(repr=False)
    conclusions: bool = Field(default=False, repr=False)
    numbering: dict[str, str | tuple[str, ...]] = {}
    labels: dict[str, str] = {}
    noise: tuple[str, ...] = ()
    page_breaks: bool = False
    wrapped: bool = False
    partial: bool = False
    lacks: tuple[str, ...] = ()
    document_names: tuple[str, ...] = ()
    starters: tuple[str, ...] = ()

    @field_validator("file")
    @classmethod
    def _inside_the_folder(cls, file: str) -> str:
        if not file or file.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", file) or ":" in file or "\x00" in file:
            raise ValueError(f"{file!r} is not a file inside the corpus's folder, such as 'en.txt'")
        return file

    @field_validator("noise", "document_names")
    @classmethod
    def _valid_patterns(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
        return patterns

    @field_validator("numbering")
    @classmethod
    def _numbers_every_level(cls, numbering: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        levels = info.data.get("levels")
        if levels is not None and list(levels) != [name for name in levels if name in numbering] + [
            name for name in numbering if name not in levels
        ]:
            raise ValueError(
                f"says how {_listed(numbering)} is numbered; expected are the levels of the corpus: {_listed(levels)}"
            )
        for name, examples in numbering.items():
            if not examples:
                raise ValueError(f"{name} has no marker")
            for example in _several(examples):
                parse_marker(example)
        return numbering

    @field_validator("labels")
    @classmethod
    def _labels_of_levels(cls, labels: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        known = [*(info.data.get("levels") or {}), PARAGRAPH]
        for name, example in labels.items():
            if name not in known:
                raise ValueError(f"there is no level {name!r} to label; there is {_listed(known)}")
            parse_marker(example)
        return labels

    @model_validator(mode="after")
    def _markers_apart(self) -> EditionManifest:
        for index, upper in enumerate(self.structure):
            for lower in self.structure[index + 1 :]:
                if both := _overlap(upper, lower):
                    raise ValueError(
                        f"numbering of {upper.name} and {lower.name} overlaps: {both!r} could open either; "
                        "give each level a marker of its own"
                    )
        return self

    @cached_property
    def structure(self) -> tuple[Level, ...]:
        """The levels of the corpus, top first, as this edition numbers them."""
        return tuple(
            Level(
                name,
                ID_NUMERALS[style],
                tuple(parse_marker(example, self.language) for example in _several(self.numbering[name])),
                name in self.continuous,
            )
            for name, style in self.levels.items()
        )

    def without_document_names(self, question: str) -> str:
        """``question`` without the words that only name the document: "does the paper mention X" asks for X."""
        for pattern in self.document_names:
            question = re.sub(pattern, " ", question, flags=re.IGNORECASE)
        return " ".join(question.split())

    def label(self, clause: str) -> str:
        """The name of ``clause`` for a reader of this edition: ``III.12`` is "Part III, clause 12"."""
        names = []
        for level, number in zip([*self.levels], clause.split("."), strict=False):
            if number.startswith("p") and number[1:].isdecimal():
                break
            plain, behind = inserted.split(number)
            names.append(self._named(level, ID_NUMERALS[self.levels[level]].read(plain), behind))
        last = clause.rpartition(".")[2]
        if last.startswith("p") and last[1:].isdecimal():
            names.append(self._named(PARAGRAPH, int(last[1:])))
        return ("" if self.language in ("zh", "ja") else ", ").join(names)

    def part_name(self, part: str) -> str:
        """The name of ``part`` for a reader of this edition: ``III`` is "Part III"; "" has none."""
        return self.label(part) if part else ""

    def words(self, level: str) -> list[tuple[str, str]]:
        """The texts before and after the number, in the label and in the markers of ``level`` or of "paragraph"."""
        examples = [] if level == PARAGRAPH else [*_several(self.numbering[level])]
        markers = [self._labels[level], *(parse_marker(example, self.language) for example in examples)]
        return [(marker.before, marker.after) for marker in markers]

    def _named(self, level: str, number: int | None, suffix: str = "") -> str:
        marker = self._labels[level]
        if number is None:
            raise ValueError(f"there is no such {level}")
        behind, after = inserted.written(suffix, self.language, marker.numerals)
        try:
            numeral = marker.numerals.write(number)
        except ValueError:  # its words or letters end before that
            numeral = str(number)
        return f"{marker.before}{numeral}{behind}{marker.after}{after}"

    @cached_property
    def _labels(self) -> dict[str, Marker]:
        return {level: parse_marker(self._label_example(level), self.language) for level in (*self.levels, PARAGRAPH)}

    def _label_example(self, level: str) -> str:
        if level in self.labels:
            return self.labels[level]
        if level == PARAGRAPH:
            return "¶ 1"
        example = _several(self.numbering[level])[-1].strip().rstrip(_CLOSING_MARKS)
        return example if "(" in example or "（" in example else example.rstrip(")）")


class CorpusManifest(BaseModel):
    """What ``corpus.toml`` says of the whole corpus."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{1,40}$")
    default_language: str
    levels: dict[str, IdStyle] = {}
    continuous: tuple[str, ...] = ()
    conclusions: bool = False
    question_languages: tuple[str, ...] = ()
    editions: tuple[EditionManifest, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _hand_down(cls, data: Any) -> Any:
        """An edition is read with the levels of its corpus, which are therefore checked before any edition."""
        editions = data.get("editions") if isinstance(data, dict) else None
        if not isinstance(editions, list) or not all(isinstance(edition, dict) for edition in editions):
            return data
        handed = {"levels": data.get("levels", {}), "continuous": data.get("continuous", [])}
        _check_levels(**handed)
        handed["conclusions"] = data.get("conclusions", False)
        for edition in editions:
            if both := [name for name in handed if name in edition]:
                raise ValueError(f"{both[0]} is said once, for all editions, above the first [[editions]]")
        return data | {"editions": [edition | handed for edition in editions]}

    @model_validator(mode="after")
    def _consistent(self) -> CorpusManifest:
        languages = [edition.language for edition in self.editions]
        files = [edition.file for edition in self.editions]
        if len(set(languages)) != len(languages):
            raise ValueError(f"two editions have the same language: {_doubled(languages)}")
        if len(set(files)) != len(files):
            raise ValueError(f"two editions have the same file: {_doubled(files)}")
        if self.default_language not in languages:
            raise ValueError(f"default_language {self.default_language!r} has no edition")
        if without := [language for language in self.question_languages if language not in languages]:
            raise ValueError(f"question_languages names {without[0]!r}, which has no edition")
        return self


def _check_levels(levels: Any, continuous: Any) -> None:
    if not isinstance(levels, dict):
        raise ValueError('levels is a table such as { part = "I", clause = "1" }')
    if len(levels) > MOST_LEVELS:
        raise ValueError(f"levels has {len(levels)}; at most {MOST_LEVELS} are known")
    for name, style in levels.items():
        if name == PARAGRAPH or not re.fullmatch("[a-z][a-z_]*", name):
            raise ValueError(f"levels: {name!r} cannot be the name of a level: small letters, and not {PARAGRAPH!r}")
        if style not in ID_NUMERALS:
            raise ValueError(f"levels: {name} = {style!r}; expected is one of {_listed(map(repr, ID_NUMERALS))}")
    if not isinstance(continuous, list) or any(name not in levels for name in continuous):
        raise ValueError(f"continuous names {continuous!r}; expected are levels: {_listed(levels)}")


def _several(examples: str | tuple[str, ...]) -> tuple[str, ...]:
    return (examples,) if isinstance(examples, str) else tuple(examples)


def _overlap(one: Level, other: Level) -> str | None:
    """A marker of one level that the other level would take for its own; None if there is none."""
    for writer, reader in ((one, other), (other, one)):
        for marker in writer.markers:
            for number in range(1, _OVERLAP_CHECKED):
                try:
                    written = marker.write(number)
                except ValueError:
                    break
                if reader.match(written):
                    return written
    return None


def _doubled(values: list[str]) -> str:
    return next(value for value in values if values.count(value) > 1)


def _listed(names: Any) -> str:
    return ", ".join(names) or "none"
