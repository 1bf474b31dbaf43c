"""A page reads as a browser shows it, with every character in its place, or is refused with the line."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import CorpusError
from index.parsing import parse_clauses
from index.source import SourceText, decode
from tests.index.editions import ids, manifest, texts

PIECES = st.one_of(
    st.sampled_from(["<p>", "</p>", "<br/>", "<b>", "<", "&amp;", "&", "&bogus;", "&#233;", "&#xe9", "<!--", "-->",
                     "<script>", "</script>", "<pre>", "<title>", "</", "'", '"', "=", "<a href='x", "]]>", "<![CDATA[",
                     "<ol>", "<ol type=a start=3>", "<ul>", "</ol>", "</ul>", "<li>", "<li value=7>", "</li>", "<sup>",
                     "</sup>", "<del>", "</del>"]),
    st.text("ab1- é安\n\r ", min_size=1, max_size=4),
)  # fmt: skip


@given(pieces=st.lists(PIECES, max_size=30))
@settings(max_examples=400, deadline=None)
def test_any_markup_is_read_and_every_character_has_its_place(pieces: list[str]) -> None:
    markup = "".join(pieces)
    try:
        source = SourceText.from_html(markup)
    except CorpusError as error:
        if "never closed" not in str(error):
            raise
        return
    for position, char in enumerate(source.text):
        place = source.offset(position)
        if not char.isspace():
            # A raised digit stands for a plain one, and the number of an item for the item's tag.
            assert markup[place] in (unicodedata.normalize("NFKC", char), char, "&", "-") or markup.startswith("<li", place)
        assert 1 <= source.line(position) <= markup.count("\n") + markup.count("\r") + 1
    assert list(source.offsets or ()) == sorted(source.offsets or ())


def lines(markup: str) -> list[str]:
    """The lines of ``markup`` that are not blank, with single spaces."""
    read = [" ".join(line.split()) for line in SourceText.from_html(markup).text.split("\n")]
    return [line for line in read if line]


def test_only_what_a_reader_sees_is_text() -> None:
    markup = (
        "<html><head><title>T</title><style>p{}</style><script>1 < 2</script></head>"
        "<body><h1>A &amp;\nB</h1><p>C<br>D <b>e</b>f &copy; AT&T</p><ul><li>G<li>H</ul><pre>I\nJ</pre>"
        "<!-- K --></body></html>"
    )
    assert lines(markup) == ["A & B", "C", "D ef © AT&T", "G", "H", "I", "J"]


# Deleted and raised text


@pytest.mark.parametrize(
    ("markup", "read"),
    [
        ("<p>Law: <del>Scots</del><ins>Irish</ins>.", ["Law: Irish."]),
        ("<p>适用<s>旧法</s><ins>新法</ins>。", ["适用新法。"]),
        ("<p>La legge <strike>scozzese &amp; <b>gallese</b></strike>irlandese.", ["La legge irlandese."]),
        ("<p>A <del>b <s>c</s> d</del> e", ["A e"]),
        ("<del><p>Repealed.</p><ol><li>All of it.</ol></del><p>In force.", ["In force."]),
    ],
)
def test_deleted_text_is_none(markup: str, read: list[str]) -> None:
    assert lines(markup) == read


@pytest.mark.parametrize("tag", ["del", "s", "strike"])
def test_a_deletion_that_never_ends_is_refused_with_its_line(tag: str) -> None:
    with pytest.raises(CorpusError, match=rf"^line 2: <{tag}> opens what is never closed; expected is </{tag}> after it"):
        SourceText.from_html(f"<p>A\n<p><{tag}>B<p>C")


@pytest.mark.parametrize(
    ("markup", "read"),
    [
        ("Fee<sup>1</sup> is 10<sup>2</sup> euros", "Fee¹ is 10² euros"),
        ("10<sup>-3</sup> m<sup>3</sup>, 10<sup>&minus;&#49;2</sup>", "10⁻³ m³, 10⁻¹²"),
        ("5,000<sup><a href='#n'>14</a></sup> euro", "5,000¹⁴ euro"),
        ("一百<sup>１</sup>元", "一百¹元"),
        ("١٠<sup>٢</sup>", "١٠²"),
        ("Article 1<sup>er</sup>, 2<sup>nd</sup>, n<sup>o</sup> 5, M<sup>me</sup>", "Article 1er, 2nd, no 5, Mme"),
        ("a<sup>1</sup>b1", "a¹b1"),
        ("<sup>1<p>12", "¹ 12"),  # it ends with its paragraph
    ],
)
def test_raised_digits_stay_raised_and_letters_are_letters(markup: str, read: str) -> None:
    assert " ".join(lines(markup)) == read


# Numbers of lists


@pytest.mark.parametrize(
    ("markup", "read"),
    [
        ("<ol><li>A<li>B</ol>", ["1. A", "2. B"]),
        ("<ol start=3><li>A</li><li>B</li></ol>", ["3. A", "4. B"]),
        ("<ol start=3><li>A<li value=7>B<li>C</ol>", ["3. A", "7. B", "8. C"]),
        ("<ol reversed start=2><li>A<li>B</ol>", ["2. A", "1. B"]),
        ("<ol type=a><li>A<li>B</ol>", ["a. A", "b. B"]),
        ("<ol type=A start=27><li>A</ol>", ["AA. A"]),
        ("<ol type=i start=4><li>A</ol>", ["iv. A"]),
        ("<ol type=I><li>A<li type=1>B</ol>", ["I. A", "2. B"]),
        ("<ol style='color: red; list-style: upper-roman inside'><li>A</ol>", ["I. A"]),
        ("<ol style='list-style-type: simp-chinese-informal'><li>甲<li>乙</ol>", ["一、甲", "二、乙"]),
        ("<ol style='list-style-type:arabic-indic'><li>أ<li>ب</ol>", ["١. أ", "٢. ب"]),
        ("<ol type=a start=0><li>A</ol>", ["0. A"]),
        ("<ol type=I start=4000><li>A</ol>", ["4000. A"]),
    ],
)
def test_an_item_has_the_number_that_a_browser_shows(markup: str, read: list[str]) -> None:
    assert lines(markup) == read


@pytest.mark.parametrize(
    "markup",
    [
        "<ul><li>A<li>B</ul>",
        "<ol style='list-style: none'><li>A<li>B</ol>",
        "<ol type=disc><li>A<li style='list-style-type:NONE'>B</ol>",
        "<li>A</li><li>B</li>",
        "<ol></ol><ul><li>A<li>B</ul>",
    ],
)
def test_an_item_without_a_number_gets_none(markup: str) -> None:
    assert lines(markup) == ["A", "B"]


def test_lists_in_lists_are_counted_apart() -> None:
    markup = "<ol><li>A<ol type=a><li>B<li>C<ul><li>D</ul></ol><p>E</p><li><ol><li>F</ol></ol><ol><li>G</ol>"
    assert lines(markup) == ["1. A", "a. B", "b. C", "D", "E", "2.", "1. F", "1. G"]


def test_the_number_stands_before_the_first_text_of_its_item() -> None:
    markup = "<ol>\n<li>\n <div><p><b>A</b> b</p>\n<p>C</p></div>\n<li></li>\n<li><!-- --> &amp;D</ol>"
    assert lines(markup) == ["1. A b", "C", "2.", "3. &D"]


@pytest.mark.parametrize("typed", ["2.", "(2)", "2)", "§ 2", "b)", "(b)", "(ii)", "II.", "二、", "（二）"])
def test_an_item_that_begins_with_its_number_gets_no_other(typed: str) -> None:
    assert lines(f"<ol class=plain><li value=2>{typed} A") == [f"{typed} A"]


@pytest.mark.parametrize("text", ["3. A", "2 men", "2.5 litres", "A. Smith", "b", "(see 2)", "Two: A", "第二条"])
def test_what_is_not_its_number_is_no_reason_to_leave_it_out(text: str) -> None:
    assert lines(f"<ol><li value=2>{text}") == [f"2. {text}"]


def test_a_list_numbered_backwards_has_to_say_from_where() -> None:
    with pytest.raises(
        CorpusError, match=r'^line 2: <ol reversed> does not say where it begins; expected is such as start="9"'
    ):
        SourceText.from_html("<p>A\n<ol reversed><li>B</ol>")


def test_items_of_lists_are_clauses_by_their_numbers() -> None:
    markup = "<p>1. Courts:<ol type=a><li><p>Dublin;<li><p>Cork.</ol><ol start=2><li>Fees are 10<sup>2</sup> euros.</ol>"
    declared = manifest({"part": "I", "clause": "1", "point": "a"}, {"part": "I.", "clause": "1.", "point": "a."})
    layout = parse_clauses(SourceText.from_html(markup), declared)
    assert ids(layout) == ["I.1", "I.1.a", "I.1.b", "I.2"]
    assert texts(layout)["I.2"] == "Fees are 10² euros."
    last = layout.clauses[-1]
    places = [last.source_offset(at) for at, char in enumerate(last.text) if not char.isspace()]
    assert all(before < after for before, after in pairwise(places))
    assert markup[last.source_offset(last.text.index("²"))] == "2"


# What never ends, and what is large


@pytest.mark.parametrize("unit", ["<!--", "<!--x>", "<a ", "<a b='", "</", "<![CDATA[", "<![CDATA[x>", "<!", "<?"])
def test_markup_that_never_ends_is_refused_at_once(unit: str) -> None:
    # The parser of the standard library would take hours for some of these.
    with pytest.raises(CorpusError, match=r"line 2: .* opens what is never closed"):
        decode(("<p>x</p>\n" + unit * 500_000).encode(), "en.html")


@pytest.mark.parametrize(
    "unit",
    ["&", "<p>", "</p>", "< ", "<a b='>'>", "<!-- -->", "\n", "x", "<ol>", "<ol></ul>", "<ol><li>", "<sup>1", "<del></del>"],
)
def test_large_markup_is_read(unit: str) -> None:
    assert len(decode((unit * 20_000 + ">").encode(), "en.html").text) >= 1
