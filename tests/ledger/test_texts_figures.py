"""Figures in sentences: people read baht where the journal keeps satang."""

from __future__ import annotations

import pytest

from ledger.money import MINOR_UNITS
from ledger.texts import LANGUAGES, sentence, table

SHORT = {"bucket": "released:DEPT:L69", "has": "197500000", "needs": "5", "measure": "satang"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_minor_unit_has_a_way_to_be_written(language: str) -> None:
    assert set(table("figures", language)["money"]) == set(MINOR_UNITS.values())


@pytest.mark.parametrize(
    ("code", "facts", "part"),
    (
        ("short", SHORT, "Released (released:DEPT:L69) holds 1,975,000.00 baht, but 0.05 baht are"),
        ("short", {**SHORT, "measure": "cent"}, "holds 1,975,000.00, but 0.05 are"),
        ("short", {**SHORT, "measure": "household"}, "holds 197500000 household, but 5 household are"),
        ("short", {**SHORT, "bucket": "—", "has": "—", "needs": "—"}, "— holds — baht"),
        ("over_limit", {"amount": "10000000"}, "The amount 100,000.00 needs"),
        ("reduction_over_earned", {"delivery": "DN-1", "has": "-50", "needs": "100"}, "only -0.50 of"),
    ),
)
def test_money_is_told_in_major_units_and_counts_in_their_measure(
    code: str, facts: dict[str, str], part: str
) -> None:
    assert part in sentence(code, facts, "en")


def test_a_thai_sentence_says_baht_and_the_stage_in_thai() -> None:
    said = sentence("short", SHORT, "th")
    assert said.startswith("เงินประจำงวด (released:DEPT:L69) มีอยู่ 1,975,000.00 บาท แต่ต้องใช้ 0.05 บาท")


def test_the_facts_themselves_stay_as_they_are() -> None:
    before = dict(SHORT)
    sentence("short", SHORT, "th")
    assert before == SHORT
