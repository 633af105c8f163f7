"""Whose order a transfer is."""

from __future__ import annotations

from tests.builders import EXAMPLES, a_book, a_command


def test_one_order_moves_the_lines_of_one_owner() -> None:
    other = {**EXAMPLES["open_line"], "code": "OTHER", "owner_unit": "1033"}
    desk = a_book(("officer", a_command("open_line", **other)))
    first = EXAMPLES["transfer"]["legs"][0]
    second = {"number": "TR-10", "line": "OTHER", "from_unit": "1033", "to_unit": "1032", "amount": "1.00"}
    size = desk.state.size
    assert desk.refused(a_command("transfer", order_no="O", legs=[first, second])) == "bad_value"
    assert desk.state.size == size
    assert desk.done(a_command("transfer", order_no="O", legs=[first])).kind == "transfer"
