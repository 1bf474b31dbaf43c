"""The page in a real browser: what a person does, what they must never see, and who else can use it."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from index.corpus import Corpus
from tests.conftest import LANGUAGES
from tests.page.conftest import running_server
from tests.provider import dripping, provider

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

PAGE = Path(__file__).parents[2] / "assistant" / "page"
STRINGS = json.loads((PAGE / "strings.json").read_text(encoding="utf-8"))
QUESTIONS = {
    "en": "May terrorism be linked to a religion?",
    "zh": "恐怖主义能同特定宗教挂钩吗？",
    "it": "Il terrorismo può essere associato a una religione?",
}
QUOTES = {
    "en": "Oppose linking terrorism with any particular country, ethnic group or religion.",
    "zh": "反对将恐怖主义与特定国家、民族和宗教挂钩。",
    "it": "Opporsi al collegamento del terrorismo con un particolare paese, gruppo etnico o religione.",
}
LOCALES = {"en": "en-GB", "zh": "zh-CN", "it": "it-IT"}


class Visit:
    """A person's browser window; at its end there is no error on the console and no request to anyone else."""

    def __init__(self, browser: Browser, address: str, locale: str = "en-GB", **options: Any) -> None:
        self.context: BrowserContext = browser.new_context(locale=locale, accept_downloads=True, **options)
        self.context.set_default_timeout(60_000)
        self.page: Page = self.context.new_page()
        self.address = address
        self.problems: list[str] = []
        self.hosts: set[str] = set()
        self.page.on("console", lambda entry: self.problems.append(entry.text) if entry.type == "error" else None)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))

    def open(self, query: str = "") -> Page:
        self.page.goto(self.address + query)
        self.page.wait_for_selector("#side .clause" if query else ".welcome, .turn, .sign-in")
        return self.page

    def ask(self, question: str) -> None:
        before = self.page.locator(".answer .actions").count()
        self.page.fill("#question", question)
        self.page.press("#question", "Enter")
        expect(self.page.locator(".answer .actions")).to_have_count(before + 1, timeout=60_000)

    def close(self) -> None:
        self.context.close()
        assert self.problems == []
        assert self.hosts <= {urlsplit(self.address).netloc, ""}


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Visit]:
    person = Visit(browser, server)
    yield person
    person.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_in_each_language_of_page_and_text(browser: Browser, server: str, language: str) -> None:
    person = Visit(browser, server, LOCALES[language])
    page = person.open()
    assert page.locator("#send").inner_text() == STRINGS[language]["send"]
    assert page.get_attribute("html", "lang") == ("zh-Hans" if language == "zh" else language)
    person.ask(QUESTIONS[language])
    assert QUOTES[language] in page.locator(".statement").first.inner_text()
    page.locator(".chip").first.click()
    assert page.locator("#side mark").inner_text() == QUOTES[language]
    for other in LANGUAGES:
        page.click(f"#tab-{other}")
        assert page.locator("#edition-text mark").inner_text() == QUOTES[other]
    person.close()


def test_starters_lead_to_answers(visit: Visit) -> None:
    page = visit.open()
    for number in range(page.locator(".starters button").count()):
        page.locator(".starters button").nth(number).click()
        page.wait_for_selector(".statement .chip")
        page.once("dialog", lambda dialog: dialog.accept())
        page.click("#clear")
        page.wait_for_selector(".starters button")


def test_hover_and_focus_show_the_quote(visit: Visit) -> None:
    page = visit.open()
    visit.ask(QUESTIONS["en"])
    chip, tip = page.locator(".chip").first, page.locator(".tip").first
    expect(tip).to_be_hidden()
    chip.hover()
    expect(tip).to_be_visible()
    assert tip.inner_text() == QUOTES["en"]
    assert chip.get_attribute("aria-describedby") == tip.get_attribute("id")


def test_a_refusal_says_so_and_offers_the_nearest_clauses(visit: Visit) -> None:
    page = visit.open()
    visit.ask("What is the capital of Australia?")
    assert STRINGS["en"]["refusal"] in page.locator(".refused .verdict").inner_text()
    assert page.locator(".refused .chip").count() == 5
    page.locator(".refused .chip").first.click()
    page.wait_for_selector("#side .clause")


def test_a_follow_up_shows_how_it_was_understood(visit: Visit) -> None:
    page = visit.open()
    visit.ask("Who coordinates the fight against terrorism?")
    visit.ask("Why?")
    assert "Who coordinates the fight against terrorism, why?" in page.locator(".turn").nth(1).inner_text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_permalink_opens_the_clause(browser: Browser, server: str, corpus: Corpus, language: str) -> None:
    person = Visit(browser, server)
    page = person.open(f"?clause=III.12&lang={language}")
    edition = corpus.editions[language]
    assert page.locator("#side-title").inner_text() == edition.label("III.12")
    shown = "\n".join(page.locator("#side .clause").all_inner_texts())
    assert shown == edition.clauses["III.12"].text
    person.close()


