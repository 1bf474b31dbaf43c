"""What ``corpus.toml`` may say, checked; the keys are explained in :mod:`index.corpus`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError, PydanticKnownError

from index import inserted
from index.errors import did_you_mean
from index.markers import Found, Marker, parse_marker
from index.numbering import ID_NUMERALS, Numerals, paragraph_number

Status = Literal["official", "translation", "courtesy translation"]
IdStyle = Literal["I", "1", "a"]

MOST_LEVELS = 3
PARAGRAPH = "paragraph"
SAID_ONCE = "is said once, for all editions, above the first [[editions]]"
_CLOSING_MARKS = " .:、．："
_OVERLAP_CHECKED = 60
# White space of a pattern, but for what is escaped or in a character class, which is found as a group.
_WHITE_SPACE = re.compile(r"(\\.|\[\^?\]?(?:\\.|[^\]\\])*+\])|\s+", re.DOTALL)


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


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"


def _quoted(name: str) -> str:
    return f'"{name}"'


class EditionManifest(BaseModel):
    """What ``corpus.toml`` says of one edition. ``levels``, ``continuous`` and ``conclusions`` are those of the corpus.

    The description of a key is what a person is told is expected there.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str = Field(pattern=r"^[a-z]{2,3}$", description='an ISO 639 code of two or three small letters, such as "en"')
    file: str = Field(description='a file inside the corpus\'s folder, such as "en.txt"')
    title: str = Field(description='the title as the text prints it, such as "A Charter"')
    status: Status = Field(description=f"one of {_listed(map(_quoted, get_args(Status)))}")
    source: str = Field(description='who published it, and when, such as "United Nations, 1948"')
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$", description="64 small hexadecimal digits")
    levels: dict[str, IdStyle] = Field(repr=False)
    continuous: tuple[str, ...] = Field(repr=False)
    conclusions: bool = Field(default=False, repr=False)
    letters: dict[str, str] = Field(
        default={}, description='for each level lettered otherwise than usual its letters, such as { point = "a b c ch d" }'
    )
    numbering: dict[str, str | tuple[str, ...]] = Field(
        default={}, validate_default=True, description='a marker for each level, such as { article = "Article 1" }'
    )
    labels: dict[str, str] = Field(default={}, description='a label for each level, such as { article = "Article 1" }')
    noise: tuple[str, ...] = Field(default=(), description='a list of regular expressions, such as ["Page [0-9]+"]')
    page_breaks: bool = Field(default=False, description="true or false")
    wrapped: bool = Field(default=False, description="true or false")
    partial: bool = Field(default=False, description="true or false")
    lacks: tuple[str, ...] = Field(default=(), description='a list of ids, such as ["p4"]')
    document_names: tuple[str, ...] = Field(default=(), description='a list of regular expressions, such as ["the charter"]')
    starters: tuple[str, ...] = Field(default=(), description='a list of questions, such as ["Who may vote?"]')

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
            except (re.error, OverflowError, RecursionError) as error:
                raise ValueError(f"{pattern!r} is no regular expression: {error}") from None
        return patterns

    @field_validator("title")
    @classmethod
    def _title_of_single_spaces(cls, title: str) -> str:
        return " ".join(title.split())

    @field_validator("noise")
    @classmethod
    def _noise_of_single_spaces(cls, patterns: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_of_single_spaces(pattern) for pattern in patterns)

    @field_validator("letters")
    @classmethod
    def _letters_of_levels(cls, letters: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        levels = info.data.get("levels") or {}
        for name, alphabet in letters.items():
            if name not in levels:
                told = f"there is no level {name!r} to letter; there is {_listed(levels)}"
                raise ValueError(_suggesting(told, [name], levels))
            if not 1 < len(alphabet.split()) == len({*alphabet.split()}):
                raise ValueError(
                    f"{name} = {alphabet!r}; expected are letters in their order with spaces between: 'a b c d'"
                )
        return letters

    @field_validator("numbering")
    @classmethod
    def _numbers_every_level(cls, numbering: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
        levels = info.data.get("levels", numbering)
        lacking = [name for name in levels if name not in numbering]
        unknown = [name for name in numbering if name not in levels]
        if lacking or unknown:
            if not numbering:
                raise PydanticKnownError("missing")
            told = f"has a marker for {_listed(numbering)}; expected is one for each level of the corpus: {_listed(levels)}"
            raise ValueError(_suggesting(told, unknown, lacking))
        for name, examples in numbering.items():
            if not examples:
                raise ValueError(f"{name} has no marker")
            markers = [_marker(example, name, info.data) for example in _several(examples)]
            alphabet = info.data.get("letters", {}).get(name, "").split()
            firsts = [first.casefold() for one in markers for first in one.numerals.letters[:1]]
            if alphabet and alphabet[0].casefold() not in firsts:
                raise ValueError(f"letters of {name} begin with {alphabet[0]!r}, but none of its markers does")
        return numbering

    @field_validator("labels")
    @classmethod
    def _labels_of_levels(cls, labels: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        known = [*(info.data.get("levels") or {}), PARAGRAPH]
        for name, example in labels.items():
            if name not in known:
                raise ValueError(
                    _suggesting(f"there is no level {name!r} to label; there is {_listed(known)}", [name], known)
                )
            _marker(example, name, info.data)
        return labels

    @model_validator(mode="after")
    def _markers_apart(self) -> EditionManifest:
        for index, upper in enumerate(self.structure):
            for lower in self.structure[index + 1 :]:
                if both := _overlap(upper, lower):
                    raise _wrong(
                        f"of {upper.name} and {lower.name} overlaps: {both!r} could open either; "
                        "give each level a marker of its own",
                        "numbering",
                    )
        return self

    @cached_property
    def structure(self) -> tuple[Level, ...]:
        """The levels of the corpus, top first, as this edition numbers them."""
        return tuple(
            Level(
                name,
                ID_NUMERALS[style],
                tuple(_marker(example, name, vars(self)) for example in _several(self.numbering[name])),
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
        names: list[str] = []
        above: list[tuple[int, str]] = []
        for level, name in zip([*self.levels], clause.split("."), strict=False):
            if paragraph_number(name):
                break
            plain, behind = inserted.split(name)
            number = ID_NUMERALS[self.levels[level]].read(plain)
            if number is None:
                raise ValueError(f"there is no such {level}")
            # "clause 2.1" names clause 2 as well.
            names = names[: max(0, len(names) - len(self._labels[level].above))]
            names.append(self._named(level, number, behind, above))
            above.append((number, behind))
        if paragraph := paragraph_number(clause.rpartition(".")[2]):
            names.append(self._named(PARAGRAPH, paragraph))
        return ("" if self.language in ("zh", "ja") else ", ").join(names)

    def part_name(self, part: str) -> str:
        """The name of ``part`` for a reader of this edition: ``III`` is "Part III"; "" has none."""
        return self.label(part) if part else ""

    def markers(self, level: str) -> list[Marker]:
        """The label of ``level`` or of "paragraph", and the markers of ``level``."""
        return [self._labels[level], *(marker for one in self.structure if one.name == level for marker in one.markers)]

    def _named(self, level: str, number: int, suffix: str = "", above: Sequence[tuple[int, str]] = ()) -> str:
        marker = self._labels[level]
        joined = ""
        for numerals, (one, its_suffix) in zip(marker.above, above[len(above) - len(marker.above) :], strict=True):
            joined += f"{numerals.written(one)}{inserted.written(its_suffix, '', numerals)[0]}."
        behind, after = inserted.written(suffix, self.language, marker.numerals)
        return f"{marker.before}{joined}{marker.numerals.written(number)}{behind}{marker.after}{after}"

    @cached_property
    def _labels(self) -> dict[str, Marker]:
        return {level: _marker(self._label_example(level), level, vars(self)) for level in (*self.levels, PARAGRAPH)}

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

    name: str = Field(
        pattern=r"^[a-z][a-z0-9-]{1,40}$", description='2 to 41 small letters, digits and hyphens, such as "charter"'
    )
    default_language: str = Field(description='the language of an edition, such as "en"')
    levels: dict[str, IdStyle] = {}
    continuous: tuple[str, ...] = ()
    conclusions: bool = Field(default=False, description="true or false")
    question_languages: tuple[str, ...] = Field(default=(), description='a list of languages, such as ["en"]')
    editions: tuple[EditionManifest, ...] = Field(
        description="at least one [[editions]], in two brackets, with keys below it"
    )

    @model_validator(mode="before")
    @classmethod
    def _hand_down(cls, data: dict[str, Any]) -> dict[str, Any]:
        """An edition is read with the levels of its corpus, which are therefore checked before any edition."""
        handed = {"levels": data.get("levels", {}), "continuous": data.get("continuous", [])}
        _check_levels(**handed)
        handed["conclusions"] = data.get("conclusions") is True
        editions = data.get("editions")
        if not isinstance(editions, list) or not all(isinstance(edition, dict) for edition in editions):
            return data
        for number, edition in enumerate(editions):
            if both := [name for name in handed if name in edition]:
                raise _wrong(SAID_ONCE, "editions", number, both[0])
        return data | {"editions": [edition | handed for edition in editions]}

    @model_validator(mode="after")
    def _consistent(self) -> CorpusManifest:
        if not self.editions:
            raise _wrong(f"expected is {type(self).model_fields['editions'].description}", "editions")
        languages = [edition.language for edition in self.editions]
        for key, values in (("language", languages), ("file", [edition.file for edition in self.editions])):
            for number, value in enumerate(values):
                if value in values[:number]:
                    raise _wrong(f"two editions have the same {key}: {value}", "editions", number, key)
        for key, named in (("default_language", (self.default_language,)), ("question_languages", self.question_languages)):
            if without := [language for language in named if language not in languages]:
                raise _wrong(f"{without[0]!r} has no edition; there is {_listed(languages)}", key)
        return self


def _check_levels(levels: Any, continuous: Any) -> None:
    if not isinstance(levels, dict):
        raise _wrong('expected is a table such as { part = "I", clause = "1" }', "levels")
    if len(levels) > MOST_LEVELS:
        raise _wrong(f"has {len(levels)} levels; at most {MOST_LEVELS} are known", "levels")
    for name, style in levels.items():
        if name == PARAGRAPH or not re.fullmatch("[a-z][a-z_]*", name):
            raise _wrong(f"{name!r} cannot be the name of a level: small letters, and not {PARAGRAPH!r}", "levels")
        if not isinstance(style, str) or style not in ID_NUMERALS:
            raise _wrong(f"{name} = {style!r}; expected is one of {_listed(map(_quoted, ID_NUMERALS))}", "levels")
    if not isinstance(continuous, list) or not all(isinstance(name, str) for name in continuous):
        raise _wrong(
            f"is {continuous!r}; expected is a list of levels, such as [{_quoted([*levels, 'clause'][-1])}]", "continuous"
        )
    if unknown := [name for name in continuous if name not in levels]:
        raise _wrong(
            _suggesting(f"there is no level {unknown[0]!r}; there is {_listed(levels)}", unknown, levels), "continuous"
        )


def _wrong(told: str, *key: str | int) -> PydanticCustomError:
    """The error of a whole table that lies in one ``key`` of it."""
    return PydanticCustomError("wrong_entry", "{told}", {"told": told, "key": key})


def _suggesting(told: str, unknown: Sequence[str], known: Iterable[str]) -> str:
    """``told`` and, if the first of ``unknown`` is like one of ``known``, which one may be meant."""
    return "; ".join(filter(None, (told, *(did_you_mean(name, known) for name in unknown[:1]))))


def _of_single_spaces(pattern: str) -> str:
    """``pattern`` for lines in which any white space is one space and none at the ends, as the parser compares them."""
    if re.compile(pattern).flags & re.VERBOSE:
        return pattern
    spaced = _WHITE_SPACE.sub(lambda found: found[1] or " ", pattern)
    return re.sub(r"^ (?![*+?{])|(?<!\\) $", "", spaced)


def _marker(example: str, level: str, edition: Mapping[str, Any]) -> Marker:
    """The marker of ``level``, or its label, by those keys of ``edition`` that are valid."""
    levels = [*(edition.get("levels") or ())]
    return parse_marker(
        example,
        edition.get("language", ""),
        alphabet=edition.get("letters", {}).get(level, "").split(),
        depth=levels.index(level) if level in levels else 0,
    )


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
