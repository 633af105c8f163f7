"""Profiles: every word is known, or the profile is refused and says which."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.intake.profiles import read_profile
from ledger.errors import Unusable
from tests.api.intake.folders import BOOK, ERA2_PROFILE

FEED = (
    '[[source]]\nfile = "x.csv"\n[[source.feed]]\ntable = "receipts"\n'
    'cells = { transfer = "{a}", date = "2026-01-05", amount = "{b}" }\n'
)


def test_the_shipped_profile_opens_its_own_book() -> None:
    profile = read_profile(ERA2_PROFILE)
    assert profile.book
    assert (profile.book.command.id, profile.book.command.currency) == ("era2", "USD")
    assert [source.file for source in profile.sources] == ["money.csv", "households.csv"]


@pytest.mark.parametrize(
    ("text", "field", "why"),
    (
        ("colour = 1", "colour", "unknown_field"),
        ('shipped_holidays = "no"', "shipped_holidays", "wrong_kind"),
        ("source = 1", "source", "wrong_kind"),
        ("source = [1]", "source", "wrong_kind"),
        ("[[source]]", "source 1: file", "missing"),
        ('[[source]]\nfile = "../x.csv"', "source 1: file", "not_a_name"),
        ('[[source]]\nfile = "x"\nencoding = "latin1"', "source 1: encoding", "not_in_list"),
        ('[[source]]\nfile = "x"\nera = "ad"', "source 1: era", "not_in_list"),
        ('[[source]]\nfile = "x"\ndelimiter = "ab"', "source 1: delimiter", "not_in_list"),
        ('[[source]]\nfile = "x"\nblank = [1]', "source 1: blank", "wrong_kind"),
        ('[[source]]\nfile = "x"\nvalues = { u = { slug = 1 } }', "source 1: values.u", "wrong_kind"),
        (
            '[[source]]\nfile = "x"\nvalues = { u = { slug = "{a}", of = "" } }',
            "source 1: values.u",
            "wrong_kind",
        ),
        (
            '[[source]]\nfile = "x"\nvalues = { u = { map = "{a}", to = { b = 1 } } }',
            "source 1: values.u",
            "wrong_kind",
        ),
        ('[[source]]\nfile = "x"\nwhere = [{ column = "a" }]', "source 1: where 1: where", "one_operator"),
        (
            '[[source]]\nfile = "x"\nwhere = [{ column = "a", equals = "1", blank = true }]',
            "source 1: where 1: where",
            "one_operator",
        ),
        (
            '[[source]]\nfile = "x"\nwhere = [{ column = "a", matches = "(" }]',
            "source 1: where 1: matches",
            "not_a_pattern",
        ),
        ('[[row]]\ntable = "vouchres"\ncells = {}', "row 1: table", "not_in_list"),
        ('[[row]]\ntable = "units"\ncells = { code = "A" }', "row 1: cells.name_th", "missing"),
        (
            '[[row]]\ntable = "units"\ncells = { code = "A", title = "B" }',
            "row 1: cells.title",
            "unknown_field",
        ),
        ('[[row]]\ntable = "units"\ncells = { code = 1, name_th = "B" }', "row 1: cells", "wrong_kind"),
        (FEED + 'nothing_if_zero = "gross"', "source 1: feed 1: nothing_if_zero", "not_in_list"),
        (FEED + "each = []", "source 1: feed 1: each", "wrong_kind"),
        (FEED + 'each = [{ a = "1" }, { b = "1" }]', "source 1: feed 1: each", "wrong_kind"),
        (FEED + "each = [1]", "source 1: feed 1: each", "wrong_kind"),
    ),
)
def test_a_bad_profile_is_unusable_and_says_where(tmp_path: Path, text: str, field: str, why: str) -> None:
    (tmp_path / "p.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Unusable) as refused:
        read_profile(tmp_path / "p.toml")
    assert refused.value.code == "bad_profile"
    assert refused.value.facts.items() >= {"file": "p.toml", "field": field, "why": why}.items()


def test_a_profile_may_do_without_a_book(tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text(FEED, encoding="utf-8")
    assert read_profile(tmp_path / "p.toml").book is None
    (tmp_path / "p.toml").write_text(BOOK + FEED, encoding="utf-8")
    assert read_profile(tmp_path / "p.toml").book
