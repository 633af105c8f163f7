"""Who decides a proposal sees what it would do, by which right, and what is in the way; nothing is posted."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import a_command
from tests.serving import Office
from tests.working import order, worked

SHEET = "/proposals/PP-1/signing-sheet"
SINCE = "2025-11-01"
RIGHTS = (
    {"role": "district_administrator", "post": "ผอ.เขต", "limit": "60.00", "order_no": "คส 7"},
    {"role": "finance_head", "post": "ผอ.กองคลัง", "limit": "900.00", "order_no": "คส 8"},
)
POLICY = a_command(
    "set_policy", valid_from=SINCE, delegations=[{**right, "from_on": SINCE} for right in RIGHTS]
)


def proposed(office: Office, amount: str = "50.00") -> None:
    command = {"verb": "commit", "number": "CM-P", "line": "L69", "unit": "1032", "amount": amount}
    office.post(POLICY, "head", "policy")
    office.post(a_command("propose", command=command), "spender", "p")


def moved(sheet: Any) -> dict[str, tuple[str, str]]:  # noqa: ANN401 - JSON
    return {
        row["stage"]: (row["before"], row["after"]) for row in sheet["moves"] if row["before"] != row["after"]
    }


def test_who_may_sign_sees_before_and_after_and_the_order_that_lets_them(each_office: Office) -> None:
    proposed(each_office)
    entries = each_office.read("auditor", "/journal/entries?limit=200")
    sheet = each_office.read("receiver", SHEET)
    assert (sheet["may_sign"], sheet["in_the_way"]) == (True, None)
    assert moved(sheet) == {"reserved": ("50.00", "0.00"), "committed": ("0.00", "50.00")}
    assert [(each["limit"], each["order_no"]) for each in sheet["rights"]] == [("60.00", "คส 7")]
    assert sheet["missing_papers"] == ["contract_no"]
    assert sheet["proposal"] == each_office.read("receiver", "/proposals/PP-1")
    assert each_office.read("auditor", "/journal/entries?limit=200") == entries


@pytest.mark.parametrize(
    ("who", "code"),
    (("spender", "not_permitted"), ("officer", "not_permitted"), ("auditor", "not_permitted")),
)
def test_who_may_not_sign_sees_why(office: Office, who: str, code: str) -> None:
    proposed(office)
    sheet = office.read(who, SHEET)
    assert (sheet["may_sign"], sheet["in_the_way"]["code"]) == (False, code)
    assert moved(sheet) == {}


def test_what_is_beyond_the_limit_is_said(office: Office) -> None:
    proposed(office, "70.00")
    sheet = office.read("receiver", SHEET)
    assert (sheet["may_sign"], sheet["in_the_way"] is None) == (False, False)
    assert office.read("head", SHEET)["may_sign"] is True


def test_anothers_proposal_is_as_one_that_is_not_there(office: Office) -> None:
    proposed(office)
    unknown = office.get("neighbour", "/proposals/PP-9/signing-sheet")
    said = office.get("neighbour", SHEET)
    assert (said.status_code, said.data) == (404, unknown.data)
    assert order(office, "neighbour", SHEET, {}).status_code == 404


def test_what_would_be_found_is_told_by_a_job_and_nothing_is_posted(each_office: Office) -> None:
    proposed(each_office)
    entries = each_office.read("auditor", "/journal/entries?limit=200")
    job = worked(each_office, "receiver", SHEET, {})
    assert (job["state"], job["problem"]) == ("done", None)
    assert set(job["result"]) == {"found", "settled"}
    assert {one["unit"] for one in job["result"]["found"]} <= {"1032", ""}
    assert each_office.read("auditor", "/journal/entries?limit=200") == entries
    refused = worked(each_office, "spender", SHEET, {})
    assert (refused["state"], refused["problem"]["code"]) == ("failed", "not_permitted")
