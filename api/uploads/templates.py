"""Templates: tables to fill in, made from the fields that will check them and from what the book holds.

Row 1 has the names that intake reads, row 2 says in people's words what they mean (and is not read).
All cells are texts, so that no program turns 2569 into a date or 1e3 into a thousand. What a book
knows (units, lines, activities) and closed lists can be chosen; what is chosen is checked all the same.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

from api.intake.tables import Table
from api.uploads.definitions import Definition, definitions_of
from api.uploads.sheets import Sheets
from api.uploads.weighing import CELLS_MAX
from api.uploads.words import how_to_write, label, word
from ledger.errors import Unusable
from ledger.rules import Reference

FIRST_ROW: Final = 2  # counted from 0: below names and labels
CHOICE_ROWS_MAX: Final = 1_000
# LibreOffice saves an empty cell for each that has a drop-down, and an upload holds so many cells at most.
CHOICE_CELLS_MAX: Final = CELLS_MAX * 6 // 10
INLINE_MAX: Final = 255  # characters Excel takes in a list of its own
TITLE_MAX: Final = 32
MESSAGE_MAX: Final = 255
WIDTH: Final = 18
LISTED: Final = ("units", "lines", "activities")
_INTRODUCED: Final = ("rows", "header", "text", "values", "checked", "again")
_BOM: Final = "\ufeff"


def workbook_template(tables: Sequence[Table], reference: Reference, language: str = "th") -> bytes:
    """A workbook with instructions, a sheet per table, and the lists to choose from."""
    made = Sheets()
    _instructions(made, tables, reference, language)
    forms = [(table, made.add(table.name)) for table in tables]
    lists = _lists(made, reference, language)
    columns = sum(len(definitions_of(table.name)) for table in tables)
    rows = min(CHOICE_ROWS_MAX, CHOICE_CELLS_MAX // max(1, columns))
    for table, sheet in forms:
        _form(made, sheet, table, language)
        _help(sheet, table, lists, rows, language)
    return made.save()


def csv_template(tables: Sequence[Table], language: str = "th") -> bytes:
    """The names and labels of one table, in UTF-8 with a byte order mark. Raises Unusable (one_table)."""
    if len(tables) != 1:
        raise Unusable("one_table", known=" ".join(table.name for table in tables))
    columns = [each.column for each in definitions_of(tables[0].name)]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerow([label(column, tables[0].name, language) for column in columns])
    return (_BOM + text.getvalue()).encode()


def _form(made: Sheets, sheet: Any, table: Table, language: str) -> None:  # noqa: ANN401 - XlsxWriter ships no types
    sheet.freeze_panes(FIRST_ROW, 0)
    for at, each in enumerate(definitions_of(table.name)):
        sheet.set_column(at, at, WIDTH, made.looks["text"])
        made.put(sheet, 0, at, each.column, "needed" if each.required else "name")
        made.put(sheet, 1, at, label(each.column, table.name, language), "label")


def _help(sheet: Any, table: Table, lists: Mapping[str, str], rows: int, language: str) -> None:  # noqa: ANN401 - XlsxWriter ships no types
    """What shows beside a cell that is being filled in, and what can be chosen, in so many rows."""
    for at, each in enumerate(definitions_of(table.name)):
        shown = {
            "input_title": label(each.column, table.name, language)[:TITLE_MAX],
            "input_message": how_to_write(each, language)[:MESSAGE_MAX],
        }
        sheet.data_validation(FIRST_ROW, at, FIRST_ROW + rows - 1, at, {**shown, **_choice(each, lists)})


def _choice(each: Definition, lists: Mapping[str, str]) -> dict[str, object]:
    """The drop-down of a column. It warns and does not forbid: several may be joined, a new one be coming."""
    if each.allowed and len(",".join(each.allowed)) <= INLINE_MAX:
        source: object = list(each.allowed)
    elif each.refers in lists:
        source = lists[each.refers]
    else:
        return {"validate": "any"}
    return {"validate": "list", "source": source, "error_type": "warning"}


def _lists(made: Sheets, reference: Reference, language: str) -> dict[str, str]:
    """Codes and names of what the book holds; returns the range of each list that has any."""
    title, ranges = word("sheets.lists", language), {}
    sheet = made.add(title)
    for number, name in enumerate(LISTED):
        at, held = 2 * number, getattr(reference, name)
        made.put(sheet, 0, at, word(f"lists.{name}", language), "name")
        sheet.set_column(at, at + 1, WIDTH, made.looks["text"])
        for row, code in enumerate(sorted(held), 1):
            made.put(sheet, row, at, code)
            made.put(sheet, row, at + 1, _name(held[code], language))
        if held:
            letter = chr(ord("A") + at)
            ranges[name] = f"='{title}'!${letter}$2:${letter}${len(held) + 1}"
    return ranges


def _name(said: Any, language: str) -> str:  # noqa: ANN401 - a unit, a line or an activity
    return str((said.name_en if language == "en" else "") or said.name_th)


def _instructions(made: Sheets, tables: Sequence[Table], reference: Reference, language: str) -> None:
    sheet, book = made.add(word("sheets.instructions", language)), reference.book
    sheet.set_column(0, 3, WIDTH + WIDTH)
    name = _name(book, language) if book else ""
    made.put(sheet, 0, 0, word("instructions.title", language, book=name), "title")
    for row, key in enumerate(_INTRODUCED, 1):
        made.put(sheet, row, 0, f"{row}. {word(f'instructions.{key}', language)}")
    row = len(_INTRODUCED) + 2
    for at, key in enumerate(("table", "column", "label", "how")):
        made.put(sheet, row, at, word(f"instructions.{key}", language), "name")
    for table in tables:
        for each in definitions_of(table.name):
            row += 1
            titled = f"{table.name} · {word(f'tables.{table.name}', language)}"
            cells = (titled, each.column, label(each.column, table.name, language), _how(each, language))
            for at, text in enumerate(cells):
                made.put(sheet, row, at, text)


def _how(each: Definition, language: str) -> str:
    said = how_to_write(each, language)
    if each.allowed:
        return f"{said}; {word('choices', language, choices=', '.join(each.allowed))}"
    if each.refers:
        return f"{said}; {word('choices_of_book', language, sheet=word('sheets.lists', language))}"
    return said
