"""Sample: the vouchers an auditor examines, drawn again by whoever has the seed, and what they say."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import click
import pandas as pd

from api.cli.desk import Desk
from api.cli.options import DAY, FILE, FOLDER, common
from api.cli.wording import refusal_json
from api.intake.audited import Drawn, read_audited
from api.intake.statements import RefusedRow
from api.samples import Wish, drawn_from, terms_for
from ledger.errors import Unusable
from ledger.money import Money, format_money
from ledger.texts import LANGUAGES, fill, table
from reconciliation.audit import Audit, unsupported_of
from reconciliation.sampling import (
    NotDrawn,
    Terms,
    draw,
    draw_stratified,
    evaluate,
    evaluation_rows,
    parameter_rows,
    population,
    sample_rows,
    stratified_rows,
    stratum_rows,
)
from reconciliation.statement import Statement
from reports.frames import sample_frames, stratified_frames, write_frames

EACH: Final = 5
SHOWN: Final = 20


@click.command()
@click.option("--on", type=DAY, required=True, help="draw from what stands on this day")
@click.option("--rules", type=FILE, help="rule set; read, never posted (none: the one in force)")
@click.option(
    "--out", type=FOLDER, required=True, help="folder for sample.csv or stratified.csv, and companions"
)
@click.option("--seed", help="instead of the rule set's")
@click.option("--position", type=click.IntRange(min=1), help="position that is hashed with the seed")
@click.option("--as-of", type=click.IntRange(min=1), help="the journal as it stood at this position")
@click.option("--audited", type=FILE, help="CSV of audited values: voucher_no, unit, audited, year")
@click.option("--strata", type=click.Choice(("unit", "amount")), help="so many of each stratum instead")
@click.option("--bounds", help="where the bands of --strata amount begin: 10000.00,100000.00")
@click.option("--each", type=int, help=f"how many vouchers of each stratum ({EACH})")
@common
def sample(desk: Desk, *, out: Path, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Draw an audit sample: monetary-unit with its upper limit, or stratified. Posts nothing."""
    wish = Wish(**asked)
    statement = drawn_from(desk.journal, wish)
    terms = terms_for(statement, wish)
    if wish.strata:
        _stratified(desk, statement, terms, wish, out)
    else:
        _monetary(desk, statement, terms, wish.audited, out)


# ── the monetary-unit sample ──


def _monetary(desk: Desk, statement: Statement, terms: Terms, audited: Path | None, out: Path) -> None:
    drawn = draw(population(statement.facts.vouchers), terms)
    if isinstance(drawn, NotDrawn):
        raise Unusable("not_drawn", why=drawn.why)
    given = read_audited(audited, Drawn(statement.facts.vouchers, drawn, statement.on)) if audited else None
    if given and given.refused:
        _refuse(desk, given.refused)
    values = given.by_voucher if given else {}
    judged = Audit(drawn, evaluate(drawn, unsupported_of(statement), values))
    files = _written(sample_frames(judged), out)
    _tell_terms(desk, statement, terms)
    _tell_monetary(desk, judged, len(values))
    desk.answer(
        {
            **_about(statement, terms),
            "sample": [row._asdict() for row in sample_rows(drawn)],
            "parameters": dict(parameter_rows(drawn)),
            "evaluation": dict(evaluation_rows(judged.evaluation)),
            "audited": len(values),
            "tolerated": judged.evaluation.tolerated,
            "files": files,
        }
    )


def _refuse(desk: Desk, refused: Sequence[RefusedRow]) -> None:
    """Every row that says nothing usable, with its place; leaves with 1."""
    listed = [refusal_json(one.refusal, file=one.file, row=one.row) for one in refused]
    desk.say(f"{_label('refused')}: {len(listed)}")
    for each in listed[:SHOWN]:
        desk.say(f"  {each['file']}:{each['row']} [{each['code']}] {each['th']}")
        desk.say(f"  {each['en']}")
    if len(listed) > SHOWN:
        desk.say(f"  … +{len(listed) - SHOWN}")
    desk.answer({"refused": listed}, failed=True)


