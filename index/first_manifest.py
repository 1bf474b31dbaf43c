"""A first ``corpus.toml`` for a folder of texts, to be read and completed by a person."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from index.corpus import MANIFEST
from index.detection import LEVEL_NAMES, Structure, first_marker, structures, text_lines
from index.errors import CorpusError, InputError
from index.manifest import EditionManifest
from index.source import HTML_ENDINGS, SourceText, read_source
from index.wrapping import is_wrapped

_ENDINGS = (".txt", *HTML_ENDINGS)
_LONGEST_TITLE = 200


@dataclass(frozen=True)
class _Text:
    file: str
    language: str
    title: str
    source: SourceText
    is_wrapped: bool


def write_first_manifest(folder: Path, detect: Callable[[str], str]) -> Path:
    """Write ``corpus.toml`` for the texts in ``folder``; ``detect`` gives the language of a text whose file name has none.

    Raises:
        InputError: there is a manifest already, there is no folder, or it cannot be written.
        CorpusError: there is no text, a file cannot be read, or two files are in one language.
    """
    path = folder / MANIFEST
    if not folder.is_dir():
        raise InputError(f"{folder} is no folder")
    if path.exists() or path.is_symlink():
        raise InputError(f"{path} exists already and stays as it is; remove it to have a new one written")
    texts = _texts(folder, detect)
    manifest = _manifest(_name(folder), texts, _chosen(texts))
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(manifest)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from None
    return path


def language_in_name(file: str) -> str | None:
    """The language that a file is named for: ``zh.txt``, ``udhr_fr.html``, ``charter-de.txt``; None if none."""
    stem = Path(file).stem.lower()
    if re.fullmatch("[a-z]{2,3}", stem):
        return stem
    found = re.search(r"[._-]([a-z]{2})$", stem)
    return found[1] if found else None


def _texts(folder: Path, detect: Callable[[str], str]) -> list[_Text]:
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
        language = language_in_name(file) or detect(source.text[:20_000])
        if same := [text.file for text in texts if text.language == language]:
            problems.append(f"{file}: is in {language!r} as {same[0]} is; name files by their language, such as en.txt")
        texts.append(_Text(file, language, _title(source, language, file), source, is_wrapped(text_lines(source), language)))
    if problems:
        raise CorpusError(problems)
    return texts


def _title(source: SourceText, language: str, file: str) -> str:
    """The first line, unless it is a marker or too long for a title."""
    first = next((line for line in (" ".join(raw.split()) for raw in source.text.split("\n")) if line), "")
    is_title = first and len(first) <= _LONGEST_TITLE and not first_marker(first, language)
    return first if is_title else Path(file).stem


def _chosen(texts: list[_Text]) -> list[Structure]:
    """A structure for each text: the richest one in which all have the same ids, else each text's best of one depth."""
    options: list[list[Structure]] = []
    point_style = ""
    for text in texts:
        edition = _edition(text)
        if not point_style:
            options.append(structures(text.source, edition, "a"))
            best = options[0][0].markers if options[0] else ()
            point_style = "a" if len(best) == 3 and re.search(r"[aA]\W*$", best[2][0]) else "1"
            if point_style == "1":
                options[0] = structures(text.source, edition, "1")
        else:
            options.append(structures(text.source, edition, point_style))
    if empty := [text.file for text, found in zip(texts, options, strict=True) if not found]:
        raise CorpusError([f"{file}: line 1: has no text; expected is at least one paragraph" for file in empty])
    for first in options[0]:
        same = [
            next((one for one in found if one.ids == first.ids and one.continuous == first.continuous), None)
            for found in options
        ]
        if all(same):
            return [one for one in same if one]
    depth = max(len(found[0].markers) for found in options)
    while not all(any(len(one.markers) == depth for one in found) for found in options):
        depth -= 1
    return [next(one for one in found if len(one.markers) == depth) for found in options]


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
        styles = _styles(chosen[0], len(names))
        lines.append(f"levels = {_table(zip(names, map(_string, styles), strict=True))}")
    if chosen[0].continuous:
        lines.append('continuous = ["clause"]')
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
            lines.append(f"numbering = {_table(zip(names, examples, strict=True))}")
    return "\n".join(lines) + "\n"


def _styles(structure: Structure, depth: int) -> tuple[str, ...]:
    if depth < 3:
        return (("1",), ("I", "1"))[depth - 1]
    is_lettered = any(re.search(r"\.[a-z]{1,2}$", id_) for id_ in structure.ids)
    return ("I", "1", "a" if is_lettered else "1")


def _string(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _table(items: Iterable[tuple[str, str]]) -> str:
    return "{ " + ", ".join(f"{name} = {value}" for name, value in items) + " }"
