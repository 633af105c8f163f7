"""Runs: what a reconciliation found, for each reader about their own units."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from api.runs import make_run
from tests.builders import a_command, a_voucher
from tests.serving import Office, an_office


@pytest.fixture
def reconciled(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    """A book in which both districts spent without a delivery, and a run that noticed."""
    with an_office(migrated_sqlite_url, tmp_path) as office:
        office.post(a_voucher("V1", {"amount": "500.00"}), "spender", "v1")
        office.post(a_voucher("V2", {"amount": "400.00"}, unit="1033"), "neighbour", "v2")
        make_run(office.journal, date(2025, 11, 15), None, "reconciler", date(2025, 11, 20))
        yield office


def test_an_auditor_sees_what_a_run_counted_and_a_district_does_not(reconciled: Office) -> None:
    (whole,) = reconciled.read("auditor", "/reconciliations")["runs"]
    (own,) = reconciled.read("spender", "/reconciliations")["runs"]
    assert (whole["number"], whole["state"], whole["signed"]) == ("RUN-0001", "COMPLETED", False)
    assert whole["counts"]
    assert own == {name: whole[name] for name in ("number", "on", "signed", "steps")}
    assert reconciled.read("auditor", "/reconciliations/RUN-0001") == whole


def test_each_unit_sees_the_findings_about_itself(reconciled: Office) -> None:
    path = "/reconciliations/RUN-0001/findings"
    everything = reconciled.read("auditor", path)["findings"]
    own = reconciled.read("spender", path)["findings"]
    assert {"1032", "1033"} <= {one["unit"] for one in everything}
    assert own == [one for one in everything if "1032" in {one["unit"], one["owner"]}]
    assert own
    assert all("1033" not in str(one) for one in own)


def test_a_finding_is_told_in_both_languages(reconciled: Office) -> None:
    one = reconciled.read("auditor", "/reconciliations/RUN-0001/findings")["findings"][0]
    assert one["th"].keys() == one["en"].keys()
    assert one["th"]["what"] != one["en"]["what"]


def test_later_entries_change_nothing_of_what_a_run_found(reconciled: Office) -> None:
    before = reconciled.read("auditor", "/reconciliations/RUN-0001/findings")
    reconciled.post(a_command("set_target"), "surveyor", "late")
    assert reconciled.read("auditor", "/reconciliations/RUN-0001/findings") == before


def test_a_run_that_is_not_there_is_not_found(office: Office) -> None:
    assert office.get("auditor", "/reconciliations/RUN-9/findings").status_code == 404
    assert office.read("auditor", "/reconciliations") == {"runs": []}
