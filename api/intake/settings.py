"""Settings: what a folder says beside its tables: rule set, policy, and the calendar that is shipped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from api.intake.documents import Document
from api.intake.sheet import Row, decoded, read_bytes
from api.intake.toml_file import read_toml, wire
from ledger.calendar import shipped_holidays
from ledger.commands import Command, Holiday, SetHolidays, SetPolicy, SetRules
from ledger.entries import Request
from ledger.errors import Refusal, Unusable
from reconciliation.rule_set import set_rules_of

RULES_FILE: Final = "rules.toml"
POLICY_FILE: Final = "policy.toml"
CALENDAR_FILE: Final = "thai_public_holidays.csv"


def settings_of(folder: Path) -> Iterator[Document]:
    """The rule set and the policy of the folder, where it has them."""
    if (folder / RULES_FILE).exists():
        yield _setting("rules", RULES_FILE, lambda: _rules(folder / RULES_FILE))
    if (folder / POLICY_FILE).exists():
        plain: Any = wire(read_toml(folder / POLICY_FILE))
        yield _setting("policy", POLICY_FILE, lambda: SetPolicy.read(plain))


def _rules(path: Path) -> SetRules:
    try:
        return set_rules_of(decoded(read_bytes(path), path.name))
    except Unusable as trouble:
        raise Unusable(trouble.code, **{**trouble.facts, "file": path.name}) from None


def _setting(table: str, file: str, read: Callable[[], SetRules | SetPolicy]) -> Document:
    rows = (Row(file, 1, {}),)
    try:
        command = read()
    except Refusal as refusal:
        return Document(table, rows, 1, "", f"set_{table}", refusal=refusal)
    number = command.version if isinstance(command, SetRules) else command.valid_from.isoformat()
    digest = command.digest if isinstance(command, SetRules) else ""
    request = _request(command, command.valid_from, digest)
    return Document(table, rows, 1, number, command.verb, request)


def _request(command: Command, day: date, digest: str = "") -> Request:
    request = Request(key="import", effective_on=day, command=command, taken_over=True)
    return replace(request, key=f"import:{command.verb}:{digest or request.digest()}")


def shipped_calendar(documents: Iterable[Document]) -> Iterator[Document]:
    """The calendar that comes with Khlang, for a folder and a book that have none of their own."""
    days = [document.request.effective_on for document in documents if document.request]
    names = shipped_holidays().names
    for year in sorted({day.year for day in names} if days else ()):
        closed = (Holiday(day=d, name_th=th, name_en=en) for d, (th, en) in names.items() if d.year == year)
        command = SetHolidays(year=year, days=tuple(closed))
        request = _request(command, min(days), f"shipped-{year}")
        rows = (Row(CALENDAR_FILE, 1, {}),)
        yield Document("holidays", rows, 1, str(year), command.verb, request)
