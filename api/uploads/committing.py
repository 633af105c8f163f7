"""Committing: post what a check found right, all of it in one transaction or nothing at all.

Each document stands under a key of its content, so that an upload that comes again, or comes with more
rows, posts what is missing and no more. What happened between check and commit can still refuse a row:
then nothing is posted, and the report says which rows and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from api.uploads.checking import Checked, Planned, Tell, judged, told_whole
from ledger.posting import Journal
from ledger.rules import Reference


@dataclass(frozen=True, slots=True)
class Committed:
    """What became of each document of an upload, in posting order; `checked` says what is wrong now."""

    checked: Checked
    rows: tuple[Planned, ...]

    @property
    def done(self) -> bool:
        """Whether all of it is on record; otherwise nothing was posted."""
        return self.checked.right

    @property
    def posted(self) -> int:
        """How many entries are new."""
        return sum(len(each.outcome.entries) for each in self.rows if self.became(each) == "posted")

    @property
    def refused(self) -> tuple[Planned, ...]:
        """What was refused after all."""
        return tuple(each for each in self.rows if each.outcome.refusal)

    def became(self, each: Planned) -> str:
        """One of `posted`, `already_there`, `refused`, `not_posted` (right, but another row was refused)."""
        if each.outcome.refusal:
            return "refused"
        if each.there:
            return "already_there"
        return "posted" if self.done else "not_posted"

    def to_json(self) -> dict[str, Any]:
        """The report of a commit: that of the check without its preview, and every row."""
        told = self.checked.to_json()
        del told["preview"]
        return {**told, "posted": self.posted, "rows": [self._row(each) for each in self.rows]}

    def _row(self, each: Planned) -> dict[str, Any]:
        entries = [] if each.outcome.refusal else [entry.seq for entry in each.outcome.entries]
        return {**each.place(), "became": self.became(each), "entries": entries}


def commit_upload(
    journal: Journal, checked: Checked, actor: str, reference: Reference, tell: Tell = told_whole
) -> Committed:
    """Post what was checked and found right, in its order. Raises ValueError, Unavailable.

    `reference` and `tell` are those of the check, for what is refused after all.
    """
    if not checked.right:
        raise ValueError("an upload with something wrong is never committed")
    rows = _posted(journal, checked.planned, actor)
    return Committed(judged(checked.upload, rows, reference, tell), tuple(rows))


def _posted(journal: Journal, planned: Sequence[Planned], actor: str) -> list[Planned]:
    asked = [each for each in planned if not each.document.recorded]
    outcomes = iter(journal.post_together([each.request for each in asked], actor) if asked else [])
    return [each if each.document.recorded else replace(each, outcome=next(outcomes)) for each in planned]
