"""The 50 districts of Bangkok, shipped as data: codes, names, offices, and the six pilots.

Anything is joined by the 4-digit code only. Names and their aliases (spellings met in other
publications) are for people to read; no lookup by name exists, because two spellings of one
district must never become two districts.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ledger.errors import BadValue

if TYPE_CHECKING:
    from collections.abc import Mapping

VALUE_SHOWN_MAX: Final = 40

_CODE = re.compile(r"10[0-9]{2}")


@dataclass(frozen=True, slots=True, order=True)
class District:
    """One district: its code, names, office, other spellings, and its place on the tile map.

    `tile_column` and `tile_row` count from 0, west to east and north to south. Raises BadValue
    (`why=not_a_district_code`) for a code that is not 10 and two digits.
    """

    code: str
    name_th: str
    name_en: str
    office_th: str
    office_en: str
    aliases_en: tuple[str, ...]
    pilot: bool
    tile_column: int
    tile_row: int

    def __post_init__(self) -> None:
        if not _CODE.fullmatch(self.code):
            value = self.code[:VALUE_SHOWN_MAX]
            raise BadValue(field="district", why="not_a_district_code", value=value)


@cache
def districts() -> Mapping[str, District]:
    """List all districts by code, in the order of their codes.

    >>> len(districts())
    50
    """
    source = files("ledger").joinpath("data", "bangkok_districts.csv")
    rows = csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    listed = sorted(_district(row) for row in rows)
    return MappingProxyType({each.code: each for each in listed})


def _district(row: Mapping[str, str]) -> District:
    return District(
        code=row["code"],
        name_th=row["name_th"],
        name_en=row["name_en"],
        office_th=row["office_th"],
        office_en=row["office_en"],
        aliases_en=tuple(alias for alias in row["aliases_en"].split("|") if alias),
        pilot=row["pilot"] == "1",
        tile_column=int(row["tile_column"]),
        tile_row=int(row["tile_row"]),
    )


def district(code: str) -> District:
    """Find the district of a code. Raises BadValue (`field=district`, `why=unknown_district`).

    >>> district("1032").office_en
    'Prawet District Office'
    """
    try:
        return districts()[code]
    except (KeyError, TypeError):
        value = str(code)[:VALUE_SHOWN_MAX]
        raise BadValue(field="district", why="unknown_district", value=value) from None


def pilots() -> tuple[District, ...]:
    """List the districts that Khlang is tried in first, by code.

    >>> [each.name_en for each in pilots()]
    ['Pathum Wan', 'Min Buri', 'Yan Nawa', 'Prawet', 'Khlong Toei', 'Ratchathewi']
    """
    return tuple(each for each in districts().values() if each.pilot)
