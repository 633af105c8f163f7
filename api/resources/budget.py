"""Budget: the documents that hand money down to the purse or let it lapse, each in a register of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from api.resources.asking import Ask
from api.resources.fields import LineAsked, Listing, flag, money, next_page, ordinal, rows, text
from api.resources.following import reversed_of
from api.resources.numbered import page_of
from api.resources.operation import Arguments, Routes, reads
from api.resources.papers import PaperSeen
from api.resources.register import Paper
from api.resources.sight import id_of
from api.wire import day as day_text

routes: Final = Routes("budget")
# Name of the register: its address, and the verb whose documents are in it.
REGISTERS: Final = {
    "appropriations": ("/appropriations", "appropriate"),
    "withdrawals": ("/appropriations/withdrawals", "withdraw"),
    "releases": ("/appropriations/releases", "release"),
    "holds": ("/appropriations/holds", "hold_release"),
    "retentions": ("/appropriations/retentions", "retain"),
    "returns": ("/appropriations/returns", "retain_back"),
    "changes": ("/appropriations/changes", "move_purpose"),
    "lapses": ("/lapses", "lapse"),
}
# Not every verb has each of them; what it does not have is empty.
_TEXTS: Final = ("to_line", "stage", "authority", "approval_no", "purpose")


class BudgetSeen(PaperSeen):
    """A document that moves money on its way to the purse, or back."""

    line = text("line")
    to_line = text("to_line")
    stage = text("stage")
    authority = text("authority")
    approval_no = text("approval_no")
    purpose = text("purpose")
    instalment = ordinal("instalment")
    currency = text("currency")
    amount = money()
    reversed = flag("reversed")


def _register(name: str, rule: str, verb: str) -> None:
    page = type(f"{name.capitalize()}Page", (Listing,), {name: rows(BudgetSeen), "next": next_page()})

    def listed(ask: Ask, wanted: Arguments) -> dict[str, Any]:
        shown, more = page_of(ask, verb, wanted)
        return {name: _seen(ask, shown), "next": more}

    listed.__name__ = name
    reads(routes, rule, page, LineAsked)(listed)


def _seen(ask: Ask, papers: Sequence[Paper]) -> list[dict[str, Any]]:
    undone = reversed_of(ask, [paper.entry.seq for paper in papers])
    return [_told(ask, paper, undone=paper.entry.seq in undone) for paper in papers]


def _told(ask: Ask, paper: Paper, *, undone: bool) -> dict[str, Any]:
    command: Any = paper.entry.command
    return {
        "number": paper.number,
        "unit": paper.unit,
        "fiscal_year": paper.fiscal_year,
        "entry": id_of(paper.entry),
        "effective_on": day_text(paper.entry.request.effective_on),
        "line": getattr(command, "line", "") or command.from_line,
        **{name: getattr(command, name, "") for name in _TEXTS},
        "instalment": getattr(command, "instalment", 0),
        "currency": ask.currency,
        "amount": str(command.amount),
        "reversed": undone,
    }


for _name, (_rule, _verb) in REGISTERS.items():
    _register(_name, _rule, _verb)
