"""Foresight: what would be found if a request were posted, told to who asks about their own units."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import a_voucher
from tests.serving import Office
from tests.working import order, worked

PATH = "/commands/foresight"
SPENT: dict[str, Any] = {
    "verb": "disburse", "number": "V-NEW", "unit": "1032", "effective_on": "2025-11-15", "vendor": "V1",
    "invoice_no": "INV-7", "lines": [{"line": "L69", "activity": "HH", "amount": "50.00"}],
}  # fmt: skip


def test_what_would_be_found_is_told_and_nothing_is_posted(each_office: Office) -> None:
    office = each_office
    office.post(a_voucher("V-OLD", invoice_no="INV-7"), "spender", "v")
    office.post(a_voucher("V-THEIRS", unit="1033"), "neighbour", "t")
    before = office.read("spender", "/journal/entries")
    job = worked(office, "spender", PATH, {**SPENT, "invoice_no": "INV-8"})
    assert job["state"] == "done", job
    found = job["result"]["found"]
    assert "V-NEW" in {subject for one in found for subject in one["subjects"]}
    assert {one["unit"] for one in found} == {"1032"}
    assert all(one["th"] != one["en"] for one in found)
    assert office.read("spender", "/journal/entries") == before


@pytest.mark.parametrize(
    ("change", "status", "code", "pointer"),
    (
        ({"lines": [{**SPENT["lines"][0], "amount": "9000.00"}]}, 409, "short", None),
        ({"unit": "1033"}, 404, "not_found", None),
        ({"unit": "NONE"}, 404, "not_found", None),
        ({"nonsense": "1"}, 422, "bad_value", "/nonsense"),
    ),
)
def test_what_would_be_refused_is_told_at_once(
    office: Office, change: dict[str, Any], status: int, code: str, pointer: str | None
) -> None:
    said = order(office, "spender", PATH, {**SPENT, **change})
    assert (said.status_code, said.json["code"]) == (status, code), said.text
    assert pointer is None or said.json["pointer"] == pointer
    assert office.read("spender", "/jobs")["jobs"] == []


def test_who_only_reads_foresees_nothing(office: Office) -> None:
    assert order(office, "auditor", PATH, SPENT).status_code == 403
