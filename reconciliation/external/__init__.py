"""External: our balances beside what a bank or the city's own system says, item by item.

`our_books` folds the journal into movements per unit and budget line, an `ExternalStatement` holds
what the others say, and `compare` tells what agrees, what only one side has recorded yet (timing),
and what nobody has explained (unknown): our balance ± timing ± unknown items = their balance.
"""

from reconciliation.external.ageing import BANDS, band
from reconciliation.external.books import OurBooks, OurMovement, our_books
from reconciliation.external.compare import compare, strangers
from reconciliation.external.received import Received, joined, received
from reconciliation.external.result import Comparison, ExternalResult, Match, OpenItem
from reconciliation.external.rules import ExternalRules
from reconciliation.external.standing import external, standing
from reconciliation.external.statement import (
    AccountBalance,
    ExternalStatement,
    Fault,
    Place,
    StatementLine,
    faults,
    repeated,
)

__all__ = [
    "BANDS",
    "AccountBalance",
    "Comparison",
    "ExternalResult",
    "ExternalRules",
    "ExternalStatement",
    "Fault",
    "Match",
    "OpenItem",
    "OurBooks",
    "OurMovement",
    "Place",
    "Received",
    "StatementLine",
    "band",
    "compare",
    "external",
    "faults",
    "joined",
    "our_books",
    "received",
    "repeated",
    "standing",
    "strangers",
]
