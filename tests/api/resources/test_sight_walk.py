"""Every address that can be read, walked by a district alone and among others: no byte differs."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.access.scope import Scope
from api.names import Names
from api.resources.form_table import FORMS
from api.resources.operation import VIEWS
from api.wire import opaque
from tests.builders import BOOK, DAY, EXAMPLES, a_command, a_request, a_transfer, a_voucher, a_world
from tests.databases import SECRET, Postgres, sqlite_url_of
from tests.faults.office import roles
from tests.neighbours import (
    FOREIGN,
    LOCAL,
    MINE,
    OWN,
    THEIRS,
    Pair,
    Step,
    a_pair,
    behind_walls,
    book,
    both,
    documents,
    told,
)
from tests.serving import PREFIX, Answer, Office

OWN_ENTRY: Final = Names(SECRET).name("spender", f"own-{len(OWN) - 1}")
THEIR_ENTRY: Final = Names(SECRET).name("officer", "theirs-0-0")
# The district's own document of a register.
OF_REGISTER: Final = {
    "/commitments": MINE["commit"], "/vouchers": MINE["disburse"], "/advances": MINE["advance"],
    "/deliveries": MINE["deliver"], "/carry-overs": MINE["carry"], "/transfers": MINE["transfer"],
    "/proposals": MINE["propose"], "/reconciliations": "RUN-1", "/matches": "MT-1",
}  # fmt: skip
# What a part of an address may be: one's own, another's, and what is nobody's.
PARTS: Final[dict[str, tuple[str, ...]]] = {
    "unit": ("1032", "1033"),
    "fiscal_year": ("2569",),
    "line": ("L69", "L69-SHUT", THEIRS),
    "activity": ("HH", THEIRS),
    "name": (OWN_ENTRY, THEIR_ENTRY, "1", "40", "999", "vouchers"),
    "book": (BOOK, "book-2"),
    "path": ("0/000.p/1", "entries/000.p/1"),
    "id_": ("nobody",),
    "upload_id": ("nobody",),
}
ASKED: Final[dict[str, tuple[str, ...]]] = {
    "limit": ("1",),
    "cursor": (OWN_ENTRY, THEIR_ENTRY, opaque(THEIRS, "1033", "2569"), opaque("V1", "1032", "2569"), "x"),
    "unit": ("1032", "1033", THEIRS),
    "line": PARTS["line"],
    "number": (MINE["commit"], "V1", THEIRS),
    "fiscal_year": ("2569",),
    "kind": ("transfer", "refused", "grant_role"),
    "state": ("open", "closed"),
    "stage": ("available", "in_transit"),
    "items": ("true",),
    "on": (DAY,),
    "from_on": (DAY,),
    "until_on": (DAY,),
    "activity": PARTS["activity"],
    "due": (DAY,),
    "as_of": ("1",),
    "since": ("1",),
    "book": (BOOK, "book-2"),
}
# Whose answers differ, and why they may.
EXCUSED: Final = {
    "/tokens": "names of tokens are made at random; each is its own person's (test_tokens.py)",
    f"/journal/entries/{OWN_ENTRY}/proof": "a receipt proves a position under a root: it is asked for that",
}
# Writes that are no verb of the ledger; why the names they take cannot tell of another's.
WRITES: Final = {
    "/commands": "test_sight_names.py",
    "/jobs": "a job is its asker's (test_jobs.py)",
    "/uploads": "an upload is its asker's, and its rows are judged as commands are (test_uploads.py)",
    "/sessions": "no book is asked about",
    "/account": "no book is asked about",
    "/tokens": "no book is asked about",
    "/reports": "for who sees every unit",
    "/samples": "for who sees every unit",
    "/reconciliations": "for who sees every unit",
    "/reconciliations/{number}/signatures": "for who sees every unit",
    "/proposals/{number}/signing-sheet": "asked of another's below",
}
FILES: Final = ("text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
JSON: Final = "application/json"


def operations(office: Office, method: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """(address without its prefix, operation) of a method."""
    for path, of in office.specification["paths"].items():
        if method in of:
            yield path.removeprefix(PREFIX), of[method]


def braced(rule: str) -> str:
    """The rule of an address as the specification writes it."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


def filled(path: str) -> Iterator[str]:
    """An address with its parts filled in every way."""
    names = re.findall(r"{(\w+)}", path)
    own = OF_REGISTER.get(f"/{path.split('/')[1]}", "")
    for values in product(*(PARTS[name] if name != "number" else (own, THEIRS) for name in names)):
        made = path
        for name, value in zip(names, values, strict=True):
            made = made.replace(f"{{{name}}}", quote(value), 1)
        yield made


