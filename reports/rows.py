"""Rows: how a table's rows are written: one writer per column, made once per sheet.

Most cells hold what their column is for (whole units, a text, a day, a state) and go straight to
XlsxWriter and to the digest; whatever else a cell holds goes through the pen, which knows every value.
Both ways write the same cells and the same digest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from reports.cells import digested, fitted, is_number, lines_of, room_of, whole
from reports.columns import ENTRY, KINDS, Column, Live, Of, State, Value
from reports.digest import digest_text
from reports.figures import Figures
from reports.pen import PROOFS_MAX, Pen, letter, serial_of

# Row number from 0, the same from 1 as text, value -> the cell's line of the digest.
Put = Callable[[int, str, Any], str]
Proof = Callable[[int], str]  # position of an entry -> the place of its row; "" for none

_ANY_LENGTH: Final = 16_000  # of the characters a cell may hold, however wide each is
_SCALES: Final = (0, 2)  # the digest tells two decimals
_OWN, _ABOVE = "\0", "\1"  # where a formula names a row; no person's text gets into a formula
_KNOWN_MAX: Final = 2_000
_HELD_MAX: Final = 1_000


class Rows:
    """The rows of one table on one sheet; `figures` are what its columns came to."""

    def __init__(self, pen: Pen, columns: Sequence[Column], proof: Proof | None = None) -> None:
        self.figures = [Figures(column.kind) for column in columns]
        self._pen = pen
        self._columns = columns
        self._proof = proof
        self._lines = [1]  # of the row being written
        self._formulas: dict[str, tuple[list[str], bool]] = {}  # cut where the row's number stands
        self._puts = {"": [self._writer(at, column) for at, column in enumerate(columns)]}  # by variant
        self._written = 0

    def write(self, row: int, values: Sequence[Value], variant: str = "") -> str:
        """Write a row; returns its lines of the digest. `variant` is a look of the whole row."""
        line = str(row + 1)
        puts = self._puts.get(variant)
        if puts is None:
            puts = self._puts[variant] = [self._any(at, variant) for at in range(len(self._columns))]
        told = [put(row, line, value) for put, value in zip(puts, values, strict=True)]
        if self._lines[0] > 1:
            self._pen.height(row, self._lines[0])
            self._lines[0] = 1
        self._written += 1
        if self._written % _HELD_MAX == 0:
            self.settle()
        return "".join(told)

    def settle(self) -> None:
        """Count the figures held."""
        for figures in self.figures:
            figures.settle()

    def _writer(self, at: int, column: Column) -> Put:
        """What writes the cells of a column."""
        kind = KINDS[column.kind]
        if column.given:
            return self._any(at, "given")
        if column.key == ENTRY and self._proof is not None:
            return self._entries(at, column, self._proof)
        if kind.scale in _SCALES:
            return self._figures(at, column, kind.scale)
        if is_number(column.kind):
            return self._any(at)
        return {"date": self._days, "state": self._states}.get(column.kind, self._texts)(at, column)

    def _any(self, at: int, variant: str = "") -> Put:
        """Writes any value, slowly."""
        pen, column, figures = self._pen, self._columns[at], self.figures[at]

        def put(row: int, line: str, value: Value) -> str:
            kind, value = value if isinstance(value, Of) else (column.kind, value)
            if isinstance(value, Live):
                value = value._replace(formula=self._formula(row, line, value.formula))
            elif KINDS[kind].wrap and value:
                self._lines[0] = max(self._lines[0], lines_of(value, column.width))
            figures.add(whole(value))
            figures.room = max(figures.room, room_of(value, kind))
            return pen.put(row, at, f"{kind}.{variant}" if variant else kind, value)

        return put

    def _figures(self, at: int, column: Column, scale: int) -> Put:
        """Writes whole units and formulas that come to them."""
        look, name = self._pen.formats[column.kind], letter(at)
        number, formula = self._pen.target.write_number, self._pen.target.write_formula
        blank, other = self._pen.target.write_blank, self._any(at)
        held, told, unit = self.figures[at].held, self._formula, 10**scale

        def put(row: int, line: str, value: Any) -> str:  # noqa: ANN401 - a Value, told apart by its class
            if value.__class__ is int:
                number(row, at, value / unit if scale else value, look)
            elif value is None:
                blank(row, at, None, look)
                return ""
            elif value.__class__ is Live and value.cached.__class__ is int:
                text = told(row, line, value.formula)
                value = value.cached
                formula(row, at, text, look, value / unit if scale else value)
            else:
                return other(row, line, value)
            held.append(value)
            if not scale:
                return f"{name}{line}\t{value}.00\n"
            sign, left = ("-", -value) if value < 0 else ("", value)
            return f"{name}{line}\t{sign}{left // unit}.{left % unit:0{scale}d}\n"

        return put

    def _entries(self, at: int, column: Column, proof: Proof) -> Put:
        """Writes positions of entries; each leads to its row of the journal extract."""
        pen, plain, held = self._pen, self._figures(at, column, 0), self.figures[at].held
        number, name, left = pen.target.write_number, letter(at), iter(range(PROOFS_MAX))

        def put(row: int, line: str, value: Any) -> str:  # noqa: ANN401 - a Value, told apart by its class
            place = proof(value) if value.__class__ is int and next(left, None) is not None else ""
            look = pen.lead(row, at, column.kind, place, line) if place else None
            if look is None:
                return plain(row, line, value)
            number(row, at, value, look)  # over the text of the link: it stays a number
            held.append(value)
            return f"{name}{line}\t{value}.00\n"

        return put

    def _texts(self, at: int, column: Column) -> Put:
        """Writes texts; one that is no longer than its column needs no measuring."""
        look, name = self._pen.formats[column.kind], letter(at)
        string, blank, other = self._pen.target.write_string, self._pen.target.write_blank, self._any(at)
        wrap = KINDS[column.kind].wrap
        short = min(column.width, _ANY_LENGTH) if wrap else _ANY_LENGTH
        known: dict[str, int] = {}

        def put(row: int, line: str, value: Any) -> str:  # noqa: ANN401 - a Value, told apart by its class
            if value.__class__ is not str:
                return other(row, line, value)
            if not value:
                blank(row, at, None, look)
                return ""
            # What is printable holds no line break and no tab.
            if len(value) < short and value.isprintable() and "\\" not in value:
                string(row, at, value, look)
                return f"{name}{line}\t{value}\n"
            if wrap:
                self._lines[0] = max(self._lines[0], _lines(value, column.width, known))
            text = fitted(value)
            string(row, at, text, look)
            return f"{name}{line}\t{digest_text(text, None)}\n"

        return put

    def _days(self, at: int, column: Column) -> Put:
        """Writes days."""
        look, name = self._pen.formats[column.kind], letter(at)
        number, blank, other = self._pen.target.write_number, self._pen.target.write_blank, self._any(at)

        def put(row: int, line: str, value: Any) -> str:  # noqa: ANN401 - a Value, told apart by its class
            if value is None:
                blank(row, at, None, look)
                return ""
            serial = serial_of(value) if value.__class__ is date else None
            if serial is None:
                return other(row, line, value)
            number(row, at, serial, look)
            return f"{name}{line}\t{value.isoformat()}\n"

        return put

    def _states(self, at: int, column: Column) -> Put:
        """Writes states: there are few, so each is worked out once."""
        name, formats, other = letter(at), self._pen.formats, self._any(at)
        string, known = self._pen.target.write_string, dict[State, tuple[str, Any, str, int]]()

        def learnt(state: State) -> tuple[str, Any, str, int]:
            if len(known) >= _KNOWN_MAX:
                known.clear()
            told = (digested(state, column.kind), lines_of(state, column.width))
            known[state] = (fitted(str(state)), formats[f"state.{state.tone}"], *told)
            return known[state]

        def put(row: int, line: str, value: Any) -> str:  # noqa: ANN401 - a Value, told apart by its class
            if value.__class__ is not State:
                return other(row, line, value)
            text, look, told, lines = known.get(value) or learnt(value)
            self._lines[0] = max(self._lines[0], lines)
            string(row, at, text, look)
            return f"{name}{line}\t{told}\n"

        return put

    def _formula(self, row: int, line: str, formula: str) -> str:
        """A formula with the cells of its row, and of the row above."""
        found = self._formulas.get(formula)
        if found is None:
            if len(self._formulas) >= _KNOWN_MAX:
                self._formulas.clear()
            names = {column.key: letter(at) for at, column in enumerate(self._columns)}
            cells = {key: f"{name}{_OWN}" for key, name in names.items()}
            cells |= {f"above_{key}": f"{name}{_ABOVE}" for key, name in names.items()}
            text = formula.format_map(cells)
            found = self._formulas[formula] = text.split(_OWN), _ABOVE in text
        parts, above = found
        told = line.join(parts)
        return told.replace(_ABOVE, str(row)) if above else told


def _lines(text: str, width: int, known: dict[str, int]) -> int:
    """How many lines a text takes; names come again and again, and are measured once."""
    found = known.get(text)
    if found is None:
        if len(known) >= _KNOWN_MAX:
            known.clear()
        found = known[text] = lines_of(text, width)
    return found
