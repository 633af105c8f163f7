"""Kinds: everything that can be done later, and the function that does it.

Only a worker imports this: a process that answers requests needs the names alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.jobs import exporting, foreseeing, reconciling, reporting, sampling
from api.jobs.work import Kind

KINDS: Final[Mapping[str, Kind]] = {
    **reporting.KINDS,
    **exporting.KINDS,
    **sampling.KINDS,
    **reconciling.KINDS,
    **foreseeing.KINDS,
}
