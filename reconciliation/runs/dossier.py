"""Dossier: what is known about a statement besides its figures: its run, what is open, what was said.

A draft has a dossier too, without a run. Everything in it follows from the journal, so that the same
entries and statements give the same dossier.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from reconciliation.runs.dialogue import Dialogue
from reconciliation.runs.items import Item, RollForward, open_items, roll_forward, with_states
from reconciliation.runs.lifecycle import Lifecycle, lifecycles
from reconciliation.runs.run import Run
from reconciliation.statement import Statement

SILENCE = Dialogue(inquiries=(), replies={}, opinions={}, waivers=())


@dataclass(frozen=True, kw_only=True)
class Dossier:
    """Runs and statements that stand around one statement.

    `run` is its own (None: a draft), `opening` the signed one it opens with and `before` that one's
    statement (both None: it opens with nothing), `earlier` the statements of signed runs before it,
    `said` everything people said by the position the dossier was made at.
    """

    statement: Statement
    run: Run | None = None
    opening: Run | None = None
    before: Statement | None = None
    earlier: tuple[Statement, ...] = ()
    said: Dialogue = field(default=SILENCE)

    @cached_property
    def opening_items(self) -> tuple[Item, ...]:
        """What the signed run before left open."""
        return open_items(self.before) if self.before else ()

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """What the statement leaves open, each with its state."""
        return with_states(self.statement, self.said, self.opening_items)

    @cached_property
    def rolled(self) -> tuple[RollForward, ...]:
        """How the open items came from those before: a row for vouchers, one for findings."""
        return roll_forward(self.opening_items, self.items)

    @cached_property
    def findings(self) -> tuple[Lifecycle, ...]:
        """Every finding of the statement with its age and what was said about it, in its order."""
        return lifecycles(self.statement, self.said, self.earlier)

    @cached_property
    def by_fingerprint(self) -> Mapping[str, Lifecycle]:
        """The same, by the finding's fingerprint."""
        return {one.finding.fingerprint: one for one in self.findings}

    @property
    def state(self) -> str:
        """The state of its run; DRAFT where nobody has recorded one."""
        return self.run.state if self.run else "DRAFT"

    def signed_by(self, step: str) -> str:
        """Who took a step ("prepared", "reviewed", "signed"); "" where nobody has."""
        steps = self.run.steps if self.run else ()
        return next((one.by for one in steps if one.name == step), "")
