"""Exports: the journal in forms that other programs recompute on their own."""
