"""The report: foreign text stays text, nothing is loaded from anywhere, and the figures are those of the summary."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.compare import compare
from evals.judge import Judged, Judgement
from evals.junit import render_junit
from evals.record import Header, Note, Row, Run
from evals.report import render_html, render_markdown
from evals.summary import Figure, summarise
from tests.conftest import LANGUAGES
from tests.evals.builders import QUOTES, answered, citation, header, refused, row, run, statement

HOSTILE = (
    "\"'`><img src=https://evil.example/x onerror=alert(1)><a href='javascript:alert(1)'>x</a>"
    "</title></style></textarea></option></script><script src=//evil.example/></script>"
    "<style>@import 'https://evil.example/';</style><!-- ]]> {{ 7 * 7 }} &lt;b&gt; &#60;i> \x0b|\\ "
)
LOADING = {
    *"src srcset href action formaction poster data background cite manifest ping archive codebase longdesc profile".split(),
    *"imagesrcset xlink:href xmlns target download integrity srcdoc".split(),
}
VOID = {"meta", "input", "br", "hr", "img", "link", "base", "source"}


class Page(HTMLParser):
    """What a browser makes of a page: its elements with the names of their attributes, its text and its values."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: list[str] = []
        self.code: list[str] = []
        self.comments: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        (self.code if self.open and self.open[-1] in ("script", "style") else self.texts).append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    @property
    def seen(self) -> str:
        """All that a reader can see, tooltips and languages included."""
        return "\n".join([*self.texts, *(value for _, _, value in self.attributes)])


def assert_only_text(hostile: str, harmless: str) -> None:
    """``hostile`` is the page ``harmless`` with other text: the same elements, and nothing that runs or loads anything."""
    page, plain = Page(hostile), Page(harmless)
    assert page.elements == plain.elements
    assert (page.code, page.comments, page.open) == (plain.code, [], [])
    assert not {name for _, name, _ in page.attributes} & LOADING
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert not {tag for tag, _ in page.elements} & {"link", "base", "iframe", "object", "embed", "img", "image", "use"}
    assert not re.search(r"@import|url\(|https?:|import\(|fetch\(|XMLHttpRequest|WebSocket", "".join(page.code))
    policies = [value for tag, name, value in page.attributes if tag == "meta" and name == "content"]
    assert any(value.startswith("default-src 'none';") and "http" not in value for value in policies)
    styles = [value for _, name, value in page.attributes if name == "style"]
    assert all(re.fullmatch(r"--share: [\d.]+|--column: 34rem|margin-top: ?1\.5rem", value) for value in styles), styles


# Where foreign text can stand. Each place makes a run, its baseline and a judge's verdict out of one text.

Rendered = Callable[[str], str]


def page_of(
    *rows: Row, before: tuple[Row, ...] | None = None, note: Note | None = None, judge: str | None = None, **changes: Any
) -> str:
    done = run(*rows, **changes)
    judged = None
    if judge is not None:
        said = Judgement(id=rows[0].id, language=rows[0].language, recall=1.0, precision=0.5)
        judged = Judged(model=judge, prompt_sha256="e" * 64, run_sha256="f" * 64, judgements=(said,))
    if before is None and note is None:
        return render_html(done, judged=judged)
    baseline = run(*(before or rows), note=note, **changes)
    return render_html(done, baseline.header, compare(done, baseline), judged)


def noted(**changes: str) -> Note:
    return Note(**{"who": "Ada", "what": "ranking", "why": "recall", "date": "2026-11-22"} | changes)


def citing(text: str | None = None, **changes: Any) -> dict[str, Any]:
    return answered(statement(citation("III.3", "en", QUOTES["en"]) | changes, text=text))


