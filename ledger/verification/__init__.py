"""Verification: the journal replayed and compared with everything the database says; never repaired.

Every leaf, column, line, bucket, day total, document, tile and checkpoint is recomputed from the
bodies alone, and whatever is missing, different or too much is named. What a rewritten book cannot
hide are the checkpoints that an auditor holds: bring them.

    report.py         Problem, Report
    shape.py          tables, columns, guards
    reading.py        rows in the order of comparison
    examination.py    rows of `entry` against their own bodies (pure)
    fold.py           what the other tables must hold (pure)
    lineup.py         expected rows against stored ones (pure)
    notes.py          checkpoints against the tree
    rules.py          the rules asked again (pure)
    workers.py        several processes
    checker.py        the order of it all
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ledger.verification.report import Problem, Report

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from ledger.signing import Verifier

__all__ = ["Problem", "Report", "verify"]


def verify(  # noqa: PLR0913 - what to check, against what, how thoroughly
    engine: Engine,
    book: str,
    *,
    checkpoints: Sequence[str] = (),
    verifiers: Iterable[Verifier] = (),
    deep: bool = False,
    processes: int | None = None,
) -> Report:
    """Replay `book` and compare; problems are values in the report, and nothing is repaired.

    `checkpoints` are signed notes that an auditor holds, `verifiers` the keys they are believed
    from. `deep` also asks the rules again for every entry (some 10 times slower). `processes`
    share the work, by default one per processor for a large book. Posting may go on meanwhile.
    """
    # A worker imports this package too: without the database's part it starts in a third of the time.
    from ledger.verification.checker import check  # noqa: PLC0415 - see above

    return check(engine, book, checkpoints, tuple(verifiers), deep=deep, processes=processes)
