"""The page over other texts: from the right, without parts, in a dozen editions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from assistant.pipeline import Pipeline
from assistant.settings import Settings
from index.library import Library
from tests.corpora import LAKES, SHORE, write_corpus
from tests.page.conftest import serving
from tests.page.test_page import STRINGS, Visit

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

MANY = ("en", "it", "fr", "de", "es", "pt", "nl", "pl", "tr", "sv", "da", "fi")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home, source = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("source")
    Library(home).add(write_corpus(source / "shore", "shore", SHORE))
    Library(home).add(write_corpus(source / "many", "many", dict.fromkeys(MANY, LAKES["en"]), "Rule 1"))
    return home


@pytest.fixture(scope="module")
def shore(home: Path) -> Iterator[str]:
    pipeline = Pipeline.start(Settings(home=home, corpus="shore"))
    with serving(pipeline, home) as address:
        yield address
    pipeline.close()


@pytest.fixture(scope="module")
def many(home: Path) -> Iterator[str]:
    pipeline = Pipeline.start(Settings(home=home, corpus="many"))
    with serving(pipeline, home) as address:
        yield address
    pipeline.close()


def test_a_text_from_the_right_on_a_page_in_english(browser: Browser, shore: str) -> None:
    person = Visit(browser, shore, "ar-EG")
    page = person.open()
    assert page.locator("#send").inner_text() == STRINGS["en"]["send"]
    # There is no edition in the language of the page, so the title is that of the default edition.
    assert page.title() == SHORE["ar"]["title"]
    person.ask("هل صيد السمك بالشباك ممنوع؟")
    quote = SHORE["ar"]["clauses"][1]
    assert quote in page.locator(".statement").inner_text()
    assert page.locator(".statement").evaluate("node => getComputedStyle(node).direction") == "rtl"
    page.locator(".chip").click()
    assert page.locator("#side mark").inner_text() == quote
    assert page.locator("#side .clause").evaluate("node => getComputedStyle(node).direction") == "rtl"
    page.click("#tab-ja")
    assert page.locator("#side .clause").inner_text() == SHORE["ja"]["clauses"][1]
    assert page.locator("#side .clause").evaluate("node => getComputedStyle(node).direction") == "ltr"
    page.click("#to-contents")
    assert page.locator("#side .contents .entry").count() == 4
    assert page.locator("#side h3").count() == 0
    person.close()


def test_a_clause_that_is_a_mere_number_is_cited_by_its_label(browser: Browser, many: str) -> None:
    person = Visit(browser, many)
    page = person.open()
    person.ask("Is fishing with nets forbidden?")
    expect(page.locator(".chip")).to_have_text("1 · Rule 2")
    page.locator(".chip").click()
    expect(page.locator("#side-title")).to_have_text("Rule 2")
    person.close()


def test_a_dozen_editions_are_all_in_reach_on_a_phone(browser: Browser, many: str) -> None:
    person = Visit(browser, many)
    person.page.set_viewport_size({"width": 360, "height": 700})
    page = person.page
    page.goto(f"{many}?clause=2&lang=en")
    page.wait_for_selector("[role=tablist]")
    for language in MANY:
        tab = page.locator(f"#tab-{language}")
        expect(tab).to_be_in_viewport(ratio=1)
        tab.click()
        expect(page.locator(f"#tab-{language}")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Home")
    expect(page.locator("#tab-en")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.locator("#edition option").count() == 1 + len(MANY)
    person.close()


def test_each_text_has_a_conversation_of_its_own(browser: Browser, shore: str) -> None:
    person = Visit(browser, shore)
    page = person.open()
    person.ask("犬はどこに入ることができますか。")
    kept = page.evaluate("Object.keys(localStorage)")
    assert "cited-answers:shore" in kept
    page.evaluate("localStorage.setItem('cited-answers:other', localStorage.getItem('cited-answers:shore'))")
    page.evaluate("localStorage.removeItem('cited-answers:shore')")
    page.reload()
    page.wait_for_selector(".welcome")
    person.close()
