"""Samples from the terminal: drawn the same by whoever asks, judged by what an auditor entered."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path
from shutil import copytree
from typing import Any, Final

import pytest

from reconciliation.statement import Problem
from tests.terminal import EXPECTED, PILOT, Said, Terminal, post_file

ON: Final = ("--on", "2026-03-31")
RULES: Final = ("--rules", PILOT / "rules.toml")
FILES: Final = ("sample.csv", "sample_evaluation.csv", "sample_parameters.csv")
Table = list[dict[str, str]]


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return office(tmp_path, PILOT)


def office(folder: Path, books: Path) -> Terminal:
    terminal = Terminal(f"sqlite:///{folder}/book.db")
    terminal.ask("import", books)
    return terminal


def without_rules(folder: Path) -> Terminal:
    """The pilot's book, into which nobody has posted a rule set."""
    copytree(PILOT, folder / "books")
    (folder / "books" / "rules.toml").unlink()
    return office(folder, folder / "books")


def table(file: Path) -> Table:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def drawn_units(terminal: Terminal, out: Path) -> list[tuple[str, str, int]]:
    """Number, unit and amount of each voucher in the sample of the rules."""
    units = {row["number"]: row["unit"] for row in table(PILOT / "vouchers.csv")}
    said = terminal.ask("sample", *ON, "--out", out)
    return [(row["voucher_no"], units[row["voucher_no"]], row["amount_satang"]) for row in said["sample"]]


def audited(file: Path, *rows: tuple[str, ...], columns: str = "voucher_no,unit,audited") -> Path:
    file.write_text("\n".join([columns, *map(",".join, rows)]) + "\n", encoding="utf-8")
    return file


def baht(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02d}"


# ── the monetary-unit sample ──


def test_the_pilot_equals_the_expected_files_and_twice_the_same(terminal: Terminal, tmp_path: Path) -> None:
    said, again = (terminal.ask("sample", *ON, *RULES, "--out", tmp_path / name) for name in ("one", "two"))
    assert {**said, "files": again["files"]} == again
    for folder in (tmp_path / "one", tmp_path / "two"):
        assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
        for name in FILES:
            assert (folder / name).read_bytes() == (EXPECTED / name).read_bytes(), name
    assert (said["terms"], said["seed"]) == ("rules", "SAO-2569-001|position=28")
    assert said["evaluation"]["upper_misstatement_limit"] == 104_594_692
    assert (said["tolerated"], said["audited"], said["currency"]) == (False, 0, "THB")


def test_the_order_of_rows_and_so_of_entries_changes_nothing(tmp_path: Path) -> None:
    copytree(PILOT, tmp_path / "books")
    for name in ("vouchers", "deliveries", "decisions", "transfers", "receipts"):
        file = tmp_path / "books" / f"{name}.csv"
        head, *rows = file.read_text("utf-8").splitlines()
        file.write_text("\n".join([head, *reversed(rows)]) + "\n", encoding="utf-8")
    office(tmp_path, tmp_path / "books").ask("sample", *ON, "--out", tmp_path / "out")
    for name in FILES:
        assert (tmp_path / "out" / name).read_bytes() == (EXPECTED / name).read_bytes(), name


def test_drawing_posts_nothing_not_even_a_rule_set_the_book_does_not_know(tmp_path: Path) -> None:
    terminal = without_rules(tmp_path)
    size = terminal.ask("balance")["size"]
    said = terminal.ask("sample", *ON, *RULES, "--out", tmp_path / "out")
    assert (said["rules"], said["size"]) == ("pilot-1", size)
    assert terminal.ask("balance")["size"] == size
    for name in FILES:
        assert (tmp_path / "out" / name).read_bytes() == (EXPECTED / name).read_bytes(), name


def test_rules_without_a_sampling_table_draw_by_the_defaults_and_say_so(tmp_path: Path) -> None:
    terminal = without_rules(tmp_path)
    said = terminal.ask("sample", *ON, "--out", tmp_path / "out")
    assert (said["terms"], said["seed"]) == ("defaults", f"bma-housing-survey|position={said['size']}")
    spoken = terminal.type("sample", *ON, "--out", tmp_path / "out")
    assert "drawn by the defaults" in spoken.out
    assert "จึงเลือกตามค่าปริยาย" in spoken.out


