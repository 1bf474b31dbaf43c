"""A damaged corpus is refused with what is wrong and where, in its texts or in its manifest."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from index.corpus import CORPORA, DEFAULT_CORPUS, load_corpus
from index.errors import CorpusError
from index.manifest import CorpusManifest
from index.numbering import to_chinese
from tests.conftest import LANGUAGES
from tests.index.editions import edit, problems

MARKER: dict[str, Callable[[int], str]] = {
    "zh": lambda number: f"（{to_chinese(number)}）",
    "en": lambda number: f"{number}.",
    "it": lambda number: f"{number}.",
}


def lines_of(text: str, language: str, number: int) -> tuple[int, int]:
    """(first line, line after the last) of clause III.``number``, which is not the part's last, counted from 0."""
    lines = text.split("\n")
    third = next(i for i, line in enumerate(lines) if re.match(r"III\.|三、", line))
    first, after = (
        next(i for i, line in enumerate(lines) if i > third and line.startswith(MARKER[language](n)))
        for n in (number, number + 1)
    )
    return first, after


# Damaged texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_clause_is_named_with_its_file_and_line(corpus_folder: Path, language: str) -> None:
    first = 0

    def remove(text: str) -> str:
        nonlocal first
        first, after = lines_of(text, language, 5)
        lines = text.split("\n")
        return "\n".join(lines[:first] + lines[after:])

    edit(corpus_folder / f"{language}.txt", remove)
    [problem] = problems(corpus_folder)
    assert problem.startswith(f"{language}.txt: line {first + 1}: clause III.6 stands where III.5 is expected")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_doubled_clause_is_named_with_its_file_and_line(corpus_folder: Path, language: str) -> None:
    after = 0

    def double(text: str) -> str:
        nonlocal after
        first, after = lines_of(text, language, 5)
        lines = text.split("\n")
        return "\n".join(lines[:after] + lines[first:])

    edit(corpus_folder / f"{language}.txt", double)
    [problem] = problems(corpus_folder)
    assert problem.startswith(f"{language}.txt: line {after + 1}: clause III.5 stands where III.6 is expected")


