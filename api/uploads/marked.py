"""Marked copy: the rows of an upload written anew, wrong cells red, with a column that says why.

Nothing of the uploaded file but the texts of its rows goes into it: no styles, formulas, links, names
or parts, so that what it brought along ends here. Rows and columns stand where they stood, and the
copy can be mended and uploaded again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from api.uploads.checking import Checked
from api.uploads.reading import Page
from api.uploads.sheets import Sheets
from api.uploads.words import is_remark, word
from api.uploads.wrong import Wrong

WIDTH: Final = 18
REMARK_WIDTH: Final = 80


def marked_copy(checked: Checked, language: str = "th") -> bytes:
    """The workbook to send back, whatever kind of file came."""
    made = Sheets()
    for page in checked.upload.pages:
        own = [each for each in checked.wrong if each.sheet == page.title]
        _page(made, made.add(page.table.name), page, own, language)
    return made.save()


def _page(made: Sheets, sheet: Any, page: Page, wrong: Iterable[Wrong], language: str) -> None:  # noqa: ANN401 - XlsxWriter ships no types
    remark = word("wrong", language)
    columns = {name: at for at, name in enumerate(page.columns) if name and not is_remark(name)}
    # A copy of a copy says it in the same column.
    last = next((at for at, name in enumerate(page.columns) if is_remark(name)), len(page.columns))
    sheet.set_column(0, last - 1, WIDTH, made.looks["text"])
    sheet.set_column(last, last, REMARK_WIDTH)
    sheet.freeze_panes(page.header, 0)
    for name, at in columns.items():
        made.put(sheet, page.header - 1, at, name, "name")
    made.put(sheet, page.header - 1, last, remark, "name")
    by_row: dict[int, list[Wrong]] = {}
    for each in wrong:
        by_row.setdefault(each.row, []).append(each)
    if own := by_row.get(page.header):  # what is wrong with the sheet as a whole
        made.put(sheet, page.header - 1, last + 1, _told(own, language), "remark")
    for row in page.rows:
        own = by_row.get(row.number, [])
        red = {each.column for each in own}
        for name, at in columns.items():
            text = row.cells.get(name, "")
            if text or name in red:
                made.put(sheet, row.number - 1, at, text, "wrong" if name in red else "text")
        if own:
            made.put(sheet, row.number - 1, last, _told(own, language), "remark")


def _told(own: Iterable[Wrong], language: str) -> str:
    return "\n".join(f"{each.address}: {each.said(language)}" for each in own)
