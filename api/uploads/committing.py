"""Committing: post what a check found right, and say of each row what became of it.

Nothing of an upload is posted unless all of it was right when it was checked. Each document stands
under a key of its content, so that an upload that broke off, or comes again, posts what is missing
and no more. What happened between check and commit can still refuse a row: the report says so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from api.uploads.checking import Checked, Planned
from api.uploads.placing import place_of
from ledger.posting import Journal


@dataclass(frozen=True, slots=True)
class Committed:
    """What became of each document of an upload, in posting order."""

    checked: Checked
    rows: tuple[Planned, ...]

    @property
    def posted(self) -> int:
        """How many entries are new."""
        return sum(len(each.outcome.entries) for each in self.rows if _became(each) == "posted")

    @property
    def refused(self) -> tuple[Planned, ...]:
        """What was refused after all."""
        return tuple(each for each in self.rows if each.outcome.refusal)

    def to_json(self) -> dict[str, Any]:
        """The report of a commit: that of the check without its preview, and every row."""
        told = self.checked.to_json()
        del told["preview"]
        return {**told, "posted": self.posted, "rows": [_row(each) for each in self.rows]}


def commit_upload(journal: Journal, checked: Checked, actor: str) -> Committed:
    """Post what was checked and found right, in its order. Raises ValueError, Unavailable."""
    if not checked.right:
        raise ValueError("an upload with something wrong is never committed")
    asked = [each for each in checked.planned if not each.document.recorded]
    outcomes = iter(journal.post_all([each.request for each in asked], actor))
    rows = [
        each if each.document.recorded else replace(each, outcome=next(outcomes)) for each in checked.planned
    ]
    return Committed(checked, tuple(rows))


def _became(each: Planned) -> str:
    if each.outcome.refusal:
        return "refused"
    return "already_there" if each.there else "posted"


def _row(each: Planned) -> dict[str, Any]:
    told = {**each.place(), "became": _became(each), "entries": [e.seq for e in each.outcome.entries]}
    if each.outcome.refusal:
        told["entries"] = []
        told["wrong"] = place_of(each.page, each.document, each.outcome.refusal).to_json()
    return told
