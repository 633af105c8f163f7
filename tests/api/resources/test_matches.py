"""Matches on record: each with its papers, and undone only if it is still what was seen."""

from __future__ import annotations

import pytest

from tests.builders import a_command, a_voucher
from tests.serving import Office

UNDO = {"effective_on": "2025-11-20", "reason": "จับคู่ผิด"}


@pytest.fixture
def matched(each_office: Office) -> Office:
    """Two districts with a match each."""
    office = each_office
    for unit, spender in (("1032", "spender"), ("1033", "neighbour")):
        office.post(a_command("deliver", number=f"LOT-{unit}", unit=unit), "surveyor", f"d{unit}")
        office.post(a_command("decide", delivery=f"LOT-{unit}", accepted=1), "committee", f"a{unit}")
        office.post(a_voucher("V1", {"amount": "85.50"}, unit=unit), spender, f"v{unit}")
    office.post(a_command("record_run"), "reconciler", "run")
    for unit in ("1032", "1033"):
        match = a_command(
            "match", number=f"MT-{unit}", run="RUN-1", rule="R1", kind="1:1", unit=unit, referenced=True,
            vouchers=[{"voucher": "V1", "amount": "85.50"}],
            lots=[{"delivery": f"LOT-{unit}", "amount": "85.50"}],
        )  # fmt: skip
        office.post(match, "reconciler", f"m{unit}", on="2025-11-15")
    return office


def test_each_reader_sees_the_matches_of_their_units(matched: Office) -> None:
    told = {who: matched.read(who, "/matches")["matches"] for who in ("auditor", "spender")}
    assert [one["number"] for one in told["auditor"]] == ["MT-1032", "MT-1033"]
    assert told["spender"] == told["auditor"][:1] == [matched.read("spender", "/matches/MT-1032")]
    assert told["spender"][0]["vouchers"][0] == {
        "voucher": "V1", "part": 1, "document_fiscal_year": 0, "amount": "85.50"
    }  # fmt: skip
    answers = [matched.get("spender", f"/matches/{number}") for number in ("MT-1033", "MT-9", "%00")]
    assert {(each.status_code, each.data) for each in answers} == {(404, answers[0].data)}


def test_a_match_is_undone_if_it_is_still_what_was_seen(matched: Office) -> None:
    tag = matched.get("auditor", "/matches/MT-1032").headers["ETag"]
    for key, held, status in (("u1", '"old"', 412), ("u2", tag, 201), ("u3", tag, 412)):
        headers = {"Idempotency-Key": key, "Content-Type": "application/json", "If-Match": held}
        body = b'{"effective_on": "2025-11-20", "reason": "x"}'
        answer = matched.send("POST", "reviewer", "/matches/MT-1032/ends", headers=headers, data=body)
        assert answer.status_code == status, answer.text


def test_a_match_that_was_undone_stands_no_more_and_says_since_when(matched: Office) -> None:
    assert matched.command("reviewer", UNDO, "u", "/matches/MT-1032/ends").status_code == 201
    (first, second) = matched.read("auditor", "/matches")["matches"]
    assert (first["standing"], first["ended_on"]["iso"]) == (False, "2025-11-20")
    assert (second["standing"], second["ended_on"]) == (True, None)
