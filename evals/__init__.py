"""The question sets and what is learned and measured from them. Imports ``assistant`` and ``index``."""
