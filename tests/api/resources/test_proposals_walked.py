"""A proposal from the limit that forbids it to the second person who decides, over HTTP on both databases."""

from __future__ import annotations

from typing import Any, Final

import pytest

from tests.builders import a_command
from tests.serving import Answer, Office

DAY: Final = {"effective_on": "2025-11-10"}
CONTRACT: Final[dict[str, Any]] = {"number": "CM-9", "line": "L69", "unit": "1032", "amount": "60.00"}
PROPOSAL: Final = {"number": "PP-9", "command": {"verb": "commit", **CONTRACT}, **DAY}
POLICY: Final = {
    "valid_from": "2025-10-01",
    "second_person": [{"of_verb": "commit", "from_amount": "60.00"}],
    "delegations": [
        {"role": "approver", "post": "ผู้อำนวยการ", "limit": "59.99", "from_on": "2025-10-01", "order_no": "1"},
        {"role": "finance_head", "post": "หัวหน้า", "limit": "59.99", "from_on": "2025-10-01", "order_no": "2"},
    ],
    **DAY,
}
OVERRIDE: Final = {"override_reason": "น้ำท่วม", "override_expires_on": "2025-11-30"}


def told(office: Office) -> dict[str, Any]:
    row: dict[str, Any] = office.read("receiver", "/proposals/PP-9")
    return {name: row[name] for name in ("state", "reserved", "approvals")}


def approve(office: Office, who: str, key: str, **more: Any) -> Answer:  # noqa: ANN401 - JSON
    seen = office.read("receiver", "/proposals/PP-9")["content_hash"]
    plain = {"content_hash": seen, **DAY, **more}
    return office.command(who, plain, key=key, path="/proposals/PP-9/approvals")


@pytest.fixture
def proposed(each_office: Office) -> Office:
    """What one person may not commit is refused, and proposed instead."""
    assert each_office.command("head", POLICY, key="policy", path="/policies").status_code == 201
    alone = each_office.command("spender", {**CONTRACT, **DAY}, key="alone", path="/commitments")
    assert (alone.status_code, alone.json["code"]) == (409, "over_limit")
    said = each_office.command("spender", PROPOSAL, key="p", path="/proposals")
    assert said.status_code == 201
    assert told(each_office) == {"state": "open", "reserved": "60.00", "approvals": []}
    return each_office


def test_beyond_the_limit_two_persons_approve_and_the_first_only_counts(proposed: Office) -> None:
    within = approve(proposed, "approver", "within")
    assert (within.status_code, within.json["code"]) == (409, "over_limit")
    tag = proposed.get("approver", "/proposals/PP-9").headers["ETag"]
    first = approve(proposed, "approver", "first", **OVERRIDE)
    assert (first.status_code, len(first.json["entries"])) == (201, 1)
    assert told(proposed) == {"state": "open", "reserved": "60.00", "approvals": ["approver"]}
    assert proposed.get("approver", "/proposals/PP-9").headers["ETag"] != tag
    same = approve(proposed, "approver", "same", **OVERRIDE)
    assert (same.status_code, same.json["code"]) == (409, "same_person")
    second = approve(proposed, "head", "second", **OVERRIDE)
    assert [entry["kind"] for entry in second.json["entries"]] == ["approve", "commit"]
    assert told(proposed) == {"state": "approved", "reserved": "0.00", "approvals": ["approver", "head"]}
    assert proposed.read("spender", "/commitments/1032/2569/CM-9")["open"] == "60.00"
    again = approve(proposed, "head", "second", **OVERRIDE)
    assert (again.data, again.headers["Idempotency-Replayed"]) == (second.data, "true")


def test_who_proposed_may_not_approve(each_office: Office) -> None:
    each_office.post(a_command("grant_role", holder="spender", roles=["approver"]), "root", "grant")
    assert each_office.command("spender", PROPOSAL, key="p", path="/proposals").status_code == 201
    said = approve(each_office, "spender", "self")
    assert (said.status_code, said.json["code"]) == (409, "same_person")
    assert told(each_office)["state"] == "open"
    assert approve(each_office, "approver", "other").status_code == 201
    assert told(each_office)["state"] == "approved"


def test_after_its_day_a_proposal_is_only_taken_back(each_office: Office) -> None:
    short = {**PROPOSAL, "expires_on": "2025-11-12"}
    assert each_office.command("spender", short, key="p", path="/proposals").status_code == 201
    said = approve(each_office, "approver", "late", effective_on="2025-11-13")
    assert (said.status_code, said.json["code"]) == (409, "expired")
    withdrawn = each_office.command("spender", DAY, key="w", path="/proposals/PP-9/withdrawal")
    assert withdrawn.status_code == 201
    assert told(each_office) == {"state": "withdrawn", "reserved": "0.00", "approvals": []}


def test_a_decided_proposal_is_not_decided_again(each_office: Office) -> None:
    assert each_office.command("spender", PROPOSAL, key="p", path="/proposals").status_code == 201
    reason = {"reason": "ไม่จำเป็น", **DAY}
    assert (
        each_office.command("receiver", reason, key="r", path="/proposals/PP-9/rejections").status_code == 201
    )
    assert told(each_office)["state"] == "rejected"
    late = approve(each_office, "approver", "late")
    assert (late.status_code, late.json["code"]) == (404, "unknown_proposal")


@pytest.mark.parametrize("tail", ("approvals", "rejections", "withdrawal"))
def test_anothers_proposal_is_as_one_that_is_not_there(office: Office, tail: str) -> None:
    assert office.command("spender", PROPOSAL, key="p", path="/proposals").status_code == 201
    plain = {**DAY, **({"content_hash": "ab" * 32} if tail == "approvals" else {})}
    answers = [
        office.command("neighbour", plain, key=number, path=f"/proposals/{number}/{tail}")
        for number in ("PP-9", "PP-8")
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].data == answers[1].data
