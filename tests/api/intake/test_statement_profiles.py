"""Statement profiles: every word is known, or the profile is refused and says which."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from api.intake.statement_profiles import read_statement_profile
from ledger.errors import Unusable

TOP = 'source = "e-budget"\ncurrency = "THB"\nstages = ["available"]\n'
LINE = '[line.cells]\nunit = "{a}"\non = "{b}"\namount = "{c}"\n'
CLOSING = '[closing]\nwhere = [{ column = "a", equals = "z" }]\ncells = { unit = "{a}", amount = "{c}" }\n'


def profile(folder: Path, text: str) -> Path:
    path = folder / "p.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_profile_has_defaults_for_all_that_most_do_not_say(tmp_path: Path) -> None:
    read = read_statement_profile(profile(tmp_path, TOP + LINE + CLOSING))
    assert (read.since, read.complete, read.opening, read.sheet) == (None, False, None, "")
    assert (read.rules.match_days, read.rules.window_days) == (5, 30)
    said = read_statement_profile(
        profile(
            tmp_path,
            "since = 2026-01-01\ncomplete = true\nmatch_days = 0\nwindow_days = 60\n"
            + TOP
            + '[form]\nsheet = "S"\nencoding = "cp874"\n'
            + LINE
            + CLOSING,
        )
    )
    assert (said.since, said.complete, said.sheet, said.form.form.encoding) == (
        date(2026, 1, 1),
        True,
        "S",
        "cp874",
    )
    assert (said.rules.match_days, said.rules.window_days) == (0, 60)


@pytest.mark.parametrize(
    ("text", "field", "why"),
    (
        ("", "source", "missing"),
        (TOP.replace('"e-budget"', '" "') + LINE + CLOSING, "source", "missing"),
        (TOP.replace("available", "sold") + LINE + CLOSING, "stages", "not_in_list"),
        (TOP.replace("available", "appropriation") + LINE + CLOSING, "stages", "not_in_list"),
        (TOP.replace('["available"]', "[]") + LINE + CLOSING, "stages", "not_in_list"),
        ("colour = 1\n" + TOP + LINE + CLOSING, "colour", "unknown_field"),
        ('since = "2026-01-01"\n' + TOP + LINE + CLOSING, "since", "wrong_kind"),
        ("since = 2026-01-01T00:00:00\n" + TOP + LINE + CLOSING, "since", "wrong_kind"),
        ("window_days = -1\n" + TOP + LINE + CLOSING, "window_days", "not_in_list"),
        ("match_days = true\n" + TOP + LINE + CLOSING, "match_days", "not_in_list"),
        (TOP + LINE, "closing", "missing"),
        (TOP + LINE + CLOSING.replace("where = [{", "where = [] # [{"), "closing.where", "missing"),
        (TOP + LINE + CLOSING.replace("amount", "text"), "closing.cells.text", "unknown_field"),
        (TOP + LINE.replace('unit = "{a}"\n', "") + CLOSING, "line.cells.unit", "missing"),
        (TOP + LINE.replace("amount", "sum") + CLOSING, "line.cells.sum", "unknown_field"),
        (TOP + LINE + 'in = "{d}"\n' + CLOSING, "line.cells.amount", "missing"),
        (TOP + LINE.replace('amount = "{c}"\n', "") + CLOSING, "line.cells.amount", "missing"),
        (TOP + '[form]\nera = "ad"\n' + LINE + CLOSING, "form.era", "not_in_list"),
        (TOP + '[form]\nsheets = "x"\n' + LINE + CLOSING, "form.sheets", "unknown_field"),
    ),
)
def test_a_word_nobody_knows_or_a_missing_one_is_refused(
    tmp_path: Path, text: str, field: str, why: str
) -> None:
    with pytest.raises(Unusable) as refused:
        read_statement_profile(profile(tmp_path, text))
    facts = refused.value.facts
    assert (refused.value.code, facts["field"], facts["why"]) == ("bad_profile", field, why)


def test_a_running_balance_stands_for_a_closing_one(tmp_path: Path) -> None:
    assert read_statement_profile(profile(tmp_path, TOP + LINE + 'balance = "{d}"\n')).closing is None
