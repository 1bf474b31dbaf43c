"""``gsi diff`` as a person runs it: in a process of its own, with what it prints and the code it ends with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.corpus import Corpus
from tests.command import assert_one_line_error, gsi
from tests.corpora import LAKES, SHORE, write_corpus

pytestmark = pytest.mark.real


def test_a_clause_that_differs_ends_with_1_and_quotes_every_edition(real_home: Path, corpus: Corpus) -> None:
    done = gsi("diff", "III.4", home=real_home)
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "1 difference found in 1 clause, between the editions zh, en, it."
    assert [line.split() for line in lines[2:4]] == [
        ["clause", "differs", "in", "zh", "en", "it"],
        ["III.4", "number", "–", "1540", "1540"],
    ]
    assert lines[5] == "[III.4] differs in a number:"
    for line, language in zip(lines[6:], corpus.languages, strict=True):
        label, _, quote = line.strip().partition(": ")
        assert label.split()[0] == language
        assert quote[1:-1] in corpus.editions[language].clauses["III.4"].text


def test_a_clause_that_does_not_differ_ends_with_0(real_home: Path) -> None:
    done = gsi("diff", "Part", "III,", "clause", "3", "--langs", "it,en", home=real_home)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "No differences found in 1 clause, between the editions en, it.\n"


def test_without_a_clause_the_whole_text_is_compared_and_json_holds_every_offset(real_home: Path, corpus: Corpus) -> None:
    done = gsi("diff", "--json", home=real_home)
    assert (done.returncode, done.stderr) == (1, "")
    report = json.loads(done.stdout)
    assert report["clauses"] == list(corpus.clause_ids)
    assert [item["clause"] for item in report["differences"]] == ["III.4", "III.8", "III.13", "IV.2", "IV.2"]
    for item in report["differences"]:
        assert [reading["language"] for reading in item["readings"]] == ["zh", "en", "it"]
        for reading in item["readings"]:
            text = corpus.editions[reading["language"]].clauses[item["clause"]].text
            assert text[reading["start"] : reading["end"]] == reading["quote"]


def test_a_clause_that_an_edition_lacks_ends_with_1(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", write_corpus(tmp_path / "lakes", editions=LAKES | {"ja": SHORE["ja"]})
    manifest = folder / "corpus.toml"
    for language in ("it", "ja"):
        text = folder / f"{language}.txt"
        text.write_text("\n\n".join(text.read_text(encoding="utf-8").split("\n\n")[:-1]), encoding="utf-8")
        declared = manifest.read_text(encoding="utf-8")
        file = f'file = "{language}.txt"'
        manifest.write_text(declared.replace(file, f'{file}\nlacks = ["4"]'), encoding="utf-8")
    assert gsi("build", "--corpus", folder, home=home).returncode == 0
    done = gsi("diff", "4", "--corpus", "lakes", "--langs", "it,en", home=home)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.splitlines() == [
        "1 difference found in 1 clause, between the editions en, it.",
        "",
        "clause  differs in  en  it",
        "4       clause      +   –",
        "",
        "[4] is not in every edition:",
        f"  en: “{LAKES['en']['clauses'][3]}”",
        "  it: no such clause",
    ]
    report = json.loads(gsi("diff", "--json", "--corpus", "lakes", home=home).stdout)
    (lacked,) = [item for item in report["differences"] if item["clause"] == "4"]
    assert [(reading["language"], reading["quote"], reading["end"]) for reading in lacked["readings"]] == [
        ("en", LAKES["en"]["clauses"][3], len(LAKES["en"]["clauses"][3])),
        ("it", "", 0),
        ("ja", "", 0),
    ]
    assert_one_line_error(gsi("diff", "4", "--corpus", "lakes", "--langs", "it,ja", home=home), "no clause '4'", "1–3")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["III.99"], "there is no clause 'III.99'"),
        (["nonsense"], "there is no clause 'nonsense'"),
        (["2"], "can mean II.2 or III.2 or IV.2"),
        (["III.8", "--langs", "en"], "two editions or more"),
        (["III.8", "--langs", "en,en"], "two editions or more"),
        (["III.8", "--langs", "en,fr"], "there is no edition in 'fr'"),
        (["III.8", "--langs", ""], "there is no edition in ''"),
    ],
)
def test_bad_input_is_one_line(arguments: list[str], told: str) -> None:
    assert_one_line_error(gsi("diff", *arguments), told)
