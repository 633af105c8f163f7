"""Reconciling: the kinds that put a run on record, and the signatures under it.

Both find what they did when they are asked again: a run by its digests, a signature by who gave it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.jobs.reporting import rules_of
from api.jobs.work import Kind, Made, Work
from api.runs import make_run, sign
from ledger.calendar import parse_date

RUN: Final = "run"
SIGN_OFF: Final = "sign-off"


def _run(work: Work) -> Made:
    """Reconcile as of a day, keep the run and post the matches it confirmed."""
    work.whole()
    on = parse_date(work.asked["on"], field="on")
    work.progress(0, 1)
    made = make_run(work.journal, on, rules_of(work), work.actor, work.place.today())
    statement, matches = made.statement, made.matches
    result = {
        "run": made.number,
        "known": made.known,
        "on": statement.on.isoformat(),
        "position": statement.position,
        "findings": len(statement.findings),
        "balanced": statement.balanced,
        "matches_posted": len(matches.posted),
        "matches_not_posted": [
            {"vouchers": list(each.match.voucher_names), "why": each.why} for each in matches.unposted
        ],
    }
    return Made(result=result)


def _sign_off(work: Work) -> Made:
    """Take a step on a run, seen as it is made anew now."""
    work.whole()
    run, step = work.asked["run"], work.asked["step"]
    work.check()
    entry = sign(work.journal, run, step, work.actor, work.place.today())
    return Made(result={"run": run, "step": step, "seq": entry.seq, "actor": entry.actor})


KINDS: Final[Mapping[str, Kind]] = {RUN: _run, SIGN_OFF: _sign_off}