def test_an_unknown_clause_is_told(visit: Visit) -> None:
    page = visit.page
    page.goto(visit.address + "?clause=IX.99&lang=en")
    page.wait_for_selector("#side .problem")
    assert "IX.99" in page.locator("#side .problem").inner_text()


def test_previous_and_next_lead_through_the_document(visit: Visit, corpus: Corpus) -> None:
    page = visit.open(f"?clause={corpus.clause_ids[0]}&lang=en")
    for clause in corpus.clause_ids[1:5]:
        page.get_by_role("button", name=STRINGS["en"]["next"]).click()
        expect(page.locator("#side-title")).to_have_text(corpus.editions["en"].label(clause))
        page.wait_for_url(f"**/?clause={clause}&lang=en")


def test_editions_side_by_side(browser: Browser, server: str) -> None:
    person = Visit(browser, server, viewport={"width": 1500, "height": 900})
    page = person.open()
    person.ask(QUESTIONS["en"])
    page.locator(".chip").first.click()
    page.get_by_role("button", name=STRINGS["en"]["sideBySide"]).click()
    assert [mark.inner_text() for mark in page.locator(".parallel mark").all()] == [QUOTES[name] for name in LANGUAGES]
    person.close()


def test_contents_and_search_lead_to_clauses(visit: Visit) -> None:
    page = visit.open()
    page.click("#open-contents")
    assert page.locator(".contents .entry").count() == 38
    page.fill("#search-text", "nuclear war")
    page.press("#search-text", "Enter")
    page.wait_for_selector(".hits .entry")
    page.locator(".hits .entry").first.click()
    expect(page.locator("#side mark")).to_have_text(re.compile("nuclear war", re.IGNORECASE))


def test_reload_keeps_the_conversation_and_its_citations(visit: Visit) -> None:
    page = visit.open()
    visit.ask(QUESTIONS["en"])
    page.select_option("#interface", "it")
    page.reload()
    page.wait_for_selector(".turn .chip")
    assert page.locator("#send").inner_text() == STRINGS["it"]["send"]
    page.locator(".chip").first.click()
    assert page.locator("#side mark").inner_text() == QUOTES["en"]


def test_a_damaged_store_is_forgotten(visit: Visit) -> None:
    page = visit.open()
    page.evaluate('localStorage.setItem(\'cited-answers:gsi\', \'{"turns": [{"question": 7}, 3, null], "language": []}\')')
    page.reload()
    page.wait_for_selector(".starters button")


def test_export_has_the_citations_as_footnotes(visit: Visit) -> None:
    page = visit.open()
    visit.ask(QUESTIONS["en"])
    with page.expect_download() as markdown:
        page.click("#export-markdown")
    text = Path(markdown.value.path()).read_text(encoding="utf-8")
    assert f"**{QUESTIONS['en']}**" in text
    assert "[^1]: “Oppose linking terrorism" in text
    assert "clause=III.12&lang=en" in text
    with page.expect_download() as exported:
        page.click("#export-json")
    (answer,) = json.loads(Path(exported.value.path()).read_text(encoding="utf-8"))
    assert answer["statements"][0]["citations"][0]["quote"] == QUOTES["en"]


def test_edit_puts_the_question_back_and_cuts_the_conversation(visit: Visit) -> None:
    page = visit.open()
    visit.ask(QUESTIONS["en"])
    visit.ask("What is indivisible security?")
    page.get_by_role("button", name=STRINGS["en"]["edit"]).first.click()
    assert page.input_value("#question") == QUESTIONS["en"]
    assert page.locator(".turn").count() == 0


def test_feedback_is_sent_once_with_its_note(visit: Visit) -> None:
    page = visit.open()
    visit.ask(QUESTIONS["en"])
    page.locator(".vote").first.click()
    page.keyboard.type("<b>good</b>")
    page.keyboard.press("Enter")
    expect(page.get_by_text(STRINGS["en"]["thanks"])).to_be_visible()
    assert page.locator(".vote").count() == 0


def test_a_long_question_is_counted_and_not_sent(visit: Visit) -> None:
    page = visit.open()
    page.fill("#question", "x" * 2001)
    assert "2001" in page.locator("#count").inner_text()
    assert page.locator("#send").is_disabled()


