"""Reports are made by jobs, registered once, told of to who sees every unit, and the same to the byte."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from api.bundles import KIND as BUNDLE
from api.jobs.kinds import KINDS
from api.reports import BOOKS
from api.reports.kinds import KINDS as REPORTS
from api.resources import reports
from tests.serving import Office
from tests.working import order, work_off, worked

ON = "2025-11-15"
ORDERS: tuple[dict[str, Any], ...] = (
    *({"kind": kind, "on": ON} for kind in BOOKS),
    {"kind": "district-statement", "on": ON, "unit": "1032", "language": "en"},
    {"kind": "district-paper", "on": ON, "unit": "1032"},
    {"kind": "letter", "on": ON, "document": "TR-1"},
    {"kind": "audit-bundle", "on": ON},
    {"kind": "open-data", "on": ON},
    {"kind": "hledger"},
    {"kind": "beancount"},
)


def test_every_kind_of_report_can_be_ordered() -> None:
    assert set(reports.BOOKS) == set(BOOKS)
    assert set(reports.REGISTERED) == {*REPORTS, BUNDLE}
    assert set(reports.NEEDS) <= set(KINDS)


@pytest.mark.parametrize("wanted", ORDERS, ids=lambda wanted: wanted["kind"])
def test_a_report_is_made_and_fetched(office: Office, wanted: dict[str, Any]) -> None:
    job = worked(office, "auditor", "/reports", wanted)
    assert (job["state"], job["problem"]) == ("done", None)
    said = office.get("auditor", f"/jobs/{job['id']}/file")
    assert (said.status_code, said.mimetype) == (200, job["file"]["media_type"])
    assert wanted["kind"] in job["file"]["name"]


def test_what_is_registered_is_listed_and_comes_out_again_to_the_byte(each_office: Office) -> None:
    wanted = {"kind": "trial-balance", "on": ON}
    first, again = (worked(each_office, "auditor", "/reports", wanted, key) for key in "ab")
    assert (first["result"]["known"], again["result"]["known"]) == (False, True)
    assert first["file"]["sha256"] == again["file"]["sha256"]
    assert first["id"] != again["id"]
    (listed,) = each_office.read("auditor", "/reports")["reports"]
    assert (listed["sha256"], listed["made_by"], listed["kind"]) == (
        first["file"]["sha256"], "auditor", "trial-balance",
    )  # fmt: skip
    assert (
        each_office.read("auditor", f"/journal/entries/{listed['id']}")["seq"]
        == first["result"]["registered"]
    )


def test_a_page_of_the_register_goes_on_after_the_last_report(office: Office) -> None:
    for number, kind in enumerate(("transfers", "trial-balance", "control-register")):
        worked(office, "auditor", "/reports", {"kind": kind, "on": ON}, str(number))
    page = office.read("auditor", "/reports?limit=2")
    assert [each["kind"] for each in page["reports"]] == ["transfers", "trial-balance"]
    rest = office.read("auditor", f"/reports?limit=2&cursor={page['next']}")
    assert ([each["kind"] for each in rest["reports"]], rest["next"]) == (["control-register"], None)


def test_the_register_is_found_by_its_index(each_office: Office) -> None:
    with each_office.engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        plan = connection.exec_driver_sql(
            f"EXPLAIN {'QUERY PLAN ' if sqlite else ''}SELECT body FROM entry"
            " WHERE book = 'book-1' AND seq > 0 AND kind = 'record_report' ORDER BY seq LIMIT 51"
        ).all()
    assert "entry_report" in str(plan)


def test_a_bundle_is_whole_and_proves_itself(office: Office) -> None:
    job = worked(office, "auditor", "/reports", {"kind": "audit-bundle", "on": ON})
    said = office.get("auditor", f"/jobs/{job['id']}/file")
    with ZipFile(BytesIO(said.data)) as bundle:
        assert bundle.testzip() is None
        assert "manifest.json" in bundle.namelist()


def test_a_book_is_verified_by_a_job(each_office: Office) -> None:
    job = worked(each_office, "auditor", "/reports", {"kind": "verification"})
    assert (job["result"]["ok"], job["file"]) == (True, None)


@pytest.mark.parametrize(
    ("wanted", "status", "code", "pointer"),
    (
        ({"kind": "novel", "on": ON}, 422, "bad_value", "/kind"),
        ({"on": ON}, 422, "bad_value", "/kind"),
        ({"kind": 1, "on": ON}, 422, "bad_value", "/kind"),
        ({"kind": "transfers"}, 422, "bad_value", "/on"),
        ({"kind": "transfers", "on": ON, "run": "R"}, 422, "bad_value", "/run"),
        ({"kind": "transfers", "on": "2568-11-15"}, 422, "bad_value", "/on"),
        ({"kind": "transfers", "on": 20251115}, 422, "bad_value", "/on"),
        ({"kind": "transfers", "on": None}, 422, "bad_value", "/on"),
        ({"kind": "transfers", "on": ON, "document": "TR-1"}, 422, "bad_value", "/document"),
        ({"kind": "transfers", "on": ON, "language": "de"}, 422, "bad_value", "/language"),
        ({"kind": "transfers", "on": ON, "fresh": "yes"}, 422, "bad_value", "/fresh"),
        ({"kind": "transfers", "on": ON, "a/b~c": 1}, 422, "bad_value", "/a~1b~0c"),
        ({"kind": "transfers", "on": ON, "unit": "9999"}, 404, "not_found", ""),
        ({"kind": "transfers", "on": ON, "rules": "ab" * 32}, 404, "not_found", ""),
        ({"kind": "hledger", "on": ON}, 422, "bad_value", "/on"),
        ({"kind": "district-paper", "on": ON}, 422, "bad_value", "/unit"),
        ({"kind": "letter", "on": ON}, 422, "bad_value", "/document"),
        ({"kind": "signing-sheet", "on": ON}, 422, "bad_value", "/run"),
        ([], 400, "unreadable_body", ""),
    ),
)
def test_an_order_that_cannot_be_is_refused_before_a_job_is_entered(
    office: Office, wanted: object, status: int, code: str, pointer: str
) -> None:
    said = order(office, "auditor", "/reports", wanted)
    assert (said.status_code, said.json["code"], said.json.get("pointer", "")) == (status, code, pointer), (
        said.text
    )
    assert office.read("auditor", "/jobs")["jobs"] == []


@pytest.mark.parametrize(
    ("wanted", "status", "code"),
    (
        ({"kind": "transfers", "run": "RUN-9"}, 404, "unknown_document"),
        ({"kind": "letter", "on": ON, "document": "TR-999"}, 404, "unknown_transfer"),
    ),
)
def test_what_only_the_job_can_find_out_is_told_by_the_job(
    office: Office, wanted: dict[str, Any], status: int, code: str
) -> None:
    job = worked(office, "auditor", "/reports", wanted)
    assert (job["state"], job["problem"]["code"], job["problem"]["status"]) == ("failed", code, status)
    assert office.read("auditor", "/reports")["reports"] == []


@pytest.mark.parametrize("wanted", ORDERS, ids=lambda wanted: wanted["kind"])
def test_who_sees_some_units_only_has_none_of_them_made(office: Office, wanted: dict[str, Any]) -> None:
    said = order(office, "spender", "/reports", wanted)
    assert (said.status_code, said.json["code"]) == (403, "all_units_only")
    assert office.get("spender", "/reports").json["code"] == "all_units_only"


def test_a_report_of_a_run_and_what_is_signed_of_it(office: Office) -> None:
    worked(office, "reconciler", "/reconciliations", {"on": ON}, "run")
    for kind in ("reconciliation", "signing-sheet"):
        job = worked(office, "auditor", "/reports", {"kind": kind, "run": "RUN-0001"}, kind)
        assert (job["state"], job["result"]["on"]) == ("done", ON)


def test_a_report_of_a_damaged_book_is_made_and_says_so(office: Office) -> None:
    with office.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER bucket_no_update")
        connection.exec_driver_sql("UPDATE bucket SET balance = balance + 1 WHERE stage = 'available'")
    job = worked(office, "auditor", "/reports", {"kind": "reconciliation", "on": ON})
    assert job["state"] == "done"
    assert job["result"]["findings"] > 0
    found = worked(office, "auditor", "/reports", {"kind": "verification"}, "v")
    assert found["result"]["ok"] is False


def test_an_order_says_which_book_it_is_about_where_there_are_several(office: Office) -> None:
    assert order(office, "auditor", "/reports?book=nowhere", {"kind": "hledger"}).status_code == 404
    assert order(office, "auditor", "/reports?book=book-1", {"kind": "hledger"}).status_code == 202
    work_off(office)
