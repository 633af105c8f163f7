"""The reconciliation workbook: one frozen statement as the auditor holds it in hand.

Sheets stand in the order an auditor opens them, the appendix last.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from reports.book import Contents, write_book
from reports.sheets.activities import activities
from reports.sheets.advances import advances
from reports.sheets.ageing import ageing, rolled
from reports.sheets.analytics import analytics
from reports.sheets.budget import budget
from reports.sheets.carry_over import carry_over
from reports.sheets.changes import changes
from reports.sheets.charts import charts_page
from reports.sheets.contracts import contracts
from reports.sheets.control_register import control_register
from reports.sheets.corrections import corrections
from reports.sheets.deliveries import deliveries
from reports.sheets.duties import duties
from reports.sheets.external import external
from reports.sheets.extract import extract
from reports.sheets.history import history
from reports.sheets.lead import lead
from reports.sheets.matches import matches
from reports.sheets.method import method
from reports.sheets.one_pagers import one_pagers
from reports.sheets.overhead import overhead
from reports.sheets.rates import rates
from reports.sheets.requests import requests
from reports.sheets.roll_forward import roll_forward
from reports.sheets.sample import sample, sample_terms
from reports.sheets.transfers import transfers
from reports.sheets.unsupported import unsupported
from reports.sheets.vouchers import vouchers

APPENDIX: Final = ("A2", "B5", "C3", "C4", "C5", "E5", "E6", "E7", "E8")
CONTENTS: Final = Contents(
    title="title",
    order=(
        *("A0", "A1", "C1", "B1", "F1", "B3", "E1", "E2", "E4", "F4", "E3", "B2", "D2", "F3"),
        *("C2", "F2", "F5", "B4", "B6", "B7", "D1", "D3", "D4", *APPENDIX),
    ),
    # Findings lead to the row of the later table; the extract's rows are what entry numbers lead to.
    tables={
        "A2": method,
        "B1": lead,
        "B2": activities,
        "B3": budget,
        "B4": roll_forward,
        "B5": overhead,
        "C2": ageing,
        "C3": unsupported,
        "C4": corrections,
        "C5": changes,
        "D2": sample,
        "D3": analytics,
        "D4": duties,
        "E5": matches,
        "E6": history,
        "E7": rates,
        "F1": external,
        "F2": control_register,
        "F3": requests,
        "F4": contracts,
        "F5": carry_over,
        "E4": advances,
        "E1": transfers,
        "E3": deliveries,
        "E2": vouchers,
        "E8": extract,
    },
    pages={"B6": one_pagers, "B7": charts_page, "C2": rolled, "D2": sample_terms},
)

write_workbook: Final = partial(write_book, CONTENTS)
