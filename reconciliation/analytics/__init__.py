"""Analytics: the tests auditors run over many documents; each says where to look, never who is guilty.

Everything is exact but for logarithms.py. A test that does not hold for the documents at hand answers
with a value that says why.
"""

from reconciliation.analytics.benford import Benford, Digits, NotApplicable, benford, free_amounts
from reconciliation.analytics.completeness import Account, Moved, RolledForward, movements, roll_forward
from reconciliation.analytics.duplicates import Alike, same_amount, similar_invoice, within_days
from reconciliation.analytics.duties import DUTIES, Act, Conflict, acts_of, conflicts
from reconciliation.analytics.logarithms import OUTLIERS_UNDEFINED, outliers
from reconciliation.analytics.payments import NearLimit, OddDay, backdated, late, near_limit, on_closed_days
from reconciliation.analytics.series import Gap, Numbered, Series, counted, numbers_of, series

__all__ = [
    "DUTIES",
    "OUTLIERS_UNDEFINED",
    "Account",
    "Act",
    "Alike",
    "Benford",
    "Conflict",
    "Digits",
    "Gap",
    "Moved",
    "NearLimit",
    "NotApplicable",
    "Numbered",
    "OddDay",
    "RolledForward",
    "Series",
    "acts_of",
    "backdated",
    "benford",
    "conflicts",
    "counted",
    "free_amounts",
    "late",
    "movements",
    "near_limit",
    "numbers_of",
    "on_closed_days",
    "outliers",
    "roll_forward",
    "same_amount",
    "series",
    "similar_invoice",
    "within_days",
]