def addresses(office: Office) -> Iterator[tuple[str, str]]:
    """(address, media type) of everything that can be read."""
    for path, operation in operations(office, "get"):
        yield from ((address, JSON) for address in filled(path) if address not in EXCUSED)
        if "{" in path:
            continue
        content = operation["responses"]["200"].get("content", {})
        yield from ((path, media) for media in FILES if media in content)
        for said in operation.get("parameters", ()):
            if said["in"] == "query":
                values = said["schema"].get("enum", ())[:3] or ASKED[said["name"]]
                yield from ((f"{path}?{urlencode({said['name']: value})}", JSON) for value in values)


@pytest.fixture
def pair(fresh_sqlite: Callable[[], str], tmp_path: Path) -> Iterator[Pair]:
    with a_pair((fresh_sqlite(), fresh_sqlite()), tmp_path, (book(), book(foreign=FOREIGN))) as made:
        yield made


@pytest.fixture
def walled(
    postgres: Postgres, fresh_postgres: Callable[[], str], tmp_path: Path
) -> Iterator[tuple[Pair, Pair]]:
    """The two offices as the owner serves them, and as the service does behind its walls."""
    urls, books = (fresh_postgres(), fresh_postgres()), (book(), book(foreign=FOREIGN))
    with roles(postgres), a_pair(urls, tmp_path, books) as owner, behind_walls(owner) as made:
        yield owner, made


def read(office: Office, who: str, address: str, media: str = JSON) -> tuple[int, bytes, dict[str, str]]:
    """All that somebody is told at an address."""
    said = {"Authorization": f"Bearer {office.tokens[who]}", "Accept": media}
    return told(cast("Answer", office.client.get(f"{PREFIX}{address}", headers=said)))


def walk(pair: Pair, who: str, *media_types: str) -> list[str]:
    """Where the two offices are told apart by somebody (in some media types, or in each)."""
    return [
        f"{address} {media}"
        for address, media in addresses(pair.among)
        if media in (media_types or (JSON, *FILES))
        and read(pair.alone, who, address, media) != read(pair.among, who, address, media)
    ]


def test_rows_of_others_change_no_byte_of_what_a_district_reads(pair: Pair) -> None:
    assert walk(pair, LOCAL) == []


def test_who_sees_the_same_units_is_told_the_same(pair: Pair) -> None:
    """Or no answer could be kept for both; each asks in an office of his own, where none was kept."""
    kept = [path for path in map(braced, VIEWS) if "{book}" not in path]
    for address in (each for path in kept for each in filled(path) if each not in EXCUSED):
        assert read(pair.alone, "spender", address) == read(pair.among, "receiver", address), address


def test_who_sees_other_units_is_told_no_answer_that_was_kept(pair: Pair) -> None:
    told_to = [
        read(pair.among, who, "/allocations")[1] for who in ("spender", "neighbour", "auditor", "spender")
    ]
    assert told_to[0] == told_to[3]
    assert len(set(told_to)) == 3
    assert b"1033" not in told_to[0]


def test_the_walk_would_see_a_difference(pair: Pair) -> None:
    told_apart = " ".join(walk(pair, "auditor", JSON))
    for path in ("/districts", "/balances", "/allocations", "/journal/entries", "/transfers", "/checkpoint"):
        assert f"{path} {JSON}" in told_apart


def test_behind_the_walls_rows_of_others_change_no_byte_either(walled: tuple[Pair, Pair]) -> None:
    assert walk(walled[1], LOCAL, JSON) == []


def test_behind_the_walls_a_district_reads_what_the_owner_would_tell_it(walled: tuple[Pair, Pair]) -> None:
    owner, made = walled
    assert walk(Pair(owner.among, made.among), LOCAL, JSON) == []


