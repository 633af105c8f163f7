"""Reporting: the kinds that make a report or an audit bundle, with its entry in the register.

What they say is for who sees every unit: each speaks of the position, the root or the time of the whole book.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Final

from api.bundles import KIND as BUNDLE
from api.bundles import make_bundle
from api.jobs.work import Kind, Made, Work
from api.reports import BOOKS, MadeReport, Wish, make_report
from api.reports.kinds import KINDS as REPORTS
from ledger.calendar import parse_date
from ledger.checkpoints import make_checkpoint, open_key
from ledger.commands import SetRules
from ledger.errors import Damaged

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF: Final = "application/pdf"
ZIP: Final = "application/zip"


def _wish(work: Work) -> Wish:
    asked = work.asked
    return Wish(
        language=asked["language"],
        kind=asked["kind"],
        run=asked.get("run", ""),
        on=parse_date(asked["on"], field="on") if asked.get("on") else None,
        rules=rules_of(work),
        unit=asked.get("unit", ""),
        document=asked.get("document", ""),
        fresh=asked.get("fresh", False),
    )


def rules_of(work: Work) -> SetRules | None:
    """The posted rule set of the digest that was asked for; None for those in force."""
    wanted = work.asked.get("rules", "")
    return next((each for each in work.reference().rule_sets if wanted and each.digest == wanted), None)


def _report(work: Work) -> Made:
    """A workbook or a paper, with its entry in the register."""
    work.whole()
    wish = _wish(work)
    book = wish.kind in BOOKS
    file = work.folder / ("report.xlsx" if book else "report.pdf")
    work.progress(0, 1)
    made = make_report(work.journal, wish, file, work.actor, work.place.today(), partial(_seal, work))
    return _made(work, made, XLSX if book else PDF)


def _bundle(work: Work) -> Made:
    """An audit bundle, sealed with this place's key."""
    work.whole()
    settings = work.place.settings
    origin = settings.origin_of(work.job.book)
    key = open_key(settings.key, origin)
    out, today = work.folder / "bundle.zip", work.place.today()
    work.progress(0, 1)
    made, _ = make_bundle(work.journal, _wish(work), key, origin, out, work.actor, today)
    return _made(work, made, ZIP)


def _seal(work: Work) -> None:
    """Sign where the book stands, where this place has a key; a damaged book says so in the report itself."""
    settings, book = work.place.settings, work.job.book
    if settings.key.is_file():
        origin = settings.origin_of(book)
        with suppress(Damaged):
            make_checkpoint(work.place.engine, book, open_key(settings.key, origin), origin)


def _made(work: Work, made: MadeReport, media_type: str) -> Made:
    result = {
        "on": made.statement.on.isoformat(),
        "position": made.position,
        "content_digest": made.content_digest,
        "registered": made.seq,
        "known": made.known,
        "findings": len(made.statement.findings),
    }
    return Made(
        result=result, file=made.path, name=name_of(work.asked, made.path.suffix), media_type=media_type
    )


def name_of(asked: Mapping[str, Any], suffix: str) -> str:
    """What a file is called outside, in any letters."""
    parts = (asked["kind"], asked.get("run"), asked.get("on"), asked.get("unit"), asked.get("document"))
    return "-".join(str(part) for part in (*parts, asked.get("language")) if part) + suffix


KINDS: Final[Mapping[str, Kind]] = {**dict.fromkeys(REPORTS, _report), BUNDLE: _bundle}
