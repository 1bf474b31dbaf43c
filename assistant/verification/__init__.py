"""Checking texts against the clauses they cite, without a model: quotes, numbers and names."""
