"""The transfer letter: one transfer, or all of an order."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.errors import UnknownTransfer
from ledger.texts import LANGUAGES
from reports.pdf.transfer_letter import write_transfer_letter
from reports.sheets.source import Source
from tests.reconciliation.builders import a_book
from tests.reports.pdf.papers import CREATED, NOTE, found, named_book, pilot_source, source_from, squeezed


def letter_of(source: Source, number: str, path: Path) -> bytes:
    return write_transfer_letter(source, number, path, created=CREATED, checkpoint=NOTE)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_who_sent_what_to_whom_and_where_that_is_recorded(lang: str, tmp_path: Path) -> None:
    source = pilot_source(lang)
    leg = next(one for one in source.facts.transfers if one.number == "TR-001")
    text = found(letter_of(source, "TR-001", tmp_path / "x.pdf"))
    told = ("TR-001", leg.letter_no, leg.order_no, leg.line, "1,400,000.00", "(หนึ่งล้านสี่แสนบาทถ้วน)", NOTE)
    for expected in (*told, source.leaves[leg.seq], source.statement.root):
        assert squeezed(expected) in text
    assert "ฉบับร่าง" not in text


def test_an_order_is_one_letter_with_all_its_transfers_and_their_sum(tmp_path: Path) -> None:
    source = pilot_source()
    order = next(one.order_no for one in source.facts.transfers if one.order_no)
    legs = [one for one in source.facts.transfers if one.order_no == order]
    text = found(letter_of(source, order, tmp_path / "x.pdf"))
    assert len(legs) > 1
    assert [one.number for one in legs if one.number not in text] == []
    assert f"{sum(one.amount for one in legs) // 100:,}.00" in text
    assert "หน่วยงานตามรายการในหนังสือนี้" in text


@pytest.mark.parametrize("number", ("TR-999", "", " "))
def test_a_number_that_names_no_transfer_is_refused(number: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownTransfer) as refused:
        letter_of(pilot_source(), number, tmp_path / "x.pdf")
    assert (refused.value.code, refused.value.facts) == ("unknown_transfer", {"number": number})
    assert list(tmp_path.iterdir()) == []


def test_a_book_without_transfers_has_no_letter(tmp_path: Path) -> None:
    with pytest.raises(UnknownTransfer):
        letter_of(source_from(a_book()), "T-D1", tmp_path / "x.pdf")


@pytest.mark.parametrize(("currency", "words"), (("THB", True), ("USD", False)))
def test_only_baht_is_said_in_thai_words(currency: str, *, words: bool, tmp_path: Path) -> None:
    text = found(letter_of(source_from(named_book("Unit", currency)), "T-D1", tmp_path / "x.pdf"))
    assert "21.21" in text
    assert ("ยี่สิบเอ็ดบาทยี่สิบเอ็ดสตางค์" in text) is words


def test_names_that_look_like_markup_stay_names(tmp_path: Path) -> None:
    name = "#strong[x] *y* $z$ \\ @w <v> \U0001f600 ปั๊ม"
    text = found(letter_of(source_from(named_book(name)), "T-D1", tmp_path / "x.pdf"))
    for part in ("#strong[x]*y*$z$\\@w<v>", "ปั๊ม(D1)"):
        assert part in text
