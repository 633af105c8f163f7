"""Own statement: what is told to who sees some units follows from their own documents alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from api.own_statement import own_statement
from api.statements import make_statement
from reconciliation.statement import Statement
from tests.builders import a_voucher
from tests.serving import Office, an_office


def told(office: Office, *, others: bool) -> Statement:
    """Two bills of the district that look alike; others' that look like them, under their numbers."""
    for number in ("V1", "V2"):
        office.post(a_voucher(number, {"amount": "5.00"}), "spender", number)
        if others:
            office.post(a_voucher(number, {"amount": "5.00"}, unit="1033"), "neighbour", f"n{number}")
    whole, _ = make_statement(office.journal, date(2025, 11, 15))
    return own_statement(whole, ["1032"])


def test_papers_of_others_join_no_finding_and_change_no_name(
    fresh_sqlite: Callable[[], str], tmp_path: Path
) -> None:
    found = []
    for others in (False, True):
        with an_office(fresh_sqlite(), tmp_path) as office:
            own = told(office, others=others)
        names = [leg.name for one in own.matching.matches for leg in one.vouchers]
        found.append((names, [(one.code, one.subjects, one.fingerprint) for one in own.findings]))
    assert found[0] == found[1]
    names, findings = found[0]
    assert names == ["V1", "V2"]
    assert ("E-DUP-FUZZY", ("V1", "V2")) in {(code, subjects) for code, subjects, _ in findings}
