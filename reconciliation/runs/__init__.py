"""Runs: reconciliations on record, what they left open, and what people said and signed about them."""
