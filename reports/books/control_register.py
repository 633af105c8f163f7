"""The control register as a book of its own: what each unit may still use, movement by movement."""

from __future__ import annotations

from functools import partial
from typing import Final

from reports.book import Contents, write_book
from reports.sheets.control_register import control_register
from reports.sheets.extract import extract

CONTENTS: Final = Contents(
    title="books.control_register",
    order=("A0", "A1", "F2", "D1", "E8"),
    tables={"F2": control_register, "E8": extract},
)

write_control_register: Final = partial(write_book, CONTENTS)
