"""The trial balance (งบทดลอง): every account of money as of the cut-off, which together come to 0.00."""

from __future__ import annotations

from functools import partial
from typing import Final

from reports.book import Contents, write_book
from reports.sheets.extract import extract
from reports.sheets.trial_balance import trial_balance, trial_balance_by_line

CONTENTS: Final = Contents(
    title="books.trial_balance",
    order=("A0", "A1", "G1", "G2", "D1", "E8"),
    tables={"G1": trial_balance, "G2": trial_balance_by_line, "E8": extract},
)

write_trial_balance: Final = partial(write_book, CONTENTS)
