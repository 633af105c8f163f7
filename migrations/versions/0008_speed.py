"""Indexes that keep reads from growing with the journal."""

from __future__ import annotations

from typing import Final

from alembic import op
from sqlalchemy import text

revision = "0008"
down_revision = "0007"

# As in ledger/tables.py, in the words of this step.
OWN_KINDS: Final = "'advance', 'commit', 'decide', 'deliver', 'disburse', 'match', 'refused', 'set_target'"


def upgrade() -> None:
    """A unit's entries and documents in the order of their pages, and what may be about several units."""
    own = text("unit <> ''")
    op.create_index("entry_unit", "entry", ["book", "unit", "seq"], postgresql_where=own, sqlite_where=own)
    shared = text(f"kind NOT IN ({OWN_KINDS})")
    op.create_index("entry_shared", "entry", ["book", "seq"], postgresql_where=shared, sqlite_where=shared)
    op.create_index("document_unit", "document", ["book", "unit", "kind", "number", "fiscal_year"])
    if op.get_bind().dialect.name == "sqlite":
        _plan_for_a_full_journal()


# Rows, then rows for each further column that is given (sqlite.org/fileformat2.html, 2.6.3).
_STATISTICS: Final = {
    "sqlite_autoindex_entry_1": "1000000 1000000 1",
    "sqlite_autoindex_entry_2": "1000000 1000000 10000 1",
    "entry_refers": "400000 400000 2",
}


def _plan_for_a_full_journal() -> None:
    """Tell SQLite what a journal looks like, as PostgreSQL is told (ledger/databases.py).

    Where it knows nothing, it takes the condition of `entry_refers` for a range: it reads every entry that
    refers to any other to find those that refer to one. ANALYZE replaces this by what is there.
    """
    op.execute("ANALYZE entry")  # makes the table of statistics
    op.execute("DELETE FROM sqlite_stat1 WHERE tbl = 'entry'")
    for index, said in _STATISTICS.items():
        row = f"'entry', '{index}', '{said}'"
        op.execute(f"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ({row})")  # noqa: S608 - constants of ours
    op.execute("ANALYZE sqlite_schema")  # reads it
