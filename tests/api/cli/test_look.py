"""What remains, now and as of a position or a day; one entry; histories."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.seal import EMPTY_ROOT
from tests.terminal import PILOT, Terminal

LINE = "2569-HOUSING-SURVEY"


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(f"sqlite:///{tmp_path}/book.db")
    terminal.ask("import", PILOT)
    return terminal


def test_a_district_sees_what_remains_in_satang(terminal: Terminal) -> None:
    answer = terminal.ask("balance", "--unit", "1032", "--stage", "available")
    assert set(answer) == {"size", "root", "balances"}
    assert answer["balances"] == [
        {"stage": "available", "unit": "1032", "code": LINE, "measure": "satang", "balance": 42575000}
    ]


def test_a_person_reads_baht_where_a_program_reads_satang(terminal: Terminal) -> None:
    said = terminal.type("balance", "--unit", "1032", "--stage", "available").out
    assert "425,750.00" in said
    assert "THB" in said
    assert "satang" not in said


def test_items_tell_documents_apart(terminal: Terminal) -> None:
    rows = terminal.ask("balance", "--unit", "1010", "--stage", "advanced", "--items")["balances"]
    assert [(row["item"], row["balance"]) for row in rows] == [("AV-01", 10000000)]


def test_as_of_a_position_answers_for_that_position(terminal: Terminal) -> None:
    assert terminal.ask("balance", "--as-of", "0") == {"size": 0, "root": EMPTY_ROOT.hex(), "balances": []}
    half = terminal.ask("balance", "--as-of", "80")
    assert half["size"] == 80
    assert half == terminal.ask("balance", "--as-of", "80")
    assert sum(row["balance"] for row in half["balances"] if row["measure"] == "satang") == 0


def test_a_position_beyond_the_head_is_unusable(terminal: Terminal) -> None:
    said = terminal.type("balance", "--as-of", "9999", "--json")
    assert (said.code, said.json["error"]["facts"]["why"]) == (2, "beyond_head")


def test_as_of_a_day_counts_what_happened_by_then(terminal: Terminal) -> None:
    rows = terminal.ask("balance", "--on", "2025-10-15", "--unit", "1032")["balances"]
    assert {row["stage"]: row["balance"] for row in rows if row["measure"] == "satang"} == {
        "in_transit": 140000000
    }
    by_items = terminal.ask("balance", "--on", "2025-10-15", "--unit", "1032", "--items")["balances"]
    assert {row["item"] for row in by_items if row["stage"] == "in_transit"} == {"TR-001"}


def test_show_tells_the_attested_body_and_its_leaf(terminal: Terminal) -> None:
    shown = terminal.ask("show", "1")
    assert (shown["body"]["kind"], len(shown["leaf"])) == ("open_book", 64)


def test_an_entry_that_is_not_there_is_refused(terminal: Terminal) -> None:
    said = terminal.type("show", "9999", "--json")
    assert (said.code, said.json["error"]["code"]) == (1, "unknown_entry")


def test_history_follows_a_document_and_a_unit(terminal: Terminal) -> None:
    kinds = [e["kind"] for e in terminal.ask("history", "--document", "TR-007")["entries"]]
    assert kinds == ["transfer", "confirm"]
    kinds = [e["kind"] for e in terminal.ask("history", "--document", "PV-0016")["entries"]]
    assert kinds == ["disburse", "reverse"]
    assert len(terminal.ask("history", "--unit", "1037")["entries"]) > 10
