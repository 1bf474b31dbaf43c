"""Each check of a drafted statement, in three languages, and what a weak model really drafted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.drafts import DraftStatement
from assistant.types import Statement
from assistant.verification.statements import Problem, ProblemCode, StatementChecker
from index.corpus import Corpus
from index.lexical import LexicalIndex
from index.sentences import split_sentences
from tests.assistant.wording import QUESTION, QUOTE
from tests.conftest import LANGUAGES


def checker(corpus: Corpus, language: str, question: str = "", *offered: str) -> StatementChecker:
    edition = corpus.editions[language]
    lexical = {name: LexicalIndex.build(name, list(other.clauses.values())) for name, other in corpus.editions.items()}
    clauses = [edition.clauses[id_] for id_ in offered or ("III.12",)]
    return StatementChecker(question or QUESTION[language], edition, clauses, lexical)


FAULTS: list[tuple[str, str, str, str, ProblemCode]] = [
    ("en", "III.13", QUOTE["en"], "Linking terrorism with a religion is opposed.", "not_retrieved"),
    ("zh", "III.13", QUOTE["zh"], "反对把恐怖主义与宗教挂钩。", "not_retrieved"),
    ("it", "III.13", QUOTE["it"], "Ci si oppone al collegamento del terrorismo con una religione.", "not_retrieved"),
    ("en", "III.12", "Humanity is an indivisible security community.", "Humanity is indivisible.", "misattributed"),
    ("zh", "III.12", "人类是不可分割的安全共同体", "人类是安全共同体。", "misattributed"),
    ("it", "III.12", "L’umanità è una comunità di sicurezza indivisibile.", "L'umanità è una comunità.", "misattributed"),
    ("en", "III.12", "Oppose connecting terrorism with any religion.", "Linking terrorism is opposed.", "not_verbatim"),
    ("zh", "III.12", "反对将恐怖主义与某些国家挂钩。", "反对把恐怖主义与国家挂钩。", "not_verbatim"),
    ("it", "III.12", "Opporsi al legame del terrorismo con la religione.", "Ci si oppone al legame.", "not_verbatim"),
    ("en", "III.12", QUOTE["en"], "Vaccines should be distributed fairly to everybody.", "unsupported"),
    ("zh", "III.12", QUOTE["zh"], "疫苗应当公平分配给大家。", "unsupported"),
    ("it", "III.12", QUOTE["it"], "I vaccini vanno distribuiti equamente a tutti.", "unsupported"),
    ("en", "III.12", QUOTE["en"], "Linking terrorism with a religion is opposed by 40 countries.", "number"),
    ("zh", "III.12", QUOTE["zh"], "四十个国家反对将恐怖主义与宗教挂钩。", "number"),
    ("it", "III.12", QUOTE["it"], "Quaranta paesi si oppongono al collegamento del terrorismo con una religione.", "number"),
    ("en", "III.12", QUOTE["en"], "Linking terrorism with a religion is opposed by President Macron.", "name"),
    ("zh", "III.12", QUOTE["zh"], "NATO反对将恐怖主义与宗教挂钩。", "name"),
    (
        "it",
        "III.12",
        QUOTE["it"],
        "Il presidente Macron si oppone al collegamento del terrorismo con una religione.",
        "name",
    ),
    ("en", "III.12", QUOTE["en"], "Linking terrorism with any religion is supported.", "negation"),
    ("zh", "III.12", QUOTE["zh"], "赞成将恐怖主义与特定宗教挂钩。", "negation"),
    ("it", "III.12", QUOTE["it"], "Si sostiene il collegamento del terrorismo con una religione.", "negation"),
    ("en", "III.12", QUOTE["en"], "Ci si oppone al collegamento del terrorismo con una religione.", "language"),
    ("zh", "III.12", QUOTE["zh"], "Linking terrorism with a religion is opposed.", "language"),
    ("it", "III.12", QUOTE["it"], "反对将恐怖主义与宗教挂钩。", "language"),
    ("en", "III.12", QUOTE["en"], "Terrorism may be linked to a religion.", "repetition"),
    ("zh", "III.12", QUOTE["zh"], "恐怖主义能同特定宗教挂钩。", "repetition"),
    ("it", "III.12", QUOTE["it"], "Il terrorismo può essere associato a una religione.", "repetition"),
]


@pytest.mark.parametrize(("language", "clause", "quote", "text", "code"), FAULTS)
def test_each_fault_has_its_code(
    corpus: Corpus, language: str, clause: str, quote: str, text: str, code: ProblemCode
) -> None:
    verdict = checker(corpus, language).check(DraftStatement(clause, quote, text))
    assert isinstance(verdict, Problem)
    assert verdict.code == code


FAITHFUL = [
    ("en", "Linking terrorism with a particular religion or country is opposed."),
    ("zh", "不得将恐怖主义与特定国家和宗教挂钩。"),
    ("it", "Ci si oppone a ogni collegamento del terrorismo con un paese o una religione."),
]


@pytest.mark.parametrize(("language", "text"), FAITHFUL)
def test_a_faithful_statement_stands_on_the_whole_sentence(corpus: Corpus, language: str, text: str) -> None:
    fragment = QUOTE["zh"][2:-2] if language == "zh" else " ".join(QUOTE[language].split()[1:-1])
    verdict = checker(corpus, language).check(DraftStatement("III.12", fragment, text))
    assert isinstance(verdict, tuple), verdict
    (statement,) = verdict
    assert (statement.text, statement.citations[0].quote) == (text, QUOTE[language])


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_a_long_quote_only_what_supports_the_statement_is_cited(corpus: Corpus, language: str) -> None:
    clause = corpus.editions[language].clauses["III.12"]
    text = next(text for name, text in FAITHFUL if name == language)
    verdict = checker(corpus, language).check(DraftStatement("III.12", clause.text, text))
    assert isinstance(verdict, tuple), verdict
    assert verdict[0].citations[0].quote == QUOTE[language]


@pytest.mark.parametrize("mark", [" [III.12]", "（III.12）", " (III.12, III.13)", "①", " [1]", " [^2]"])
def test_a_models_own_marks_are_taken_out(corpus: Corpus, mark: str) -> None:
    verdict = checker(corpus, "en").check(DraftStatement("III.12", QUOTE["en"], FAITHFUL[0][1][:-1] + mark + "."))
    assert isinstance(verdict, tuple), verdict
    assert mark.strip() not in verdict[0].text


def test_every_sentence_of_a_text_has_to_pass(corpus: Corpus) -> None:
    text = f"{FAITHFUL[0][1]} It was opposed in 1999 too."
    verdict = checker(corpus, "en").check(DraftStatement("III.12", QUOTE["en"], text))
    assert verdict == Problem("number", "1999")


def test_a_statement_that_stands_already_is_not_said_again(corpus: Corpus) -> None:
    check = checker(corpus, "en")
    draft = DraftStatement("III.12", QUOTE["en"], FAITHFUL[0][1])
    standing = check.check(draft)
    assert isinstance(standing, tuple)
    assert all(isinstance(statement, Statement) for statement in standing)
    assert check.check(draft, standing) == Problem("repetition")


def test_traditional_characters_are_put_into_those_of_the_question(corpus: Corpus) -> None:
    verdict = checker(corpus, "zh").check(DraftStatement("III.12", QUOTE["zh"], "不得將恐怖主義與特定國家和宗教掛鉤。"))
    assert isinstance(verdict, tuple), verdict
    assert verdict[0].text == FAITHFUL[1][1]


@pytest.mark.parametrize("hidden", ["\u200b", "\u00ad", "\u2060", "\ufeff"])
def test_what_is_not_seen_hides_no_number_and_is_not_shown(corpus: Corpus, hidden: str) -> None:
    check = checker(corpus, "en", "How many training opportunities does China offer?", "IV.5")
    quote = "China is willing to provide other developing countries with 5,000 training opportunities"
    bad = check.check(DraftStatement("IV.5", quote, f"China offers 5{hidden}0{hidden}000 training opportunities."))
    assert bad == Problem("number", "50000")
    good = check.check(DraftStatement("IV.5", quote, f"China offers 5{hidden}000 training opportunities."))
    assert isinstance(good, tuple), good
    assert good[0].text == "China offers 5000 training opportunities."


ONE = [
    (
        "en",
        "advance the two-state solution to the Palestinian question",
        "A one-state solution to the Palestinian question.",
    ),
    ("zh", "推进巴勒斯坦问题“两国方案”", "应推进巴勒斯坦问题的“一国方案”。"),
    (
        "it",
        "la soluzione dei due stati alla questione palestinese",
        "La questione palestinese vuole la soluzione di uno stato.",
    ),
]


@pytest.mark.parametrize(("language", "quote", "text"), ONE)
def test_one_of_what_the_quote_has_two_of_is_a_wrong_number(corpus: Corpus, language: str, quote: str, text: str) -> None:
    verdict = checker(corpus, language, "?", "III.7").check(DraftStatement("III.7", quote, text))
    assert isinstance(verdict, Problem), verdict
    assert verdict.code == "number"


# Drafts of qwen2.5-coder-1.5b-instruct, as they came.
DRAFTED: list[tuple[str, str, str, str, str, ProblemCode]] = [
    (
        "it",
        "A che cosa non va mai associato il terrorismo?",
        "III.12",
        "Rafforzare il ruolo delle Nazioni Unite come coordinatore centrale nella lotta globale contro il terrorismo",
        "La lotta contro il terrorismo non va mai associata al ruolo delle Nazioni Unite come coordinatore centrale nella "
        "lotta globale contro il terrorismo.",
        "negation",
    ),
    (
        "zh",
        "文中提到非洲哪些热点地区？",
        "IV.4",
        "支持中非和平安全论坛、中东安全论坛",
        "文中提到的非洲热点地区包括中非和平安全论坛、中东安全论坛。",
        "not_retrieved",
    ),
    (
        "en",
        "On which three fronts are the Pacifc islands said to be in a speical situation?",
        "III.8",
        "Support the efforts of African countries, the AU and sub-regional organizations to resolve regional conflicts, "
        "fight terrorism and safeguard maritime security",
        "Pacific island countries are said to be in a special situation regarding regional conflicts, terrorism, and "
        "maritime security.",
        "not_retrieved",
    ),
]


@pytest.mark.parametrize(("language", "question", "clause", "quote", "text", "code"), DRAFTED)
def test_what_a_weak_model_made_up_is_stopped(
    corpus: Corpus, language: str, question: str, clause: str, quote: str, text: str, code: ProblemCode
) -> None:
    verdict = checker(corpus, language, question, "III.12").check(DraftStatement(clause, quote, text))
    assert isinstance(verdict, Problem)
    assert verdict.code == code


TWO_PARTS = {
    "en": (
        "Who should play the central role in the fight against terrorism, and who in global public health governance?",
        "Support the World Health Organization in playing a leading role in global governance in public health",
        "The World Health Organization should play the central role in the fight against terrorism.",
        "The World Health Organization should lead global public health governance.",
    ),
    "zh": (
        "全球反恐斗争和全球公共卫生治理分别由谁发挥核心作用？",
        "支持世界卫生组织在全球公共卫生治理中发挥领导作用",
        "世界卫生组织在全球反恐斗争中发挥领导作用。",
        "全球公共卫生治理由世界卫生组织领导。",
    ),
    "it": (
        "Chi deve avere il ruolo centrale nella lotta al terrorismo e chi nella governance globale della sanità pubblica?",
        "Sostenere l'Organizzazione mondiale della sanità affinché svolga un ruolo di primo piano nella governance globale",
        "L'Organizzazione mondiale della sanità deve avere un ruolo di primo piano nella lotta contro il terrorismo.",
        "L'Organizzazione mondiale della sanità deve avere un ruolo di primo piano nella sanità pubblica.",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_part_of_a_question_does_not_get_the_answer_to_the_other(corpus: Corpus, language: str) -> None:
    question, quote, swapped, right = TWO_PARTS[language]
    both = checker(corpus, language, question, "III.12", "III.17")
    found = both.check(DraftStatement("III.17", quote, swapped))
    assert isinstance(found, Problem)
    assert (found.code, found.detail) == ("unsupported", "III.12")
    assert not isinstance(both.check(DraftStatement("III.17", quote, right)), Problem)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quote_beside_the_question_supports_nothing(corpus: Corpus, language: str) -> None:
    clause = corpus.editions[language].clauses["III.12"]
    numbers = [n for n, (start, end) in enumerate(split_sentences(clause)) if QUOTE[language] in clause.text[start:end]]
    assert len(numbers) == 1
    other = next(span for n, span in enumerate(split_sentences(clause)) if n not in numbers)
    beside = clause.text[slice(*other)]
    narrow = replace(checker(corpus, language), found={("III.12", numbers[0])})
    assert narrow.check(DraftStatement("III.12", beside, beside)) == Problem("irrelevant")
    assert not isinstance(narrow.check(DraftStatement("III.12", QUOTE[language], QUOTE[language])), Problem)
