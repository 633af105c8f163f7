"""A2: the terms, the rules of evidence and every parameter, in words and with its value."""

from __future__ import annotations

import pytest

from reconciliation.rule_set import OWN, default_rules
from reports.sheets.method import method
from tests.reconciliation.builders import funded, ruled
from tests.reports.sheets.footing import held, row, told


@pytest.mark.parametrize("lang", ("th", "en"))
def test_every_parameter_of_the_rule_set_stands_there_with_its_meaning(lang: str) -> None:
    book = funded()
    table = method(told(book, book.statement(), lang), frozenset())
    rows = [row(table, record) for record in held(table)]
    settings = {one["topic"]: one for one in rows}
    names = set(default_rules().__slots__) - set(OWN)
    assert names <= settings.keys()
    assert all(settings[name]["meaning"] for name in names)


def test_a_share_is_told_as_the_decimal_it_was_written_as() -> None:
    book = funded()
    statement = book.statement(rules=ruled(lambda_max="0.05", approval_limit="5000.00"))
    table = method(told(book, statement), frozenset())
    settings = {one["topic"]: one.get("setting") for one in (row(table, record) for record in held(table))}
    assert (settings["lambda_max"], settings["approval_limit"]) == ("0.05", "5,000.00")
