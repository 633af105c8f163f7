"""Reference data: what concerns the reader, and not what was said to others."""

from __future__ import annotations

from tests.builders import BOOK, a_command
from tests.serving import Office


def test_a_reader_sees_own_books_with_own_roles(office: Office) -> None:
    (own,) = office.read("spender", "/books")["books"]
    assert (own["book"], own["roles"], own["units"]) == (BOOK, ["district_finance"], ["1032"])
    (whole,) = office.read("auditor", "/books")["books"]
    assert (whole["roles"], whole["units"]) == (["auditor"], None)
    assert office.read("root", "/books") == {"books": []}
    assert office.read("auditor", "/books?book=other") == {"books": []}


def test_units_and_lines_are_those_of_the_reader(office: Office) -> None:
    assert [unit["code"] for unit in office.read("spender", "/districts")["units"]] == ["1032"]
    assert [line["code"] for line in office.read("spender", "/budget-lines")["lines"]] == ["L69", "L70"]
    assert [line["code"] for line in office.read("neighbour", "/budget-lines")["lines"]] == [
        "L69",
        "L69-SHUT",
        "L70",
    ]


def test_a_line_open_for_several_names_only_the_readers_units(office: Office) -> None:
    office.post(a_command("open_line", code="L-BOTH", units=["1032", "1033"]), "officer", "both")
    shown = {line["code"]: line["units"] for line in office.read("spender", "/budget-lines")["lines"]}
    assert shown["L-BOTH"] == ["1032"]


def test_rates_are_the_general_ones_and_the_readers_own(office: Office) -> None:
    office.post(a_command("set_rate", unit="1033", rate="70.00"), "officer", "theirs")
    rates = {
        who: [
            (rate["unit"], rate["rate"])
            for activity in office.read(who, "/activities")["activities"]
            for rate in activity["rates"]
        ]
        for who in ("spender", "neighbour")
    }
    assert rates == {"spender": [("", "85.50")], "neighbour": [("", "85.50"), ("1033", "70.00")]}
