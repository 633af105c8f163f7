"""Definitions: what each column of a table holds, read from the fields that will check it.

Nothing is listed a second time: kinds and what is required come from the annotations of the commands,
closed lists from asking them (samples.py), columns from api/intake/tables.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, replace
from functools import cache
from typing import Final

from api.intake.tables import BY_NAME, CHANGE, CHANGES, COMMON, LISTS, TABLES, Table
from api.uploads.samples import allowed_in
from ledger.commands import Part
from ledger.commands.fields import Spec, specs
from ledger.entries import Evidence, Request
from ledger.errors import Unusable
from ledger.rules import Reference

# Which reference a field's code is looked up in.
REFERS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("unit", "from_unit", "to_unit", "owner_unit", "parent", "units"), "units"),
    **dict.fromkeys(("line", "from_line", "to_line"), "lines"),
    "activity": "activities",
}
_COMMON: Final = frozenset(word.partition(">")[0] for word in COMMON.split())
_OF_EVIDENCE: Final = {"evidence": "name", "digest": "digest"}


@dataclass(frozen=True, slots=True)
class Definition:
    """One column: its field, the kind of its cells, and what can stand in them.

    `many`: several values with a bar between them. `refers`: units, lines, activities or nothing.
    `allowed`: a closed list, or nothing.
    """

    column: str
    field: str
    kind: str
    many: bool = False
    required: bool = False
    refers: str = ""
    allowed: tuple[str, ...] = ()

    def choices(self, reference: Reference) -> tuple[str, ...]:
        """What can be chosen in this column, of a book that holds `reference`."""
        if self.allowed:
            return self.allowed
        return tuple(sorted(getattr(reference, self.refers))) if self.refers else ()


@cache
def definitions_of(name: str) -> tuple[Definition, ...]:
    """The columns of a table: those it needs first, then its own others, then those of every table."""
    table = BY_NAME[name]
    defined = _defined(table)
    if table.name == CHANGES.name:  # rows of another verb stand in the same file
        others = {column: replace(each, required=False) for column, each in _defined(CHANGES).items()}
        defined = {**others, **defined}
    order = dict.fromkeys((*table.needed, *table.all_columns, *defined))
    # What any document may say besides stands at the end.
    return tuple(defined[column] for column in sorted(order, key=lambda column: column in _COMMON))


def _defined(table: Table) -> dict[str, Definition]:
    own = _by_name(table.command)
    around = {**_by_name(Request), **{f: _by_name(Evidence)[name] for f, name in _OF_EVIDENCE.items()}}
    lists = allowed_in(table.command)
    found = {
        column: _definition(table, column, field, own.get(field) or around[field], lists)
        for column, field in table.columns.items()
    }
    if table.parts:
        parts, lists = _by_name(table.parts.kind), allowed_in(table.parts.kind)
        for column, field in table.parts.columns.items():
            found[column] = _definition(table, column, field, parts[field], lists)
    return found


def _by_name(kind: type[Part]) -> dict[str, Spec]:
    return {spec.name: spec for spec in specs(kind)}


def _definition(
    table: Table, column: str, field: str, spec: Spec, lists: Mapping[str, tuple[str, ...]]
) -> Definition:
    allowed = lists.get(field, ())
    if (table.name, column) == (CHANGES.name, "kind"):
        allowed = (*allowed, CHANGE)
    evidence = field in _OF_EVIDENCE
    return Definition(
        column=column,
        field=field,
        kind=spec.kind.removeprefix("list:"),
        many=field in LISTS,
        required=not evidence and column in table.needed and (spec.default is MISSING or column == table.day),
        refers=REFERS.get(field, ""),
        allowed=allowed,
    )


def tables_called(*names: str) -> tuple[Table, ...]:
    """The tables of these names or verbs, in posting order; all of them when none is named.

    Raises Unusable (unknown_table).
    """
    for name in names:
        if not any(name in {table.name, table.command.verb} for table in TABLES):
            raise Unusable("unknown_table", value=name, known=" ".join(BY_NAME))
    return tuple(table for table in TABLES if not names or table.name in names or table.command.verb in names)
