"""Run: one reconciliation on record, the steps people took on it, and whether it still stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ledger.commands import RecordRun, SignOff
from ledger.commands.review import STEPS
from ledger.entries import Entry
from ledger.rules.bearing import touches
from reconciliation.runs.digests import Inputs

# A statement that nobody has recorded is a draft; the rest follows from the journal.
STATES: Final = ("DRAFT", "COMPLETED", "PREPARED", "REVIEWED", "SIGNED", "STALE")
_AFTER: Final = dict(zip(STEPS, STATES[2:5], strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Who took a step, and on which day."""

    name: str
    by: str
    on: date
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A run on record; `position` is the journal position it read, `seq` its own entry.

    `touched_by` is the first later entry that bears on its period (0: none).
    """

    number: str
    seq: int
    on: date
    position: int
    made_by: str
    rules_version: str
    rules_digest: str
    input_digest: str
    output_digest: str
    opening: str
    counts: Mapping[str, int]
    steps: tuple[Step, ...]
    touched_by: int = 0

    @property
    def signed(self) -> bool:
        """Whether it has its last signature."""
        return bool(self.steps) and self.steps[-1].name == STEPS[-1]

    @property
    def state(self) -> str:
        """One of STATES: a signed run that something has touched since is STALE."""
        if self.signed and self.touched_by:
            return "STALE"
        return _AFTER[self.steps[-1].name] if self.steps else "COMPLETED"


def runs(entries: Iterable[Entry]) -> tuple[Run, ...]:
    """Every run of a journal (all its entries, in order), in order of their recording."""
    known = [entry for entry in entries if not entry.refused]
    steps: defaultdict[int, list[Step]] = defaultdict(list)
    for entry in known:
        if isinstance(entry.command, SignOff):
            steps[entry.refers_to].append(_step(entry, entry.command))
    by_seq = {entry.seq: entry for entry in known}
    return tuple(
        _run(entry, entry.command, tuple(steps[entry.seq]), _touched_by(entry.command, known, by_seq))
        for entry in known
        if isinstance(entry.command, RecordRun)
    )


def _step(entry: Entry, command: SignOff) -> Step:
    return Step(name=command.step, by=entry.person, on=entry.request.effective_on, seq=entry.seq)


def _touched_by(run: RecordRun, known: Sequence[Entry], by_seq: Mapping[int, Entry]) -> int:
    later = (entry for entry in known if entry.seq > run.position)
    return next((entry.seq for entry in later if touches(entry, run.on, by_seq.get, run.number)), 0)


def _run(entry: Entry, command: RecordRun, steps: tuple[Step, ...], touched_by: int) -> Run:
    return Run(
        number=command.number,
        seq=entry.seq,
        on=command.on,
        position=command.position,
        made_by=entry.person,
        rules_version=command.rules_version,
        rules_digest=command.rules_digest,
        input_digest=command.input_digest,
        output_digest=command.output_digest,
        opening=command.opening,
        counts={one.name: one.count for one in command.counts},
        steps=steps,
        touched_by=touched_by,
    )


def opening_run(known: Iterable[Run], on: date) -> Run | None:
    """The run a new one opens with: the signed one of the latest earlier day, the last of that day."""
    signed = [run for run in known if run.signed and run.on < on]
    return max(signed, key=lambda run: (run.on, run.seq), default=None)


def same_runs(known: Iterable[Run], read: Inputs) -> Iterator[Run]:
    """The runs of the same cut-off that read the same documents under the same rules, first to last.

    What a run posted since is set aside; what another run posted is not, as it had not read that.
    """
    alike = (run for run in known if (run.on, run.rules_digest) == (read.on, read.rules_digest))
    return (run for run in alike if run.input_digest == read.digest(run.number))
