"""The district allocation statement: what each unit was allotted and has left, with every movement of it."""

from __future__ import annotations

from functools import partial
from typing import Final

from reports.book import Contents, write_book
from reports.sheets.allocations import allocations
from reports.sheets.control_register import control_register
from reports.sheets.extract import extract
from reports.sheets.transfers import transfers

CONTENTS: Final = Contents(
    title="books.district_statement",
    order=("A0", "A1", "S1", "E1", "F2", "D1", "E8"),
    tables={"S1": allocations, "E1": transfers, "F2": control_register, "E8": extract},
)

write_district_book: Final = partial(write_book, CONTENTS)
