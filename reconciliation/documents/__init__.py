"""Documents: what the journal says happened, as frozen values that value, matching and reports read.

A document is what its entry says, with what later entries did to it folded in: the receipts of a
transfer, the decisions on a delivery, the reversal of a voucher. Money is in whole minor units.
A document that was reversed is not there any more, vouchers excepted: they stay, and name their
reversal. Units, lines, activities and rates are the reference commands themselves.
"""

from reconciliation.documents.base import Document
from reconciliation.documents.budget import BudgetMove, Carry, Lapse, Proposal, Retention
from reconciliation.documents.control import Closing, Mirror, Numbered, Override, Refused, Undone
from reconciliation.documents.obligations import Advance, Commitment, Movement
from reconciliation.documents.outputs import Decision, Delivery, Target
from reconciliation.documents.spending import Part, Reversal, Voucher
from reconciliation.documents.statements import Stated
from reconciliation.documents.transfers import Receipt, Transfer

__all__ = [
    "Advance",
    "BudgetMove",
    "Carry",
    "Closing",
    "Commitment",
    "Decision",
    "Delivery",
    "Document",
    "Lapse",
    "Mirror",
    "Movement",
    "Numbered",
    "Override",
    "Part",
    "Proposal",
    "Receipt",
    "Refused",
    "Retention",
    "Reversal",
    "Stated",
    "Target",
    "Transfer",
    "Undone",
    "Voucher",
]
