"""Proposals: open until somebody decides; what they hold is given back then."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.commands import Propose
from tests.builders import EXAMPLES, a_command, hash_of
from tests.serving import Office

PROPOSAL = a_command("propose")


def told(office: Office, who: str = "receiver") -> tuple[str, str]:
    row: dict[str, Any] = office.read(who, "/proposals/PP-1")
    return row["state"], row["reserved"]


@pytest.mark.parametrize(
    ("verb", "who", "state"),
    (
        ("approve", "receiver", "approved"),
        ("reject", "receiver", "rejected"),
        ("withdraw_proposal", "spender", "withdrawn"),
    ),
)
def test_a_proposal_holds_money_until_it_is_decided(
    each_office: Office, verb: str, who: str, state: str
) -> None:
    each_office.post(PROPOSAL, "spender", "p")
    assert told(each_office) == ("open", "50.00")
    more = {"content_hash": hash_of(PROPOSAL)} if verb == "approve" else {}
    each_office.post(a_command(verb, proposal="PP-1", **more), who, "decided")
    assert told(each_office) == (state, "0.00")


def test_what_is_proposed_can_be_read_and_its_hash_stated(office: Office) -> None:
    office.post(PROPOSAL, "spender", "p")
    row = office.read("receiver", "/proposals")["proposals"][0]
    assert isinstance(PROPOSAL, Propose)
    assert row["command"] == EXAMPLES["propose"]["command"]
    assert row["content_hash"] == hash_of(PROPOSAL)


def test_anothers_proposal_is_as_one_that_is_not_there(office: Office) -> None:
    office.post(PROPOSAL, "spender", "p")
    assert office.read("neighbour", "/proposals") == {"proposals": [], "next": None}
    foreign, unknown = (office.get("neighbour", f"/proposals/{number}") for number in ("PP-1", "PP-9"))
    assert (foreign.status_code, foreign.data) == (404, unknown.data)


@pytest.fixture
def decided(each_office: Office) -> Office:
    """A proposal of every state."""
    for number, more in (
        ("PP-1", {}),
        ("PP-2", {"expires_on": "2025-11-19"}),
        ("PP-3", {"expires_on": "2025-11-20"}),
        ("PP-4", {}),
    ):
        command = {**EXAMPLES["propose"]["command"], "number": f"CM-{number}"}
        each_office.post(a_command("propose", number=number, command=command, **more), "spender", number)
    each_office.post(a_command("withdraw_proposal", proposal="PP-4"), "spender", "w")
    return each_office


@pytest.mark.parametrize(
    ("state", "numbers"),
    (
        ("open", ["PP-1", "PP-3"]),
        ("expired", ["PP-2"]),
        ("withdrawn", ["PP-4"]),
        ("approved", []),
        ("", ["PP-1", "PP-2", "PP-3", "PP-4"]),
    ),
)
def test_proposals_of_a_state_are_listed_page_by_page(
    decided: Office, state: str, numbers: list[str]
) -> None:
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = decided.read("receiver", f"/proposals?state={state}&limit=1&cursor={cursor}")
        assert len(page["proposals"]) <= 1
        found += [row["number"] for row in page["proposals"]]
        cursor = page["next"]
    assert found == numbers


def test_what_is_past_its_day_still_holds_its_money(decided: Office) -> None:
    row = decided.read("spender", "/proposals/PP-2")
    assert (row["state"], row["reserved"]) == ("expired", "50.00")