FAILED: dict[str, Any] = {"answer": None, "scores": {}, "checks": {}}
LOST = row().checks | {"facts": False}
SCORES = row().scores
PLACES: dict[str, Rendered] = {
    "question id": lambda text: page_of(row(id=text)),
    "id of a flip": lambda text: page_of(row(id=text, checks=LOST), before=(row(id=text),)),
    "question": lambda text: page_of(row(answer=answered(question=text))),
    "answer": lambda text: page_of(row(answer=citing(text), scores=SCORES)),
    "answer before a flip": lambda text: page_of(row(checks=LOST), before=(row(answer=citing(text), scores=SCORES),)),
    "answer after a flip": lambda text: page_of(row(answer=citing(text), scores=SCORES, checks=LOST), before=(row(),)),
    "quote": lambda text: page_of(row(answer=citing("Something else.", quote=text), scores=SCORES)),
    "cited clause": lambda text: page_of(row(answer=citing(clause=text), scores=SCORES)),
    "language of a citation": lambda text: page_of(row(answer=citing(language=text), scores=SCORES)),
    "offset of a citation": lambda text: page_of(row().model_copy(update={"answer": citing(start=text)})),
    "answer's status": lambda text: page_of(row(answer=answered(status=text), scores=SCORES)),
    "retrieved clause": lambda text: page_of(
        row(answer=answered(nearest=[{"clause": text, "language": "en", "score": 0.5}]), scores=SCORES)
    ),
    "score of a clause": lambda text: page_of(
        row(answer=answered(nearest=[{"clause": "III.3", "language": "en", "score": text}]), scores=SCORES)
    ),
    "refusal message": lambda text: page_of(
        row(answer=refused(refusal={"reason": "weak_evidence", "message": text}), scores=SCORES)
    ),
    "refusal reason": lambda text: page_of(row(answer=refused(text), scores=SCORES)),
    "expected reason": lambda text: page_of(row(gold=(), facts=(), expected_reason=text, answer=refused())),
    "error message": lambda text: page_of(row(error=text, **FAILED)),
    "error in the verdict": lambda text: page_of(row(error=text, **FAILED), before=(row(),)),
    "gold clause": lambda text: page_of(row(gold=(text,), scores=SCORES)),
    "fact": lambda text: page_of(row(facts=(text,), scores=SCORES)),
    "failed check": lambda text: page_of(row(checks={"sound": True, text: False})),
    "name of a score": lambda text: page_of(row(scores=SCORES | {text: 0.5})),
    "language of a question": lambda text: page_of(row(language=text, answer=answered(), scores=SCORES)),
    "answer about a changed corpus": lambda text: page_of(
        row(), row(variant="swapped", answer=citing(text), scores=SCORES, checks={"sound": True, "follows": False})
    ),
    "who accepted the baseline": lambda text: page_of(row(), note=noted(who=text)),
    "what changed": lambda text: page_of(row(), note=noted(what=text)),
    "why it was accepted": lambda text: page_of(row(), note=noted(why=text)),
    "when it was accepted": lambda text: page_of(row(), note=noted(date=text)),
    "corpus": lambda text: page_of(row(), corpus=text),
    "model": lambda text: page_of(row(), model=text),
    "judge's model": lambda text: page_of(row(), judge=text),
    "question file": lambda text: page_of(row(), questions=(text,)),
    "language of an edition": lambda text: page_of(
        row(language=text, answer=answered(), scores=SCORES),
        row(id="b", language=text, gold=(), facts=(), expected_reason="weak_evidence", answer=refused(), scores=SCORES),
        languages=(text,),
    ),
    "start of the run": lambda text: page_of(row(), started=text),
}


@pytest.mark.parametrize("page", PLACES.values(), ids=PLACES)
def test_foreign_text_is_shown_and_is_nothing_but_text(page: Rendered) -> None:
    hostile = page(HOSTILE)
    assert_only_text(hostile, page("harmless"))
    shown = " ".join(HOSTILE.split())
    assert shown in " ".join(Page(hostile).seen.split())