@pytest.mark.parametrize("language", LANGUAGES)
def test_clauses_out_of_order_are_named(corpus_folder: Path, language: str) -> None:
    def swap(text: str) -> str:
        (a, b), (_, c) = lines_of(text, language, 5), lines_of(text, language, 6)
        lines = text.split("\n")
        return "\n".join(lines[:a] + lines[b:c] + lines[a:b] + lines[c:])

    edit(corpus_folder / f"{language}.txt", swap)
    found = problems(corpus_folder)
    assert all(problem.startswith(f"{language}.txt: line ") for problem in found)
    assert "clause III.6 stands where III.5 is expected" in found[0]
    assert "clause III.5 stands" in found[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_part_is_named(corpus_folder: Path, language: str) -> None:
    def remove(text: str) -> str:
        lines = text.split("\n")
        second, third = (
            next(i for i, line in enumerate(lines) if re.match(pattern, line)) for pattern in (r"II\.|二、", r"III\.|三、")
        )
        return "\n".join(lines[:second] + lines[third:])

    edit(corpus_folder / f"{language}.txt", remove)
    [problem] = problems(corpus_folder)
    assert problem.startswith(f"{language}.txt: line ")
    assert "part III follows part I" in problem


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edition_that_lacks_the_last_clause_of_a_part_is_named(corpus_folder: Path, language: str) -> None:
    def remove(text: str) -> str:
        lines = text.split("\n")
        fourth = next(i for i, line in enumerate(lines) if re.match(r"IV\.|四、", line))
        last = next(i for i, line in enumerate(lines) if i < fourth and line.startswith(MARKER[language](20)))
        return "\n".join(lines[:last] + lines[fourth:])

    edit(corpus_folder / f"{language}.txt", remove)
    assert problems(corpus_folder) == [f"{language}.txt: lacks clauses that other editions have: III.20"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edition_that_lacks_an_unnumbered_paragraph_is_named(corpus_folder: Path, language: str) -> None:
    first = load_corpus(corpus_folder).editions[language].clauses["I.p1"].text
    edit(corpus_folder / f"{language}.txt", lambda text: text.replace(first, "", 1))
    assert problems(corpus_folder) == [f"{language}.txt: lacks clauses that other editions have: I.p3"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("content", [b"", b"\n \n"])
def test_an_empty_edition_is_named(corpus_folder: Path, language: str, content: bytes) -> None:
    (corpus_folder / f"{language}.txt").write_bytes(content)
    [problem] = problems(corpus_folder)
    assert problem.startswith(f"{language}.txt: no clause found")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_edition_that_is_not_utf_8_is_named_with_the_byte(corpus_folder: Path, language: str) -> None:
    path = corpus_folder / f"{language}.txt"
    data = path.read_bytes()
    path.write_bytes(b"\n\n\n\xff" + data)
    assert problems(corpus_folder) == [f"{language}.txt: line 4: is not UTF-8 text (byte 3): save the whole file as UTF-8"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_file_is_named(corpus_folder: Path, language: str) -> None:
    (corpus_folder / f"{language}.txt").unlink()
    [problem] = problems(corpus_folder)
    assert problem.startswith(f"{language}.txt: cannot be read: ")


def test_a_folder_in_the_place_of_a_file_is_named(corpus_folder: Path) -> None:
    (corpus_folder / "en.txt").unlink()
    (corpus_folder / "en.txt").mkdir()
    [problem] = problems(corpus_folder)
    assert problem.startswith("en.txt: cannot be read: ")


def test_the_problems_of_all_editions_are_told_at_once(corpus_folder: Path) -> None:
    (corpus_folder / "zh.txt").write_bytes(b"")
    (corpus_folder / "it.txt").unlink()
    assert [problem.partition(":")[0] for problem in problems(corpus_folder)] == ["zh.txt", "it.txt"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_that_is_not_the_recorded_one_is_refused(corpus_folder: Path, language: str) -> None:
    # The fixture takes the hashes out; this test is about them.
    (corpus_folder / "corpus.toml").write_bytes((CORPORA / DEFAULT_CORPUS / "corpus.toml").read_bytes())
    load_corpus(corpus_folder)
    edit(corpus_folder / f"{language}.txt", lambda text: text + "\n")
    [problem] = problems(corpus_folder)
    assert problem.startswith(f"{language}.txt: differs from its recorded source (sha256)")


# Damaged manifests


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('name = "gsi"', 'name = "gsi"\ncolour = "red"', "colour"),
        ('language = "zh"', 'language = "zh"\ncolour = "red"', "editions.0.colour"),
        ('part = "一、"', 'part = "二、"', "editions.0.numbering"),
        ('clause = "1."', 'clause = "2."', "editions.1.numbering"),
        ('clause = "1."', 'clause = ""', "editions.1.numbering"),
        ('clause = "1."', "clause = []", "editions.1.numbering"),
        ('clause = "1."', 'clause = "2.1."', "editions.1.numbering"),
        ('part = "I.", clause', "clause", "expected is one for each level of the corpus: part, clause"),
        (
            'part = "I.", clause',
            'part = "I.", point = "a)", clause',
            "expected is one for each level of the corpus: part, clause",
        ),
        ('part = "I.", clause = "1."', 'part = "1.", clause = "1."', "overlaps"),
        ('part = "I.", clause = "1."', 'part = "I.", clause = "A."', "overlaps: 'I.' could open either"),
        ('levels = { part = "I", clause = "1" }', 'levels = { part = "I", clause = "2" }', "levels: clause = '2'"),
        ('levels = { part = "I"', 'levels = { a = "1", b = "1", part = "I"', "at most 3"),
        (
            'levels = { part = "I"',
            'continuous = ["article"]\nlevels = { part = "I"',
            "continuous: there is no level 'article'; there is part, clause",
        ),
        ('language = "zh"', 'language = "zh"\nlevels = {}', "editions.0.levels: is said once"),
        ('file = "en.txt"', 'file = "../en.txt"', "inside the corpus's folder"),
        ('file = "en.txt"', 'file = "/etc/passwd"', "inside the corpus's folder"),
        ('file = "en.txt"', 'file = ""', "inside the corpus's folder"),
        ('file = "en.txt"', 'file = "zh.txt"', "two editions have the same file: zh.txt"),
        ("'\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}'", "'(\\d{4}'", "editions.1.noise"),
        ("'概念文件', ", "'*', ", "editions.0.document_names"),
        ('status = "courtesy translation"', 'status = "rumour"', "editions.2.status"),
        ('file = "en.txt"\n', "", "editions.1.file"),
        ('language = "it"', 'language = "en"', "two editions have the same language"),
        ('language = "it"', 'language = "Italian"', "editions.2.language"),
        ('default_language = "en"', 'default_language = "fr"', "'fr' has no edition"),
        ('name = "gsi"', 'name = "Global Security"', "name"),
        ("page_breaks = true", 'page_breaks = "perhaps"', "editions.0.page_breaks"),
        ('part = "Part I"', 'part = "Part"', "editions.1.labels"),
        ('part = "Part I"', 'part = "Part II"', "editions.1.labels"),
        ('part = "Part I"', 'chapter = "Part I"', "there is no level 'chapter'"),
        ('part = "Part I"', "part = 1", "editions.1.labels.part"),
    ],
)
def test_a_wrong_entry_of_the_manifest_is_named(corpus_folder: Path, before: str, after: str, told: str) -> None:
    path = corpus_folder / "corpus.toml"
    edit(path, lambda text: text.replace(before, after, 1))
    [problem] = problems(corpus_folder)
    assert problem.startswith(f"{path}: ")
    assert told in problem


@pytest.mark.parametrize(
    ("file", "before", "after", "told"),
    [
        (
            "en.txt",
            'clause = "1." }',
            'clause = "（一）" }',
            "has no clause, which by its numbering begins like '（一）'",
        ),
        (
            "zh.txt",
            'clause = "（一）" }\n#',
            'clause = "1." }\n#',
            "has no clause, which by its numbering begins like '1.'",
        ),
        ("zh.txt", 'part = "一、"', 'part = "I."', "line 41: clause I.1 stands where I.7 is expected"),
    ],
)
def test_a_scheme_that_is_not_the_texts_own_is_told_of_that_edition(
    corpus_folder: Path, file: str, before: str, after: str, told: str
) -> None:
    edit(corpus_folder / "corpus.toml", lambda text: text.replace(before, after, 1))
    found = problems(corpus_folder)
    assert found[0].startswith(f"{file}: {told}")
    assert all(problem.startswith(f"{file}: ") for problem in found)


def test_page_breaks_that_are_not_declared_are_noticed(corpus_folder: Path) -> None:
    edit(corpus_folder / "corpus.toml", lambda text: text.replace("page_breaks = true\n", ""))
    assert problems(corpus_folder) == ["zh.txt: has clauses that no other edition has: II.p2"]


def test_a_missing_manifest_is_named(tmp_path: Path) -> None:
    [problem] = problems(tmp_path / "nowhere")
    assert problem.startswith(f"cannot read {tmp_path / 'nowhere' / 'corpus.toml'}: ")


def test_a_manifest_that_is_not_utf_8_is_named(corpus_folder: Path) -> None:
    path = corpus_folder / "corpus.toml"
    path.write_bytes(b"name = '\xff'")
    assert problems(corpus_folder) == [f"{path} is not UTF-8 text"]


@pytest.mark.parametrize("content", ["", "{", "name = ", "name = 'gsi'\n[[editions]", "editions = 3", "\x00"])
def test_an_unreadable_manifest_is_named(corpus_folder: Path, content: str) -> None:
    path = corpus_folder / "corpus.toml"
    path.write_text(content, encoding="utf-8")
    assert all(str(path) in problem for problem in problems(corpus_folder))


def test_a_half_written_manifest_never_passes_for_the_whole(corpus_folder: Path) -> None:
    path = corpus_folder / "corpus.toml"
    whole = path.read_bytes()
    for length in range(0, len(whole), 37):
        path.write_bytes(whole[:length])
        try:
            loaded = load_corpus(corpus_folder)
        except CorpusError:
            pass
        else:
            # Cut between two editions, the rest is a manifest in its own right.
            assert len(loaded.languages) < 3 or length > whole.index(b'labels = { part = "Parte')


def test_the_schema_accepts_one_edition_and_refuses_none() -> None:
    with pytest.raises(ValueError, match="editions"):
        CorpusManifest.model_validate({"name": "gsi", "default_language": "en", "editions": []})
