"""Statement profiles: TOML that says how somebody's statement is written and of what it speaks.

source = "e-budget"
currency = "THB"                   # or "{column}"; a cell `currency` goes before it
since = 2025-10-01                 # first day; default: of the cut-off's fiscal year
stages = ["available"]             # which of our buckets their balance speaks of
complete = true                    # what it leaves out is zero; default false
match_days = 5                     # pair by amount alone within; window_days = 30: timing up to
[form]                             # the words of [[source]] (README); `sheet` for XLSX
era = "be"
[form.values]
unit = { map = "{district}", to = { "ประเวศ" = "1032" } }
[line]                             # where = [...] as in an import profile
[line.cells]                       # also account, text, currency, balance (running);
unit = "{unit}"                    # without `line` an account speaks of all lines of its unit
line = "{budget line}"
on = "{date}"
reference = "{number}"
in = "{received}"                  # in less out, or one signed `amount`
out = "{paid}"
[closing]                          # [opening] likewise; a running balance may stand for both
where = [{ column = "number", equals = "ยอดยกไป" }]
cells = { unit = "{unit}", line = "{budget line}", amount = "{balance}" }
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from api.intake.profiles import Condition, Source, TomlTable, conditions_of, source_of
from api.intake.toml_file import read_toml
from ledger.buckets import MONEY, SOURCES
from reconciliation.external import ExternalRules

DAYS_MAX: Final = 366
STAGES: Final = tuple(stage for stage in MONEY if stage not in SOURCES)
# Column of a part -> kind, as feeds.py reads it.
LINE: Final = {
    **dict.fromkeys(("unit", "line", "account", "reference", "text", "currency"), "text"),
    **dict.fromkeys(("amount", "in", "out", "balance"), "amount"),
    "on": "day",
}
TOTAL: Final = {**dict.fromkeys(("unit", "line", "account", "currency"), "text"), "amount": "amount"}


@dataclass(frozen=True, slots=True)
class Section:
    """Which rows of a statement are of one sort, and a template for each of their cells."""

    cells: Mapping[str, str]
    where: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementProfile:
    """All that a profile says; `since` None is the first day of the cut-off's fiscal year.

    `stages` are those of our buckets that an account of theirs is made of. Without `opening` an
    account begins at 0 (or where its running balance says), without `closing` it ends where its
    running balance does.
    """

    file: str
    source: str
    currency: str
    since: date | None
    stages: tuple[str, ...]
    complete: bool
    rules: ExternalRules
    form: Source
    sheet: str
    line: Section
    opening: Section | None
    closing: Section | None


def read_statement_profile(path: Path) -> StatementProfile:
    """Read a profile; raises Unusable (missing_file, unreadable_file, bad_toml, bad_profile)."""
    table = TomlTable(read_toml(path), path.name, "")
    form = _below(table, "form")
    sheet = form.take("sheet", str, "")
    # The file is named on the command line; a profile may still say what it must be called.
    form.plain.setdefault("file", "*")
    profile = StatementProfile(
        file=path.name,
        source=table.take("source", str),
        currency=table.take("currency", str),
        since=_since(table),
        stages=_stages(table),
        complete=table.take("complete", bool, False),  # noqa: FBT003 - the default of a TOML flag
        rules=ExternalRules(
            match_days=_days(table, "match_days", ExternalRules().match_days),
            window_days=_days(table, "window_days", ExternalRules().window_days),
        ),
        form=source_of(form),
        sheet=sheet,
        line=_section(table, "line", LINE),
        opening=_section(table, "opening", TOTAL) if "opening" in table.plain else None,
        closing=_section(table, "closing", TOTAL) if "closing" in table.plain else None,
    )
    _check(table, profile)
    return profile


def _below(table: TomlTable, name: str) -> TomlTable:
    return TomlTable(table.take(name, dict, {}), table.file, f"{table.at}{name}.")


def _since(table: TomlTable) -> date | None:
    """A TOML date, or none."""
    since = table.plain.pop("since", None)
    if since is not None and type(since) is not date:
        raise table.bad("since", "wrong_kind", since)
    return since


def _stages(table: TomlTable) -> tuple[str, ...]:
    stages = table.take("stages", list)
    if not stages or any(stage not in STAGES for stage in stages):
        raise table.bad("stages", "not_in_list", " ".join(map(str, stages)))
    return tuple(dict.fromkeys(stages))


def _days(table: TomlTable, name: str, default: int) -> int:
    days = table.take(name, int, default)
    if type(days) is not int or not 0 <= days <= DAYS_MAX:
        raise table.bad(name, "not_in_list", days)
    return days


def _section(table: TomlTable, name: str, known: Mapping[str, str]) -> Section:
    below = _below(table, name)
    cells = below.texts("cells", below.take("cells", dict))
    for column in cells:
        if column not in known:
            raise below.bad(f"cells.{column}", "unknown_field")
    section = Section(cells, conditions_of(below))
    below.finish()
    return section


def _check(table: TomlTable, profile: StatementProfile) -> None:
    """What must be there, and what would leave a row in two minds."""
    table.finish()
    if not profile.source.strip():
        raise table.bad("source", "missing")
    needed = {"line": (profile.line, ("unit", "on"))}
    for name, section in (("opening", profile.opening), ("closing", profile.closing)):
        if section is not None:
            needed[name] = (section, ("unit", "amount"))
            if not section.where:
                raise table.bad(f"{name}.where", "missing")
    for name, (section, columns) in needed.items():
        for column in columns:
            if column not in section.cells:
                raise table.bad(f"{name}.cells.{column}", "missing")
    cells = profile.line.cells
    if ("amount" in cells) == bool({"in", "out"} & cells.keys()):
        raise table.bad("line.cells.amount", "missing")
    if profile.closing is None and "balance" not in cells:
        raise table.bad("closing", "missing")
