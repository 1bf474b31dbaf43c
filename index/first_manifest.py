"""A first ``corpus.toml`` for a folder of texts, to be read and completed by a person."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from index.candidates import opens_with_number_one
from index.corpus import MANIFEST
from index.detection import LEVEL_NAMES, Structure, id_styles, structures, text_lines
from index.errors import CorpusError, InputError
from index.file_language import language_of
from index.manifest import EditionManifest
from index.markers import parse_marker
from index.source import HTML_ENDINGS, SourceText, read_source
from index.wrapping import is_wrapped

_ENDINGS = (".txt", *HTML_ENDINGS)
_LONGEST_TITLE = 200
_UNNUMBERED: tuple[int, tuple[str, ...]] = (0, ())


@dataclass(frozen=True)
class _Text:
    file: str
    language: str
    title: str
    source: SourceText
    is_wrapped: bool


def write_first_manifest(folder: Path) -> Path:
    """Write ``corpus.toml`` for the texts in ``folder``: what fits them best, though numbers may have to be mended.

    Raises:
        InputError: there is a manifest already, there is no folder, or it cannot be written.
        CorpusError: there is no text, a file cannot be read, its language cannot be told, or two files are in one language.
    """
    path = folder / MANIFEST
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder")
    if path.exists() or path.is_symlink():
        raise InputError(f"{path} exists already and stays as it is; remove it to have a new one written")
    texts = _texts(folder)
    manifest = _manifest(_name(folder), texts, _chosen(texts))
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(manifest)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from None
    return path


def _texts(folder: Path) -> list[_Text]:
    files = sorted(path.name for path in folder.iterdir() if path.suffix.lower() in _ENDINGS)
    if not files:
        raise CorpusError(f"{folder} has no text: expected are files such as en.txt or zh.html")
    texts: list[_Text] = []
    problems: list[str] = []
    for file in files:
        try:
            source = read_source(folder, file)
        except CorpusError as error:
            problems += [f"{file}: {problem}" for problem in error.problems]
            continue
        language = language_of(file, source.text)
        if language is None:
            problems.append(f"{file}: does not show which language it is in; name it by the ISO 639 code, such as en.txt")
            continue
        if same := [text.file for text in texts if text.language == language]:
            problems.append(f"{file}: is in {language!r} as {same[0]} is; name files by their language, such as en.txt")
        lines = text_lines(source)
        texts.append(_Text(file, language, _title(lines, language, file), source, is_wrapped(lines, language)))
    if problems:
        raise CorpusError(problems)
    return texts


def _title(lines: list[str], language: str, file: str) -> str:
    """The first line, unless it is number one of several or too long for a title."""
    first = next(filter(None, lines), "")
    is_title = first and len(first) <= _LONGEST_TITLE and not opens_with_number_one(lines, language)
    return first if is_title else Path(file).stem


def _chosen(texts: list[_Text]) -> list[Structure]:
    """A structure for each text, all of the same levels: those that number most and leave least to mend."""
    options = [structures(text.source, _edition(text)) for text in texts]
    if empty := [text.file for text, found in zip(texts, options, strict=True) if not found]:
        raise CorpusError([f"{file}: line 1: has no text; expected is at least one paragraph" for file in empty])
    shapes = Counter(shape for found in options for shape in {_shape(one) for one in found})
    numbered = {shape: count for shape, count in shapes.items() if shape != _UNNUMBERED}
    in_all = [shape for shape, count in numbered.items() if count == len(texts)]
    in_most = [shape for shape, count in numbered.items() if 2 * count >= len(texts)]
    usable = in_all or in_most or [_UNNUMBERED]
    models = [one for found in options for one in found if _shape(one) in usable]
    return max(([_like(model, found) for found in options] for model in models), key=_worth)


def _shape(structure: Structure) -> tuple[int, tuple[str, ...]]:
    return len(structure.markers), structure.continuous


def _like(model: Structure, found: list[Structure]) -> Structure:
    """Which of ``found``, best first, has the levels of ``model`` and, if possible, its ids."""
    same = [one for one in found if _shape(one) == _shape(model)]
    aligned = (one for one in same if model.ids and one.ids == model.ids)
    return next(aligned, same[0] if same else replace(model, ids=(), score=0, is_found=False))


def _worth(chosen: list[Structure]) -> float:
    """What is numbered in all editions, less what keeps them from having the same ids."""
    read = Counter(one.ids for one in chosen if one.ids)
    usual = read.most_common(1)[0][0] if read else ()
    apart = sum(count * len({*usual} ^ {*ids}) for ids, count in read.items() if ids != usual)
    return sum(one.score for one in chosen) - apart


def _edition(text: _Text) -> EditionManifest:
    return EditionManifest(
        language=text.language,
        file=text.file,
        title=text.title,
        status="official",
        source=text.file,
        levels={},
        continuous=(),
        wrapped=text.is_wrapped,
    )


def _name(folder: Path) -> str:
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")[:40]
    return name if re.fullmatch(r"[a-z][a-z0-9-]{1,40}", name) else "corpus"


def _manifest(name: str, texts: list[_Text], chosen: list[Structure]) -> str:
    names = LEVEL_NAMES[len(chosen[0].markers)]
    languages = [text.language for text in texts]
    lines = [
        "# A first manifest, made from what the files look like. What each key means: the docstring of index/corpus.py.",
        f"name = {_string(name)}",
        f"default_language = {_string('en' if 'en' in languages else languages[0])}",
    ]
    if names:
        styles = id_styles(len(names), _point_style(chosen[0], languages[0]))
        lines.append(f"levels = {_table(zip(names, map(_string, styles), strict=True))}")
    if chosen[0].continuous:
        lines.append(f"continuous = [{', '.join(map(_string, chosen[0].continuous))}]")
    for text, structure in zip(texts, chosen, strict=True):
        lines += [
            "",
            "[[editions]]",
            f"language = {_string(text.language)}",
            f"file = {_string(text.file)}",
            f"title = {_string(text.title)}",
            "# Say whether it is: official, or a courtesy translation; and who published it, and when.",
            'status = "official"',
            f"source = {_string(text.file)}",
        ]
        if text.is_wrapped:
            lines.append("wrapped = true")
        if names:
            examples = [
                _string(one[0]) if len(one) == 1 else f"[{', '.join(map(_string, one))}]" for one in structure.markers
            ]
            if not structure.is_found:
                lines.append("# Its own numbering was not recognised; say how it writes number one of each level.")
            lines.append(f"numbering = {_table(zip(names, examples, strict=True))}")
    return "\n".join(lines) + "\n"


def _point_style(structure: Structure, language: str) -> str:
    """How points are numbered in ids: by letters if the text does so."""
    if len(structure.markers) < 3:
        return "1"
    return "a" if parse_marker(structure.markers[2][0], language, depth=2).numerals.name == "letters" else "1"


def _string(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _table(items: Iterable[tuple[str, str]]) -> str:
    return "{ " + ", ".join(f"{name} = {value}" for name, value in items) + " }"
