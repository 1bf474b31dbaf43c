"""Cited answers: retrieve, decide whether the text answers, quote, and refuse with a reason otherwise.

Imports ``index``; never imports ``evals``.
"""
