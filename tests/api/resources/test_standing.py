"""What a book is judged by is the same for every reader; who holds which role is for who sees all."""

from __future__ import annotations

from tests.builders import GRANTS, a_command
from tests.serving import Office


def test_nothing_is_in_force_before_anything_was_said(office: Office) -> None:
    said = office.read("spender", "/standing")
    assert said["closed_through"] is None
    assert said["policy"] == {
        "valid_from": None, "advance_counts_as_used": True, "second_person": [], "delegations": []
    }  # fmt: skip


def test_what_was_said_is_in_force(office: Office) -> None:
    second = [{"of_verb": "transfer", "from_amount": "100.00"}]
    office.post(a_command("set_policy", second_person=second), "head", "p")
    office.post(a_command("set_rules"), "head", "r")
    office.post(a_command("close_period"), "head", "c")
    said = office.read("spender", "/standing")
    assert said["closed_through"]["iso"] == "2025-10-31"
    assert said["policy"]["second_person"] == second
    assert [each["version"] for each in said["rule_sets"]] == ["1"]
    assert office.read("auditor", "/standing") == said


def test_grants_and_their_ends_are_for_who_sees_every_unit(office: Office) -> None:
    office.post(a_command("revoke_role"), "root", "gone")
    said = office.read("auditor", "/grants")["grants"]
    assert len(said) == len(GRANTS) + 1
    assert [each["granted"] for each in said if each["holder"] == "spender"] == [True, False]
    assert office.get("neighbour", "/grants").json["code"] == "all_units_only"
