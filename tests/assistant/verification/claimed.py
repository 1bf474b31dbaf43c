"""Statements and quotes with what is to be found of them."""

from __future__ import annotations

from assistant.verification.claims import Finding

STATEMENTS = {
    "zh": {
        "not_contradicted": "根据第四部分（五），中方愿提供五千个培训名额。",
        "number": "根据第四部分（五），中方愿提供七千个培训名额。",
        "name": "根据第四部分（五），巴西愿提供五千个培训名额。",
    },
    "en": {
        "not_contradicted": "As Part IV, clause 5 says, China offers five thousand training opportunities.",
        "number": "As Part IV, clause 5 says, China offers seven thousand training opportunities.",
        "name": "As Part IV, clause 5 says, Brazil offers five thousand training opportunities.",
    },
    "it": {
        "not_contradicted": "Secondo la Parte IV, punto 5, la Cina offre cinquemila posti di formazione.",
        "number": "Secondo la Parte IV, punto 5, la Cina offre settemila posti di formazione.",
        "name": "Secondo la Parte IV, punto 5, il Brasile offre cinquemila posti di formazione.",
    },
}
UNKNOWN = {
    "zh": {"not_contradicted": (), "number": ("7000",), "name": ("巴西",)},
    "en": {"not_contradicted": (), "number": ("7000",), "name": ("Brazil",)},
    "it": {"not_contradicted": (), "number": ("7000",), "name": ("Brasile",)},
}
ONE, TWO = "“The issue of security bears on the well-being”", "“Hold high-level conferences on the GSI”"


def only(findings: list[Finding]) -> Finding:
    assert len(findings) == 1
    return findings[0]
