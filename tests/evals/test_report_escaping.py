"""Foreign text in the report: it is shown, it stays text wherever it stands, and nothing is loaded from anywhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import jinja2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.compare import compare
from evals.judge import Judged, Judgement
from evals.record import Note, Row
from evals.report import render_html, render_markdown
from tests.conftest import LANGUAGES
from tests.evals.builders import LOST, answered, refused, row, run
from tests.evals.reports import FAILED, SCORES, Page, citing, noted

HOSTILE = (
    "\"'`><img src=https://evil.example/x onerror=alert(1)><a href='javascript:alert(1)'>x</a>"
    "</title></style></textarea></option></script><script src=//evil.example/></script>"
    "<style>@import 'https://evil.example/';</style><!-- ]]> {{ 7 * 7 }} &lt;b&gt; &#60;i> \x0b|\\ "
)
LOADING = {
    *"src srcset href action formaction poster data background cite manifest ping archive codebase longdesc profile".split(),
    *"imagesrcset xlink:href xmlns target download integrity srcdoc".split(),
}


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
