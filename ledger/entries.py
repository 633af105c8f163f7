"""Entries: the frozen facts of the journal, and their canonical bytes.

The body is canonical JSON (RFC 8785 restricted: ASCII keys sorted, NFC strings, amounts as integer
strings, no floats, no nulls). It holds everything attested: each column of the entry and line
tables can be recomputed from it, and the leaf is SHA-256(0x00 ‖ body).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar, Final, NamedTuple

import orjson

from ledger.buckets import Bucket
from ledger.calendar import fiscal_year
from ledger.commands import Command, Part
from ledger.commands.fields import Actor, Day, Flag, Key, Number, OptionalDay, Text

FORMAT_VERSION: Final = "1"
REFUSED: Final = "refused"
LINES_MAX: Final = 4000
BANGKOK_AHEAD: Final = timedelta(hours=7)  # no daylight saving since 1920


def canonical(value: object) -> bytes:
    """Canonical bytes of plain text, true/false, lists and objects with ASCII keys.

    Equal to RFC 8785 for such values (a test compares them with an independent implementation).
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def content_hash(command: Command) -> str:
    """SHA-256 of a command's canonical form, hexadecimal: what an approver says was seen."""
    return hashlib.sha256(canonical(command.plain())).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Part):
    """A paper behind a document: what it is and the SHA-256 of its file."""

    name: Text
    digest: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Part):
    """A command with all that surrounds it, as asked by one actor under one idempotency key.

    `made_by` and `approved_by` name persons where they are not the actor (documents that another
    system executed are `taken_over`: recorded as stated). `original_on` is the day of the fact
    that a late or correcting document is about.
    """

    key: Key
    effective_on: Day
    command: Command
    original_on: OptionalDay = None
    made_by: Actor = ""
    approved_by: Actor = ""
    acting_for: Text = ""
    remark: Text = ""
    evidence: tuple[Evidence, ...] = ()
    taken_over: Flag = False

    OWN: ClassVar[frozenset[str]] = frozenset(
        {"key", "effective_on", "original_on", "made_by", "approved_by", "acting_for", "remark", "evidence"}
    )

    @classmethod
    def of_wire(cls, plain: Mapping[str, Any]) -> Request:
        """Read one flat object: the request's own fields, `verb`, and the verb's fields.

        Raises BadValue naming the field. `taken_over` is not for the wire: only an import says it.
        """
        own = {name: value for name, value in plain.items() if name in cls.OWN}
        return cls.read({**own, "command": {k: v for k, v in plain.items() if k not in cls.OWN}})

    def content(self) -> dict[str, Any]:
        """What was asked, without key: the same content under the same key is a repeat."""
        plain = self.canonical()
        del plain["key"]
        return plain

    def digest(self) -> str:
        """SHA-256 of the canonical content, hexadecimal."""
        return hashlib.sha256(canonical(self.content())).hexdigest()

    @property
    def persons(self) -> tuple[str, ...]:
        """The persons the document names."""
        return tuple(person for person in (self.made_by, self.approved_by) if person)


class Line(NamedTuple):
    """One movement of an entry: signed amount, and the bucket's balance right after it."""

    bucket: Bucket
    amount: int
    balance_after: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact of the journal.

    `unit` is the acting unit and `document_year` the document fiscal year, as the rules settled
    them; `refers_to` and `proposal` are positions (0: none). The body is made once, when asked.
    """

    book: str
    seq: int
    kind: str
    recorded_at: str
    actor: str
    request: Request
    lines: tuple[Line, ...] = ()
    unit: str = ""
    document_year: int = 0
    refers_to: int = 0
    proposal: int = 0
    refusal: tuple[str, Mapping[str, str]] | None = None
    _kept: list[bytes] = field(default_factory=list, repr=False, compare=False)

    @property
    def command(self) -> Command:
        """The command that was posted or refused."""
        return self.request.command

    @property
    def refused(self) -> bool:
        """Whether the entry only testifies to a refusal."""
        return self.refusal is not None

    @property
    def fiscal_year(self) -> int:
        """Buddhist-era fiscal year of the day of business."""
        return fiscal_year(self.request.effective_on)

    @property
    def person(self) -> str:
        """Who did it: the person named, else the actor unless taken over from another system."""
        return self.request.made_by or ("" if self.request.taken_over else self.actor)

    def body(self) -> bytes:
        """The attested bytes."""
        return self._attested()[0]

    def request_hash(self) -> bytes:
        """The request's digest, as bytes."""
        return self._attested()[1]

    def _attested(self) -> list[bytes]:
        """Body and request hash; both need the request's canonical form, which costs most."""
        if not self._kept:
            asked = self.request.canonical()
            self._kept.append(canonical(self._plain(asked)))
            del asked["key"]
            self._kept.append(hashlib.sha256(canonical(asked)).digest())
        return self._kept

    def _plain(self, asked: dict[str, Any]) -> dict[str, Any]:
        plain: dict[str, Any] = {
            "v": FORMAT_VERSION,
            "book": self.book,
            "seq": str(self.seq),
            "kind": self.kind,
            "recorded_at": self.recorded_at,
            "actor": self.actor,
            "request": asked,
        }
        if self.unit:
            plain["unit"] = self.unit
        if self.document_year:
            plain["document_year"] = str(self.document_year)
        if self.lines:
            plain["lines"] = [_plain_line(line) for line in self.lines]
        if self.refers_to:
            plain["refers_to"] = str(self.refers_to)
        if self.proposal:
            plain["proposal"] = str(self.proposal)
        if self.refusal:
            plain["refusal"] = {"code": self.refusal[0], "facts": dict(self.refusal[1])}
        return plain


def _plain_line(line: Line) -> dict[str, str]:
    return {
        "bucket": line.bucket.name,
        "measure": line.bucket.measure,
        "amount": str(line.amount),
        "balance": str(line.balance_after),
    }


def read_entry(body: bytes) -> Entry:
    """The entry a body attests; ValueError (or KeyError) when it is not a body of ours."""
    plain = orjson.loads(body)
    refusal = plain.get("refusal")
    return Entry(
        book=plain["book"],
        seq=int(plain["seq"]),
        kind=plain["kind"],
        recorded_at=plain["recorded_at"],
        actor=plain["actor"],
        request=Request.restore(plain["request"]),
        lines=tuple(read_lines(plain.get("lines", ()))),
        unit=plain.get("unit", ""),
        document_year=int(plain.get("document_year", 0)),
        refers_to=int(plain.get("refers_to", 0)),
        proposal=int(plain.get("proposal", 0)),
        refusal=(refusal["code"], refusal["facts"]) if refusal else None,
    )


def read_lines(plain: Iterable[Mapping[str, str]]) -> Iterable[Line]:
    """The lines of a body."""
    for line in plain:
        bucket = Bucket.parse(line["bucket"], line["measure"])
        yield Line(bucket, int(line["amount"]), int(line["balance"]))


def timestamp(moment: datetime) -> str:
    """`recorded_at`: UTC with microseconds.

    >>> from datetime import timedelta, timezone
    >>> timestamp(datetime(2026, 3, 31, 9, 0, tzinfo=timezone(timedelta(hours=7))))
    '2026-03-31T02:00:00.000000Z'
    """
    # As strftime would, in half the time.
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def recorded_day(recorded_at: str) -> date:
    """The day in Bangkok of a `recorded_at`: the office's today, by which roles are held.

    >>> recorded_day("2026-03-31T20:00:00.000000Z")
    datetime.date(2026, 4, 1)
    """
    return (datetime.fromisoformat(recorded_at) + BANGKOK_AHEAD).date()
