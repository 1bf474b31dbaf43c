"""From corpus files to a searchable index: editions, clauses, references, sentences, vectors and words.

Nothing in this package imports ``assistant`` or ``evals``. Reading clauses (``corpus``, ``clauses``, ``references``)
needs no third-party search library; only ``store.client`` touches chromadb, only ``http`` a network.
"""
