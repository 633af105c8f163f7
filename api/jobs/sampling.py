"""Sampling: the kind that draws an audit sample, as CSV tables in a zip; it posts nothing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pandas as pd

from api.jobs.reporting import ZIP, name_of
from api.jobs.work import Kind, Made, Work
from api.samples import Wish, drawn_from, terms_for
from ledger.calendar import parse_date
from ledger.errors import Unusable
from reconciliation.audit import Audit, unsupported_of
from reconciliation.sampling import NotDrawn, Terms, draw, draw_stratified, evaluate, population
from reconciliation.statement import Statement
from reports.frames import sample_frames, stratified_frames, write_frames

EACH: Final = 5
"""Vouchers of each stratum, where nobody says how many."""


def _sample(work: Work) -> Made:
    """Draw from the statement of a day, by the seed that is said or by that of the rules."""
    work.whole()
    asked = work.asked
    names = ("seed", "position", "as_of", "strata", "bounds")
    wish = Wish(on=parse_date(asked["on"], field="on"), **{name: asked.get(name) for name in names})
    statement = drawn_from(work.journal, wish)
    work.check()
    terms = terms_for(statement, wish)
    frames = _frames(statement, terms, wish, asked.get("each") or EACH)
    file = work.folder / "sample.zip"
    _zipped(write_frames(frames, work.folder), file)
    result = {
        "on": statement.on.isoformat(),
        "position": statement.position,
        "root": statement.root,
        "rules": statement.rules.version,
        "seed": terms.seed,
        "items": len(frames["stratified.csv" if wish.strata else "sample.csv"]),
        "verified": not statement.problems,
    }
    return Made(result=result, file=file, name=name_of(asked, ".zip"), media_type=ZIP)


def _frames(statement: Statement, terms: Terms, wish: Wish, each: int) -> Mapping[str, pd.DataFrame]:
    vouchers = population(statement.facts.vouchers)
    if wish.strata:
        parted = draw_stratified(vouchers, wish.parted, each, terms.seed)
        if isinstance(parted, NotDrawn):
            raise Unusable("not_drawn", why=parted.why)
        return stratified_frames(parted)
    drawn = draw(vouchers, terms)
    if isinstance(drawn, NotDrawn):
        raise Unusable("not_drawn", why=drawn.why)
    return sample_frames(Audit(drawn, evaluate(drawn, unsupported_of(statement), {})))


def _zipped(files: tuple[Path, ...], out: Path) -> None:
    """Put files in a zip without their times, so that the same files give the same bytes."""
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for file in sorted(files):
            archive.writestr(ZipInfo(file.name), file.read_bytes(), ZIP_DEFLATED)


KINDS: Final[Mapping[str, Kind]] = {"sample": _sample}
