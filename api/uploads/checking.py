"""Checking: two passes over an upload: the shape of every cell, then all rows together, in order.

What the second pass posts in a dry run is what a commit would post, so that each row sees those before
it. It is asked only when the first pass has nothing against any row: a row that is missing because of
a slip would make every row that hangs on it look wrong.

An upload is asked in the name of who uploads it, with that person's roles, units and limits; it is no
taking over of another system's documents (api/intake), and a refusal is told as any other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from api.intake.documents import Document
from api.intake.folder import AHEAD, rank_of
from api.intake.held import is_held
from api.intake.requests import Lines
from api.uploads.placing import hidden_place_of, place_of
from api.uploads.reading import Page, Upload
from api.uploads.shape import missing_columns, wrong_cells, wrong_documents
from api.uploads.wrong import Wrong
from ledger.commands import OpenLine
from ledger.entries import Request
from ledger.errors import Refusal
from ledger.posting import Journal
from ledger.rules import Outcome, Reference

WRONG_MAX: Final = 2_000
AGAIN_MAX: Final = 20
_FIRST: Final = AHEAD | {"lines"}


Tell = Callable[[Refusal], Refusal | None]
"""What may be known of a refusal; None: no more than that something is not there."""


def told_whole(refusal: Refusal) -> Refusal:
    """All of a refusal, for who may see every unit."""
    return refusal


@dataclass(frozen=True, slots=True)
class Planned:
    """A document of an upload, what is asked for it, and what would become of it."""

    page: Page
    document: Document
    request: Request
    outcome: Outcome = field(default_factory=Outcome)

    @property
    def there(self) -> bool:
        """Whether the book holds it already: posted by an earlier upload, or the same reference."""
        return self.document.recorded or self.outcome.replayed

    def place(self) -> dict[str, Any]:
        """Where the document stands and what it is."""
        return {
            "sheet": self.page.title,
            "rows": [row.number for row in self.document.rows],
            "verb": self.document.verb,
            "number": self.document.number,
            "effective_on": self.request.effective_on.isoformat(),
            "key": self.request.key,
        }

    def to_json(self) -> dict[str, Any]:
        """One row of the preview: what would be posted, with the balances right after it."""
        lines = [line for entry in self.outcome.entries for line in entry.lines]
        moved = [
            {
                "bucket": line.bucket.name,
                "measure": line.bucket.measure,
                "amount": str(line.amount),
                "balance_after": str(line.balance_after),
            }
            for line in lines
        ]
        return {**self.place(), "already_there": self.there, "lines": moved}


@dataclass(frozen=True, slots=True)
class Checked:
    """What two passes found: everything wrong (`more`: beyond the most that is told), or a plan."""

    upload: Upload
    wrong: tuple[Wrong, ...]
    more: bool
    planned: tuple[Planned, ...]

    @property
    def right(self) -> bool:
        """Whether the upload may be committed."""
        return not self.wrong

    def to_json(self) -> dict[str, Any]:
        """The report of a check."""
        return {
            "file": self.upload.file,
            "sha256": self.upload.sha256,
            "right": self.right,
            "wrong": [each.to_json() for each in self.wrong],
            "more_wrong": self.more,
            "preview": [each.to_json() for each in self.planned] if self.right else [],
            "ignored_sheets": list(self.upload.ignored_sheets),
            "ignored_columns": {page.title: list(page.ignored) for page in self.upload.pages if page.ignored},
        }


def check_upload(
    journal: Journal, upload: Upload, actor: str, reference: Reference, tell: Tell = told_whole
) -> Checked:
    """Check an upload whole and post nothing. Raises Unavailable.

    `reference` is what the book holds, as far as whoever uploads may see it; `tell` what they may know of a
    refusal.
    """
    documents, wrong = _first_pass(upload, reference)
    if wrong:
        return _found(upload, wrong)
    return judged(upload, _second_pass(journal, _planned(documents, reference), actor), reference, tell)


def judged(
    upload: Upload, planned: Sequence[Planned], reference: Reference, tell: Tell = told_whole
) -> Checked:
    """What the ledger said of each document, put at the cells it is about."""
    refused = ((each, each.outcome.refusal) for each in planned)
    wrong = [_placed(each, refusal, reference, tell) for each, refusal in refused if refusal]
    return _found(upload, wrong, planned)


def _placed(each: Planned, refusal: Refusal, reference: Reference, tell: Tell) -> Wrong:
    told = tell(refusal)
    if told is None:
        return hidden_place_of(each.page, each.document, reference, refusal)
    # What is not told may still name the cell: it is a text of the upload itself.
    return replace(place_of(each.page, each.document, refusal), refusal=told)


def _found(upload: Upload, wrong: Sequence[Wrong], planned: Sequence[Planned] = ()) -> Checked:
    return Checked(upload, tuple(wrong[:WRONG_MAX]), len(wrong) > WRONG_MAX, tuple(planned))


# ── the first pass ──


def _first_pass(upload: Upload, reference: Reference) -> tuple[list[tuple[Page, Document]], list[Wrong]]:
    """Every document with its page, lines first because other documents' years hang on them."""
    lines, documents, wrong = Lines(reference.lines), list[tuple[Page, Document]](), list[Wrong]()
    for page in sorted(upload.pages, key=lambda page: page.table.name != "lines"):
        own = [*page.wrong, *missing_columns(page)]
        for each in wrong_cells(page):
            own.append(each)
            if len(own) > WRONG_MAX:  # a file that is wrong throughout says no more by saying it all
                return [], own
        read, more = wrong_documents(page, lines, own)
        lines = _with_lines(lines, read)
        documents += [(page, document) for document in read]
        wrong += sorted((*own, *more), key=lambda each: (each.row, each.at))
    return documents, wrong


