"""Job: who asked what of which book, and what became of it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.access.scope import Scope

WAITING: Final = "waiting"
RUNNING: Final = "running"
CANCELLING: Final = "cancelling"
DONE: Final = "done"
FAILED: Final = "failed"
CANCELLED: Final = "cancelled"
ENDED: Final = (DONE, FAILED, CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a job failed: a stable code, its HTTP status and its facts."""

    code: str
    status: int
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file in the folder of jobs, and what it is called outside; `size` in bytes."""

    file: str
    name: str
    media_type: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as it stands; `scope` is what its owner saw when they asked, `total` 0 where nobody knows it.

    `file` is None where none was made, `file.file` "" where it was and is kept no longer.
    """

    book: str
    id: str
    actor: str
    key: str
    kind: str
    asked: Mapping[str, Any]
    scope: Scope
    state: str
    attempt: int
    done: int
    total: int
    problem: Problem | None
    result: Mapping[str, Any]
    file: Kept | None
    asked_at: str
    started_at: str
    ended_at: str

    @property
    def ended(self) -> bool:
        """Whether nothing more will become of it."""
        return self.state in ENDED

    def belongs_to(self, actor: str, scope: Scope) -> bool:
        """Whether this is somebody's own, who still sees all that they saw when they asked."""
        return self.actor == actor and covers(scope, self.scope)


def covers(scope: Scope, other: Scope) -> bool:
    """Whether a scope reaches every unit of another.

    >>> covers(Scope(None), Scope(frozenset({"1032"}))), covers(Scope(frozenset({"1032"})), Scope(None))
    (True, False)
    """
    return scope.units is None or (other.units is not None and other.units <= scope.units)


def id_of(book: str, actor: str, key: str) -> str:
    """The name of a job in addresses: who asked what of which book under which key, told to nobody else."""
    said = b"".join(len(each.encode()).to_bytes(4) + each.encode() for each in (book, actor, key))
    return hashlib.sha256(said).hexdigest()[:32]
