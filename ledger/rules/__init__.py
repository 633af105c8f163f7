"""Rules: what each verb moves and when it is refused; `judge` decides a request on a state."""

from ledger.rules.decide import RULES, Outcome, decide, judge, mentioned
from ledger.rules.reference import Reference
from ledger.rules.state import EMPTY, NOTHING, Holding, Nothing, Source, State

__all__ = [
    "EMPTY",
    "NOTHING",
    "RULES",
    "Holding",
    "Nothing",
    "Outcome",
    "Reference",
    "Source",
    "State",
    "decide",
    "judge",
    "mentioned",
]
