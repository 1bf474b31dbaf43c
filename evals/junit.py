"""A run as JUnit XML, which CI systems show: one test case for each question and language."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

from evals.compare import Comparison
from evals.record import Key, Row, Run

# What XML 1.0 cannot hold, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render_junit(run: Run, comparison: Comparison | None = None) -> str:
    """The XML: an ``error`` where the machinery failed, a ``failure`` for an answer that is wrong.

    With a ``comparison`` only answers that got worse are failures; what was wrong before is in the baseline. A broken
    invariant is a failure always.
    """
    worse = None if comparison is None else {flip.after.key: flip.checks for flip in comparison.flips if flip.is_worse}
    suites = ET.Element("testsuites", name=_clean(f"{run.header.corpus}-{run.header.split}-{run.header.mode}"))
    for language in dict.fromkeys(row.language for row in run.rows):
        rows = [row for row in run.rows if row.language == language]
        failed = {row.key: _failed(row, worse) for row in rows}
        suite = ET.SubElement(
            suites,
            "testsuite",
            name=_clean(language),
            tests=str(len(rows)),
            failures=str(sum(bool(failed[row.key]) for row in rows)),
            errors=str(sum(row.error is not None for row in rows)),
        )
        for row in rows:
            case = ET.SubElement(
                suite,
                "testcase",
                classname=f"{row.variant}.{row.kind}",
                name=_clean(row.id),
                time=f"{row.latency / 1000:.3f}",
            )
            if row.error is not None:
                ET.SubElement(case, "error", message=_clean(row.error))
            elif failed[row.key]:
                asked = row.answer["question"] if row.answer else ""
                failure = ET.SubElement(case, "failure", message=_clean(f"fails: {', '.join(failed[row.key])}"))
                failure.text = _clean(
                    f"{asked}\nexpected {list(row.gold) or row.expected_reason}, cited {sorted(row.cited)}"
                )
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _failed(row: Row, worse: dict[Key, tuple[str, ...]] | None) -> Sequence[str]:
    if worse is not None:
        return worse.get(row.key) or [check for check in row.failed if check == "sound"]
    return [] if row.is_right else row.failed


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)
