"""Runs: those on record, the steps people take on them, and where two of them differ."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any, Final

import click

from api.cli.desk import Desk
from api.cli.options import DAY, common
from api.clock import today
from api.runs import delta_of, dossier_of, run_of, sign, statement_of
from api.statements import read
from ledger.commands.review import STEPS
from ledger.money import Money, format_money
from reconciliation.runs.comparison import Difference, compare
from reconciliation.runs.digests import output_digest
from reconciliation.runs.run import Run
from reconciliation.runs.run import runs as runs_of


@click.command(name="sign")
@click.argument("run")
@click.option("--step", type=click.Choice(STEPS), required=True, help="prepared, reviewed, then signed")
@click.option("--on", type=DAY, help="day of business (else today in Bangkok)")
@common
def sign_run(desk: Desk, run: str, *, step: str, on: date | None) -> None:
    """Take the next step on a run; the last one closes its period."""
    entry = sign(desk.journal, run, step, desk.who, on or today())
    state = run_of(read(desk.journal), run).state
    desk.say(f"{entry.seq:>8}  {run}  {state}")
    desk.answer({"seq": entry.seq, "run": run, "step": step, "state": state})


@click.command()
@click.argument("number", required=False)
@common
def runs(desk: Desk, number: str | None) -> None:
    """Every run on record; or one of them, with what it left open and what has changed since."""
    reading = read(desk.journal)
    if number is None:
        found = [_run(run) for run in runs_of(reading.entries)]
        for each in found:
            desk.say(f"{each['number']}  {each['on']}  {each['state']:<9}  {each['rules_version']}")
        desk.answer({"runs": found})
        return
    run = run_of(reading, number)
    stands, delta = dossier_of(reading, run), delta_of(reading, run) if run.touched_by else ()
    agrees = output_digest(stands.statement) == run.output_digest
    desk.say(f"{run.number}  {run.on}  {run.state}")
    if not agrees:
        desk.say("  ทำใหม่แล้วได้ผลไม่ตรงกับที่บันทึกไว้ / made anew, it does not say what is on record")
    for row in stands.rolled:
        desk.say(f"  {row.kind:<8} {row.opening} + {row.new} - {row.cleared} = {row.closing}")
    for item in stands.items:
        desk.say(f"  {item.state:<9} {format_money(Money(item.amount)):>20}  {item.unit}  {item.subject}")
        if item.kind == "finding":
            desk.say(f"      --finding {item.key}")
    _tell(desk, delta)
    document = {
        **_run(run),
        "agrees": agrees,
        "rolled": [asdict(row) for row in stands.rolled],
        "items": [asdict(item) for item in stands.items],
        "findings": [
            {"code": one.finding.code, "subject": one.finding.subject, "fingerprint": one.finding.fingerprint,
             "severity": one.finding.severity, "amount": one.finding.amount, "owner": one.owner,
             "first_seen": one.first_seen.isoformat(), "age_days": one.age_days, "settled": one.settled}
            for one in stands.findings
        ],
        "delta": [asdict(one) for one in delta],
    }  # fmt: skip
    desk.answer(document)


def _run(run: Run) -> dict[str, Any]:
    plain = asdict(run)
    steps = [{**step, "on": step["on"].isoformat()} for step in plain["steps"]]
    return {**plain, "on": run.on.isoformat(), "steps": steps, "state": run.state}


def _tell(desk: Desk, differences: tuple[Difference, ...]) -> None:
    for one in differences:
        desk.say(f"  {one.kind:<8} {one.subject}  {one.field}: {one.before} → {one.after}")


@click.command(name="compare")
@click.argument("before")
@click.argument("after")
@common
def compare_runs(desk: Desk, before: str, after: str) -> None:
    """Where two runs differ, figure by figure."""
    reading = read(desk.journal)
    made = [statement_of(reading, run_of(reading, number)) for number in (before, after)]
    differences = compare(*made)
    _tell(desk, differences)
    desk.answer({"before": before, "after": after, "differences": [asdict(one) for one in differences]})


COMMANDS: Final = (sign_run, runs, compare_runs)
