"""Files become text with every character in its place, or are refused with the line and what was expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import CorpusError
from index.source import LARGEST_FILE, decode, read_source


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"%PDF-1.7\n\x00\x01", "line 1: is a PDF; expected is text in UTF-8 or HTML"),
        (b"PK\x03\x04rest", "line 1: is a Word or other zipped file"),
        ("Article 1".encode("utf-16"), "line 1: is UTF-16; expected is text in UTF-8"),
        ("Artículo 1\n".encode() + "Artículo 2".encode("latin-1"), "line 2: is not UTF-8 text (byte 15)"),
        ("一\n二\n".encode() + "三".encode("gb18030"), "line 3: is not UTF-8 text"),
        (b"One\nTwo\x00\n", "line 2: holds U+0000, which is in no text"),
        (b"One\n\n\x1b[31mRed", "line 3: holds U+001B"),
        ("One\nT\ufffdwo".encode(), "line 2: holds U+FFFD, a character that stands for an unreadable one"),
        (("text\n" + "\uf0a7\ue123" * 20).encode(), "line 2: private characters make up 89% of the file"),
    ],
)
def test_what_is_no_text_is_refused_with_its_line(data: bytes, told: str) -> None:
    with pytest.raises(CorpusError) as caught:
        decode(data, "en.txt")
    [problem] = caught.value.problems
    assert problem.startswith(told)


def test_a_private_bullet_here_and_there_is_let_pass() -> None:
    text = "\uf0b7 " + "A point of a list. " * 20
    assert decode(text.encode(), "en.txt").text == text


@pytest.mark.parametrize("name", ["../outside.txt", "link.txt", "deep/link.txt"])
def test_no_path_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "corpus"
    (folder / "deep").mkdir(parents=True)
    (tmp_path / "outside.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "deep" / "link.txt").symlink_to("../../outside.txt")
    with pytest.raises(CorpusError, match="outside of the corpus's folder"):
        read_source(folder, name)


def test_a_link_inside_the_folder_and_a_linked_folder_are_fine(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("text")
    (tmp_path / "corpus" / "b.txt").symlink_to("a.txt")
    (tmp_path / "alias").symlink_to(tmp_path / "corpus")
    assert read_source(tmp_path / "alias", "b.txt").text == "text"


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "en.txt").open("wb") as file:
        file.truncate(50 * 2**20)  # 50 MB that take no room
    with pytest.raises(CorpusError, match=rf"has 52,428,800 bytes; at most {LARGEST_FILE:,} are allowed"):
        read_source(tmp_path, "en.txt")


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "en.txt")
    with pytest.raises(CorpusError, match="cannot be read: it is no file"):
        read_source(tmp_path, "en.txt")