def _tell_monetary(desk: Desk, judged: Audit, audited: int) -> None:
    drawn, evaluation = judged
    for key, amount in (
        ("book_value", drawn.book_value),
        ("interval", drawn.interval),
        ("random_start", drawn.start),
        *((row.key, row.value_satang) for row in evaluation_rows(evaluation)),
    ):
        desk.say(f"  {format_money(Money(amount)):>24}  {_label(key)}")
    for key, count in (("items", len(drawn.items)), ("hits", drawn.hits), ("audited", audited)):
        desk.say(f"  {count:>24,}  {_label(key)}")
    desk.say(f"  {_label('tolerated' if evaluation.tolerated else 'not_tolerated')}")


# ── the stratified sample ──


def _stratified(desk: Desk, statement: Statement, terms: Terms, wish: Wish, out: Path) -> None:
    each = EACH if wish.each is None else wish.each
    drawn = draw_stratified(population(statement.facts.vouchers), wish.parted, each, terms.seed)
    if isinstance(drawn, NotDrawn):
        raise Unusable("not_drawn", why=drawn.why)
    files = _written(stratified_frames(drawn), out)
    _tell_terms(desk, statement, terms)
    desk.say(f"  {_label('seed')}: {drawn.seed}   {_label('each')}: {drawn.each}")
    strata = stratum_rows(drawn)
    for stratum in strata[:SHOWN]:
        book_value = format_money(Money(stratum.book_value_satang))
        desk.say(f"  {book_value:>24}  {stratum.name}: {stratum.drawn} / {stratum.items}")
    if len(strata) > SHOWN:
        desk.say(f"  … +{len(strata) - SHOWN}")
    desk.answer(
        {
            **_about(statement, terms),
            "each": drawn.each,
            "stratified": [row._asdict() for row in stratified_rows(drawn)],
            "strata": [row._asdict() for row in strata],
            "files": files,
        }
    )


# ── what both say ──


def _about(statement: Statement, terms: Terms) -> dict[str, Any]:
    """What it was drawn from and with, as far as somebody needs it to draw again."""
    return {
        "on": statement.on.isoformat(),
        "size": statement.position,
        "root": statement.root,
        "verified": not statement.problems,
        "rules": statement.rules.version,
        "rules_digest": statement.rules.digest,
        "terms": "rules" if statement.rules.samples else "defaults",
        "seed": terms.seed,
        "currency": statement.book.currency,
    }


def _tell_terms(desk: Desk, statement: Statement, terms: Terms) -> None:
    rules, size = statement.rules, str(statement.position)
    desk.say(_both("from_rules" if rules.samples else "from_defaults", {"version": rules.version}))
    seed, _, position = terms.seed.rpartition("|position=")
    facts = {"on": statement.on.isoformat(), "size": size, "seed": shlex.quote(seed), "position": position}
    desk.say(_both("redo", facts))
    if statement.problems:
        desk.say(_both("unverified", {"count": str(len(statement.problems))}))


def _label(key: str) -> str:
    """A word in both languages, those of the workbook's sample sheet included."""
    return " / ".join(_words(language)[key] for language in LANGUAGES)


def _both(key: str, facts: Mapping[str, Any]) -> str:
    """A sentence in both languages."""
    return "\n  ".join(fill(_words(language)[key], facts) for language in LANGUAGES)


def _words(language: str) -> Mapping[str, str]:
    return {**table("workbook", language)["sample"], **table("cli", language)["sample"]}


def _written(frames: Mapping[str, pd.DataFrame], out: Path) -> list[str]:
    """Write the tables, or say that the disk would not take them."""
    try:
        return [str(path) for path in write_frames(frames, out)]
    except OSError as error:
        raise Unusable("cannot_write", path=str(out), reason=error.strerror or str(error)) from error


COMMANDS: Final = (sample,)
