"""TOML files of an intake folder, read or refused as a whole."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, Final

from api.intake.sheet import decoded, read_bytes
from ledger.errors import Unusable

_LINE: Final = re.compile(r"at line ([0-9]+)")


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file; raises Unusable (missing_file, unreadable_file, bad_toml)."""
    text = decoded(read_bytes(path), path.name)
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as trouble:
        found = _LINE.search(str(trouble))
        row = found.group(1) if found else text.count("\n") + 1
        raise Unusable("bad_toml", file=path.name, row=row) from None


def wire(value: object) -> object:
    """TOML's own dates as the text people write; everything else as it is.

    >>> wire({"valid_from": date(2025, 10, 1)})
    {'valid_from': '2025-10-01'}
    """
    if isinstance(value, dict):
        return {name: wire(item) for name, item in value.items()}
    if isinstance(value, list):
        return [wire(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
