"""Targets: how much a unit should have done by when, as it stands."""

from __future__ import annotations

from tests.builders import a_command
from tests.serving import Office


def test_a_target_is_told_by_day_as_it_was_last_set(office: Office) -> None:
    office.post(a_command("set_target"), "surveyor", "t1")
    office.post(a_command("set_target", quantity=80), "surveyor", "t2")
    office.post(a_command("set_target", due_on="2026-09-30", quantity=20), "surveyor", "t3")
    said = office.read("receiver", "/targets")["targets"]
    assert [(row["due_on"]["iso"], row["target"], row["measure"]) for row in said] == [
        ("2026-03-31", 80, "household"),
        ("2026-09-30", 20, "household"),
    ]


def test_targets_of_others_are_not_told(office: Office) -> None:
    office.post(a_command("set_target", unit="1033"), "surveyor", "t1")
    assert office.read("receiver", "/targets")["targets"] == []
    assert office.get("receiver", "/targets?unit=1033").status_code == 404
    assert len(office.read("auditor", "/targets?unit=1033")["targets"]) == 1
