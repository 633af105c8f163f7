"""Plain-text journals: what hledger and beancount read, made anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import zip_longest

from reports.verifier.bundle import Bundle
from reports.verifier.entries import SOURCES, attested, stage_of
from reports.verifier.said import Place, Row, Wrong


def _one_line(text: str) -> str:
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def _by_parts(place: Place) -> Row:
    return [*(place[0] + ":").split(":")[:4], place[1]]


def hledger_lines(bundle: Bundle, held: dict[Place, int]) -> Iterator[str]:
    """The lines of journal.hledger after its heading."""
    known, latest = set(), ""
    for seq, body, _ in attested(bundle):
        lines, day = body.get("lines", []), body["request"]["effective_on"]
        if not lines:
            continue
        named = [f'commodity 1. "{line["measure"]}"' for line in lines]
        named += [f"account {line['bucket']}" for line in lines]
        fresh = [one for one in dict.fromkeys(named) if one not in known]
        known.update(fresh)
        yield from ["", *fresh] if fresh else []
        yield from ("", f"{day} ({seq}) {body['kind']}  ; actor:{_one_line(body['actor'])}")
        yield from (f'    {line["bucket"]}  {line["amount"]} "{line["measure"]}"' for line in lines)
        latest = max(latest, day)
    if held:
        yield from ("", f"{latest} closing balances")
    for bucket, measure in sorted(held, key=_by_parts):
        yield f'    {bucket}  0 "{measure}" = {held[bucket, measure]} "{measure}"'


def _account(bucket: str) -> str:
    def part(text: str) -> str:
        told = re.sub("[^A-Za-z0-9]", lambda f: "--" if f[0] == "-" else f"-{ord(f[0]):06X}", text)
        return told if (told[:1].isupper() or told[:1].isdigit()) and told[0] != "X" else f"X{told}"

    return ":".join(["Equity" if stage_of(bucket) in SOURCES else "Assets", *map(part, bucket.split(":"))])


def _currency(measure: str) -> str:
    told = re.sub("[^a-z0-9]", lambda found: f".{ord(found[0]):06X}", measure).upper()
    plain = measure[:1] in "abcdefghijklmnopqrstuvwyz" and told not in {"TRUE", "FALSE", "NULL"}
    return told if plain else f"X{told}"


def beancount_lines(bundle: Bundle, held: dict[Place, int]) -> Iterator[str]:
    """The lines of journal.beancount after its heading."""
    known, latest = set(), ""

    def quoted(text: str) -> str:
        return _one_line(text).replace("\\", "\\\\").replace('"', '\\"')

    yield f'option "title" "{quoted(bundle.manifest["book"]["id"])}"'
    yield f'option "operating_currency" "{_currency(bundle.manifest["minor_unit"])}"'
    for seq, body, _ in attested(bundle):
        lines, day = body.get("lines", []), body["request"]["effective_on"]
        fresh = [one for one in dict.fromkeys(line["bucket"] for line in lines) if one not in known]
        known.update(fresh)
        yield from [""] if fresh else []
        for one in fresh:
            yield from (f"1900-01-01 open {_account(one)}", f'  bucket: "{quoted(one)}"')
        if lines:
            yield from (
                "",
                f'{day} * "{body["kind"]}"',
                f"  seq: {seq}",
                f'  actor: "{quoted(body["actor"])}"',
            )
            latest = max(latest, day)
        for line in lines:
            yield f"  {_account(line['bucket'])}  {line['amount']} {_currency(line['measure'])}"
    if held:
        yield ""
    after = (day_of(latest) + timedelta(days=1)).isoformat() if latest else ""
    for bucket, measure in sorted(held, key=_by_parts):
        yield f"{after} balance {_account(bucket)}  {held[bucket, measure]} {_currency(measure)}"


def day_of(text: str) -> date:
    """A day written YYYY-MM-DD."""
    year, month, day = map(int, text.split("-"))
    return date(year, month, day)


def check_journals(bundle: Bundle, held: dict[Place, int]) -> None:
    """Both plain-text journals, line by line after the comments they begin with. Raises Wrong."""
    told = (
        ("journal.hledger", ";", hledger_lines(bundle, held)),
        ("journal.beancount", ";", beancount_lines(bundle, held)),
    )
    for name, comment, expected in told:
        lines = enumerate(bundle.lines(name), 1)
        body = ((number, line) for number, line in lines if number > HEADING or not line.startswith(comment))
        for found, good in zip_longest(body, expected):
            if found is None or found[1] != good:
                at = f"line {found[0]}" if found else "end of file"
                raise Wrong("cell", name, at, good, found[1] if found else "")


HEADING = 5  # lines of comment that say where a plain-text journal comes from
