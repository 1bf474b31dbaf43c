"""Placeholder until the check is here."""


def polarity_conflict(statement: str, quote: str, language: str) -> str | None:
    """None."""
    return None