def test_seed_and_position_may_be_given_and_decide_what_is_drawn(terminal: Terminal, tmp_path: Path) -> None:
    given = ("--seed", "ผู้สอบ 🎲", "--position", "7")
    said = terminal.ask("sample", *ON, *given, "--out", tmp_path)
    assert said["seed"] == said["parameters"]["seed"] == "ผู้สอบ 🎲|position=7"
    hashed = int.from_bytes(hashlib.sha256(said["seed"].encode()).digest(), "big")
    assert int(said["parameters"]["random_start"]) == hashed % int(said["parameters"]["interval_satang"]) + 1


def test_what_is_printed_draws_it_again_after_later_entries(tmp_path: Path) -> None:
    terminal = without_rules(tmp_path)
    first = terminal.ask("sample", *ON, "--out", tmp_path / "one")
    late = {
        "verb": "disburse",
        "effective_on": "2026-03-30",
        "number": "PV-LATE",
        "unit": "1032",
        "vendor": "V11",
        "lines": [{"line": "2569-HOUSING-SURVEY", "activity": "HH", "amount": "100.00"}],
    }
    terminal.ask("post", post_file(tmp_path, late))
    assert terminal.ask("sample", *ON, "--out", tmp_path / "two")["parameters"] != first["parameters"]
    redo = terminal.ask("sample", *ON, "--as-of", first["size"], "--out", tmp_path / "three")
    same = ("sample", "parameters", "evaluation", "size", "root", "seed")
    assert {key: redo[key] for key in same} == {key: first[key] for key in same}


