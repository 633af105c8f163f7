"""The worked example: every finding that is expected and no other, whatever the order of its rows."""

from __future__ import annotations

import csv
from pathlib import Path

from reconciliation.wording import word
from tests.reconciliation.builders import EXPECTED, pilot_statement


def wanted(file: Path) -> list[tuple[str, ...]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return [tuple(row.values()) for row in csv.DictReader(lines)]


def test_the_worked_example_has_exactly_the_expected_findings() -> None:
    statement = pilot_statement()
    found = [(one.code, one.severity, one.subject, str(one.amount)) for one in statement.findings]
    assert found == wanted(EXPECTED / "findings.csv")
    assert (statement.failed, statement.not_built) == ((), ())


def test_a_group_is_told_with_what_was_paid_and_what_it_was_worth() -> None:
    statement = pilot_statement()
    found = next(one for one in statement.findings if one.code == "E-SPEND-REJ")
    told = word(found, statement, "en")
    assert told.found == "148,000.00 baht paid, 18,500.00 baht of it for rejected work"
    assert told.expected == "At most the accepted worth of 129,500.00 baht"
