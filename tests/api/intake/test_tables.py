"""Tables: every verb that can be taken over has a file, and the README shows the same columns."""

from __future__ import annotations

import re
from pathlib import Path

import api.intake
from api.intake.tables import BY_NAME, CHANGES, COMMON, TABLES, Table
from ledger.commands import Command
from ledger.commands.fields import specs
from ledger.commands.review import REVIEW_VERBS

# A book is opened by book.toml, rules and policy have files of their own, the say of a second person
# is named in a document's `approver`, and a review is of this book alone.
ELSEWHERE = REVIEW_VERBS | {
    *("open_book", "set_rules", "set_policy", "propose", "approve", "reject", "withdraw_proposal"),
}
README = Path(api.intake.__file__ or "").parent / "README.md"
COMMON_COLUMNS = {word.split(">")[0] for word in COMMON.split()}


def test_every_verb_of_the_ledger_has_a_table() -> None:
    taken = {table.command.verb for table in TABLES}
    ours = {verb for verb, command in Command.verbs.items() if command.__module__.startswith("ledger.")}
    assert ours - taken - ELSEWHERE == set()


def test_every_column_fills_a_field_that_exists() -> None:
    own = {
        "effective_on",
        "made_by",
        "approved_by",
        "acting_for",
        "remark",
        "original_on",
        "evidence",
        "digest",
    }
    strange = [
        (table.name, column)
        for table in (*TABLES, CHANGES)
        for column, field in table.columns.items()
        if field not in own and field not in {spec.name for spec in specs(table.command)}
    ]
    assert strange == []


def test_every_field_of_a_command_can_be_filled() -> None:
    missing = [
        (table.name, spec.name)
        for table in TABLES
        for spec in specs(table.command)
        if spec.kind != "nested"
        and spec.name not in table.columns.values()
        and (table.name, spec.name) not in {("holidays", "year"), ("reversals", "seq")}
    ]
    assert missing == []


def columns_told(table: Table) -> set[str]:
    """The columns that the README's row of a table names."""
    row = re.search(rf"^\| `{table.file}` \|(.*)$", README.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert row, f"{table.file} is not in the README"
    return set(re.findall(r"[a-z_]+", row.group(1).rsplit("|", 3)[0]))


def test_the_readme_shows_every_file_and_every_column() -> None:
    for table in TABLES:
        own = {*table.all_columns} - COMMON_COLUMNS | {*table.needed}
        extra = {*CHANGES.columns} - COMMON_COLUMNS if table.name == CHANGES.name else set()
        told = columns_told(table)
        assert (own | extra) - told == set(), table.name
        assert told - own - extra - COMMON_COLUMNS == set(), table.name
    assert {table.name for table in TABLES} == set(BY_NAME)
