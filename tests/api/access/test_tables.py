"""The tables of access belong to this place alone, and to no book."""

from __future__ import annotations

import pytest
from sqlalchemy import Table

from api.access.tables import metadata
from ledger.tables import metadata as journal


@pytest.mark.parametrize("table", metadata.tables.values(), ids=str)
def test_no_table_of_access_is_part_of_a_book(table: Table) -> None:
    assert table.info["reach"] == "local"
    assert "book" not in table.columns
    assert table.name not in journal.tables


@pytest.mark.parametrize("table", metadata.tables.values(), ids=str)
def test_the_writer_gives_every_value(table: Table) -> None:
    assert [c.name for c in table.columns if c.nullable or c.server_default or c.default or c.identity] == []
    assert table.autoincrement_column is None
