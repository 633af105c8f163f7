"""Form table: the address of every verb of the ledger, and what of its fields the address says.

`of` is the address of one thing (or of a register), `tail` what is done there; `fields` are the parts of the
address -> fields of the command. A part that is no field must lead to something that is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

PAPER: Final = "<path:unit>/<int:fiscal_year>/<path:number>"


@dataclass(frozen=True, slots=True)
class Form:
    """One address that records one verb; `draws`: it takes money from a purse; `bulk`: lists too."""

    verb: str
    of: str
    tail: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, Any] = field(default_factory=dict)
    draws: bool = False
    bulk: bool = False

    @property
    def rule(self) -> str:
        """The address."""
        return self.of + self.tail

    @property
    def name(self) -> str:
        """The name of the operation; a form that fixes a field is one of several of its verb."""
        return "_".join(("record", self.verb, *map(str, self.fixed.values())))

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the address that differ from thing to thing."""
        return tuple(re.findall(r"<(?:\w+:)?(\w+)>", self.rule))

    @property
    def says_all(self) -> bool:
        """Whether the command says all that the address says."""
        return set(self.parts) == set(self.fields)

    @property
    def settled(self) -> frozenset[str]:
        """The fields that the body does not say."""
        return frozenset({"verb", *self.fields.values(), *self.fixed})


def _of_paper(verb: str, register: str, tail: str, name: str, *, draws: bool = False) -> Form:
    """A form about a contract, advance or voucher, whose number is told apart by unit and fiscal year."""
    fields = {"unit": "unit", "fiscal_year": "document_fiscal_year", "number": name}
    return Form(verb, f"/{register}/{PAPER}", tail, fields, draws=draws)


def _reversal(register: str, kind: str) -> Form:
    fields = {"unit": "unit", "fiscal_year": "reverses_fiscal_year", "number": "reverses"}
    return Form("reverse", f"/{register}/{PAPER}", "/reversals", fields, fixed={"kind": kind})


FORMS: Final = (
    Form("register_unit", "/districts", bulk=True),
    Form("open_line", "/budget-lines", bulk=True),
    Form("define_activity", "/activities", bulk=True),
    Form("set_rate", "/activities/<path:activity>", "/rates", {"activity": "activity"}),
    Form("set_target", "/activities/<path:activity>", "/targets", {"activity": "activity"}),
    Form("set_rules", "/rule-sets"),
    Form("set_policy", "/policies"),
    Form("set_holidays", "/holidays"),
    Form("grant_role", "/grants"),
    Form("revoke_role", "/grants", "/ends"),
    Form("close_period", "/periods"),
    Form("appropriate", "/appropriations", bulk=True),
    Form("withdraw", "/appropriations", "/withdrawals", draws=True),
    Form("move_purpose", "/appropriations", "/changes", draws=True),
    Form("release", "/appropriations", "/releases", draws=True, bulk=True),
    Form("hold_release", "/appropriations", "/holds", draws=True),
    Form("retain", "/appropriations", "/retentions", draws=True),
    Form("retain_back", "/appropriations", "/returns", draws=True),
    Form("transfer", "/transfers", draws=True, bulk=True),
    Form("confirm", "/transfers/<path:number>", "/receipts", {"number": "transfer"}),
    Form("recall", "/transfers/<path:number>", "/recall", {"number": "transfer"}),
    Form("commit", "/commitments", draws=True, bulk=True),
    _of_paper("release_commitment", "commitments", "/releases", "commitment", draws=True),
    _reversal("commitments", "commit"),
    Form("advance", "/advances", draws=True, bulk=True),
    _of_paper("refund", "advances", "/refunds", "advance", draws=True),
    _reversal("advances", "advance"),
    Form("disburse", "/vouchers", draws=True, bulk=True),
    _of_paper("disallow", "vouchers", "/disallowances", "voucher"),
    _of_paper("recover", "vouchers", "/recoveries", "voucher"),
    _reversal("vouchers", "disburse"),
    Form("carry_forward", "/carry-overs", draws=True, bulk=True),
    _of_paper("extend", "carry-overs", "/extensions", "carry"),
    Form("lapse", "/lapses", draws=True, bulk=True),
    Form("deliver", "/deliveries", bulk=True),
    Form("decide", f"/deliveries/{PAPER}", "/decisions", {"number": "delivery"}),
    Form("propose", "/proposals", draws=True, bulk=True),
    Form("approve", "/proposals/<path:number>", "/approvals", {"number": "proposal"}),
    Form("reject", "/proposals/<path:number>", "/rejections", {"number": "proposal"}),
    Form("withdraw_proposal", "/proposals/<path:number>", "/withdrawal", {"number": "proposal"}),
    Form("reverse", "/reversals"),
    Form("void_number", "/void-numbers"),
    Form("match", "/reconciliations/<path:number>", "/matches", {"number": "run"}),
    Form("unmatch", "/matches/<path:number>", "/ends", {"number": "match"}),
    Form("query", "/reconciliations/<path:number>", "/queries"),
    Form("reply", "/reconciliations/<path:number>", "/replies"),
    Form("give_opinion", "/reconciliations/<path:number>", "/opinions"),
)

# What is posted at `/commands` only, and why.
ELSEWHERE: Final[Mapping[str, str]] = {
    "open_book": "a book that is not there has nobody who may ask; the command line opens it",
    "record_run": "a run is recorded by the program that made it, which knows its digests",
    "record_report": "a report is recorded by the program that made the file",
    "record_statement": "a statement is read from its source's file, whose digest it states",
    "sign_off": "a run is signed where its statement is made anew, /reconciliations/{number}/signatures",
    "waive": "a waiver is never posted by one person; it is the command of a proposal",
}
