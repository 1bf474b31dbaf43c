"""The corpus: a folder with a manifest, ``corpus.toml``, and one text or HTML file an edition.

No code knows any particular text: what is particular to it is said in its manifest. ``gsi corpus init DIR`` writes a first
one and ``gsi corpus check DIR`` says what it comes to. A whole manifest::

    name = "udhr"                       # small letters, digits and hyphens
    default_language = "en"             # answers questions in languages without an edition
    levels = { article = "1" }          # the structure, top first, and how its numbers stand in ids

    [[editions]]
    language = "en"                     # ISO 639: en, zh, ar, …
    file = "en.txt"                     # text in UTF-8, or HTML (.html, .htm, .xhtml; index/markup.py); inside the folder
    title = "Universal Declaration of Human Rights"
    status = "official"                 # or "translation", "courtesy translation"
    source = "United Nations, 1948"
    numbering = { article = "Article 1" }
    labels = { paragraph = "Preamble, paragraph 1" }
    noise = ["Preamble"]

    [[editions]]
    language = "fr"
    numbering = { article = ["Article premier", "Article 1"] }
    …

Keys of the corpus:

``levels``
    One to three levels, each with a name of your own and the style of its numbers in ids, ``I``, ``1`` or ``a``.
    ``{ article = "1" }`` gives ``12``; ``{ part = "I", clause = "1" }`` gives ``III.12``; ``{ part = "I", clause = "1",
    point = "a" }`` gives ``III.12.b``. The last level is the unit of citation. Left out for a text without any numbers,
    whose paragraphs are ``p1``, ``p2``, … Letters in ids count, whatever a text letters its lists by: an Italian l) after
    i) is ``j``, a Greek στ) ``f``, as in the other editions; labels and references have the letter that is printed.
``continuous``
    Names of levels whose numbers run on through the whole text (articles 1 to 99 over all parts) and do not begin anew.
``conclusions``
    True where unnumbered paragraphs after the last clause of a part speak of the whole part: they are clauses of their own
    then. Otherwise they are the rest of that clause.
``question_languages``
    The languages in which every evaluation question is asked; by default those of all editions.

Keys of an edition, beside the plain ones above:

``numbering``
    For each level its marker *the way it looks for number one*: ``"1."``, ``"(a)"``, ``"§ 1"``, ``"I."``, ``"一、"``,
    ``"（一）"``, ``"第一条"``, ``"Article 1"``, ``"Part One"``, ``"المادة 1"``, ``"1. cikk"``; or a list of them, where the
    text writes it in several ways. Below ``"1."``, ``"1.1"`` is a number that repeats its clause's: 2.1 is the first of
    clause 2, with the id ``2.1``. The marker may stand on a line of its own. See :mod:`index.markers`; what is made of the
    text by these markers is in :mod:`index.parsing`.
``letters``
    For a level whose list is lettered otherwise than is usual in its language, its letters in their order with spaces
    between: ``{ point = "a b c ch d dd e" }``. Of the usual alphabets (:mod:`index.alphabets`) the text shows which it is.
``labels``
    What a reader calls each level, and ``paragraph``, an unnumbered paragraph; written the same way: ``{ part = "Part I",
    clause = "clause 1", paragraph = "paragraph 1" }`` names ``III.12`` "Part III, clause 12". By default the marker itself.
    References in questions are read by these words and by the markers.
``noise``
    Regular expressions; a line that one of them matches as a whole is no text (page numbers, dates, running titles,
    unnumbered headings). The title is never text. White space of any kind and length in either is that of a single space.
``page_breaks``
    True for a text with the page breaks of its print: a paragraph that stops in mid-sentence goes on after a blank line.
``wrapped``
    True for a text that is broken into lines of one width: a paragraph goes on until a blank line or the next marker.
``partial``
    True for an edition that may lack clauses that others have. Without it all editions must have the same ids, and of each
    level at least one unit.
``lacks``
    The ids that an edition lacks, where they are known: ``["p4"]`` says that what stands fourth there is ``p5``.
``sha256``
    Of the file; with it a changed file is refused.
``document_names``
    Regular expressions for the words by which questions name the document itself; they say nothing of what is asked.
``starters``
    Questions that show a newcomer what the text answers.

A key that is not named here is an error.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from index import inserted
from index.absent_levels import absent_level
from index.clauses import Clause, EditionLayout
from index.errors import CorpusError, InputError
from index.lettering import lettered_as
from index.manifest import PARAGRAPH, CorpusManifest, EditionManifest
from index.manifest_errors import manifest_problems
from index.parsing import parse_clauses
from index.reference_words import ReferenceWords
from index.source import LARGEST_FILE, SourceText, decode, read_bytes

CORPORA = Path(__file__).parent / "corpora"
DEFAULT_CORPUS = "gsi"
MANIFEST = "corpus.toml"
_MOST_TOLD = 20


@dataclass(frozen=True)
class Edition:
    """The text in one language: its manifest, and its clauses by id in reading order."""

    manifest: EditionManifest
    clauses: dict[str, Clause]

    @classmethod
    def of(cls, manifest: EditionManifest, clauses: Iterable[Clause]) -> Edition:
        """The edition that has ``clauses``."""
        return cls(manifest, {clause.id: clause for clause in clauses})

    @property
    def language(self) -> str:
        return self.manifest.language

    @cached_property
    def own_names(self) -> str:
        """What any sentence on the document may name: its title and the headings of its parts, a line each."""
        headings = {clause.heading for clause in self.clauses.values() if clause.heading}
        return "\n".join([self.manifest.title, *sorted(headings)])

    def label(self, clause: str) -> str:
        """See :meth:`EditionManifest.label`."""
        return self.manifest.label(clause)


@dataclass(frozen=True)
class Corpus:
    """One official text with all its editions, keyed by language.

    Every edition has the same clause ids, but for those that are declared to lack some.
    """

    manifest: CorpusManifest
    editions: dict[str, Edition]

    @property
    def name(self) -> str:
        return self.manifest.name

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.editions)

    def editions_with(self, clause: str) -> tuple[Edition, ...]:
        """The editions that have ``clause``; a partial one may lack it."""
        return tuple(edition for edition in self.editions.values() if clause in edition.clauses)

    @property
    def question_languages(self) -> tuple[str, ...]:
        """The languages in which every evaluation question is asked."""
        return self.manifest.question_languages or self.languages

    def require_edition(self, language: str) -> None:
        """Raises InputError unless there is an edition in ``language``."""
        if language not in self.editions:
            raise InputError(f"there is no edition in {language!r}; there is {', '.join(self.languages)}")

    def answering_language(self, language: str) -> str:
        """The language of the edition that answers questions in ``language``: its own, else the default."""
        return language if language in self.editions else self.manifest.default_language

    @cached_property
    def clause_ids(self) -> tuple[str, ...]:
        """All clause ids of all editions in reading order."""
        fullest, *others = sorted(self.editions.values(), key=lambda edition: -len(edition.clauses))
        ids = list(fullest.clauses)
        for edition in others:
            if edition.clauses.keys() <= set(ids):
                continue
            after = 0
            for id_ in edition.clauses:
                if id_ not in ids:
                    ids.insert(after, id_)
                after = ids.index(id_) + 1
        return tuple(ids)

    @cached_property
    def reference_words(self) -> ReferenceWords:
        """What references in this corpus look like, from the labels and markers of all editions."""
        names = (*self.manifest.levels, PARAGRAPH)
        markers = {name: [marker for e in self.editions.values() for marker in e.manifest.markers(name)] for name in names}
        words = {name: dict.fromkeys((one.before, one.after) for one in found) for name, found in markers.items()}
        *levels, _ = names
        repeating = [one for name in levels for one in markers[name] if one.above]
        lettered = [one.numerals.letters for name in levels[-1:] for one in markers[name] if one.numerals.letters]
        return ReferenceWords(
            styles=tuple(self.manifest.levels.values()),
            words=tuple(tuple(words[name]) for name in levels),
            paragraph=tuple(words[PARAGRAPH]),
            has_inserted=inserted.is_among(self.clause_ids),
            repeating=tuple(dict.fromkeys((one.before, one.after) for one in repeating)),
            letters=tuple(dict.fromkeys(lettered)),
        )

    @cached_property
    def fingerprint(self) -> str:
        """Hex SHA-256 over every clause id and text of every edition: what an index of this corpus depends on."""
        digest = hashlib.sha256()
        for language, edition in self.editions.items():
            for clause in edition.clauses.values():
                digest.update("\x00".join((language, clause.id, clause.text, "\x01")).encode())
        return digest.hexdigest()


def load_corpus(folder: Path = CORPORA / DEFAULT_CORPUS) -> Corpus:
    """Read and check the corpus in ``folder``.

    Raises:
        CorpusError: the manifest or a file cannot be read, a text is not what the manifest says, or the editions do
            not have the same clause ids; ``problems`` lists all that was found.
    """
    manifest = read_manifest(folder)
    editions: dict[str, Edition] = {}
    problems: list[str] = []
    for declared in manifest.editions:
        try:
            _, lettered, layout = read_layout(folder, declared)
        except CorpusError as error:
            problems += [f"{declared.file}: {problem}" for problem in error.problems]
        else:
            editions[declared.language] = Edition.of(lettered, layout.clauses)
    problems += alignment_problems(editions)
    if problems:
        raise CorpusError(problems)
    return Corpus(manifest, editions)


def read_manifest(folder: Path) -> CorpusManifest:
    """The manifest of the corpus in ``folder``.

    Raises:
        CorpusError: it cannot be read or says what no manifest may say; ``problems`` names every key.
    """
    path = folder / MANIFEST
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise CorpusError(f"{path} has more than {LARGEST_FILE:,} bytes: no manifest is that large")
        text = path.read_text(encoding="utf-8-sig")  # as editors of Windows save it
        data = tomllib.loads(text)
    except OSError as error:
        raise CorpusError(f"cannot read {path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise CorpusError(f"{path} is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise CorpusError(f"{path} is not valid TOML: {error}") from None
    try:
        return CorpusManifest.model_validate(data)
    except ValidationError as error:
        raise CorpusError([f"{path}: {problem}" for problem in manifest_problems(error, text)]) from None


def read_layout(folder: Path, declared: EditionManifest) -> tuple[SourceText, EditionManifest, EditionLayout]:
    """The text of the edition ``declared`` in the manifest of ``folder``, its manifest with its alphabets, and its clauses.

    Raises:
        CorpusError: its file cannot be read, is no text, is not the recorded one, or is not numbered as declared.
    """
    data = read_bytes(folder, declared.file)
    if declared.sha256 and hashlib.sha256(data).hexdigest() != declared.sha256:
        raise CorpusError("differs from its recorded source (sha256); restore the file or update the manifest")
    source = decode(data, declared.file)
    lettered = lettered_as(declared, source.text)
    layout = parse_clauses(source, lettered)
    if problem := absent_level(source, lettered, layout):
        raise CorpusError(problem)
    return source, lettered, layout


def alignment_problems(editions: dict[str, Edition]) -> list[str]:
    """What keeps the editions from having the same clauses, told of the edition that differs from the others."""
    if len(editions) < 2:
        return []
    count = Counter(clause for edition in editions.values() for clause in edition.clauses)
    whole = [edition for edition in editions.values() if not edition.manifest.partial]
    declared = {clause for edition in editions.values() for clause in edition.manifest.lacks}
    problems: list[str] = []
    for edition in editions.values():
        file, is_partial = edition.manifest.file, edition.manifest.partial
        lacks = edition.manifest.lacks
        missing = [clause for clause in count if count[clause] > 1 and clause not in (*edition.clauses, *lacks)]
        if unfounded := [clause for clause in lacks if clause in edition.clauses or clause not in count]:
            problems.append(f"{file}: lacks names what the edition has or what no other has: {_told(unfounded)}")
        alone = [clause for clause in edition.clauses if count[clause] == 1 and clause not in declared]
        if missing and not is_partial:
            problems.append(f"{file}: lacks clauses that other editions have: {_told(missing)}")
        if alone and (whole if is_partial else len(whole) > 1):
            problems.append(f"{file}: has clauses that no other edition has: {_told(alone)}")
    if not problems:
        first, *others = editions.values()
        for edition in others:
            here = [clause for clause in edition.clauses if clause in first.clauses]
            there = [clause for clause in first.clauses if clause in edition.clauses]
            if moved := next((clause for clause, other in zip(here, there, strict=True) if clause != other), None):
                problems.append(f"{edition.manifest.file}: has {moved} in another place than {first.manifest.file} has it")
    return problems


def _told(clauses: list[str]) -> str:
    more = len(clauses) - _MOST_TOLD
    return ", ".join(clauses[:_MOST_TOLD]) + (f" and {more} more" if more > 0 else "")
