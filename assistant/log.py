"""One JSON line about a question, for whoever runs the service: what was decided and what it took, never what was asked.

The question's text is personal data of the person who asked; it stands in the line only if the operator asks for it.
"""

from __future__ import annotations

import datetime
import json

from assistant.types import Answer


def log_line(answer: Answer, seconds: float, *, with_question: bool = False) -> str:
    """The line, without a line feed; ``seconds`` are what the whole question took."""
    cited = dict.fromkeys(citation.clause.id for statement in answer.statements for citation in statement.citations)
    record = {
        "time": datetime.datetime.now(datetime.UTC).isoformat(timespec="milliseconds"),
        "language": answer.language,
        "edition": answer.retrieved[0].clause.language,
        "status": answer.status,
        "reason": answer.refusal.reason if answer.refusal else None,
        "mode": answer.mode,
        "clauses": list(cited),
        "seconds": round(seconds, 3),
        "usage": answer.usage.to_json() if answer.usage else None,
    }
    if with_question:
        record |= {"question": answer.question, "standalone": answer.standalone}
    return json.dumps(record, ensure_ascii=False)
