"""Settings come from the environment, and a mistake in one is said in a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.settings import load_settings
from index.errors import SettingsError


def test_home_is_where_gsi_home_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GSI_HOME", str(tmp_path / "elsewhere"))
    assert load_settings().home == tmp_path / "elsewhere"


@pytest.mark.parametrize("value", [None, ""])
def test_without_gsi_home_it_is_a_folder_of_the_user(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv("GSI_HOME")
    if value is not None:
        monkeypatch.setenv("GSI_HOME", value)
    home = load_settings().home
    assert home.is_absolute()
    assert home.name == "gsi-assistant"


def test_a_question_may_have_two_thousand_characters_by_default() -> None:
    assert load_settings().max_question_length == 2000


@pytest.mark.parametrize("value", ["1", "100000"])
def test_the_bounds_themselves_are_allowed(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("GSI_MAX_QUESTION_LENGTH", value)
    assert load_settings().max_question_length == int(value)


@pytest.mark.parametrize("value", ["0", "-1", "100001", "many", "1.5", "nan"])
def test_a_value_out_of_bounds_names_its_setting(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("GSI_MAX_QUESTION_LENGTH", value)
    with pytest.raises(SettingsError, match=r"^GSI_MAX_QUESTION_LENGTH: .+$") as caught:
        load_settings()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("GSI_HOEM", "GSI_HOME"),
        ("GSI_MAX_QUESTION_LENGHT", "GSI_MAX_QUESTION_LENGTH"),
        ("GSI_MAX_QUESTION", "GSI_MAX_QUESTION_LENGTH"),
        ("gsi_hom", "GSI_HOME"),
    ],
)
def test_an_unknown_name_suggests_the_nearest(monkeypatch: pytest.MonkeyPatch, written: str, meant: str) -> None:
    monkeypatch.setenv(written, "x")
    with pytest.raises(SettingsError, match=f"unknown setting {written}; did you mean {meant}\\?"):
        load_settings()


def test_names_of_other_programs_are_no_business_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GSIX_HOME", "x")
    monkeypatch.setenv("MY_GSI_HOEM", "x")
    load_settings()


def test_vectors_are_embedded_and_e5s_unless_a_setting_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().chroma_server is None
    assert load_settings().embedder == "e5"
    for name, value in {"URL": "https://chroma.example.org/", "TOKEN": "s3cret", "CA": "/etc/ca.pem"}.items():
        monkeypatch.setenv(f"GSI_CHROMA_{name}", value)
    server = load_settings().chroma_server
    assert server
    assert (server.url, server.ca) == ("https://chroma.example.org", Path("/etc/ca.pem"))
    assert server.headers == {"Authorization": "Bearer s3cret", "X-Chroma-Token": "s3cret"}
    assert "s3cret" not in repr(load_settings()) + repr(server)


@pytest.mark.parametrize("value", ["e6", "openai:", "OpenAI:bge", "bge-m3"])
def test_an_embedder_that_there_is_not_names_its_setting(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("GSI_EMBEDDER", value)
    with pytest.raises(SettingsError, match=r"^GSI_EMBEDDER: .+$"):
        load_settings()


def test_an_embedder_on_a_server_needs_an_address_or_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GSI_EMBEDDER", "openai:bge-m3")
    with pytest.raises(SettingsError, match="OPENAI_BASE_URL"):
        load_settings().make_embedder()
