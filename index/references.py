"""How people write a clause reference, and which clauses they mean.

``find_references`` finds references inside a running text (a question); ``resolve`` reads a text that *is* a reference
(a command-line argument). Both know nothing of a particular corpus: the existing ids decide what a reference means, and
where a corpus has other levels than parts and clauses, or other words for them, those of its manifest
(:mod:`index.reference_words`).

Ways of writing that are understood of parts and clauses, in any case and with full-width digits::

    III.12   iii.12   III 12   III-12   3.12   （三·十二）   三（十二）   I.p2
    Part III, clause 12    clause 12 of Part III    section 3 point 12    Part I, paragraph 2
    第三部分第12条    第三部分（十二）    三、（十二）    第12条    第一部分第二段
    Parte III, punto 12    punto 12 della parte III    sezione III, 12    Parte I, capoverso 2
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index import inserted
from index.invisible import compatible
from index.numbering import HIGHEST_ROMAN, NUMBER_WORDS, from_id, from_numeral, paragraph_number, to_roman
from index.reference_words import Named, ReferenceWords, is_word, patterns, read

# Chinese numbers do not begin with a hundred, which Japanese ones do.
_CHINESE = r"(?!百)[零〇一二三四五六七八九十百]{1,8}"
# "Xi" in this case is a name, not eleven.
_ROMAN = r"(?<![a-z])(?!(?-i:Xi)(?![a-z]))[ivx]{1,12}(?![a-z])"
_ARABIC = r"(?<!\d)\d{1,3}(?!\d)"
_WORD = rf"(?<![a-z])(?:{'|'.join(NUMBER_WORDS)})(?![a-z])"
_LATIN_NUMBER = rf"(?:{_WORD}|{_ROMAN}|{_ARABIC})"
_ANY_NUMBER = rf"(?:{_ARABIC}|{_CHINESE}|{_ROMAN})"
# "Fanno parte i Paesi": without "la" before it, "parte i" before another word is no part but a verb's and an article.
_PART_WORD = (
    r"(?<![a-z])(?!(?<!la )parte\s+(?-i:i)\s+(?!punt|capov|paragr|articol|clausol|\d+\W*$)\w)"
    r"(?:part|parte|section|sezione|chapter|capitolo|titolo)\s*"
)
_CLAUSE_WORD = (
    r"(?<![a-z])(?:clauses?|points?|articles?|items?|punt[oi]|clausol[ae]|articol[oi]|art\.|no\.|n\.|§)"
    r"\s*(?:n\.|no\.)?\s*"
)
_PARAGRAPH_WORD = r"(?<![a-z])(?:paragraphs?|capovers[oi]|paragraf[oi])\s*"
# What makes "2.5" an amount: per cent, a unit, a large number.
_UNIT = (
    r"\s*(?:%|°|per\s?cent|punti percentuali|(?:m|b|tr)il(?:l)?ion|miliard|degrees?|grad[io]|times|volte|tonn|[kmg]hz"
    r"|[个度倍十百千万亿])"
)
_GLUE = r"[\s,;:.·・/–—-]*"
_OF = r"\s*,?\s*(?:of|in|under|from|de(?:l|lla|llo|i)?|nella|di)?\s*(?:the\s+)?"

_PATTERNS = [
    # Part and clause, named or bare.
    rf"{_PART_WORD}(?P<part>{_LATIN_NUMBER}){_GLUE}{_PARAGRAPH_WORD}(?P<paragraph>{_LATIN_NUMBER})",
    rf"{_PART_WORD}(?P<part>{_LATIN_NUMBER}){_GLUE}{_CLAUSE_WORD}(?P<number>{_LATIN_NUMBER})",
    rf"{_PART_WORD}(?P<part>{_LATIN_NUMBER}){_GLUE}(?P<number>{_ARABIC})",
    rf"{_PARAGRAPH_WORD}(?P<paragraph>{_LATIN_NUMBER}){_OF}{_PART_WORD}(?P<part>{_LATIN_NUMBER})",
    rf"{_CLAUSE_WORD}(?P<number>{_LATIN_NUMBER}){_OF}{_PART_WORD}(?P<part>{_LATIN_NUMBER})",
    rf"{_CLAUSE_WORD}(?P<number>{_LATIN_NUMBER}){_OF}(?P<part>{_WORD})\s+(?:part|section|parte|sezione)",
    rf"(?P<number>{_WORD})\s+(?:clause|point|punto|clausola){_OF}(?:{_PART_WORD}(?P<part>{_LATIN_NUMBER}))",
    rf"第?\s*(?P<part>{_ANY_NUMBER})\s*(?:部分|部|章|节)\s*(?:中|里|的|,|、|·)?\s*第\s*(?P<paragraph>{_ANY_NUMBER})\s*(?:自然段|段)",
    rf"第?\s*(?P<part>{_ANY_NUMBER})\s*(?:部分|部|章|节)\s*(?:中|里|的|,|、|·)?\s*(?:第\s*)?\(?(?P<number>{_ANY_NUMBER})\)?\s*(?:条款|条|点|项|款)",
    rf"第?\s*(?P<part>{_ANY_NUMBER})\s*(?:部分|部|章|节)\s*(?:中|里|的|,|、|·)?\s*\((?P<number>{_ANY_NUMBER})\)",
    rf"(?<![零〇一二三四五六七八九十百])(?P<part>{_CHINESE})\s*[、·・.]?\s*\((?P<number>{_ANY_NUMBER})\)",
    rf"(?P<part>{_CHINESE})\s*[·・.]\s*(?P<number>{_ANY_NUMBER})",
    rf"(?P<part>{_ROMAN})\s*[.·-]?\s*p(?P<paragraph>{_ARABIC})",
    # Bare Roman numerals: "I 5 principi" and "c. 15" are no references, so a space after them wants two capitals.
    rf"(?P<part>{_ROMAN})[.·:/-](?P<number>{_ARABIC})(?!\s*%)",
    rf"(?P<part>(?-i:(?<![A-Z])[IVX]{{2,}}(?![A-Z])))[\s.·:,/-]*\(?(?P<number>{_ARABIC})\)?(?!\s*%)",
    rf"(?<![\d.,$€£¥])(?P<part>[1-9])\.(?P<number>[1-9]\d?)(?![.,]?\d|{_UNIT})",
    # A clause without its part.
    rf"{_CLAUSE_WORD}(?P<number>{_LATIN_NUMBER})",
    rf"第\s*(?P<number>{_ANY_NUMBER})\s*(?:条款|条)",
    # A part alone.
    rf"{_PART_WORD}(?P<part>{_LATIN_NUMBER})",
    rf"(?P<part>{_WORD})\s+(?:part|section|parte|sezione)(?![a-z])",
    rf"第\s*(?P<part>{_ANY_NUMBER})\s*(?:部分|章)",
]
_FIND = [re.compile(pattern, re.IGNORECASE) for pattern in _PATTERNS]
_BARE = [
    re.compile(rf"(?P<part>{_ROMAN})[\s.·:,/-]*\(?(?P<number>{_ARABIC})\)?", re.IGNORECASE),
    re.compile(rf"(?P<part>{_ROMAN})", re.IGNORECASE),
    re.compile(rf"(?P<number>{_ARABIC}|{_CHINESE})"),
]


_MOST_TOLD = 60

REQUEST_WORDS = frozenset(
    "summarise summarize summary explain quote cite text content contents full please clause point show read "
    "总结 概括 概述 内容 原文 全文 引用 解释 列出 条款 主要 讲 "
    "riassumi riassumere riassunto spiega cita testo contenuto completo leggi mostra punto clausola favore".split()
)
"""Words that ask for a clause as such, in the languages that references are written in."""


@dataclass(frozen=True)
class Reference:
    """A reference as written: ``written``, what it names, and the existing clauses that fit (``candidates``).

    One candidate is a resolved reference, none an unknown clause, several an ambiguous one.
    """

    written: str
    part: str | None
    clause: str | None
    candidates: tuple[str, ...]

    @property
    def names_clause(self) -> bool:
        """Whether a clause is named, and not only a part."""
        return self.clause is not None


def find_references(text: str, clause_ids: Sequence[str], words: ReferenceWords | None = None) -> list[Reference]:
    """All references in ``text``, in reading order.

    ``clause_ids`` are the ids that exist; ``words`` is the structure of the corpus, by default that of parts and clauses.
    """
    folded = fold(text)
    taken = [False] * len(folded)
    found: list[tuple[int, Reference]] = []
    for pattern in _running(words):
        for match in pattern.finditer(folded):
            if any(taken[match.start() : match.end()]):
                continue
            reference = _reference(match, clause_ids, words)
            if reference is not None:
                taken[match.start() : match.end()] = [True] * (match.end() - match.start())
                found.append((match.start(), reference))
    return [reference for _, reference in sorted(found, key=lambda item: item[0])]


def resolve(text: str, clause_ids: Sequence[str], words: ReferenceWords | None = None) -> Reference:
    """Read ``text`` as one reference; a bare number is a clause number, bare Roman numerals a part.

    Nothing recognised gives no candidates.
    """
    folded = fold(text).strip(" .,:;[]")
    if folded.startswith("(") and folded.endswith(")"):
        folded = folded[1:-1]
    bare = _BARE if words is None or _has_parts_and_clauses(words) else []
    own = patterns(words)[1] if words is not None and not _is_usual(words) else ()
    exact = [id_ for id_ in clause_ids if id_.casefold() == folded.casefold()] if own else []
    for id_ in exact:
        part, _, rest = id_.rpartition(".") if words is None or len(words.styles) < 2 else id_.partition(".")
        return Reference(text.strip(), part or None, rest or None, (id_,))
    for pattern in [*_running(words), *bare, *own]:
        match = pattern.fullmatch(folded)
        if match and (reference := _reference(match, clause_ids, words)):
            return reference
    return Reference(text.strip(), None, None, ())


def existing_clauses(clause_ids: Sequence[str]) -> list[str]:
    """``("II.1", "II.2", "II.3", "II.p1")`` as ``["II.1–3", "II.p1"]``; not more than 60 of them."""
    groups: dict[tuple[str, str], list[str]] = {}
    for id_ in clause_ids:
        above, _, last = id_.rpartition(".")
        prefix = "p" if paragraph_number(last) else ""
        groups.setdefault((above, prefix), []).append(last.removeprefix(prefix))
    out = []
    for (above, prefix), names in groups.items():
        for first, last in _ranges(names):
            start = f"{above}." if above else ""
            out.append(f"{start}{prefix}{first}" + (f"–{prefix}{last}" if first != last else ""))
    return out if len(out) <= _MOST_TOLD else [*out[:_MOST_TOLD], "…"]


def _ranges(names: list[str]) -> list[tuple[str, str]]:
    ranges: list[tuple[str, str]] = []
    previous = 0
    for name in names:
        plain, behind = inserted.split(name)
        number = None if behind else from_id(plain)
        if ranges and number == previous + 1:
            ranges[-1] = (ranges[-1][0], name)
        else:
            ranges.append((name, name))
        previous = number or 0
    return ranges


def fold(text: str) -> str:
    """``text`` with compatibility characters folded (full-width digits, brackets and Roman numerals), nothing invisible."""
    return compatible(text)


def _running(words: ReferenceWords | None) -> list[re.Pattern[str]]:
    if words is None or _is_usual(words):
        return _FIND
    usual = _FIND if _has_parts_and_clauses(words) else []
    # "clause 2 bis" is not clause 2.
    return [*patterns(words)[0], *usual] if words.has_inserted else [*usual, *patterns(words)[0]]


def _has_parts_and_clauses(words: ReferenceWords) -> bool:
    return words.styles == ("I", "1")


@lru_cache(maxsize=32)
def _is_usual(words: ReferenceWords) -> bool:
    """Whether a corpus has parts and clauses and calls them by words that are understood anyway."""
    if not _has_parts_and_clauses(words) or words.has_inserted:
        return False
    ids = ("I.1", "I.p1")
    named = [(before, after) for level in words.words for before, after in level if is_word(before + after)]
    parts = [f"{before}I{after}" for before, after in words.words[0] if is_word(before + after)]
    usual = [resolve(f"{before}1{after}", ids).candidates for before, after in named]
    for before, after in words.paragraph:
        if is_word(before + after):
            usual.append(
                next((found for part in parts if (found := resolve(f"{part} {before}1{after}", ids).candidates)), ())
            )
    return all(usual)


def _reference(match: re.Match[str], clause_ids: Sequence[str], words: ReferenceWords | None) -> Reference | None:
    if words is not None and not _is_usual(words) and match.re in patterns(words)[0] + patterns(words)[1]:
        named = read(match, words)
        return _of_structure(match[0].strip(), named, clause_ids, words) if named else None
    groups = match.groupdict()
    part = clause = None
    if groups.get("part") is not None:
        number = from_numeral(groups["part"])
        if not number or number > HIGHEST_ROMAN:
            return None
        part = to_roman(number)
    for name, prefix in (("number", ""), ("paragraph", "p")):
        if groups.get(name) is not None:
            number = from_numeral(groups[name])
            if number is None:
                return None
            clause = f"{prefix}{number}"
    candidates = tuple(
        id_
        for id_ in clause_ids
        if (part is None or id_.partition(".")[0] == part) and (clause is None or id_.partition(".")[2] == clause)
    )
    return Reference(match[0].strip(), part, clause, candidates)


def _of_structure(written: str, named: Sequence[Named], clause_ids: Sequence[str], words: ReferenceWords) -> Reference:
    candidates = tuple(dict.fromkeys(id_ for one in named for id_ in one.candidates(clause_ids)))
    one = next((one for one in named if one.candidates(clause_ids)), named[0])
    has_parts = len(words.styles) > 1
    part = next((name for level, name in one.numbers if level == 0 and has_parts), None)
    rest = [name for level, name in one.numbers if level or not has_parts]
    if one.paragraph is not None:
        rest.append(f"p{one.paragraph}")
    return Reference(written, part, ".".join(rest) or None, candidates)
