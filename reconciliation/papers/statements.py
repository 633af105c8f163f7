"""Statement papers: what others said of days by the cut-off, whenever it was recorded."""

from __future__ import annotations

from datetime import date

from ledger.commands import RecordStatement
from reconciliation.documents import Stated
from reconciliation.scope import Scope


def statements(within: Scope) -> tuple[Stated, ...]:
    """The statements that stand, by source and last day.

    A statement about a day is made after it, so its own day decides, not that of its recording. Of
    two of one source and last day the later one stands: it corrects the other.
    """
    standing: dict[tuple[str, date], Stated] = {}
    for entry in within.recorded:
        if entry.kind == RecordStatement.verb and isinstance(entry.command, RecordStatement):
            command = entry.command
            if command.on <= within.on:
                standing[command.source, command.on] = Stated(seq=entry.seq, command=command)
    return tuple(standing[key] for key in sorted(standing))
