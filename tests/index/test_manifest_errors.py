"""What is wrong with a manifest is told in one line for each key: the line of the file, the key, what is expected there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from index.corpus import load_corpus, read_manifest
from tests.index.editions import problems

MANIFEST = """\
name = "made-up"
default_language = "zh"
levels = { article = "1" }

[[editions]]
language = "zh"
file = "zh.txt"
title = "章程"
status = "official"
source = "a test"
numbering = { article = "第一条" }
noise = ["第[0-9]+页"]
"""


def told(folder: Path, before: str, after: str) -> list[str]:
    """The problems of :data:`MANIFEST` with ``after`` for ``before``, without the path."""
    assert before in MANIFEST
    path = folder / "corpus.toml"
    path.write_text(MANIFEST.replace(before, after, 1), encoding="utf-8")
    return [problem.removeprefix(f"{path}: ") for problem in problems(folder)]


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ("noise = [", 'noise = "x"\nstarters = [', 'line 12: editions.0.noise: is "x"; expected is a list of regular expr'),
        ("[0-9]+页", '", 3, "', "line 12: editions.0.noise: is 3; expected is a list of regular expressions, such as ["),
        ("[0-9]+", "[0-9", "line 12: editions.0.noise: '第[0-9页' is no regular expression: "),
        ("[0-9]+", "a{99999999999}", "line 12: editions.0.noise: '第a{99999999999}页' is no regular expression: "),
        (
            "noise = [",
            "lacks = 4\nstarters = [",
            'line 12: editions.0.lacks: is 4; expected is a list of ids, such as ["p4"]',
        ),
        ("noise = [", "wrapped = 3\nstarters = [", "line 12: editions.0.wrapped: is 3; expected is true or false"),
        ("official", "offical", 'line 9: editions.0.status: is "offical"; expected is one of "official", "translation", '),
        ('"第一条"', "1", "line 11: editions.0.numbering.article: is 1; expected is a marker for each level, such as {"),
        ('"第一条"', "[1]", "line 11: editions.0.numbering.article: is [1]; expected is a marker for each level, such as {"),
        (
            'file = "zh.txt"\n',
            "",
            "line 5: editions.0.file: is missing; expected is a file inside the corpus's folder, such",
        ),
        ('language = "zh"\nfile', 'language = "zh-CN"\nfile', 'line 6: editions.0.language: is "zh-CN"; expected is an ISO'),
        ('default_language = "zh"\n', "", "line 1: default_language: is missing; expected is the language of an edition, "),
        ('default_language = "zh"', 'default_language = "it"', "line 2: default_language: 'it' has no edition; there is zh"),
        ("levels", 'question_languages = "zh"\nlevels', 'line 3: question_languages: is "zh"; expected is a list of lang'),
        ("levels", 'continuous = "article"\nlevels', "line 3: continuous: is 'article'; expected is a list of levels, such"),
        ("levels", 'continuous = [["article"]]\nlevels', "line 3: continuous: is [['article']]; expected is a list of lev"),
        ('{ article = "1" }', '{ article = ["1"] }', 'line 3: levels: article = [\'1\']; expected is one of "I", "1", "a"'),
        ('{ article = "1" }', '"article"', "line 3: levels: expected is a table such as {"),
        ("[[editions]]", "[editions]", 'line 5: editions: is {"language": "zh", "file": "zh.txt", '),
    ],
)
def test_a_wrong_value_is_told_once_with_line_and_key_and_what_is_expected(
    tmp_path: Path, before: str, after: str, problem: str
) -> None:
    [found] = told(tmp_path, before, after)
    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("before", "after", "meant"),
    [
        ("name =", "nmae =", "line 1: nmae: there is no such key; did you mean name?"),
        (
            "default_language",
            "default_langage",
            "line 2: default_langage: there is no such key; did you mean default_language?",
        ),
        ("title =", "titel =", "line 8: editions.0.titel: there is no such key; did you mean title?"),
        ("numbering =", "Numbering =", "line 11: editions.0.Numbering: there is no such key; did you mean numbering?"),
        ("noise =", "noises =", "line 12: editions.0.noises: there is no such key; did you mean noise?"),
        (
            "noise =",
            "xyz =",
            "line 12: editions.0.xyz: there is no such key; there is language, file, title, status, source,",
        ),
        ("official", "Offiziell", "did you mean official?"),
        (
            "noise = [",
            'labels = { artikel = "A 1" }\nstarters = [',
            "line 12: editions.0.labels: there is no level 'artikel' ",
        ),
        (
            '{ article = "第',
            '{ artcle = "第',
            "line 11: editions.0.numbering: has a marker for artcle; expected is one for each",
        ),
        ("levels", 'continuous = ["artcle"]\nlevels', "did you mean article?"),
        ("levels", "wrapped = true\nlevels", "line 3: wrapped: is said of each edition, below its [[editions]]"),
        ("noise =", "question_languages =", "line 12: editions.0.question_languages: is said once, for all editions, above"),
    ],
)
def test_a_key_or_a_name_that_is_mistyped_or_misplaced_is_told_once_with_the_one_that_may_be_meant(
    tmp_path: Path, before: str, after: str, meant: str
) -> None:
    [found] = told(tmp_path, before, after)
    assert meant in found


@pytest.mark.parametrize("numbering", ["", "numbering = {}\n"])
def test_an_edition_that_does_not_say_how_its_levels_are_numbered_is_refused(tmp_path: Path, numbering: str) -> None:
    [problem] = told(tmp_path, 'numbering = { article = "第一条" }\n', numbering)
    assert re.fullmatch(r"line (5|11): editions\.0\.numbering: is missing; expected is a marker for each level, .*", problem)


def test_an_invalid_edition_is_told_and_nothing_else(tmp_path: Path) -> None:
    assert len(told(tmp_path, '"第一条"', '"Article"')) == 1


@pytest.mark.parametrize("editions", ["", "editions = []", "editions = 3", "editions = [3]"])
def test_a_manifest_without_editions_says_how_they_are_written(tmp_path: Path, editions: str) -> None:
    (tmp_path / "corpus.toml").write_text(f'name = "made-up"\ndefault_language = "it"\n{editions}\n', encoding="utf-8")
    [problem] = problems(tmp_path)
    assert re.search(r": line [13]: editions: .*expected is at least one \[\[editions\]\]", problem)


def test_what_two_editions_share_is_told_of_the_second(tmp_path: Path) -> None:
    edition = MANIFEST[MANIFEST.index("[[editions]]") :]
    both = told(tmp_path, edition, f"{edition}\n{edition}")
    assert both == ["line 15: editions.1.language: two editions have the same language: zh"]


def test_every_wrong_key_is_told(tmp_path: Path) -> None:
    found = told(tmp_path, 'file = "zh.txt"\ntitle = "章程"', "title = 3")
    assert [problem.partition(": ")[0] for problem in found] == ["line 5", "line 7"]


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        (7, "status", '"rumour"'),
        (10, "numbering", '{ article = "Article" }'),
        (9, "colour", '"red"'),
        (5, "language", "3"),
    ],
)
def test_a_wrong_key_is_told_with_its_line(tmp_path: Path, line: int, key: str, value: str) -> None:
    lines = [
        'name = "made-up"',
        'default_language = "en"',
        'levels = { article = "1" }',
        "[[editions]]",
        'language = "en"',
        'file = "en.txt"',
        'status = "official"',
        'title = "T"',
        'source = "S"',
        'numbering = { article = "Article 1" }',
    ]
    written = [one for one in lines if not one.startswith(f"{key} ")]
    written.insert(line - 1, f"{key} = {value}")
    (tmp_path / "corpus.toml").write_text("\n".join(written), encoding="utf-8")
    assert any(f": line {line}: editions.0.{key}: " in problem for problem in problems(tmp_path))


@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_a_manifest_may_begin_with_a_byte_order_mark(tmp_path: Path, line_break: str) -> None:
    lines = MANIFEST.replace("\n", line_break)
    (tmp_path / "corpus.toml").write_bytes(b"\xef\xbb\xbf" + lines.encode())
    (tmp_path / "zh.txt").write_text("章程\n第一条 甲。\n", encoding="utf-8")
    assert load_corpus(tmp_path).clause_ids == ("1",)
    (tmp_path / "corpus.toml").write_bytes(b"\xef\xbb\xbf" + lines.replace("title", "titel").encode())
    assert ": line 8: editions.0.titel: " in problems(tmp_path)[0]


def test_the_manifest_of_the_examples_is_valid(tmp_path: Path) -> None:
    (tmp_path / "corpus.toml").write_text(MANIFEST, encoding="utf-8")
    assert read_manifest(tmp_path).name == "made-up"