def test_everything_can_be_done_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit.open()
    assert page.evaluate("document.activeElement.id") == "question"
    page.keyboard.type(QUESTIONS["en"])
    page.keyboard.press("Enter")
    page.wait_for_selector(".statement .chip")
    page.locator("body").press("Tab")
    for _ in range(40):
        if page.evaluate("document.activeElement.classList.contains('chip')"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#side mark")
    assert page.evaluate("document.activeElement.id") == "side-title"
    page.locator("#tab-en").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("#tab-it").get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    expect(page.locator("#side")).to_be_hidden()
    assert page.evaluate("document.activeElement.classList.contains('chip')")


def test_a_phone_shows_everything_without_scrolling_sideways(browser: Browser, server: str) -> None:
    person = Visit(browser, server, viewport={"width": 375, "height": 700})
    page = person.open()
    person.ask(QUESTIONS["en"])

    def overflow() -> int:
        return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    assert overflow() <= 0
    page.locator(".chip").first.click()
    page.wait_for_selector("#side mark")
    assert overflow() <= 0
    page.click("#close-side")
    expect(page.locator("#side")).to_be_hidden()
    person.close()


def test_stop_ends_the_request_behind_it(browser: Browser, real_home: Path, tmp_path: Path) -> None:
    with provider(dripping) as running, running_server(real_home, tmp_path, running.model(60)) as address:
        person = Visit(browser, address)
        page = person.open()
        page.fill("#question", QUESTIONS["en"])
        page.press("#question", "Enter")
        page.wait_for_selector(".drafting")
        page.click("#stop")
        expect(page.locator(".turn").get_by_text(STRINGS["en"]["stopped"])).to_be_visible()
        assert running.left.wait(30)
        person.close()


HOSTILE = (
    "<script>window.hit=1</script><img src=x onerror='window.hit=2'> ![p](http://evil.test/p.png) <form action=//evil.test>"
    "<a href='javascript:window.hit=3'>x</a> <p style=\"position:fixed;inset:0\">over</p> \u202eright to left"
)


def test_hostile_text_is_text_wherever_it_comes_from(visit: Visit) -> None:
    page = visit.open()
    place = {"clause": "III.12", "language": "en", "quote": HOSTILE, "start": 0, "end": 12}
    answer = {
        "question": HOSTILE, "language": "en", "status": "answered", "mode": "llm", "standalone": HOSTILE,
        "statements": [{"text": HOSTILE, "citations": [place]}], "refusal": None, "notices": [HOSTILE],
        "nearest": [{"clause": HOSTILE, "language": "en", "score": 1.0}], "usage": {"model": HOSTILE},
    }  # fmt: skip
    edition = {"clause": "III.12", "language": "en", "part": "III", "heading": HOSTILE, "text": HOSTILE, "label": HOSTILE,
               "status": "official", "highlight": [[0, 12]], "doubt": ""}  # fmt: skip
    view = {"clause": "III.12", "previous": HOSTILE, "next": None, "editions": [edition]}

    def serve_instead(name: str, value: object) -> None:
        body = f"event: complete\ndata: {json.dumps([value])}\n\n"
        page.route(f"**/gradio_api/call/{name}/*", lambda route: route.fulfill(content_type="text/event-stream", body=body))

    serve_instead("ask_stream", {"event": "done", "answer": answer})
    serve_instead("view", view)
    visit.ask(HOSTILE)
    page.locator(".chip").first.click()
    page.wait_for_selector("#side mark")
    assert page.evaluate("window.hit") is None
    assert (
        page.locator(".answer img, .answer form, .answer script, .answer a, #side img, #side form, #side script").count()
        == 0
    )
    assert HOSTILE[:60] in page.locator(".statement").inner_text()
    assert HOSTILE[:60] in page.locator("#side .clause").inner_text()


AXE = Path(os.environ.get("AXE", ""))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1300, 375])
def test_no_serious_barrier_on_the_main_views(browser: Browser, server: str, scheme: Any, width: int) -> None:
    if not AXE.is_file():
        if os.environ.get("BROWSER") == "required":
            pytest.fail("AXE names no axe.min.js")
        pytest.skip("set AXE to axe-core's axe.min.js")
    person = Visit(browser, server, color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 800})
    page = person.open()

    def check(view: str) -> None:
        page.add_script_tag(path=AXE)
        found = page.evaluate("async () => (await axe.run()).violations")
        bad = [(one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")]
        assert bad == [], view

    check("empty")
    person.ask(QUESTIONS["en"])
    check("answered")
    page.locator(".chip").first.click()
    page.wait_for_selector("#side mark")
    check("clause")
    page.click("#close-side")
    person.ask("What is the capital of Australia?")
    check("refused")
    page.click("#open-contents")
    check("contents")
    person.close()
