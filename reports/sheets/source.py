"""Source: what all sheets are made from, and how they name units, activities and entries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ledger import texts
from ledger.calendar import fiscal_year
from ledger.money import minor_unit
from reconciliation.facts import Facts
from reconciliation.runs.dossier import Dossier
from reconciliation.statement import Statement
from reconciliation.wording import status_name
from reports.columns import State
from reports.journal import JournalRow
from reports.words import Words

LEAF_SHOWN = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A statement, the journal it was made from (may be empty), and the words to tell it in.

    `dossier` is what is known about it besides; that of a draft about which nobody has said anything
    where none is given.
    """

    statement: Statement
    dossier: Dossier
    journal: Sequence[JournalRow]
    leaves: Mapping[int, str]
    words: Words

    @property
    def facts(self) -> Facts:
        """The documents."""
        return self.statement.facts

    @property
    def minor(self) -> str:
        """The measure of the book's money ("satang")."""
        return minor_unit(self.statement.book.currency)

    @property
    def currency(self) -> str:
        """The name of the book's money."""
        code = self.statement.book.currency
        return str(texts.table("findings", self.words.language)["currencies"].get(code, code))

    def unit(self, code: str) -> str:
        """A unit's code and name; the code alone when it is not registered."""
        unit = self.facts.units.get(code)
        return f"{code} {self.words.named(unit.name_th, unit.name_en)}" if unit else code

    def activity(self, code: str) -> str:
        """An activity's code and name."""
        activity = self.facts.activities.get(code)
        return f"{code} {self.words.named(activity.name_th, activity.name_en)}" if activity else code

    def line(self, code: str) -> str:
        """A budget line's code and name; the code alone when it is not open."""
        line = self.facts.lines.get(code)
        return f"{code} {self.words.named(line.name_th, line.name_en)}" if line else code

    def leaf(self, seq: int) -> str:
        """The beginning of an entry's leaf; the whole of it stands in the journal extract."""
        return self.leaves.get(seq, "")[:LEAF_SHOWN]

    def unit_key(self, unit: str, *rest: str) -> str:
        """What leads to the row of a unit, or of its cell: the same text as in a finding's keys."""
        return "/".join((unit, str(fiscal_year(self.statement.on)), *rest))

    def state(self, key: str, **facts: object) -> State:
        """A state by its key: symbol, tone and word are texts `states`."""
        symbol, tone = STATES[key]
        return State(symbol, self.words(f"states.{key}", **facts), tone)

    def match_state(self, status: str, rule: str = "") -> State:
        """The state of a match, with the rule that made it where that is asked for."""
        symbol, tone = STATES[status]
        word = status_name(status, self.words.language)
        return State(symbol, f"{word} ({rule})" if rule not in {"", "-"} else word, tone)

    def kind(self, verb: str) -> str:
        """The name of a verb or a kind of transfer; itself when it has none."""
        key = f"kinds.{verb}"
        return self.words(key) if self.words.has(key) else verb


STATES: Mapping[str, tuple[str, str]] = {
    "agrees": ("✓", "good"),
    "differs": ("✗", "bad"),
    "confirmed": ("✓", "good"),
    "in_transit": ("…", "warn"),
    "recalled": ("↺", "info"),
    "standing": ("✓", "good"),
    "reversed": ("↺", "info"),
    "reversal": ("↺", "info"),
    "disallowed": ("✗", "bad"),
    "recovered": ("↺", "info"),
    "accepted": ("✓", "good"),
    "pending": ("…", "warn"),
    "rejected": ("✗", "bad"),
    "reworked": ("↺", "info"),
    "open": ("!", "warn"),
    "undone": ("↺", "info"),
    "corrects": ("↺", "info"),
    "late": ("!", "warn"),
    "backdated": ("!", "warn"),
    "answered": ("✓", "good"),
    "item_DISPUTED": ("!", "bad"),
    "item_WAIVED": ("✓", "info"),
    "item_CARRIED": ("→", "warn"),
    "item_WAITING": ("…", "info"),
    "item_OPEN": ("!", "warn"),
    "CONFIRMED": ("✓", "good"),
    "NETTED": ("↺", "info"),
    "SUGGESTED": ("?", "warn"),
    "PARTIAL": ("<", "warn"),
    "EXCESS": (">", "bad"),
    "AWAITING_ACCEPTANCE": ("…", "warn"),
    "REJECTED_OUTPUT": ("✗", "bad"),
    "UNMATCHED": ("!", "bad"),
    "advance_open": ("…", "info"),
    "advance_overdue": ("▲", "bad"),
    "advance_cleared": ("✓", "good"),
    "contract_open": ("…", "info"),
    "contract_overdue": ("▲", "bad"),
    "contract_closed": ("✓", "good"),
    "carry_open": ("…", "info"),
    "carry_ended": ("▲", "bad"),
    "carry_used": ("✓", "good"),
    "overdrawn": ("✗", "bad"),
    "unexplained": ("✗", "bad"),
    "not_stated": ("?", "warn"),
    "ours_timing": ("…", "info"),
    "theirs_timing": ("…", "info"),
    **{f"{side}_cleared": ("✓", "good") for side in ("ours", "theirs")},
    **{f"{side}_amount_differs": ("✗", "bad") for side in ("ours", "theirs")},
    **{f"{side}_ambiguous": ("?", "warn") for side in ("ours", "theirs")},
    **{f"{side}_old": ("▲", "bad") for side in ("ours", "theirs")},
    "CRIT": ("■", "bad"),
    "HIGH": ("▲", "bad"),
    "MED": ("◆", "warn"),
    "LOW": ("●", "info"),
    "INFO": ("○", "info"),
    "NOTE": ("·", "info"),
}


def document_key(unit: str, fiscal_year: int, number: str) -> str:
    """What leads to a document's row: the same text as in a finding's keys."""
    return f"{unit}/{fiscal_year}/{number}"


def source_of(
    statement: Statement, journal: Iterable[JournalRow], words: Words, dossier: Dossier | None = None
) -> Source:
    """The source of a workbook."""
    rows = tuple(journal)
    return Source(
        statement=statement,
        dossier=dossier or Dossier(statement=statement),
        journal=rows,
        leaves={row.seq: row.leaf for row in rows},
        words=words,
    )
