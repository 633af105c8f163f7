"""Frozen statements made into workbooks and exports; knows reconciliation and ledger values."""

from typing import Final

# Printed in workbooks: the same statement and version give the same bytes (a test compares pyproject.toml).
GENERATOR: Final = "Khlang 0.2.0"
