"""What a lot counts is listed as hashes in one cell, however large the lot."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

from api.intake.folder import read_folder
from api.intake.sheet import CELL_CHARACTERS_MAX, parse_sheet
from api.statements import read
from ledger.commands import Deliver
from ledger.commands.base import LISTED_MAX
from ledger.errors import Unusable
from ledger.verification import verify
from tests.api.intake.folders import a_folder, again, codes, opened

HEAD = "number,unit,activity,delivered_on,quantity,surveyed\n"
HOUSEHOLDS = LISTED_MAX["list:digest"]


def hashes(count: int) -> str:
    return " | ".join(hashlib.sha256(str(no).encode()).hexdigest() for no in range(count))


def lots(count: int) -> str:
    return f"{HEAD}L1,1032,HH,2025-11-03,{count},{hashes(count)}\nL2,1032,HH,2025-11-04,1,\n"


def test_a_lot_of_fifty_thousand_households_is_recorded_with_the_hash_of_each(
    tmp_path: Path, migrated_sqlite_url: str
) -> None:
    folder = a_folder(tmp_path / "a", deliveries_csv=lots(HOUSEHOLDS))
    with opened(migrated_sqlite_url, read_folder(folder)) as journal:
        assert codes(again(journal, folder)) == []
        commands = [entry.command for entry in read(journal).entries]
        assert verify(journal.engine, journal.book).ok
    kept = [command.surveyed for command in commands if isinstance(command, Deliver)]
    assert [len(surveyed) for surveyed in kept] == [50_000, 0]


def test_a_lot_that_lists_more_is_refused_at_its_row_and_its_neighbour_is_recorded(
    tmp_path: Path, migrated_sqlite_url: str
) -> None:
    many = "|".join(hashes(HOUSEHOLDS + 1).split(" | "))  # without spaces it still fits the cell
    text = f"{HEAD}L1,1032,HH,2025-11-03,{HOUSEHOLDS + 1},{many}\nL2,1032,HH,2025-11-04,1,\n"
    folder = a_folder(tmp_path / "a", deliveries_csv=text)
    with opened(migrated_sqlite_url, read_folder(folder)) as journal:
        assert codes(again(journal, folder)) == [("deliveries.csv", 2, "L1", "too_many")]


@pytest.mark.parametrize("limit", (CELL_CHARACTERS_MAX, 2 * CELL_CHARACTERS_MAX))
def test_a_cell_longer_than_any_list_is_refused_with_its_place(
    limit: int, request: pytest.FixtureRequest
) -> None:
    """Whatever limit another module has set for the whole process."""
    before = csv.field_size_limit(limit)
    request.addfinalizer(lambda: csv.field_size_limit(before))
    with pytest.raises(Unusable) as refused:
        parse_sheet(f"{HEAD}L1,1032,HH,2025-11-03,1,{'a' * (CELL_CHARACTERS_MAX + 1)}\n".encode(), "d.csv")
    assert refused.value.facts == {"file": "d.csv", "row": "2", "why": "cell_too_long"}
