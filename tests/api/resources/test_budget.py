"""Budget: appropriations, releases and the rest, each in its register."""

from __future__ import annotations

import pytest

from tests.builders import a_command
from tests.serving import Office


@pytest.mark.parametrize(
    ("path", "verb"),
    (
        ("appropriations", "appropriate"),
        ("appropriations/withdrawals", "withdraw"),
        ("appropriations/releases", "release"),
        ("appropriations/holds", "hold_release"),
        ("appropriations/retentions", "retain"),
        ("appropriations/returns", "retain_back"),
        ("appropriations/changes", "move_purpose"),
    ),
)
def test_every_verb_of_the_budget_has_a_register(each_office: Office, path: str, verb: str) -> None:
    each_office.post(a_command(verb, number="N/1"), "officer", "x")
    said = each_office.read("auditor", f"/{path}?number=N/1")
    (row,) = said[path.rpartition("/")[2]]
    assert (row["number"], row["unit"], row["line"], row["amount"]) == ("N/1", "DEPT", "L69", "50.00")


def test_what_lapsed_has_a_register_for_its_unit(each_office: Office) -> None:
    each_office.post(a_command("lapse"), "head", "l")
    for who in ("auditor", "spender"):
        (row,) = each_office.read(who, "/lapses")["lapses"]
        found = (row["number"], row["unit"], row["stage"], row["amount"])
        assert found == ("LP-1", "1032", "available", "50.00")
    assert each_office.read("neighbour", "/lapses")["lapses"] == []


def test_a_document_tells_what_its_verb_has_and_is_empty_elsewhere(office: Office) -> None:
    office.post(a_command("move_purpose"), "officer", "m")
    (row,) = office.read("officer", "/appropriations/changes")["changes"]
    assert {name: row[name] for name in ("line", "to_line", "stage", "instalment", "amount")} == {
        "line": "L69",
        "to_line": "L69-SHUT",
        "stage": "approved",
        "instalment": 0,
        "amount": "50.00",
    }
    first, *_ = office.read("officer", "/appropriations")["appropriations"]
    assert (first["authority"], first["to_line"], first["reversed"]) == ("ข้อบัญญัติ 2569", "", False)


def test_a_reversed_one_says_so(each_office: Office) -> None:
    each_office.post(a_command("release", number="RL-X"), "officer", "r")
    undone = a_command("reverse", kind="release", unit="DEPT", reverses="RL-X")
    each_office.post(undone, "head", "undo")
    said = each_office.read("auditor", "/appropriations/releases")["releases"]
    assert {row["number"]: row["reversed"] for row in said} == {
        "RL-L69": False,
        "RL-L69-SHUT": False,
        "RL-X": True,
    }


def test_a_district_sees_no_document_of_the_centre(office: Office) -> None:
    assert office.read("spender", "/appropriations")["appropriations"] == []