def _with_lines(lines: Lines, documents: Iterable[Document]) -> Lines:
    commands = [document.request.command for document in documents if document.request]
    opened = {command.code: command for command in commands if isinstance(command, OpenLine)}
    return replace(lines, by_code={**lines.by_code, **opened}) if opened else lines


# ── the second pass ──


def _planned(documents: Iterable[tuple[Page, Document]], reference: Reference) -> list[Planned]:
    """Documents in posting order, under keys of their content."""
    asked = [
        Planned(page, replace(document, recorded=is_held(document, reference)), _own(document.request))
        for page, document in documents
        if document.request
    ]
    return list(_numbered(sorted(asked, key=_order)))


def _own(request: Request) -> Request:
    """The request as the uploader's own, under a key of all it says and never of where it stands."""
    own = replace(request, taken_over=False)
    return replace(own, key=f"upload:{own.command.verb}:{own.digest()}")


def _order(each: Planned) -> tuple[bool, date, int, tuple[int, int]]:
    """What others refer to first; then by day, by the order of tables, by row."""
    first = each.document.table in _FIRST
    day = date.min if first else each.request.effective_on
    return not first, day, rank_of(each.document), each.document.place


def _numbered(asked: Iterable[Planned]) -> Iterator[Planned]:
    """Of equal documents each is a fact of its own: the n-th says so (and its number is used already)."""
    seen: Counter[str] = Counter()
    for each in asked:
        key = each.request.key
        seen[key] += 1
        yield replace(each, request=replace(each.request, key=f"{key}#{seen[key]}"))


def _second_pass(journal: Journal, planned: Sequence[Planned], actor: str) -> list[Planned]:
    """Everything asked once, together; a refusal that stands under a key from before is asked anew."""
    for _ in range(AGAIN_MAX):
        asked = [each for each in planned if not each.document.recorded]
        outcomes = iter(journal.dry_run([each.request for each in asked], actor))
        planned = [
            each if each.document.recorded else replace(each, outcome=next(outcomes)) for each in planned
        ]
        if not any(map(_refused_before, planned)):
            break
        planned = [_anew(each) if _refused_before(each) else each for each in planned]
    return list(planned)


def _refused_before(each: Planned) -> bool:
    return each.outcome.replayed and each.outcome.refusal is not None


def _anew(each: Planned) -> Planned:
    """The same request under the next key: what was refused then may be right now."""
    key, _, count = each.request.key.partition("~")
    return replace(each, request=replace(each.request, key=f"{key}~{int(count or 1) + 1}"))
