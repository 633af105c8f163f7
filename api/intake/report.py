"""Report of an import: what was posted, what was there already, and every refusal with its row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from api.intake.documents import Document
from api.intake.folder import Intake, rank_of
from ledger import queries
from ledger.entries import Request
from ledger.errors import Refusal
from ledger.posting import BATCH_MAX, Journal
from ledger.rules import Outcome
from ledger.seal import EMPTY_ROOT


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that was not posted, where it stands, and why."""

    document: Document
    refusal: Refusal

    def to_json(self) -> dict[str, Any]:
        """What stands in the printed report."""
        return {
            "file": self.document.file,
            "row": self.document.row,
            "number": self.document.number,
            "code": self.refusal.code,
            "facts": dict(self.refusal.facts),
        }


@dataclass(frozen=True, slots=True)
class Report:
    """What an import did: `posted` counts new entries, `replayed` documents that were there already."""

    posted: int
    refused: tuple[Refused, ...]
    replayed: int
    size: int
    root: str
    ignored_columns: Mapping[str, tuple[str, ...]]
    ignored_files: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The printed report."""
        return {
            "posted": self.posted,
            "refused": [each.to_json() for each in self.refused],
            "size": self.size,
            "root": self.root,
            "replayed": self.replayed,
            "ignored_columns": {file: list(names) for file, names in self.ignored_columns.items()},
            "ignored_files": list(self.ignored_files),
        }


def import_folder(  # noqa: PLR0913 - all but the first three are options
    journal: Journal,
    intake: Intake,
    actor: str,
    *,
    dry_run: bool = False,
    opening: Sequence[Request] = (),
    progress: Callable[[int], None] = lambda _: None,
) -> Report:
    """Post what a folder asks, in its order, each document whole or not at all.

    `progress` is called with the number of documents done. A dry run posts nothing and reports what
    would have been; its size and root are the book's present ones. `opening` is what would open a
    book that is not there yet, judged before a dry run. Raises Unavailable.
    """
    asked = [document for document in intake.documents if document.request and not document.recorded]
    if dry_run:
        requests = [*opening, *(each.request for each in asked if each.request)]
        outcomes = journal.dry_run(requests, actor)[len(opening) :]
    else:
        outcomes = list(_posted(journal, asked, actor, progress))
    answered = list(zip(asked, outcomes, strict=True))
    unread = (Refused(each, each.refusal) for each in intake.documents if each.refusal)
    refused = (Refused(document, o.refusal) for document, o in answered if o.refusal)
    size, root = _head(journal)
    return Report(
        posted=sum(len(o.entries) for _, o in answered if not (o.replayed or o.refusal)),
        refused=tuple(_listed([*refused, *unread])),
        replayed=sum(o.replayed for _, o in answered) + sum(each.recorded for each in intake.documents),
        size=size,
        root=root.hex(),
        ignored_columns=intake.ignored_columns,
        ignored_files=intake.ignored_files,
    )


def _posted(
    journal: Journal, asked: Iterable[Document], actor: str, progress: Callable[[int], None]
) -> Iterator[Outcome]:
    waiting, done = iter(asked), 0
    while group := list(islice(waiting, BATCH_MAX)):
        yield from journal.post_all([each.request for each in group if each.request], actor)
        done += len(group)
        progress(done)


def _head(journal: Journal) -> tuple[int, bytes]:
    with journal.engine.connect() as connection:
        return queries.head(connection, journal.book) or (0, EMPTY_ROOT)


def _listed(refused: Sequence[Refused]) -> Iterator[Refused]:
    """Refusals by table and row, without those that only follow from another one of their row."""
    own = {(each.document.file, each.document.row) for each in refused if not each.document.follows}
    for each in sorted(refused, key=lambda one: (rank_of(one.document), one.document.place)):
        if not (each.document.follows and (each.document.file, each.document.row) in own):
            yield each
