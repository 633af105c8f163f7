"""Definitions: each column of each table, from the fields that check it."""

from __future__ import annotations

import pytest

from api.intake.tables import BY_NAME, TABLES, known_columns
from api.uploads.definitions import REFERS, Definition, definitions_of, tables_called
from api.uploads.words import label, word
from ledger.commands.fields import specs
from ledger.errors import Unusable
from ledger.texts import LANGUAGES


def by_column(name: str) -> dict[str, Definition]:
    return {each.column: each for each in definitions_of(name)}


def test_every_table_has_exactly_the_columns_that_intake_reads() -> None:
    assert {name: frozenset(by_column(name)) for name in BY_NAME} == {
        name: known_columns(name) for name in BY_NAME
    }


def test_what_a_table_needs_stands_first() -> None:
    for table in TABLES:
        assert tuple(each.column for each in definitions_of(table.name))[: len(table.needed)] == table.needed


def test_only_what_a_table_needs_is_required() -> None:
    for table in TABLES:
        assert {each.column for each in definitions_of(table.name) if each.required} <= {*table.needed}


@pytest.mark.parametrize(
    ("table", "column", "expected"),
    (
        ("transfers", "amount", Definition("amount", "amount", "amount", required=True)),
        ("transfers", "from", Definition("from", "from_unit", "code", required=True, refers="units")),
        ("transfers", "to_line", Definition("to_line", "to_line", "code", refers="lines")),
        ("vouchers", "from", Definition("from", "source", "number")),
        ("receipts", "confirmed_by", Definition("confirmed_by", "made_by", "actor")),
        ("decisions", "accepted", Definition("accepted", "accepted", "quantity")),
        ("decisions", "surveyed", Definition("surveyed", "surveyed", "digest", many=True)),
        ("lines", "units", Definition("units", "units", "code", many=True, refers="units")),
        ("units", "remark", Definition("remark", "remark", "text")),
        ("units", "evidence_digest", Definition("evidence_digest", "digest", "number")),
        ("periods", "date", Definition("date", "effective_on", "day", required=True)),
    ),
)
def test_a_column_is_what_its_field_is(table: str, column: str, expected: Definition) -> None:
    assert by_column(table)[column] == expected


def test_a_transfer_may_be_a_change_of_purpose_too() -> None:
    assert by_column("transfers")["kind"].allowed[-1] == "change"
    assert by_column("transfers")["stage"].allowed == ("approved", "released")


def test_every_code_of_a_unit_a_line_or_an_activity_can_be_chosen() -> None:
    names = {spec.name for table in TABLES for spec in specs(table.command)}
    names |= {spec.name for table in TABLES if table.parts for spec in specs(table.parts.kind)}
    assert set(REFERS) <= names
    assert {name for name in names if name.endswith(("unit", "line"))} <= {*REFERS, "line"}


def test_every_table_column_and_kind_has_words_in_both_languages() -> None:
    for language in LANGUAGES:
        for table in TABLES:
            assert word(f"tables.{table.name}", language)
            for each in definitions_of(table.name):
                assert label(each.column, table.name, language) != each.column
                assert word(f"kinds.{each.kind}", language)


@pytest.mark.parametrize(
    ("names", "expected"),
    ((("transfer", "receipts"), ["transfers", "receipts"]), (("disburse",), ["vouchers"]), ((), [*BY_NAME])),
)
def test_tables_are_called_by_name_or_by_verb(names: tuple[str, ...], expected: list[str]) -> None:
    assert [table.name for table in tables_called(*names)] == expected


def test_a_table_that_is_not_there_is_named() -> None:
    with pytest.raises(Unusable) as refused:
        tables_called("transfers", "../etc")
    assert (refused.value.code, refused.value.facts["value"]) == ("unknown_table", "../etc")
