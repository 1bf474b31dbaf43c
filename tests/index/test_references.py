"""Every promised way of writing a reference means the same clause, and ordinary numbers mean none."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.corpus import Corpus
from index.numbering import NUMBER_WORDS, to_chinese, to_roman
from index.references import existing_clauses, find_references, resolve

PARTS, NUMBERS, PARAGRAPHS = 12, 39, 9
# A larger text than the concept paper, so that a reference has many wrong clauses to go to.
IDS = tuple(
    f"{to_roman(part)}.{rest}"
    for part in range(1, PARTS + 1)
    for rest in [*(f"p{n}" for n in range(1, PARAGRAPHS + 1)), *map(str, range(1, NUMBERS + 1))]
)

Write = Callable[[int, int], str]


def roman(number: int) -> str:
    return to_roman(number)


def low(number: int) -> str:
    return to_roman(number).lower()


def han(number: int) -> str:
    return to_chinese(number)


def wide(text: object) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if char.isascii() and char.isalnum() else char for char in str(text))


def word(number: int, first: str) -> str:
    """``number`` as the word of the list that begins with ``first``."""
    words = list(NUMBER_WORDS)
    return words[words.index(first) + number - 1]


CLAUSES: dict[str, dict[str, Write]] = {
    "en": {
        "III.12": lambda p, n: f"{roman(p)}.{n}",
        "iii.12": lambda p, n: f"{low(p)}.{n}",
        "III-12": lambda p, n: f"{roman(p)}-{n}",
        "[III.12]": lambda p, n: f"[{roman(p)}.{n}]",
        "full width": lambda p, n: f"{wide(roman(p))}．{wide(n)}",
        "Part III, clause 12": lambda p, n: f"Part {roman(p)}, clause {n}",
        "part iii clause 12": lambda p, n: f"part {low(p)} clause {n}",
        "PART III, CLAUSE 12": lambda p, n: f"PART {roman(p)}, CLAUSE {n}",
        "Part 3, clause XII": lambda p, n: f"Part {p}, clause {to_roman(n)}",
        "Part III, 12": lambda p, n: f"Part {roman(p)}, {n}",
        "section 3 point 12": lambda p, n: f"section {p} point {n}",
        "section III, article 12": lambda p, n: f"section {roman(p)}, article {n}",
        "Part III, no. 12": lambda p, n: f"Part {roman(p)}, no. {n}",
        "Part III § 12": lambda p, n: f"Part {roman(p)} § {n}",
        "clause 12 of Part III": lambda p, n: f"clause {n} of Part {roman(p)}",
        "point 12 in section 3": lambda p, n: f"point {n} in section {p}",
        "Part３，clause１２": lambda p, n: f"Part {wide(p)}，clause {wide(n)}",
    },
    "zh": {
        "三（十二）": lambda p, n: f"{han(p)}（{han(n)}）",
        "三(十二)": lambda p, n: f"{han(p)}({han(n)})",
        "三、（十二）": lambda p, n: f"{han(p)}、（{han(n)}）",
        "三·十二": lambda p, n: f"{han(p)}·{han(n)}",
        "（三·十二）": lambda p, n: f"（{han(p)}·{han(n)}）",
        "三（12）": lambda p, n: f"{han(p)}（{n}）",
        "第三部分（十二）": lambda p, n: f"第{han(p)}部分（{han(n)}）",
        "第三部分第12条": lambda p, n: f"第{han(p)}部分第{n}条",
        "第三部分第十二条": lambda p, n: f"第{han(p)}部分第{han(n)}条",
        "第3部分第12条": lambda p, n: f"第{p}部分第{n}条",
        "第 3 部分 第 12 条": lambda p, n: f"第 {p} 部分 第 {n} 条",
        "第３部分第１２条": lambda p, n: f"第{wide(p)}部分第{wide(n)}条",
        "第三部分的第十二点": lambda p, n: f"第{han(p)}部分的第{han(n)}点",
        "第III部分第12项": lambda p, n: f"第{roman(p)}部分第{n}项",
    },
    "it": {
        "Parte III, punto 12": lambda p, n: f"Parte {roman(p)}, punto {n}",
        "parte III punto 12": lambda p, n: f"parte {roman(p)} punto {n}",
        "parte iii punto 12": lambda p, n: f"parte {low(p)} punto {n}",
        "parte 3, punto 12": lambda p, n: f"parte {p}, punto {n}",
        "sezione III, 12": lambda p, n: f"sezione {roman(p)}, {n}",
        "punto 12 della parte III": lambda p, n: f"punto {n} della parte {roman(p)}",
        "il punto 12 nella sezione 3": lambda p, n: f"punto {n} nella sezione {p}",
        "clausola 12, parte III": lambda p, n: f"clausola {n}, parte {roman(p)}",
        "Capitolo III, art. 12": lambda p, n: f"Capitolo {roman(p)}, art. {n}",
        "Parte III, articolo n. 12": lambda p, n: f"Parte {roman(p)}, articolo n. {n}",
    },
}

# Read as references only where nothing else is said: in a sentence "I 5" or "3.5" can be something else.
BARE: dict[str, Write] = {
    "III 12": lambda p, n: f"{roman(p)} {n}",
    "iii 12": lambda p, n: f"{low(p)} {n}",
    "III(12)": lambda p, n: f"{roman(p)}({n})",
    "parte i 12": lambda p, n: f"parte {low(p)} {n}",
}

PARAGRAPH_FORMS: dict[str, Write] = {
    "I.p2": lambda p, n: f"{roman(p)}.p{n}",
    "i.P2": lambda p, n: f"{low(p)}.P{n}",
    "Part I, paragraph 2": lambda p, n: f"Part {roman(p)}, paragraph {n}",
    "paragraph 2 of Part I": lambda p, n: f"paragraph {n} of Part {roman(p)}",
    "第一部分第二段": lambda p, n: f"第{han(p)}部分第{han(n)}段",
    "第1部分第2自然段": lambda p, n: f"第{p}部分第{n}自然段",
    "Parte I, capoverso 2": lambda p, n: f"Parte {roman(p)}, capoverso {n}",
    "capoverso 2 della parte I": lambda p, n: f"capoverso {n} della parte {roman(p)}",
}

WORD_FORMS: dict[str, Write] = {
    "Part three, clause twelve": lambda p, n: f"Part {word(p, 'one')}, clause {word(n, 'one')}",
    "clause 12 of the third part": lambda p, n: f"clause {n} of the {word(p, 'first')} part",
    "the twelfth clause of Part III": lambda p, n: f"{word(n, 'first')} clause of Part {roman(p)}",
    "parte terza, punto dodici": lambda p, n: f"parte {word(p, 'prima')}, punto {word(n, 'uno')}",
    "dodicesimo punto della parte III": lambda p, n: f"{word(n, 'primo')} punto della parte {roman(p)}",
}

SENTENCES = {
    "en": ("What does {} say about religion?", "{}: who is meant?", "Explain ({}), please", "Is it in {}?"),
    "zh": ("{}对宗教怎么说？", "请问{}讲了什么？", "“{}”的内容", "文件在{}里提到了谁？"),
    "it": ("Cosa dice {} sulla religione?", "Spiega {}.", "Chi è nominato ({})?", "{}: di cosa parla?"),
}

parts = st.integers(1, PARTS)
numbers = st.integers(1, NUMBERS)
modest = settings(max_examples=25, deadline=None)


def forms(table: dict[str, dict[str, Write]]) -> list[object]:
    return [pytest.param(lang, write, id=f"{lang}:{name}") for lang, w in table.items() for name, write in w.items()]


@pytest.mark.parametrize(("language", "write"), forms(CLAUSES))
@given(part=parts, number=numbers, data=st.data())
@modest
def test_every_way_of_writing_a_clause_means_that_clause(
    language: str, write: Write, part: int, number: int, data: st.DataObject
) -> None:
    written = write(part, number)
    assert resolve(written, IDS).candidates == (f"{to_roman(part)}.{number}",)

    question = data.draw(st.sampled_from(SENTENCES[language])).format(written)
    assert [reference.candidates for reference in find_references(question, IDS)] == [(f"{to_roman(part)}.{number}",)]


@pytest.mark.parametrize("write", BARE.values(), ids=BARE)
@given(part=parts, number=numbers)
@modest
def test_a_bare_reference_is_read_where_nothing_else_is_said(write: Write, part: int, number: int) -> None:
    assert resolve(write(part, number), IDS).candidates == (f"{to_roman(part)}.{number}",)


@given(part=st.integers(1, 9), number=numbers)
@modest
def test_arabic_part_and_clause_with_a_point_between(part: int, number: int) -> None:
    expected = (f"{to_roman(part)}.{number}",)
    for written in (f"{part}.{number}", wide(f"{part}.{number}")):
        assert resolve(written, IDS).candidates == expected
        assert [found.candidates for found in find_references(f"What does {written} say?", IDS)] == [expected]


@pytest.mark.parametrize("write", PARAGRAPH_FORMS.values(), ids=PARAGRAPH_FORMS)
@given(part=parts, number=st.integers(1, PARAGRAPHS))
@modest
def test_every_way_of_writing_an_unnumbered_paragraph_means_it(write: Write, part: int, number: int) -> None:
    written, expected = write(part, number), (f"{to_roman(part)}.p{number}",)
    assert resolve(written, IDS).candidates == expected
    assert [found.candidates for found in find_references(f"? {written} ?", IDS)] == [expected]


@pytest.mark.parametrize("write", WORD_FORMS.values(), ids=WORD_FORMS)
@given(part=parts, number=st.integers(1, 20))
@modest
def test_numbers_can_be_written_as_words(write: Write, part: int, number: int) -> None:
    assert resolve(write(part, number), IDS).candidates == (f"{to_roman(part)}.{number}",)


@pytest.mark.parametrize("language", ["zh", "en", "it"])
def test_the_label_of_every_clause_leads_back_to_it(corpus: Corpus, language: str) -> None:
    for clause in corpus.clause_ids:
        label = corpus.editions[language].label(clause)
        assert resolve(label, corpus.clause_ids).candidates == (clause,)
        assert resolve(clause, corpus.clause_ids).candidates == (clause,)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Compare II.4 with III.12 and IV.1", ["II.4", "III.12", "IV.1"]),
        ("Do clause 5 of Part II and Part III, clause 7 agree?", ["II.5", "III.7"]),
        ("第三部分第12条和四（一）有什么关系？", ["III.12", "IV.1"]),
        ("Che rapporto c'è fra il punto 3 della parte II e III.14?", ["II.3", "III.14"]),
    ],
)
def test_references_are_found_in_reading_order(corpus: Corpus, question: str, expected: list[str]) -> None:
    assert [reference.candidates for reference in find_references(question, corpus.clause_ids)] == [
        (clause,) for clause in expected
    ]


def test_a_small_i_after_la_parte_is_a_number_and_not_an_article(corpus: Corpus) -> None:
    [reference] = find_references("Cosa dice la parte i sulla pandemia?", corpus.clause_ids)
    assert (reference.part, reference.clause) == ("I", None)


def test_a_reference_says_what_was_written(corpus: Corpus) -> None:
    [reference] = find_references("What does Part III, clause 12 say?", corpus.clause_ids)
    assert (reference.written, reference.part, reference.clause) == ("Part III, clause 12", "III", "12")
    assert reference.names_clause


@pytest.mark.parametrize(
    "text",
    [
        "How many of the 5,000 training places go to Africa?",
        "Does it call them III World countries?",
        "Are 2.5 million people meant?",
        "Does it set a limit of 1.5 degrees?",
        "Does it name 1.5°C?",
        "A share of 2.5% or 3.5 per cent?",
        "Is $3.5 trillion promised?",
        "Is $3.5 or €2.5 a head promised?",
        "Was it published on 21 February 2023?",
        "Was it published 2023-02-21 19:52?",
        "21.2.2023, 3.12.2022 and 21/02/2023",
        "What of the 1540 Committee, COVID-19 and the G20?",
        "What part Xi Jinping took in it",
        "What is the point of it, and what is it in part about?",
        "Quali sono i tre principi?",
        "I 5 principi della coesistenza",
        "Chi sono i 5 Stati nucleari? I 20 punti?",
        "Di quali organizzazioni fanno parte i Paesi africani?",
        "Alla dichiarazione hanno preso parte i 5 Stati nucleari?",
        "Quale parte Xi Jinping ha avuto?",
        "2,5 milioni o 2.5 milioni, 1.5 gradi, 2.5 per cento",
        "nel gennaio 2022",
        "2022年1月发表了什么声明？",
        "第76届联大通过了什么？",
        "两次世界大战和三项禁毒公约",
        "“中国+中亚五国”的五点倡议",
        "一部分国家怎么看？",
        "控制在1.5度以内，拨款2.5亿",
        "未来5年提供5000个名额",
        "九一一事件",
        "百分之百（100）和一〇一项",
        "",
        "。",
    ],
)
def test_ordinary_numbers_are_no_references(corpus: Corpus, text: str) -> None:
    assert find_references(text, corpus.clause_ids) == []


@pytest.mark.parametrize("written", ["clause 5", "punto 5", "第5条", "第五条", "5", "§5", "art. 5"])
def test_a_clause_without_its_part_is_ambiguous(corpus: Corpus, written: str) -> None:
    reference = resolve(written, corpus.clause_ids)
    assert reference.candidates == ("II.5", "III.5", "IV.5")
    assert reference.names_clause


@pytest.mark.parametrize("written", ["clause 12", "第十二条", "punto 12", "12"])
def test_a_clause_number_that_only_one_part_has_is_not_ambiguous(corpus: Corpus, written: str) -> None:
    assert resolve(written, corpus.clause_ids).candidates == ("III.12",)


@pytest.mark.parametrize("written", ["Part I", "parte I", "第一部分", "I", "i", "section one", "la prima parte"])
def test_a_part_alone_means_its_clauses_and_names_none(corpus: Corpus, written: str) -> None:
    reference = resolve(written.removeprefix("la "), corpus.clause_ids)
    assert reference.candidates == ("I.p1", "I.p2", "I.p3")
    assert not reference.names_clause


@pytest.mark.parametrize(
    ("written", "part", "clause"),
    [
        ("III.99", "III", "99"),
        ("V.1", "V", "1"),
        ("clause 99", None, "99"),
        ("第九十九条", None, "99"),
        ("punto 99", None, "99"),
        ("I.p4", "I", "p4"),
        ("Part IX", "IX", None),
    ],
)
def test_what_does_not_exist_is_recognised_and_has_no_candidates(
    corpus: Corpus, written: str, part: str | None, clause: str | None
) -> None:
    reference = resolve(written, corpus.clause_ids)
    assert (reference.part, reference.clause, reference.candidates) == (part, clause, ())


@pytest.mark.parametrize("question", ["What does clause 99 say?", "第99条说了什么？", "Cosa dice il punto 99?"])
def test_a_question_on_a_clause_that_does_not_exist_shows_it(corpus: Corpus, question: str) -> None:
    [reference] = find_references(question, corpus.clause_ids)
    assert (reference.clause, reference.candidates) == ("99", ())


@pytest.mark.parametrize("written", ["", " ", "terrorism", "恐怖主义", "III.12 and more", "\x00", "0", "IIII.1", "1.2.3"])
def test_what_is_no_reference_resolves_to_nothing(corpus: Corpus, written: str) -> None:
    reference = resolve(written, corpus.clause_ids)
    assert (reference.part, reference.clause, reference.candidates) == (None, None, ()) or written == "0"
    assert reference.candidates == ()


@given(text=st.text(st.one_of(st.characters(), st.sampled_from("IVXivx0123456789.,、（）()第部分条一二十p §-"))))
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_the_reader_and_every_candidate_exists(text: str) -> None:
    for reference in [*find_references(text, IDS), resolve(text, IDS)]:
        assert set(reference.candidates) <= set(IDS)


def test_existing_clauses_are_told_in_ranges(corpus: Corpus) -> None:
    assert existing_clauses(corpus.clause_ids) == [
        "I.p1–p3", "II.1–6", "II.p1", "III.p1–p2", "III.1–20", "IV.1–5", "IV.p1",
    ]  # fmt: skip
