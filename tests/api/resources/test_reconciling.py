"""A run is put on record and signed by jobs, once, by whoever may; a sample is drawn and posts nothing."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from tests.builders import EXAMPLES
from tests.serving import Office
from tests.working import order, worked

ON = "2025-11-15"
PAID = {"verb": "disburse", **EXAMPLES["disburse"], "effective_on": "2025-11-10"}


def test_a_run_is_recorded_once(each_office: Office) -> None:
    first, again = (worked(each_office, "reconciler", "/reconciliations", {"on": ON}, key) for key in "ab")
    assert (first["result"]["run"], first["result"]["known"]) == ("RUN-0001", False)
    assert (again["result"]["run"], again["result"]["known"]) == ("RUN-0001", True)
    (run,) = each_office.read("auditor", "/reconciliations")["runs"]
    assert run["number"] == "RUN-0001"


def test_a_run_is_signed_by_each_in_their_part_and_refused_to_others(each_office: Office) -> None:
    worked(each_office, "reconciler", "/reconciliations", {"on": ON})
    path = "/reconciliations/RUN-0001/signatures"
    signed = worked(each_office, "reconciler", path, {"step": "prepared"}, "p")
    again = worked(each_office, "reconciler", path, {"step": "prepared"}, "again")
    assert (signed["state"], again["result"]["seq"]) == ("done", signed["result"]["seq"])
    other = worked(each_office, "reconciler", path, {"step": "signed"}, "s")
    assert (other["state"], other["problem"]["code"]) == ("failed", "not_permitted")
    nowhere = worked(each_office, "reviewer", "/reconciliations/RUN-9/signatures", {"step": "reviewed"}, "n")
    assert (nowhere["problem"]["code"], nowhere["problem"]["status"]) == ("unknown_document", 404)


@pytest.mark.parametrize(
    ("who", "path", "wanted", "status", "code"),
    (
        ("auditor", "/reconciliations", {"on": ON}, 403, "not_permitted"),
        ("spender", "/reconciliations", {"on": ON}, 403, "all_units_only"),
        ("spender", "/samples", {"on": ON}, 403, "all_units_only"),
        ("spender", "/reconciliations/RUN-1/signatures", {"step": "prepared"}, 403, "all_units_only"),
        ("officer", "/reconciliations/RUN-1/signatures", {"step": "prepared"}, 403, "not_permitted"),
        ("reconciler", "/reconciliations", {}, 422, "bad_value"),
        ("reconciler", "/reconciliations", {"on": ON, "rules": "cd" * 32}, 404, "not_found"),
        ("reconciler", "/reconciliations/RUN-1/signatures", {"step": "twice"}, 422, "bad_value"),
        ("auditor", "/samples", {"on": ON, "strata": "colour"}, 422, "bad_value"),
        ("auditor", "/samples", {"on": ON, "each": 3}, 422, "bad_value"),
        ("auditor", "/samples", {"on": ON, "strata": "amount"}, 422, "bad_value"),
        ("auditor", "/samples", {"on": ON, "strata": "unit", "bounds": "1.00"}, 422, "bad_value"),
        ("auditor", "/samples", {"on": ON, "position": 0}, 422, "bad_value"),
        ("auditor", "/samples", {"on": ON, "as_of": 1.5}, 422, "bad_value"),
        ("auditor", "/samples", {"on": ON, "seed": 7}, 422, "bad_value"),
    ),
)
def test_what_cannot_be_is_refused_before_a_job_is_entered(  # noqa: PLR0917 - the columns of the table
    office: Office, who: str, path: str, wanted: dict[str, Any], status: int, code: str
) -> None:
    said = order(office, who, path, wanted)
    assert (said.status_code, said.json["code"]) == (status, code), said.text
    assert office.read(who, "/jobs")["jobs"] == []


def test_the_same_seed_draws_the_same_bytes_and_nothing_is_posted(office: Office) -> None:
    said = office.command("officer", PAID)
    assert said.status_code == 201, said.text
    before = office.read("auditor", "/journal/entries")
    jobs = [
        worked(office, "auditor", "/samples", {"on": ON, "seed": "ก-1", "position": 7}, key) for key in "ab"
    ]
    assert [job["state"] for job in jobs] == ["done", "done"], jobs
    assert jobs[0]["result"]["items"] > 0
    assert jobs[0]["file"]["sha256"] == jobs[1]["file"]["sha256"]
    assert jobs[0]["result"]["seed"].startswith("ก-1")
    assert office.read("auditor", "/journal/entries") == before
    with ZipFile(BytesIO(office.get("auditor", f"/jobs/{jobs[0]['id']}/file").data)) as found:
        assert "sample.csv" in found.namelist()


def test_bounds_that_are_no_amounts_are_told_by_the_job(office: Office) -> None:
    wanted = {"on": ON, "strata": "amount", "bounds": "1,000.00"}
    job = worked(office, "auditor", "/samples", wanted)
    assert (job["state"], job["problem"]["code"]) == ("failed", "bad_value")
