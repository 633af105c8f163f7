"""Rules: what each verb moves and when it is refused; `receive` decides a request on a state.

`judge` decides one that was received before, as the journal shows it.
"""

from ledger.rules.decide import RULES, Outcome, decide, drawn_on, judge, mentioned
from ledger.rules.reach import beyond, receive
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
    "beyond",
    "decide",
    "drawn_on",
    "judge",
    "mentioned",
    "receive",
]
