"""D1: checks: every total of the workbook against the system's own figure, and what else must hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from reconciliation.wording import name_of, term
from reports.columns import Column, Link, Live, Of, Record, Value
from reports.sheets.source import Source
from reports.table import Control, Figure, Table, decimals_of, difference, head
from reports.words import Words

COLUMNS: Final = (
    Column(key="no", kind="number", width=7),
    Column(key="control", kind="text", width=58),
    Column(key="sheet", kind="code", width=9),
    Column(key="system_value", kind="money", width=20),
    Column(key="formula_value", kind="money", width=20),
    Column(key="difference", kind="money", width=16),
    Column(key="result", kind="text", width=16),
)
SHEET_AT: Final = 2
DIFFERENCE_AT: Final = 5
RESULT_AT: Final = 6
_AGREES: Final = "✓"
_DIFFERS: Final = "✗"


@dataclass(frozen=True, slots=True)
class Check:
    """One control: what the system says and what the workbook comes to."""

    control: str
    ref: str
    place: str
    kind: str
    system: Figure
    found: Live | int

    @property
    def difference(self) -> Fraction:
        """The system's figure less the workbook's."""
        found = self.found.cached if isinstance(self.found, Live) else self.found
        return difference(self.kind, self.system, "" if found is None else found)

    def record(self, number: int, words: Words) -> Record:
        """The row of the control; difference and result are live."""
        live = "=IF({system_value}={formula_value},0,ROUND({system_value}-{formula_value},%d))"
        off = Live(live % decimals_of(self.kind), self.difference)
        agrees, differs = (f"{sign} {words(f'states.{key}')}" for sign, key in _RESULTS)
        values: tuple[Value, ...] = (
            number,
            self.control,
            Link(self.ref, self.place),
            Of(self.kind, self.system),
            Of(self.kind, self.found),
            Of(self.kind, off),
            Live(
                f'=IFERROR(IF({{difference}}=0,"{agrees}","{differs}"),"{differs}")',
                differs if self.difference else agrees,
            ),
        )
        return Record(values)


_RESULTS: Final = ((_AGREES, "agrees"), (_DIFFERS, "differs"))


def checks(
    source: Source, controls: Sequence[Control], rows: Mapping[str, Sequence[str]]
) -> tuple[Table, bool]:
    """The sheet, and whether everything agrees.

    `rows` are the first columns of the sheets whose rows are counted.
    """
    found = [
        *_of_totals(source, controls),
        *_of_rows(source, rows),
        *_of_identities(source),
        _of_journal(source),
    ]
    records = [check.record(number, source.words) for number, check in enumerate(found, 1)]
    return Table(ref="D1", columns=COLUMNS, records=records), not any(check.difference for check in found)


def _of_totals(source: Source, controls: Sequence[Control]) -> Iterator[Check]:
    for control in controls:
        name = head(source.words, control.ref, control.column.key, source.minor)
        text = source.words("checks.total", column=name)
        live = Live(f"={control.place}", control.cached)
        yield Check(text, control.ref, control.place, control.column.kind, control.system, live)


def _of_rows(source: Source, rows: Mapping[str, Sequence[str]]) -> Iterator[Check]:
    """Nothing was left out: as many rows as the journal has entries, or the statement findings.

    How many entries concern some units alone, only the journal's rows themselves can tell.
    """
    expected = {"E8": source.statement.position, "C1": len(source.statement.findings)}
    for ref, places in rows.items():
        if ref == "E8" and source.statement.units:
            continue
        found = {"E8": len(source.journal), "C1": len(source.statement.findings)}[ref]
        text = source.words(f"checks.rows_{ref}")
        count = "=" + "+".join(f'COUNTIFS({place},">0")' for place in places)
        yield Check(text, ref, "", "whole", expected[ref], Live(count, found))


def _of_identities(source: Source) -> Iterator[Check]:
    """One row per equation: in how many places it was tested, in how many it holds; then each failure."""
    identities = source.statement.identities
    tested = Counter(identity.name for identity in identities)
    held = Counter(identity.name for identity in identities if identity.holds)
    for name, places in tested.items():
        text = source.words("checks.identity", identity=term(name, source.words.language))
        yield Check(text, "", "", "whole", places, held[name])
    for identity in identities:
        if not identity.holds:
            text = f"{name_of(identity, source.words.language)}: {identity.subject}"
            yield Check(text, "", "", "money" if identity.money else "whole", identity.left, identity.right)


def _of_journal(source: Source) -> Check:
    problems = len(source.statement.problems)
    return Check(source.words("checks.journal"), "", "", "whole", 0, problems)
