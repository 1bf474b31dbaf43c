"""The report: its figures are those of the summary, and it shows the verdict, what flipped and every answer."""

from __future__ import annotations

import re
from typing import Any

import pytest

from evals.compare import compare
from evals.junit import render_junit
from evals.record import Header, Row, Run
from evals.report import _reading_order, render_html, render_markdown
from evals.summary import Figure, summarise
from tests.conftest import LANGUAGES
from tests.evals.builders import LOST, QUOTES, answered, citation, header, refused, row, run, statement
from tests.evals.reports import FAILED, SCORES, Page, citing, noted

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


def test_a_header_is_all_that_is_needed_of_the_baseline() -> None:
    head: Header = header(note=noted())
    done = run(row())
    assert "accepted by Ada" in render_html(done, head, compare(done, done))


def test_clauses_stand_in_their_order_in_the_text() -> None:
    order = ["p1", "p2", "I.p1", "I.2", "I.2bis", "I.10", "IV.1", "IX.1", "IX.1.b"]
    assert sorted(["<b>", *order[::-1]], key=_reading_order) == ["p1", "p2", "<b>", *order[2:]]
