"""Balances over HTTP are those of the ledger, cut to what the reader may see."""

from __future__ import annotations

from typing import Any

import pytest

from ledger import queries
from ledger.money import Money
from tests.builders import BOOK, a_command, a_voucher
from tests.serving import Office


@pytest.mark.parametrize("asked", ({}, {"items": "true"}, {"stage": "available"}, {"on": "2025-11-10"}))
def test_they_are_what_the_ledger_says(each_office: Office, asked: dict[str, str]) -> None:
    each_office.post(a_voucher("V1", {"amount": "50.00"}), "spender", "v", on="2025-11-12")
    each_office.post(a_command("deliver"), "surveyor", "d")
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    shown = each_office.read("auditor", f"/balances?{query}")["balances"]
    with each_office.engine.connect() as connection:
        found = queries.balances(connection, BOOK, stage=asked.get("stage"), items="items" in asked)
    if "on" not in asked:
        assert [row["balance"] for row in shown] == [
            str(Money(row.balance)) if row.measure == "satang" else str(row.balance) for row in found
        ]
    assert shown == sorted(shown, key=lambda row: (row["stage"], row["unit"], row["code"], row["item"]))


@pytest.mark.parametrize("asked", ("", "?items=true", "?on=2025-11-10", "?stage=available"))
def test_a_district_sees_its_own_part_of_the_whole(office: Office, asked: str) -> None:
    whole: list[dict[str, Any]] = office.read("auditor", f"/balances{asked}")["balances"]
    own = office.read("spender", f"/balances{asked}")["balances"]
    assert own == [row for row in whole if row["unit"] == "1032"]
    assert own


def test_a_position_gives_the_same_for_ever(office: Office) -> None:
    then = office.read("auditor", "/balances")
    office.post(a_voucher("V1", {"amount": "50.00"}), "spender", "v")
    assert office.read("auditor", f"/balances?as_of={then['position']}") == then
    assert office.read("auditor", "/balances?as_of=0")["balances"] == []
