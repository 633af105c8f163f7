"""Making: what is asked for becomes a file, once, and the same file whenever it is asked for again.

A draft stands only as long as it would still be one: once its period is closed, asking again gives the
final file, and that one stands for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from errno import EINVAL
from os import strerror
from pathlib import Path
from tempfile import TemporaryDirectory

from api.reports.kinds import KINDS, RECONCILIATION, Kind
from api.reports.register import Order, Registered, register, said_by, standing_report
from api.reports.subject import Subject, subject_of
from api.runs import run_of
from api.statements import Reading, read, reading_at
from ledger.collector import uncollected
from ledger.commands import RecordReport, SetRules
from ledger.errors import Unusable
from ledger.posting import Journal
from reconciliation.rule_set import RuleSet, in_force, rule_set_of
from reconciliation.statement import Statement
from reports import GENERATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks for; `rules` judge a day without a run (None: those in force), `fresh`: anew."""

    language: str
    kind: str = RECONCILIATION
    run: str = ""
    on: date | None = None
    rules: SetRules | None = None
    unit: str = ""
    document: str = ""
    fresh: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeReport:
    """A file on disk, what it says, and its entry in the register; `known`: it had been made before."""

    path: Path
    statement: Statement
    sha256: str
    content_digest: str
    position: int
    seq: int
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A wish with what it is about; `before` is the report on record that must come out again."""

    order: Order
    subject: Subject
    before: Registered | None


def make_report(  # noqa: PLR0913, PLR0917 - what is asked for, by whom, when, and how it is sealed
    journal: Journal, wish: Wish, path: Path, actor: str, today: date, seal: Callable[[], object]
) -> MadeReport:
    """Write a report and register it; one that stands in the register is made again, and must be the same.

    `seal` signs where the book stands, before a new one is made. Beside the file stands `NAME.sha256`, as
    `sha256sum --check` reads it. Raises Unusable (`unknown_report`, `report_differs`, `cannot_write`,
    `unknown_language`, `empty_book`), UnknownDocument for a run that is not on record, UnknownUnit.
    """
    if wish.kind not in KINDS:
        raise Unusable("unknown_report", kind=wish.kind, known=" ".join(KINDS))
    with uncollected():
        asked = ask(journal, wish, seal)
        return settle(journal, asked, KINDS[wish.kind], path, actor, today)


def ask(journal: Journal, wish: Wish, seal: Callable[[], object]) -> Asked:
    """What a wish is about: at the position of the report on record, else where the journal stands."""
    reading = read(journal)
    rules = None if wish.run else _rules(reading, wish)
    order = _order(wish, rules)
    before = None if wish.fresh else standing_report(reading.entries, order)
    if before and _was_a_draft(reading, order, before):
        before = None
    if before is None:
        seal()
    if before:
        past = reading_at(reading, before.report.position)
        subject = subject_of(journal, past, order, rules, before.report.checkpoint)
    else:
        subject = subject_of(journal, reading_at(reading, said_by(reading.entries)), order, rules)
    return Asked(order=order, subject=subject, before=before)


def settle(  # noqa: PLR0913, PLR0917 - what was asked, how it is written, by whom and when
    journal: Journal, asked: Asked, write: Kind, path: Path, actor: str, today: date
) -> MadeReport:
    """Write the file, compare it with the one on record or record it, and put its digest beside it.

    The file gets its name when it is on record; what stood under that name stays until then.
    """
    with _aside(path) as file:
        digest = write(asked.subject, asked.order, file)
        sha256 = _sha256(file)
        seq = _registered(journal, asked, sha256, digest, actor, today)
        _side_file(file, sha256)
    return MadeReport(
        path=path,
        statement=asked.subject.statement,
        sha256=sha256,
        content_digest=digest,
        position=asked.subject.reading.head.size,
        seq=seq,
        known=asked.before is not None,
    )


@contextmanager
def _aside(path: Path) -> Iterator[Path]:
    """Yield where to write, in a folder beside `path`; what lies there in the end takes its place.

    Raises Unusable `cannot_write`: no such folder, a full disk, or something at `path` that is no file.
    """
    try:
        _a_file_or_nothing(path)
        with TemporaryDirectory(prefix=".khlang-", dir=path.parent) as folder:
            yield Path(folder) / path.name
            for file in sorted(Path(folder).iterdir()):
                file.replace(path.with_name(file.name))
    except OSError as error:
        raise Unusable("cannot_write", path=path, reason=error.strerror or error) from error
    except Unusable as refused:
        if refused.code != "cannot_write":
            raise
        raise Unusable("cannot_write", path=path, reason=refused.facts["reason"]) from refused


def _a_file_or_nothing(path: Path) -> None:
    """Raise OSError for what is no file: `/dev/null`, say, must not be replaced by a report."""
    if path.exists() and not path.is_file():
        raise OSError(EINVAL, strerror(EINVAL))


def _registered(  # noqa: PLR0913, PLR0917 - what was made of what was asked, by whom and when
    journal: Journal, asked: Asked, sha256: str, digest: str, actor: str, today: date
) -> int:
    """The position of the report's entry: the one on record, which must say the same, or a new one."""
    if asked.before:
        _same(asked.before, sha256)
        return asked.before.seq
    report = RecordReport(
        **asdict(asked.order),
        position=asked.subject.reading.head.size,
        checkpoint=asked.subject.sealed,
        sha256=sha256,
        content_digest=digest,
        generator=GENERATOR,
    )
    return register(journal, report, actor, today)


def _rules(reading: Reading, wish: Wish) -> RuleSet:
    if wish.rules:
        return rule_set_of(wish.rules)
    return in_force(reading.reference.rule_sets, wish.on or date.max)


def _order(wish: Wish, rules: RuleSet | None) -> Order:
    return Order(
        kind=wish.kind,
        language=wish.language,
        run=wish.run,
        on=None if wish.run else wish.on,
        rules_digest=rules.digest if rules else "",
        unit=wish.unit,
        document=wish.document,
    )


def _was_a_draft(reading: Reading, order: Order, before: Registered) -> bool:
    """Whether the report on record is a draft of a period that is closed by now."""
    on = run_of(reading, order.run).on if order.run else order.on or date.max
    then = reading_at(reading, before.report.position).reference.closed_through
    return then < on <= reading.reference.closed_through


def _same(before: Registered, sha256: str) -> None:
    """Refuse to hand out a file that is not the registered one: another edition of Khlang wrote that."""
    known = before.report
    if sha256 != known.sha256:
        raise Unusable(
            "report_differs",
            expected=known.sha256,
            found=sha256,
            made_by=known.generator,
            generator=GENERATOR,
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _side_file(path: Path, sha256: str) -> None:
    side = path.with_name(f"{path.name}.sha256")
    side.write_text(f"{sha256}  {path.name}\n", encoding="utf-8")
