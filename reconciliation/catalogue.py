"""The catalogue: every finding code there is, and which of them are built.

A rule set may name any code of the catalogue; those that did not run are listed, never guessed.
"""

from __future__ import annotations

from typing import Final

BUILT: Final = (
    "E-BAL",
    "E-CHAIN",
    "E-ORPHAN-REV",
    "E-QTY",
    "E-SOD",
    "E-RECEIPT",
    "E-TRANSIT",
    "E-SPEND-EARLY",
    "E-COMMIT-EARLY",
    "E-NO-COMMIT",
    "E-SPEND-NOOUT",
    "E-NO-MATCH",
    "E-REF-DIFF",
    "E-OUT-NOSPEND",
    "E-SPEND-REJ",
    "E-SPEND-PEND",
    "E-RATE-OVER",
    "E-RATE-MISSING",
    "E-PAY-EARLY",
    "E-DUP",
    "E-DUP-FUZZY",
    "E-DUP-OUT",
    "E-SPLIT",
    "E-ADV-OVERDUE",
    "E-ADV-REPEAT",
    "E-ADV-CASHBACK",
    "E-ACCEPT-SLOW",
    "E-PAY-SLOW",
    "E-YEAREND",
    "E-LATE-NOFINE",
    "E-OVERDELIVER",
    "E-OH-CAP",
    "E-FUND-GAP",
    "E-LOW-BURN",
    "E-CPI",
    "E-SPI",
    "E-STALE-COMMIT",
    "E-IDLE-RETURN",
    "E-UNIT-COST",
    "E-EARNED-UNPAID",
    "E-TOL",
    "E-REV-PAIR",
    "E-REFUSED",
    "E-LATE",
    "E-BACKDATE",
    "E-SEQ",
    "E-AMBIG",
    "E-EVIDENCE-GAP",
    "E-RECEIVABLE",
    "E-UNMATCH-SIGNED",
    "E-SAMPLE-FAIL",
    "E-WEEKEND",
    "E-ROUND",
    "E-NEAR-LIMIT",
)
# Statements of others are compared apart, and add to these when they are there.
LATER: Final = ("E-MIS-DIFF",)
CODES: Final = (*BUILT, *LATER)
