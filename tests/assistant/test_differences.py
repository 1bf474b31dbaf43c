"""Differences between editions: what is planted is found and quoted on all sides, and what only looks like one is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.differences import Difference, compare
from assistant.pipeline import Pipeline
from assistant.render_differences import render_comparison
from index.corpus import Corpus, Edition
from index.sentences import split_sentences
from tests.assistant.planted import PlantedVectors, replanted

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def vectors(pipeline: Pipeline) -> PlantedVectors:
    return PlantedVectors(pipeline.index)


def only(difference: Difference) -> dict[str, tuple[str, ...]]:
    return {reading.language: reading.only for reading in difference.readings}


GOLD = [json.loads(line) for line in Path(__file__).with_name("differences.jsonl").read_text(encoding="utf-8").splitlines()]
"""What a reader of all three editions found to differ; ``wording`` is what the comparison does not claim to see."""


@pytest.mark.parametrize("item", GOLD, ids=lambda item: f"{item['clause']} {item['what']}")
def test_every_difference_of_the_gold_list_stands_in_the_editions(corpus: Corpus, item: dict[str, str]) -> None:
    for language, edition in corpus.editions.items():
        assert item[language] in edition.clauses[item["clause"]].text


def test_the_concept_paper_differs_as_the_gold_list_says(pipeline: Pipeline, corpus: Corpus) -> None:
    found = compare(corpus, pipeline.index.store, corpus.languages, corpus.clause_ids)
    expected = [item for item in GOLD if item["kind"] != "wording"]
    assert [(item.clause, item.kind) for item in found.differences] == [(item["clause"], item["kind"]) for item in expected]
    for item, gold in zip(found.differences, expected, strict=True):
        assert [reading.language for reading in item.readings] == ["zh", "en", "it"]
        assert all(gold[reading.language] in reading.quote for reading in item.readings)
    assert [only(item) for item in found.differences] == [
        {"zh": (), "en": ("1540",), "it": ("1540",)},
        {"zh": (), "en": ("China",), "it": ("Cina",)},
        {"zh": ("5",), "en": (), "it": ()},
        {"zh": ("5",), "en": (), "it": ()},
        {"zh": (), "en": ("China",), "it": ("Cina",)},
    ]
    assert found.notices == ()


def test_the_json_holds_the_same(pipeline: Pipeline, corpus: Corpus) -> None:
    data = compare(corpus, pipeline.index.store, ("zh", "en"), ("III.4",)).to_json()
    assert json.loads(json.dumps(data)) == data
    assert (data["languages"], data["clauses"], data["notices"]) == (["zh", "en"], ["III.4"], [])
    (difference,) = data["differences"]
    assert (difference["clause"], difference["kind"]) == ("III.4", "number")
    for reading in difference["readings"]:
        text = corpus.editions[reading["language"]].clauses["III.4"].text
        assert text[reading["start"] : reading["end"]] == reading["quote"]
    assert [reading["only"] for reading in difference["readings"]] == [[], ["1540"]]


@pytest.mark.parametrize(
    ("language", "clause", "old", "new", "kind", "expected"),
    [
        ("zh", "IV.5", "5000个", "500个", "number", {"zh": ("500",), "en": ("5000",), "it": ("5000",)}),
        ("en", "IV.5", "5,000", "5,500", "number", {"zh": ("5000",), "en": ("5500",), "it": ("5000",)}),
        ("it", "IV.5", "cinque anni", "sei anni", "number", {"zh": ("5",), "en": ("5",), "it": ("6",)}),
        ("zh", "III.3", "1月", "2月", "date", {"zh": ("month 2",), "en": ("month 1",), "it": ("month 1",)}),
        ("en", "III.3", "January", "March", "date", {"zh": ("month 1",), "en": ("month 3",), "it": ("month 1",)}),
        ("it", "III.3", "2022", "2021", "number", {"zh": ("2022",), "en": ("2022",), "it": ("2021",)}),
        ("zh", "III.5", "乌克兰", "叙利亚", "name", {"zh": ("叙利亚",), "en": ("Ukraine",), "it": ()}),
        ("en", "III.5", "Ukraine", "Syria", "name", {"zh": ("乌克兰",), "en": ("Syria",), "it": ()}),
        ("it", "II.1", "Xi Jinping", "Hu Jintao", "name", {"en": ("Jinping",), "it": ()}),
    ],
)
def test_a_changed_number_date_or_name_is_found(
    corpus: Corpus,
    vectors: PlantedVectors,
    language: str,
    clause: str,
    old: str,
    new: str,
    kind: str,
    expected: dict[str, tuple[str, ...]],
) -> None:
    found = vectors.differences(replanted(corpus, language, clause, old, new), clause)
    (difference,) = [item for item in found if item.kind == kind and only(item).items() >= expected.items()]
    assert new in {reading.language: reading.quote for reading in difference.readings}[language]
    assert found == [difference]


DELETED = {  # the last sentence of III.12
    "zh": "深入研究和应对新兴技术对国际反恐斗争的影响。",
    "en": " Enhance studies on and responses to the impact of emerging technologies on global counter-terrorism efforts.",
    "it": " Migliorare gli studi e le risposte all'impatto delle tecnologie emergenti sugli sforzi globali di lotta al"
    " terrorismo.",
}


@pytest.mark.parametrize("language", DELETED)
def test_a_sentence_that_one_edition_lacks_is_found_and_quoted(
    corpus: Corpus, vectors: PlantedVectors, language: str
) -> None:
    (found,) = vectors.differences(replanted(corpus, language, "III.12", DELETED[language], ""), "III.12")
    assert found.kind == "sentence"
    others = {name: (sentence.strip(),) for name, sentence in DELETED.items() if name != language}
    assert only(found) == others | {language: ()}
    assert {r.language: r.quote for r in found.readings if r.only} == {name: texts[0] for name, texts in others.items()}


@pytest.mark.parametrize(
    ("language", "after", "added"),
    [
        ("zh", "民族和宗教挂钩。", "各国海关应当每年公布濒危动物走私的统计数字。"),
        ("en", "group or religion. ", "Every customs office should publish yearly figures on smuggled wildlife. "),
        ("it", "etnico o religione. ", "Ogni dogana dovrebbe pubblicare ogni anno i dati sulla fauna di contrabbando. "),
    ],
)
def test_a_sentence_that_only_one_edition_has_is_found_and_quoted(
    corpus: Corpus, vectors: PlantedVectors, language: str, after: str, added: str
) -> None:
    (found,) = vectors.differences(replanted(corpus, language, "III.12", after, after + added), "III.12")
    assert found.kind == "sentence"
    assert only(found) == {name: (added.strip(),) if name == language else () for name in corpus.languages}


@pytest.mark.parametrize(
    ("language", "clause", "old", "new"),
    [
        ("zh", "IV.5", "培训名额用于培养专业人才，共同", "培训名额。用于培养专业人才，共同"),
        ("zh", "III.12", "战略》，共同打击", "战略》。共同打击"),
        ("en", "III.19", "of the UN, safeguard", "of the UN. Safeguard"),
        ("en", "II.2", "external interference, their", "external interference. Their"),
        ("it", "III.19", "delle Nazioni Unite, salvaguardare", "delle Nazioni Unite. Salvaguardare"),
        ("it", "III.3", "nucleari (TNP) e sostenere", "nucleari (TNP). Sostenere"),
    ],
)
def test_a_sentence_cut_in_two_is_no_difference(
    corpus: Corpus, vectors: PlantedVectors, language: str, clause: str, old: str, new: str
) -> None:
    assert vectors.differences(replanted(corpus, language, clause, old, new), clause) == []


@pytest.mark.parametrize("language", DELETED)
def test_two_sentences_that_changed_places_are_no_difference(corpus: Corpus, vectors: PlantedVectors, language: str) -> None:
    moved = DELETED[language].strip()
    without = replanted(corpus, language, "III.12", DELETED[language], "")
    text = without.editions[language].clauses["III.12"].text
    joint = "" if language == "zh" else " "
    assert vectors.differences(replanted(without, language, "III.12", text, f"{moved}{joint}{text}"), "III.12") == []


def test_what_is_only_said_in_another_clause_is_missing_here(corpus: Corpus, vectors: PlantedVectors) -> None:
    gone = replanted(corpus, "it", "III.12", DELETED["it"], "")
    moved = replanted(gone, "it", "III.17", "infettive globali.", "infettive globali." + DELETED["it"])
    (missing,) = vectors.differences(moved, "III.12", "en", "it")
    (added,) = vectors.differences(moved, "III.17", "en", "it")
    assert (only(missing)["it"], only(added)["it"]) == ((), (DELETED["it"].strip(),))


@given(language=st.sampled_from(("zh", "en", "it")), data=st.data())
@settings(max_examples=15, deadline=None)
def test_an_edition_never_differs_from_itself(
    corpus: Corpus, vectors: PlantedVectors, language: str, data: st.DataObject
) -> None:
    clause = corpus.editions[language].clauses[data.draw(st.sampled_from(corpus.clause_ids))]
    spans = split_sentences(clause)
    kept = data.draw(st.permutations(spans).map(lambda order: order[: max(1, len(order) - 1)]))
    joint = "" if language == "zh" else " "
    text = joint.join(clause.text[start:end] for start, end in kept)
    shuffled = replanted(corpus, language, clause.id, clause.text, text)
    assert vectors.differences(shuffled, clause.id, language, language) == []


def lacking(corpus: Corpus, language: str, *clauses: str, partial: bool = False) -> Corpus:
    """``corpus`` without ``clauses`` in the edition in ``language``, which says so or is a partial one."""
    edition = corpus.editions[language]
    declared = {"partial": True} if partial else {"lacks": clauses}
    kept = [clause for clause in edition.clauses.values() if clause.id not in clauses]
    changed = Edition.of(edition.manifest.model_copy(update=declared), kept)
    return Corpus(corpus.manifest, corpus.editions | {language: changed})


@pytest.mark.parametrize("language", DELETED)
def test_a_clause_that_one_edition_lacks_is_found_and_quoted(corpus: Corpus, vectors: PlantedVectors, language: str) -> None:
    without = lacking(corpus, language, "III.12")
    (found,) = vectors.differences(without, "III.12")
    assert (found.clause, found.kind) == ("III.12", "clause")
    texts = {name: edition.clauses["III.12"].text for name, edition in without.editions.items() if name != language}
    assert only(found) == {name: (text,) for name, text in texts.items()} | {language: ()}
    printed = render_comparison(vectors.compare(without, ["III.12"]), without)
    assert printed.splitlines()[3].split() == [
        "III.12",
        "clause",
        *("–" if n == language else "+" for n in corpus.languages),
    ]
    assert f"  {language}: no such clause" in printed
    assert all(text in printed for text in texts.values())


def test_a_pair_that_has_no_clause_in_common_is_told_nothing_else(corpus: Corpus, vectors: PlantedVectors) -> None:
    few = Corpus(
        corpus.manifest,
        {name: Edition.of(edition.manifest, [*edition.clauses.values()][:4]) for name, edition in corpus.editions.items()},
    )
    found = vectors.compare(lacking(few, "en", "II.1"), ["II.1"], "zh", "en")
    assert ([item.kind for item in found.differences], found.notices) == (["clause"], ())


def test_a_clause_that_none_of_the_editions_compared_has_is_no_difference(corpus: Corpus, vectors: PlantedVectors) -> None:
    without = lacking(lacking(corpus, "en", "III.12"), "it", "III.12")
    assert vectors.differences(without, "III.12", "en", "it") == []
    (found,) = vectors.differences(without, "III.12")
    assert only(found) == {"zh": (corpus.editions["zh"].clauses["III.12"].text,), "en": (), "it": ()}


def test_other_differences_of_a_clause_that_an_edition_lacks_are_found_beside_it(
    corpus: Corpus, vectors: PlantedVectors
) -> None:
    changed = replanted(lacking(corpus, "it", "IV.5"), "en", "IV.5", "5,000", "5,500")
    found = vectors.differences(changed, "IV.5")
    assert [(item.kind, [r.language for r in item.readings if r.only]) for item in found] == [
        ("clause", ["zh", "en"]),
        ("number", ["zh", "en"]),
    ]


def test_what_a_partial_edition_lacks_is_one_row_for_people_and_all_in_json(corpus: Corpus, vectors: PlantedVectors) -> None:
    clauses = ["III.3", "III.6", "III.10", "III.11", "III.12"]
    excerpt = lacking(corpus, "it", "III.3", "III.10", "III.11", "III.12", partial=True)
    found = vectors.compare(excerpt, clauses)
    assert [(item.clause, item.kind) for item in found.differences] == [
        (clause, "clause") for clause in clauses if clause != "III.6"
    ]
    assert render_comparison(found, excerpt).splitlines() == [
        "1 difference found in 5 clauses, between the editions zh, en, it.",
        "",
        "clause            differs in  zh  en  it",
        "III.3, III.10–12  clause      +   +   –",
        "",
        "[III.3, III.10–12] are not in it, a partial edition.",
    ]
    alone = render_comparison(vectors.compare(excerpt, ["III.12"]), excerpt)
    assert excerpt.editions["en"].clauses["III.12"].text in alone


def test_too_little_text_is_compared_clause_by_clause_and_says_so(corpus: Corpus, vectors: PlantedVectors) -> None:
    few = {  # clauses I.p1 to II.1
        name: Edition.of(edition.manifest, [*edition.clauses.values()][:4]) for name, edition in corpus.editions.items()
    }
    small = replanted(Corpus(corpus.manifest, few), "it", "II.1", "Nel 2014", "Nel 2015")
    found = vectors.compare(small, ["II.1"])
    assert [(item.kind, only(item)) for item in found.differences] == [
        ("number", {"zh": ("2014",), "en": ("2014",), "it": ("2015",)})
    ]
    assert "zh and en: too little text to pair sentences; whole clauses were compared" in found.notices