def test_a_sample_of_a_journal_that_does_not_verify_says_so(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert terminal.ask("sample", *ON, "--out", tmp_path)["verified"] is True
    broken = Problem(code="E-CHAIN", subject="seq=7", expected="a", found="b")
    monkeypatch.setattr("api.samples.problems_of", lambda _: [broken])
    assert terminal.ask("sample", *ON, "--out", tmp_path)["verified"] is False
    assert "does not verify (1 problems)" in terminal.type("sample", *ON, "--out", tmp_path).out


# ── audited values ──


def test_values_equal_to_the_amounts_leave_only_the_basic_precision(
    terminal: Terminal, tmp_path: Path
) -> None:
    rows = [(number, unit, baht(amount)) for number, unit, amount in drawn_units(terminal, tmp_path / "out")]
    file = audited(tmp_path / "a.csv", *rows)
    said = terminal.ask("sample", *ON, "--audited", file, "--out", tmp_path / "out")
    figures = said["evaluation"]
    assert figures["upper_misstatement_limit"] == figures["basic_precision"] == 30_956_505
    assert (figures["projected_total"], said["tolerated"], said["audited"]) == (0, True, 19)
    written = {
        row["key"]: int(row["value_satang"]) for row in table(tmp_path / "out" / "sample_evaluation.csv")
    }
    assert written == figures


def test_a_value_of_nothing_raises_the_upper_limit_and_the_others_stay_judged_by_evidence(
    terminal: Terminal, tmp_path: Path
) -> None:
    # PV-0001 is longer than the interval: what is wrong with it is known, and stands for nothing else.
    before = terminal.ask("sample", *ON, "--out", tmp_path / "out")["evaluation"]
    file = audited(tmp_path / "a.csv", ("PV-0001", "1032", "0.00"))
    after = terminal.ask("sample", *ON, "--audited", file, "--out", tmp_path / "out")["evaluation"]
    for figure in ("known_top_stratum", "upper_misstatement_limit"):
        assert after[figure] - before[figure] == 22_200_000
    assert after["projected_pps"] == before["projected_pps"]


REFUSED: Final = (
    (("PV-9999", "1032", "1.00"), "not_in_books"),
    (("PV-0001", "1007", "1.00"), "not_in_books"),
    (("PV-0010", "{unit}", "1.00"), "not_in_sample"),
    (("PV-0002", "1032", "-1.00"), "negative"),
    (("PV-0002", "1032", "200000.01"), "above_amount"),
    (("PV-0001", "1032", "1.00"), "audited_twice"),
    (("PV-0002", "1032", ""), "empty"),
    (("PV-0002", "1032", "๑.๐๐"), "thai_digits"),
    (("", "1032", "1.00"), "missing"),
    (("PV-0002", "", "1.00"), "missing"),
    (("PV-0002", "1032"), "ragged_row"),
)


@pytest.mark.parametrize(("row", "why"), REFUSED)
def test_a_row_that_cannot_be_believed_is_named_and_nothing_is_written(
    terminal: Terminal, tmp_path: Path, row: tuple[str, ...], why: str
) -> None:
    units = {one["number"]: one["unit"] for one in table(PILOT / "vouchers.csv")}
    told = tuple(cell.replace("{unit}", units["PV-0010"]) for cell in row)
    file = audited(tmp_path / "a.csv", ("PV-0001", "1032", "1.00"), told)
    said = terminal.type("sample", *ON, "--audited", file, "--out", tmp_path / "out", "--json")
    (refused,) = said.json["refused"]
    assert (said.code, refused["file"], refused["row"]) == (1, "a.csv", 3)
    assert (refused["code"], refused["facts"]["why"]) == ("bad_value", why)
    assert "{" not in refused["th"] + refused["en"]
    assert not (tmp_path / "out").exists()
    spoken = terminal.type("sample", *ON, "--audited", file, "--out", tmp_path / "out")
    assert (spoken.code, f"a.csv:3 [bad_value] {refused['th']}" in spoken.out) == (1, True)


UNREADABLE: Final[tuple[tuple[bytes | None, str, dict[str, str]], ...]] = (
    (
        "voucher_no,unit,audited\nPV-0001,1032,๑\n".encode("cp874"),
        "unreadable_file",
        {"row": "2", "why": "encoding"},
    ),
    (b"voucher_no,unit,audited\nPV-0001,\x00,1\n", "unreadable_file", {"row": "2", "why": "null_byte"}),
    (b'voucher_no,unit,audited\n"PV-0001,1032,1\n', "unreadable_file", {"row": "2", "why": "quotes"}),
    (b"", "unreadable_file", {"why": "empty"}),
    (b"voucher_no,audited\nPV-0001,1.00\n", "missing_column", {"field": "unit"}),
    (b"voucher_no,unit,unit,audited\n", "duplicate_column", {"row": "1", "field": "unit"}),
    (None, "missing_file", {}),
)


@pytest.mark.parametrize(("data", "code", "facts"), UNREADABLE)
def test_a_file_that_cannot_be_read_is_unusable_and_nothing_is_written(
    terminal: Terminal, tmp_path: Path, data: bytes | None, code: str, facts: dict[str, str]
) -> None:
    file = tmp_path / "a.csv"
    if data is not None:
        file.write_bytes(data)
    said = terminal.type("sample", *ON, "--audited", file, "--out", tmp_path / "out", "--json")
    told = said.json["error"]
    assert (said.code, told["code"]) == (2, code)
    assert told["facts"] == {**told["facts"], **facts, "file": "a.csv"}
    assert not (tmp_path / "out").exists()


# ── the stratified sample ──


def stratified(terminal: Terminal, out: Path, *words: object) -> tuple[Table, Table]:
    said = terminal.ask("sample", *ON, "--out", out, *words)
    assert sorted(path.name for path in out.iterdir()) == ["strata.csv", "stratified.csv"]
    drawn, strata = table(out / "stratified.csv"), table(out / "strata.csv")
    assert drawn == [{name: str(value) for name, value in row.items()} for row in said["stratified"]]
    assert strata == [{name: str(value) for name, value in row.items()} for row in said["strata"]]
    return drawn, strata


def test_every_unit_is_a_stratum_and_gives_its_lowest_ranks(terminal: Terminal, tmp_path: Path) -> None:
    drawn, strata = stratified(terminal, tmp_path / "out", "--strata", "unit", "--each", "2")
    units = {row["unit"] for row in table(PILOT / "vouchers.csv")}
    assert [row["name"] for row in strata] == sorted(units)
    assert sum(int(row["items"]) for row in strata) == 26
    assert sum(int(row["book_value_satang"]) for row in strata) == 309_565_051
    for row in strata:
        own = [one for one in drawn if one["stratum"] == row["name"]]
        assert len(own) == int(row["drawn"]) == min(2, int(row["items"]))
        assert [one["rank"] for one in own] == sorted(one["rank"] for one in own)
    for one in drawn:
        hashed = f"SAO-2569-001|position=28|{one['unit']}/2569/{one['voucher_no']}"
        assert one["rank"] == hashlib.sha256(hashed.encode()).hexdigest()
        assert hashed.endswith(f"|{one['key']}")


def test_bands_of_amounts_begin_at_their_bounds(terminal: Terminal, tmp_path: Path) -> None:
    words = ("--strata", "amount", "--bounds", "74000.00, 200000.00", "--each", "99")
    drawn, strata = stratified(terminal, tmp_path / "out", *words)
    assert [row["name"] for row in strata] == ["1..7399999", "7400000..19999999", "20000000.."]
    placed = {one["voucher_no"]: one["stratum"] for one in drawn}
    assert (len(drawn), placed["PV-0005"], placed["PV-0002"]) == (26, "7400000..19999999", "20000000..")


@pytest.mark.parametrize("strata", (("unit",), ("amount", "--bounds", "80000.00")))
def test_asking_for_more_keeps_those_drawn_before(
    terminal: Terminal, tmp_path: Path, strata: tuple[str, ...]
) -> None:
    few, _ = stratified(terminal, tmp_path / "few", "--strata", *strata, "--each", "1")
    many, _ = stratified(terminal, tmp_path / "many", "--strata", *strata, "--each", "3")
    assert [one for one in many if one in few] == few
    assert len(many) > len(few)


# ── what is refused ──

OPTIONS: Final = (
    (("--bounds", "1.00"), "missing_option", {"option": "--strata"}),
    (("--each", "3"), "missing_option", {"option": "--strata"}),
    (("--strata", "amount"), "missing_option", {"option": "--bounds"}),
    (("--strata", "unit", "--bounds", "1.00"), "options_disagree", {"option": "--bounds"}),
    (("--strata", "unit", "--audited", "a.csv"), "options_disagree", {"option": "--audited"}),
    (("--strata", "unit", "--each", "0"), "not_drawn", {"why": "nothing_asked"}),
    (("--strata", "amount", "--bounds", "10,000.00"), "bad_value", {"why": "bounds_not_plain"}),
    (("--strata", "amount", "--bounds", "20.00,10.00"), "bad_value", {"why": "bounds_not_plain"}),
    (("--strata", "amount", "--bounds", "0.00,10.00"), "bad_value", {"why": "bounds_not_plain"}),
    (("--strata", "amount", "--bounds", "10.00,"), "bad_value", {"why": "bounds_not_plain"}),
    (("--strata", "amount", "--bounds", ""), "bad_value", {"why": "bounds_not_plain"}),
    (("--strata", "amount", "--bounds", "9999999999999.00"), "bad_value", {"why": "too_large"}),
    (("--as-of", "100000"), "bad_value", {"field": "as_of", "why": "beyond_head"}),
    (("--seed", "a\nb"), "bad_value", {"field": "seed", "why": "control_character"}),
    (("--rules", "no.toml"), "missing_file", {"file": "no.toml"}),
    (("--on", "2025-10-01"), "not_drawn", {"why": "empty_population"}),
    (("--as-of", "1"), "not_drawn", {"why": "empty_population"}),
)


@pytest.mark.parametrize(("words", "code", "facts"), OPTIONS)
def test_what_cannot_be_drawn_is_said_by_code_and_nothing_is_written(
    terminal: Terminal, tmp_path: Path, words: tuple[str, ...], code: str, facts: dict[str, str]
) -> None:
    said = terminal.type("sample", *ON, "--out", tmp_path / "out", *words, "--json")
    told: dict[str, Any] = said.json["error"]
    assert (said.code, told["code"]) == (2, code)
    assert told["facts"] == {**told["facts"], **facts}
    assert "{" not in told["th"] + told["en"]
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_unusable(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    said: Said = terminal.type("sample", *ON, "--out", tmp_path / "file" / "out", "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "cannot_write")