def test_where_a_query_forgets_the_scope_the_wall_shows_no_other_unit(
    walled: tuple[Pair, Pair], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if somebody had left the scope out of every query."""
    monkeypatch.setattr(Scope, "asked", lambda _, unit: iter([unit]))
    monkeypatch.setattr(Scope, "reaches", lambda *_: True)
    owner, made = walled
    for path in ("/balances", "/allocations", "/vouchers", "/journal/entries?limit=200&kind=disburse"):
        shown, cut = (read(office, LOCAL, path)[1].decode() for office in (owner.among, made.among))
        assert ("1033" in shown, "1033" in cut, "1032" in cut) == (True, False, True), path


# ── writes at addresses of their own ──


def written() -> Iterator[tuple[str, dict[str, Any]]]:
    """(address, body) of each form that names something in its address."""
    for form in FORMS:
        body = {name: value for name, value in EXAMPLES[form.verb].items() if name not in form.settled}
        path = braced(form.rule)
        if form.parts:
            yield from ((address, {**body, "effective_on": DAY}) for address in filled(path))


def test_a_write_at_the_address_of_another_s_is_answered_as_at_that_of_nothing(pair: Pair) -> None:
    answers: dict[int, int] = {}
    for number, (address, body) in enumerate(written()):
        for more in ("?dry_run=true", ""):
            alone, among = both(pair, LOCAL, body, f"w{number}", address + more)
            assert told(alone) == told(among), (address, body, among.text)
            answers[alone.status_code] = answers.get(alone.status_code, 0) + 1
    assert {201, 404} <= answers.keys()
    assert read(pair.alone, LOCAL, "/journal/entries") == read(pair.among, LOCAL, "/journal/entries")


def test_a_sheet_of_another_s_proposal_is_asked_for_as_of_none(pair: Pair) -> None:
    alone, among = both(pair, LOCAL, {}, "sheet", f"/proposals/{THEIRS}/signing-sheet")
    assert told(alone) == told(among)
    assert among.status_code == 404


def test_every_operation_is_walked_or_excused(pair: Pair) -> None:
    verbs = {braced(form.rule) for form in FORMS}
    writes = [
        path for method in ("post", "put", "patch", "delete") for path, _ in operations(pair.alone, method)
    ]
    known = {*verbs, *(f"{path}/bulk" for path in verbs)}
    assert [path for path in writes if path not in known and not _excused(path)] == []
    assert all(next(filled(path), "") for path, _ in operations(pair.alone, "get"))


def _excused(path: str) -> bool:
    return path in WRITES or any(path.startswith(f"{each}/") for each in WRITES if each.count("/") == 1)


# ── at random ──

AMOUNTS: Final = st.integers(1, 400).map(lambda satang: f"{satang / 100:.2f}")
UNITS: Final = st.sampled_from(("1033", "1034"))


@st.composite
def foreign_steps(draw: st.DrawFn) -> tuple[list[Step], list[int]]:
    """Steps of others, some refused, and after which of the district's own each comes."""
    steps: list[Step] = [("officer", a_command("register_unit", code="1034", parent="DEPT"))]
    for number in range(draw(st.integers(1, 12))):
        unit, amount = draw(UNITS), draw(AMOUNTS)
        more = documents(unit, dict.fromkeys(MINE, f"F{number}"))
        more += [
            ("officer", a_transfer(f"FT{number}", to_unit=unit, amount=amount)),
            ("neighbour", a_command("confirm", transfer=f"FT{draw(st.integers(0, number))}", amount=amount)),
            ("officer", a_voucher(f"V{number}", {"amount": amount}, unit=unit)),
            ("officer", a_command("open_line", code=f"L-{number}", units=[unit])),
            ("root", a_command("grant_role", holder=f"p{number}", roles=["auditor"], units=[unit])),
            ("officer", a_command("set_rate", unit=unit, rate=amount)),
            ("head", a_command("reverse", reverses=f"V{number}", unit=unit)),
            ("approver", a_command("reject", proposal=f"F{number}")),
        ]
        steps += draw(st.lists(st.sampled_from(more), max_size=6))
    return steps, [draw(st.integers(0, len(OWN))) for _ in steps]


@settings(max_examples=3)
@given(made=foreign_steps())
def test_no_history_of_others_changes_what_a_district_is_told(
    made: tuple[list[Step], list[int]], sqlite_mould: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("sight")
    urls = tuple(
        sqlite_url_of(Path(shutil.copy(sqlite_mould, folder / f"{name}.db"))) for name in ("alone", "among")
    )
    with a_pair((urls[0], urls[1]), folder, (list(a_world()), list(a_world()))) as pair:
        lived(pair, *made)
        for path, _ in operations(pair.among, "get"):
            if "{" not in path and path not in EXCUSED:
                assert read(pair.alone, LOCAL, path) == read(pair.among, LOCAL, path), path


def lived(pair: Pair, foreign: list[Step], places: list[int]) -> None:
    """Post the district's own steps in both offices, and those of others in between in one."""
    alone, among = (office.journal for office in pair)
    for place in range(len(OWN) + 1):
        for number, (by, other) in enumerate(foreign):
            if places[number] == place:
                among.post(a_request(other, f"f{number}"), by)
        for who, own in OWN[place : place + 1]:
            said = [journal.post(a_request(own, f"own-{place}"), who) for journal in (alone, among)]
            assert [outcome.refusal for outcome in said] == [None, None]