@pytest.mark.parametrize("page", PLACES.values(), ids=PLACES)
def test_without_escaping_the_same_text_is_caught(page: Rendered, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves the test above: in every one of its places it does see what gets through."""
    environment = jinja2.Environment
    monkeypatch.setattr(jinja2, "Environment", lambda **options: environment(**options | {"autoescape": False}))
    harmless = page("harmless")
    assert_only_text(harmless, harmless)
    with pytest.raises(AssertionError):
        assert_only_text(page(HOSTILE), harmless)


def haunted(value: Any, ghost: str) -> Any:
    """``value`` with ``ghost`` in every string at any depth, the keys of its dicts included."""
    if isinstance(value, str):
        return value + ghost
    if isinstance(value, list | tuple):
        return [haunted(item, ghost) for item in value]
    if isinstance(value, dict):
        return {key + ghost: haunted(item, ghost) for key, item in value.items()}
    return value


def haunted_row(sound: Row, ghost: str) -> Row:
    answer = sound.answer and {key: haunted(value, ghost) for key, value in sound.answer.items()}
    if answer and sound.answer:
        for name in ("statements", "nearest"):
            answer[name] = [{key: haunted(value, ghost) for key, value in item.items()} for item in sound.answer[name]]
        for said, plain in zip(answer["statements"], sound.answer["statements"], strict=True):
            said["citations"] = [{key: haunted(v, ghost) for key, v in item.items()} for item in plain["citations"]]
        if sound.answer["refusal"]:
            answer["refusal"] = {key: haunted(value, ghost) for key, value in sound.answer["refusal"].items()}
    changes = {name: haunted(getattr(sound, name), ghost) for name in ("id", "gold", "facts", "expected_reason", "error")}
    return sound.model_copy(update=changes | {"answer": answer, "language": sound.language + ghost})


def test_foreign_text_everywhere_at_once_is_nothing_but_text() -> None:
    rows = [
        *(row(language=language, answer=answered(language=language)) for language in LANGUAGES),
        row(id="budget", gold=(), facts=(), expected_reason="weak_evidence", answer=refused(), kind="off_topic"),
        row(id="late", error="TimeoutError: too late", **FAILED),
        row(variant="deleted", checks={"sound": True, "follows": False}),
    ]
    before = [one.model_copy(update={"checks": one.checks | {"facts": False, "language": False}}) for one in rows]

    def page(ghost: str) -> str:
        languages = tuple(language + ghost for language in LANGUAGES)
        texts = dict.fromkeys(("corpus", "model", "started", "parameters_sha256", "corpus_fingerprint"), f"x{ghost}")
        head: dict[str, Any] = {"languages": languages, "questions": (f"q{ghost}",), **texts}
        note = Note(who=ghost, what=ghost, why=ghost, date=ghost)
        return page_of(
            *(haunted_row(one, ghost) for one in rows),
            before=tuple(haunted_row(one, ghost) for one in before),
            note=note,
            judge=f"m{ghost}",
            **head,
        )

    assert_only_text(page(HOSTILE), page("!"))


@settings(max_examples=15, deadline=None)
@given(st.text(st.characters(codec="utf-8") | st.sampled_from("<>&\"'/=!-{}%#\x00"), max_size=40))
def test_no_text_at_all_becomes_an_element(text: str) -> None:
    def page(said: str) -> str:
        answer = citing(said)
        return page_of(row(id=said, answer=answer | {"question": said}, scores=SCORES, checks=LOST), before=None, model=said)

    assert_only_text(page(text), page("harmless"))


# Figures


def cells_of(page: str) -> dict[str, list[tuple[str, str]]]:
    """The table of figures as (text, tooltip) by metric."""
    table = page[page.index('id="figures"') : page.index('id="charts"')]
    found: dict[str, list[tuple[str, str]]] = {}
    for title, body in re.findall(r'<th scope="row">(.*?)</th>(.*?)</tr>', table, re.DOTALL):
        cells = re.findall(r"<td>(.*?)</td>", body, re.DOTALL)
        found[re.sub(r" <small>.*", "", title)] = [
            (
                " ".join(" ".join(Page(cell).texts).split()),
                next((v for _, name, v in Page(cell).attributes if name == "title"), ""),
            )
            for cell in cells
        ]
    return found


def in_words(figure: Figure | None) -> tuple[str, str]:
    if figure is None or figure.mean is None:
        return "–", ""
    spread = "" if figure.low == figure.high else f" {figure.low:.3f}–{figure.high:.3f}"
    return f"{figure.mean:.3f}{spread}", f"{figure.scored} scored, {figure.left_out} left out"


def mixed() -> Run:
    """A run of all sorts, so that columns and metrics have figures that differ."""
    rows: list[Row] = []
    for number in range(7):
        for language in LANGUAGES:
            reply = refused(language=language) if (number, language) in ((0, "zh"), (1, "zh"), (2, "en")) else None
            other = answered(statement(citation("III.12", language)), language=language)
            wrong = other if (number, language) in ((3, "it"), (4, "en"), (5, "it")) else None
            rows.append(
                row(
                    id=f"q{number}",
                    language=language,
                    facts=(QUOTES[language],),
                    answer=wrong or reply or answered(language=language),
                    checks=row().checks | {"decision": reply is None, "first_clause": not (wrong or reply)},
                    latency=10.0 * number + len(language),
                )
            )
    nothing: dict[str, Any] = {"gold": (), "facts": (), "expected_reason": "weak_evidence", "kind": "near_domain"}
    rows += [row(id=f"n{number}", answer=refused(), **nothing) for number in range(3)]
    rows += [row(id="n3", answer=answered(), confidence=-0.5, **nothing), row(id="fr", language="fr", answer=refused())]
    rows += [row(id=f"q{n}", variant="swapped", checks={"sound": True, "follows": n != 6}) for n in (0, 3, 5, 6)]
    return run(*rows)


def test_the_page_shows_the_figures_of_the_summary() -> None:
    done = mixed()
    cells = cells_of(render_html(done))
    expected = {
        line.title: [in_words(line.figures.get(column)) for column in ("zh", "en", "it", "other", "all")]
        for line in summarise(done)
    }
    assert cells == expected
    # Guards against figures that are all alike, among which a swapped column would not be seen.
    assert len({*cells["Recall@1"], *cells["Error rate"], *cells["Clause F1"]}) > 8


def test_markdown_shows_the_figures_of_the_summary() -> None:
    done = mixed()
    head, rule, *body = render_markdown(done).splitlines()
    assert head == "| 12 all questions, extractive | zh | en | it | other | all |"
    assert rule == "|---|---|---|---|---|---|"
    lines = summarise(done)
    assert len(body) == len(lines)
    for text, line in zip(body, lines, strict=True):
        title, *cells = [cell.strip() for cell in text.strip("|").split("|")]
        assert title == line.title
        for cell, column in zip(cells, ("zh", "en", "it", "other", "all"), strict=True):
            figure = line.figures.get(column)
            mean, _, spread = cell.partition(" ")
            assert mean == in_words(figure)[0].partition(" ")[0]
            if spread:
                assert figure is not None
                assert spread == f"({figure.low:.3f}–{figure.high:.3f})"


def test_a_category_with_nothing_in_it_shows_a_dash() -> None:
    nothing: dict[str, Any] = {"gold": (), "facts": (), "expected_reason": "weak_evidence"}
    done = run(row(answer=refused(), **nothing, confidence=None))
    cells, markdown = cells_of(render_html(done)), render_markdown(done)
    assert cells["Error rate"] == [("–", "")] * 4
    assert cells["Hallucination rate"] == [
        ("–", ""),
        ("0.000", "1 scored, 0 left out"),
        ("–", ""),
        ("0.000", "1 scored, 0 left out"),
    ]
    assert "| Error rate | – | – | – | – |" in markdown
    assert "| Hallucination rate | – | 0.000 | – | 0.000 |" in markdown


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (row(error="OSError: disk full", **FAILED),),
        (row(gold=(), facts=(), expected_reason="weak_evidence", answer=refused(), confidence=None),),
        (row(language="fr", answer=refused()),),
        (row(latency=0.0, scores=dict.fromkeys(SCORES)),),
    ],
    ids=["no answer", "a failure", "nothing answerable", "no edition's language", "no score"],
)
def test_no_figure_is_ever_not_a_number(rows: tuple[Row, ...]) -> None:
    page = Page(render_html(run(*rows)))
    drawn = [value for _, name, value in page.attributes if name in ("style", "title", "points", "x", "x1", "x2")]
    for text in (render_markdown(run(*rows)), render_junit(run(*rows)), "\n".join([*page.texts, *drawn])):
        assert not re.search(r"\b(nan|inf|none|null|undefined)\b", text, re.IGNORECASE)


def test_the_report_of_the_same_run_is_the_same() -> None:
    done = mixed()
    assert render_html(done) == render_html(done)
    assert render_markdown(done) == render_markdown(done)


# What the page tells


def summaries_of(page: str) -> list[str]:
    """The titles of what can be unfolded, in order."""
    return [" ".join("".join(Page(f"<p>{one}</p>").texts).split()) for one in re.findall(r"<summary>(.*?)</summary>", page)]


def test_flips_come_first_the_worse_before_the_better_and_then_all_questions_the_wrong_first() -> None:
    before = run(row(id="a"), row(id="b", checks=LOST), row(id="c"))
    after = run(row(id="a"), row(id="b"), row(id="c", checks=LOST))
    page = render_html(after, before.header, compare(after, before))
    titles = summaries_of(page)
    assert [title.partition(":")[0] for title in titles[:2]] == ["worse c original en", "better b original en"]
    assert [title.split()[:2] for title in titles[2:]] == [["wrong", "c"], ["right", "a"], ["right", "b"]]


def test_an_answer_that_flipped_is_shown_beside_the_one_before() -> None:
    before = run(row(id="a"))
    after = run(row(id="a", answer=refused(), checks=row().checks | {"decision": False}))
    page = render_html(after, before.header, compare(after, before))
    flip = page[page.index('id="flips"') : page.index('id="figures"')]
    baseline, _, this = flip.partition("<h3>This run</h3>")
    assert QUOTES["en"] in baseline
    assert "The text does not say." not in baseline
    assert "The text does not say." in this


@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        (row(), "PASS"),
        (row(checks=LOST), "REGRESSED"),
        (row(error="OSError: disk full", **FAILED), "ERROR"),
    ],
    ids=["PASS", "REGRESSED", "ERROR"],
)
def test_the_verdict_heads_the_page_and_the_summary_with_its_reasons(after: Row, verdict: str) -> None:
    done, before = run(after), run(row(), note=noted(why="recall went up"))
    found = compare(done, before)
    page, markdown = render_html(done, before.header, found), render_markdown(done, found)
    assert f'<div class="verdict {verdict}">' in page
    assert "accepted by Ada on 2026-11-22 (ranking: recall went up)" in page
    assert markdown.splitlines()[0] == f"**{verdict}**"
    for reason in found.reasons:
        assert reason in " ".join(Page(page).texts)
        assert reason in markdown


def test_an_improvement_asks_to_be_recorded() -> None:
    done, before = run(row()), run(row(checks=LOST))
    assert "gsi eval accept" in render_html(done, before.header, compare(done, before))
    assert "gsi eval accept" not in render_html(done, done.header, compare(done, done))


def test_a_quote_that_is_not_the_words_of_the_answer_is_shown_beside_them() -> None:
    page = render_html(run(row(answer=citing("No one wins a nuclear war."))))
    assert "No one wins a nuclear war." in page
    assert f'<q lang="en">{QUOTES["en"]}</q>' in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_stands_there_with_question_citation_and_facts(language: str) -> None:
    done = run(row(language=language, answer=answered(language=language), facts=(QUOTES[language],)))
    page = Page(render_html(done))
    assert ("section", "lang", language) in page.attributes
    assert answered(language=language)["question"] in page.texts
    assert sum(QUOTES[language] in text for text in page.texts) == 2
    assert "III.3" in " ".join(page.texts)


# Markdown


def visible(markdown: str) -> str:
    """``markdown`` without the characters that a backslash makes plain."""
    return re.sub(r"\\[!-/:-@\[-`{-~]", "", markdown)


def test_foreign_text_is_only_text_in_markdown() -> None:
    def markdown(text: str) -> str:
        done = run(row(id=text, language="en", error=text, **FAILED), languages=("en", text))
        return render_markdown(done, compare(done, run(row(id=text), languages=("en", text))))

    hostile = (
        "\n\n| a | b |\n|---|---|\n\x1b[2J<img src=x> [x](javascript:1) ![y](//evil.example) `z` **PASS** \u2028&lt; \\<b>"
    )
    found, plain = visible(markdown(hostile)), visible(markdown("harmless"))
    assert len(found.splitlines()) == len(plain.splitlines())
    assert Counter(found) & Counter("|") == Counter(plain) & Counter("|")
    assert not {*found} & {*"<>[]`&\x1b\u2028"}
    assert found.count("**") == plain.count("**") == 2


# JUnit


def cases_of(xml: str) -> dict[str, ET.Element]:
    return {case.attrib["name"]: case for case in ET.fromstring(xml.encode()).iter("testcase")}


def test_every_question_is_a_case_of_its_language() -> None:
    done = run(*(row(language=language, latency=12.0) for language in LANGUAGES), row(variant="deleted", latency=1500.0))
    suites = ET.fromstring(render_junit(done).encode())
    assert [(suite.get("name"), suite.get("tests")) for suite in suites] == [("zh", "1"), ("en", "2"), ("it", "1")]
    times = [(case.get("classname"), case.get("time")) for case in suites[1]]
    assert times == [("original.direct", "0.012"), ("deleted.direct", "1.500")]


def test_a_run_alone_fails_where_an_answer_is_wrong_and_errs_where_there_is_none() -> None:
    done = run(row(id="right"), row(id="wrong", checks=LOST), row(id="late", error="TimeoutError: too late", **FAILED))
    xml = render_junit(done)
    cases = cases_of(xml)
    assert {name: [child.tag for child in case] for name, case in cases.items()} == {
        "right": [],
        "wrong": ["failure"],
        "late": ["error"],
    }
    assert cases["wrong"][0].attrib["message"] == "fails: facts"
    assert cases["late"][0].attrib["message"] == "TimeoutError: too late"
    assert "Can a nuclear war be won?" in (cases["wrong"][0].text or "")
    (suite,) = ET.fromstring(xml.encode())
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "1", "1")


def test_a_further_clause_is_no_failure() -> None:
    (case,) = cases_of(render_junit(run(row(checks=row().checks | {"no_other_clause": False})))).values()
    assert len(case) == 0


def test_beside_a_baseline_only_what_got_worse_fails() -> None:
    before = run(row(id="was-wrong", checks=LOST), row(id="got-worse"), row(id="got-better", checks=LOST))
    after = run(row(id="was-wrong", checks=LOST), row(id="got-worse", checks=LOST), row(id="got-better"))
    cases = cases_of(render_junit(after, compare(after, before)))
    assert [name for name, case in cases.items() if len(case)] == ["got-worse"]


def test_a_broken_invariant_fails_whatever_the_baseline_says() -> None:
    done = run(row(id="a"), row(id="loose", checks=row().checks | {"sound": False}))
    cases = cases_of(render_junit(done, compare(done, done)))
    assert [(name, case[0].attrib["message"]) for name, case in cases.items() if len(case)] == [("loose", "fails: sound")]


CONTROL = "a\x00b\x01\x08\x0b\x1f\x7f\ufffe\uffff<c d='e' f=\"g\">&amp;]]><![CDATA[ \ud7ff\ue000\U0010ffff z"


@pytest.mark.parametrize(
    "done",
    [
        run(row(id=CONTROL)),
        run(row(error=CONTROL, **FAILED)),
        run(row(answer=answered(question=CONTROL), checks=LOST)),
        run(row(gold=(CONTROL,), checks=LOST, scores=SCORES)),
        run(row(checks={"sound": True, CONTROL: False})),
        run(row(language=CONTROL, answer=answered(), scores=SCORES)),
        run(row(), corpus=CONTROL),
    ],
    ids=["id", "error", "question", "gold", "check", "language", "corpus"],
)
def test_junit_is_well_formed_whatever_the_text_holds(done: Run) -> None:
    suites = ET.fromstring(render_junit(done).encode())
    assert [element.tag for element in suites.iter() if element.tag not in ("failure", "error")] == [
        "testsuites",
        "testsuite",
        "testcase",
    ]


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8") | st.sampled_from("\x00\x1b\x85\ufffe\n\t\r<>&\"'"), max_size=30))
def test_junit_keeps_every_character_that_xml_can_hold(text: str) -> None:
    ((name, case),) = cases_of(render_junit(run(row(id=text, error=text, **FAILED)))).items()
    kept = "".join(char if char in "\t\n\r" or (char >= " " and char not in "\ufffe\uffff") else "\ufffd" for char in text)
    assert name == case[0].attrib["message"] == kept


def test_a_header_is_all_that_is_needed_of_the_baseline() -> None:
    head: Header = header(note=noted())
    done = run(row())
    assert "accepted by Ada" in render_html(done, head, compare(done, done))
