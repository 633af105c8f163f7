"""The transfer register (ทะเบียนคุมการโอน): every transfer, and every movement of money on the way."""

from __future__ import annotations

from functools import partial
from typing import Final

from reports.book import Contents, write_book
from reports.sheets.extract import extract
from reports.sheets.transfer_movements import transfer_movements
from reports.sheets.transfer_register import transfer_register

CONTENTS: Final = Contents(
    title="books.transfers",
    order=("A0", "A1", "T1", "T2", "D1", "E8"),
    tables={"T1": transfer_register, "T2": transfer_movements, "E8": extract},
)

write_transfers: Final = partial(write_book, CONTENTS)
