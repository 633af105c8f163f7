"""Work: a job as the kind sees it that carries it out: who asked what, how far it is, and whether to stop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.access.scope import Scope, scope_of
from api.jobs.job import Job, covers
from api.place import Place
from api.problems import edge
from ledger.posting import Journal
from ledger.rules import Reference


class Cancelled(Exception):  # noqa: N818 - no error: it was asked for
    """The owner asked for the end."""


class Lost(Exception):  # noqa: N818 - no error of this job
    """Another worker has taken the job."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What became of a job: its result, and a file in the work's folder with what it is called outside."""

    result: Mapping[str, Any]
    file: Path | None = None
    name: str = ""
    media_type: str = ""


@dataclass(slots=True)
class Progress:
    """How far a job is, and what was said to it meanwhile; the heart of carrying.py tells both ways."""

    done: int = 0
    total: int = 0
    state: str = "running"


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A job being carried out; `folder` is where it may make files."""

    place: Place
    job: Job
    folder: Path
    told: Progress = field(default_factory=Progress)

    @property
    def asked(self) -> Mapping[str, Any]:
        """What was asked for."""
        return self.job.asked

    @property
    def actor(self) -> str:
        """In whose name everything is read and posted."""
        return self.job.actor

    @property
    def journal(self) -> Journal:
        """The book."""
        return self.place.journal(self.job.book)

    def scope(self) -> Scope:
        """What the owner sees now: what they saw when they asked. Raises Problem `access_ended`."""
        found = scope_of(self.reference(), self.actor, self.place.today())
        if found is None or not covers(found, self.job.scope):
            raise edge("access_ended")
        return self.job.scope

    def whole(self) -> None:
        """Raise Problem `all_units_only` unless the owner sees every unit, `access_ended` if no longer."""
        if not self.scope().whole:
            raise edge("all_units_only")

    def reference(self) -> Reference:
        """What the reference entries of the book say now."""
        with self.place.engine.connect() as connection:
            stand = self.place.stand(connection, self.job.book)
            return self.place.reference(connection, stand) if stand else Reference()

    def progress(self, done: int, total: int) -> None:
        """Say how far it is; raises as `check`."""
        self.told.done, self.told.total = done, total
        self.check()

    def check(self) -> None:
        """Go no further where the owner asked for the end, or another worker has the job."""
        if self.told.state == "cancelling":
            raise Cancelled
        if not self.told.state:
            raise Lost


Kind = Callable[[Work], Made]
"""Carries a job out; it may be called again for the same job, and must then come to the same end."""
