"""Reports: files made of a run or of a day, registered with their digests, and made again to the byte.

A file is made at a journal position: what people had said and signed by then is in it. The register
keeps that position, so that asking again for the report of a run gives the same bytes years later. That
a report was made changes nothing a report says: the position is that of the last other entry.
"""

from api.reports.kinds import BOOKS
from api.reports.making import MadeReport, Wish, make_report
from api.reports.register import Order, Registered, reports_of, said_by, standing_report

__all__ = [
    "BOOKS",
    "MadeReport",
    "Order",
    "Registered",
    "Wish",
    "make_report",
    "reports_of",
    "said_by",
    "standing_report",
]
