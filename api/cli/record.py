"""Record: open a book, and post commands from a JSON file."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click

from api.cli.desk import Desk
from api.cli.options import FILE, common
from api.cli.wording import refusal_json
from api.clock import today
from api.intake.book import read_book
from api.intake.opening import opening_of
from ledger.entries import Request
from ledger.errors import Refusal, Unusable
from ledger.posting import Journal
from ledger.rules import Outcome


@click.command()
@click.argument("book_toml", type=FILE)
@common
def init(desk: Desk, book_toml: Path) -> None:
    """Open a new book and grant every role to whoever opens it."""
    said = read_book(book_toml)
    desk.prepare()
    desk.book_id = said.command.id
    journal = Journal(desk.engine, said.command.id)
    outcomes = [journal.post(request, desk.who) for request in opening_of(said, desk.who, today())]
    refused = [o.refusal for o in outcomes if o.refusal]
    if refused:
        raise refused[0]
    head = desk.head()
    granted = [role for o in outcomes for e in o.entries for role in getattr(e.command, "roles", ())]
    desk.say(f"เปิดสมุดบัญชี {desk.book} แล้ว: {desk.who} ได้รับทุกบทบาท (แบ่งบทบาทก่อนใช้งานจริง)")
    desk.say(f"Book {desk.book} is open: {desk.who} was granted every role (share them out before real use)")
    desk.answer(
        {"book": desk.book, "actor": desk.who, "granted": granted, "size": head.size, "root": head.root.hex()}
    )


@click.command()
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="say what would happen and post nothing")
@common
def post(desk: Desk, file: Path, *, dry_run: bool) -> None:
    """Post one command, or a list of commands in order, from a JSON file."""
    plain = _read_json(file)
    wanted = plain if isinstance(plain, list) else [plain]
    requests, refused = _requests(wanted)
    outcomes: list[Outcome] = []
    if not refused:
        ask = desk.journal.dry_run if dry_run else desk.journal.post_all
        outcomes = ask(requests, desk.who)
        refused = [refusal_json(o.refusal, index=i) for i, o in enumerate(outcomes) if o.refusal]
    made = [e for o in outcomes for e in o.entries if not o.refusal and not o.replayed]
    head = desk.head()
    for entry in made:
        desk.say(f"{entry.seq:>8}  {entry.kind}  {entry.request.key}")
    for each in refused:
        desk.say(f"#{each['index'] + 1}  {each['code']}  {each['th']}  {each['en']}")
    document = {
        "posted": len(made),
        "replayed": sum(o.replayed for o in outcomes),
        "refused": refused,
        "entries": [{"seq": e.seq, "kind": e.kind, "key": e.request.key} for e in made],
        "size": head.size,
        "root": head.root.hex(),
    }
    desk.answer(document, failed=bool(refused))


def _requests(wanted: list[Any]) -> tuple[list[Request], list[dict[str, Any]]]:
    """The requests of a file, or what cannot be read of them: then nothing is posted."""
    requests: list[Request] = []
    refused: list[dict[str, Any]] = []
    seen: Counter[str] = Counter()
    for index, plain in enumerate(wanted):
        try:
            requests.append(_request(plain, seen))
        except Refusal as refusal:
            refused.append(refusal_json(refusal, index=index))
    return requests, refused


def _request(plain: Any, seen: Counter[str]) -> Request:  # noqa: ANN401 - JSON
    """One request; without a key its content is the key, without a day it is of today (Bangkok)."""
    if not isinstance(plain, Mapping):
        raise Unusable("unreadable_file", why="not_an_object")
    named = {"key": "post", "effective_on": today().isoformat(), **plain}
    request = Request.of_wire(named)
    if plain.get("key"):
        return request
    digest = request.digest()
    seen[digest] += 1
    return replace(request, key=f"post:{digest}#{seen[digest]}")


def _read_json(file: Path) -> Any:  # noqa: ANN401 - JSON
    """A JSON document; raises Unusable when it is none, or says one field twice."""
    try:
        return json.loads(file.read_text("utf-8-sig"), object_pairs_hook=_once)
    except FileNotFoundError:
        raise Unusable("missing_file", file=file.name) from None
    except (OSError, ValueError, RecursionError) as error:
        raise Unusable("unreadable_file", file=file.name, why="not_json", reason=error) from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    plain = dict(pairs)
    if len(plain) != len(pairs):
        raise ValueError("a field stands twice")
    return plain


COMMANDS: Final = (init, post)
