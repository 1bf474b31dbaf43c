"""Prompts for a language model, one versioned text file each. The quoting assistant uses none."""
