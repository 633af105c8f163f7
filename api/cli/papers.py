"""Papers: the PDF of a unit's statement, of a transfer's letter, of what a director signs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

import click

from api.cli.desk import Desk
from api.cli.options import DAY, FILE, common
from api.cli.report import book_report
from api.reports import Wish
from api.statements import adopt
from ledger.texts import LANGUAGES

_OUT: Final = click.option("--out", type=FILE, required=True, help="the .pdf to write")
_ON: Final = click.option("--on", type=DAY, required=True, help="cut-off")
_RULES: Final = click.option("--rules", type=FILE, help="rule set; posted when the book does not know it")
_FRESH: Final = click.option("--fresh", is_flag=True, help="made anew, with what was said and signed since")
_LANG: Final = click.option(
    "--lang", type=click.Choice(LANGUAGES), default="th", help="language of the paper"
)


@click.command(name="district-statement")
@click.option("--unit", required=True, help="code of the unit")
@_ON
@_RULES
@_OUT
@_LANG
@_FRESH
@common
def district_statement(desk: Desk, *, rules: Path | None, out: Path, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Write what one unit received, spent and delivered as of a day, to be signed by it."""
    chosen = adopt(desk.journal, rules, desk.who) if rules else None
    _paper(desk, out, "district-paper", rules=chosen, **asked)


@click.command()
@click.argument("document", metavar="NUMBER")
@_ON
@_OUT
@_LANG
@_FRESH
@common
def letter(desk: Desk, *, out: Path, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Write the letter of one transfer, or of all transfers of an order."""
    _paper(desk, out, "letter", **asked)


@click.command(name="signing-sheet")
@click.argument("run")
@_OUT
@_LANG
@_FRESH
@common
def signing_sheet(desk: Desk, *, out: Path, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Write what a director signs of a run: totals, findings, cases, who prepared and reviewed it."""
    _paper(desk, out, "signing-sheet", **asked)


def _paper(
    desk: Desk,
    out: Path,
    kind: str,
    *,
    lang: str,
    on: date | None = None,
    **asked: Any,  # noqa: ANN401 - what else a wish says
) -> None:
    made = book_report(desk, Wish(kind=kind, language=lang, on=on, **asked), out)
    statement = made.statement
    desk.say(f"{out}   sha256 {made.sha256}")
    desk.answer(
        {
            "on": statement.on.isoformat(),
            "size": statement.position,
            "root": statement.root,
            "file": str(out),
            "sha256": made.sha256,
            "registered": made.seq,
            "known": made.known,
        }
    )


COMMANDS: Final = (district_statement, letter, signing_sheet)
