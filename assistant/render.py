"""Answers, clauses and status as text for people."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant.messages import Key, message
from index.corpus import Corpus, Edition
from index.invisible import JOINERS
from index.references import Reference, existing_clauses
from index.scripts import main_script, script_counts

if TYPE_CHECKING:
    from assistant.types import Answer
    from assistant.verification.claims import Finding

_LETTERS = re.compile(r"[^\W\d_]+")
_ITALIAN_WORDS = re.compile(r"\b(?:parte|punto|sezione|capoverso|paragrafo|articolo|clausola)\b", re.IGNORECASE)
_HARMLESS = f"\t\u00ad{JOINERS}"
_QUOTATION_MARKS = {"it": ("«", "»")}


def render_answer(answer: Answer, corpus: Corpus) -> str:
    """The quotes with their clause labels and the sources, or the refusal with the nearest clauses."""
    lines: list[str] = []
    language = answer.language
    edition = corpus.editions[answer.retrieved[0].clause.language]
    if answer.standalone:
        lines += [message("understood", language, question=visible(answer.standalone)), ""]
    if answer.refusal:
        lines.append(answer.refusal.message)
        lines += ["", message("nearest", language)]
        lines += [f"  [{item.clause.id}] {_described(edition, item.clause.id)}" for item in answer.retrieved]
    else:
        for statement in answer.statements:
            marks = " ".join(f"[{citation.clause.id}]" for citation in statement.citations)
            quotes = [quoted(citation.quote, edition.language) for citation in statement.citations]
            if answer.mode == "extractive":
                lines.append(f"{quotes[0]} {marks}")
            else:
                lines += [f"{visible(statement.text)} {marks}", *(f"  {quote}" for quote in quotes)]
        status = message(edition.manifest.status, language)
        lines += ["", message("sources", language, title=edition.manifest.title, status=status)]
        cited = dict.fromkeys(c.clause.id for statement in answer.statements for c in statement.citations)
        lines += [f"  [{clause}] {_described(edition, clause)}" for clause in cited]
    if answer.notices:
        lines += ["", *answer.notices]
    return "\n".join(lines)


def render_clause(edition: Edition, clause_id: str) -> str:
    """Label, part heading and status on one line, then the text."""
    status = message(edition.manifest.status, edition.language)
    return f"[{clause_id}] {_described(edition, clause_id)} ({status})\n\n{edition.clauses[clause_id].text}"


def render_unresolved(reference: Reference, corpus: Corpus, language: str) -> str:
    """What a reference that names no clause, or several, could have meant."""
    edition = corpus.editions[language]
    if reference.candidates:
        lines = [f"{reference.written!r} can mean:"]
        lines += [f"  [{clause}] {_described(edition, clause)}" for clause in reference.candidates]
        return "\n".join(lines)
    return f"There is no clause {reference.written!r}. There is: {', '.join(existing_clauses(corpus.clause_ids))}."


def render_findings(findings: Sequence[Finding]) -> str:
    """One block a claim: what was pasted, what it is worth, and for a quote with changes what the text has instead."""
    blocks = []
    for finding in findings:
        spoken = finding.language
        key: Key = "reference_without_clause" if finding.status == "no_such_clause" else finding.status
        told = message(
            key,
            spoken,
            cited=", ".join(finding.cited),
            places=", ".join(f"{place.clause} ({place.language})" for place in finding.places),
            unknown=", ".join(finding.unknown),
        )
        mark = "✓" if finding.status == "verbatim" else "·" if finding.is_good else "✗"
        blocks.append(f"{mark} {visible(finding.text)}\n  {told}")
        if finding.changes:
            marks = {"same": "{}", "quoted": "[-{}-]", "original": "{{+{}+}}"}
            blocks[-1] += "\n  " + "".join(marks[kind].format(visible(text)) for kind, text in finding.changes)
    return "\n\n".join(blocks)


def render_status(report: Mapping[str, Any]) -> str:
    """``gsi status`` for people."""
    lines = [
        f"corpus       {report['corpus']}: {report['title']}",
        f"index        {report['index'] or 'none'}",
    ]
    for language, counts in report["counts"].items():
        lines.append(f"  {language}         {counts['clauses']} clauses, {counts['sentences']} sentences and phrases")
    for name in ("corpus_fingerprint", "embedder", "index_fingerprint"):
        lines.append(f"{name.replace('_fingerprint', ' hash'):<12} {report[name] or '-'}")
    learned = report["calibration"]
    if learned["kind"] == "none":
        told = f"none: {learned['problem']}"
    else:
        told = "general: not made for this text" if learned["kind"] == "general" else f"own: {learned['questions']}"
        if learned["kind"] == "own" and not learned["fits_text"]:
            told += ", from another state of the text"
        told += f" ({learned['date']})"
    lines.append(f"calibration  {told}")
    size = f"{report['bytes'] / 1e6:.1f} MB" if report["bytes"] else "-"
    lines += [f"size         {size}", f"probe        {report['probe']}"]
    return "\n".join(lines)


def render_corpora(found: Sequence[Mapping[str, Any]]) -> str:
    """``gsi corpus list`` for people: a line a corpus, the columns aligned."""
    width = max(len(entry["corpus"]) for entry in found)
    lines = []
    for entry in found:
        told = (
            visible(entry["problem"])
            if "problem" in entry
            else (
                f"{entry['clauses']} clauses in {', '.join(entry['languages'])} · {entry['origin']} · "
                f"index {entry['index']} · {visible(entry['title'])}"
            )
        )
        lines.append(f"{entry['corpus']:<{width}}  {told}")
    return "\n".join(lines)


def language_of_reference(written: str, corpus: Corpus) -> str:
    """The edition in whose way a reference is written; the default edition where that does not tell.

    The words of the editions' own labels tell ("Artículo 12"), then the script, then words that no label has.
    """
    default = corpus.manifest.default_language
    said = set(_LETTERS.findall(written.casefold()))
    shared = {language: len(said & _label_words(edition)) for language, edition in corpus.editions.items()}
    if most := max(shared.values()):
        best = [language for language in shared if shared[language] == most]
        return default if default in best else best[0]
    script = main_script(written)
    if script not in ("LATIN", ""):
        written_so = [name for name, edition in corpus.editions.items() if script in script_counts(edition.manifest.title)]
        return written_so[0] if written_so and default not in written_so else default
    return "it" if _ITALIAN_WORDS.search(written) and "it" in corpus.languages else default


def _label_words(edition: Edition) -> set[str]:
    """The words in the label of a numbered clause and in that of a paragraph."""
    samples = {clause.rpartition(".")[2].startswith("p"): edition.label(clause) for clause in edition.clauses}
    return set(_LETTERS.findall(" ".join(samples.values()).casefold()))


def quoted(text: str, language: str) -> str:
    """``text`` in the quotation marks of ``language``."""
    opening, closing = _QUOTATION_MARKS.get(language, ("“", "”"))
    return f"{opening}{text}{closing}"


def visible(text: str) -> str:
    """``text`` with control and formatting characters spelt out: pasted text must not steer the terminal.

    Joiners and soft hyphens, which are within words and steer nothing, stay.
    """
    return "".join(
        f"\\u{ord(char):04x}" if unicodedata.category(char) in ("Cc", "Cf") and char not in _HARMLESS else char
        for char in text
    )


def _described(edition: Edition, clause_id: str) -> str:
    heading = edition.clauses[clause_id].heading if clause_id in edition.clauses else None
    return edition.label(clause_id) + (f" · {heading}" if heading else "")
