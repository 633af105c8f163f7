"""Who asks is settled first: no token, a wrong one, a locked one, and books one has no role in."""

from __future__ import annotations

import pytest

from api.access.lockout import FAILURES_MAX
from api.access.tokens import issue, revoke, tokens
from api.wire import opaque
from tests.builders import BOOK, NOW, a_command
from tests.serving import Office


@pytest.mark.parametrize(
    "header",
    ("", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Bearer khl_0000000000000000_x", "bearer x", "Token y"),
)
def test_without_a_token_nothing_is_answered(office: Office, header: str) -> None:
    said = office.send("GET", "", "/districts?nonsense=1", headers={"Authorization": header})
    assert (said.status_code, said.json["code"]) == (401, "unauthenticated")
    assert said.headers["WWW-Authenticate"].startswith("Bearer")


def test_the_word_before_a_token_may_be_in_any_letters(office: Office) -> None:
    headers = {"Authorization": f"bEARER  {office.tokens['auditor']} "}
    assert office.send("GET", "", "/districts", headers=headers).status_code == 200


def test_a_token_taken_back_is_of_no_use_at_once(office: Office) -> None:
    office.read("auditor", "/districts")
    with office.engine.connect() as connection:
        (id_,) = [token.id for token in tokens(connection) if token.actor == "auditor"]
    revoke(office.engine, id_, NOW)
    assert office.get("auditor", "/districts").status_code == 401


def test_many_failures_lock_even_the_right_token_and_say_how_long(each_office: Office) -> None:
    right = each_office.tokens["auditor"]
    wrong = {"Authorization": f"Bearer {right[:-1]}{'A' if right[-1] != 'A' else 'B'}"}
    answers = [
        each_office.send("GET", "", "/districts", headers=wrong).status_code for _ in range(FAILURES_MAX)
    ]
    assert answers == [401] * FAILURES_MAX
    locked = each_office.get("auditor", "/districts")
    assert (locked.status_code, locked.headers["Retry-After"]) == (429, "900")
    assert each_office.get("officer", "/districts").status_code == 200


def test_known_and_unknown_ids_lock_alike(office: Office) -> None:
    unknown = {"Authorization": f"Bearer khl_{'ef' * 8}_{'A' * 43}"}
    answers = [
        office.send("GET", "", "/districts", headers=unknown).status_code for _ in range(FAILURES_MAX + 1)
    ]
    assert answers == [401] * FAILURES_MAX + [429]


def test_a_role_granted_a_moment_ago_is_seen_at_once(office: Office) -> None:
    said = issue(office.engine, "newcomer", by="root", now=NOW)[1]
    headers = {"Authorization": f"Bearer {said}"}
    assert office.send("GET", "", "/districts", headers=headers).status_code == 404
    office.post(a_command("grant_role"), "root", "grant")
    assert office.send("GET", "", "/districts", headers=headers).status_code == 200


def test_a_book_one_has_no_role_in_is_as_one_that_is_not_there(office: Office) -> None:
    foreign, unknown = (office.get("root", f"/districts?book={book}") for book in (BOOK, "nowhere"))
    assert (foreign.status_code, foreign.data) == (404, unknown.data)


def test_the_only_book_need_not_be_named(office: Office) -> None:
    assert office.read("auditor", "/districts") == office.read("auditor", f"/districts?book={BOOK}")


@pytest.mark.parametrize(
    ("path", "field", "why"),
    (
        ("/districts?unti=1032", "unti", "unknown_field"),
        ("/districts?book=a&book=b", "book", "said_twice"),
        ("/journal/entries?limit=0", "limit", "too_small"),
        ("/journal/entries?limit=201", "limit", "out_of_bounds"),
        ("/journal/entries?limit=%E0%B9%95", "limit", "thai_digits"),
        ("/journal/entries?limit=1e2", "limit", "not_a_whole_number"),
        ("/balances?on=2569-03-31", "on", "buddhist_year"),
        ("/balances?on=31/03/2026", "on", "not_a_date"),
        ("/balances?items=yes", "items", "not_a_flag"),
        ("/balances?stage=nowhere", "stage", "not_in_list"),
        ("/balances?as_of=100000", "as_of", "beyond_head"),
        ("/journal/entries?cursor=nonsense", "cursor", "not_a_cursor"),
        ("/transfers?cursor=nonsense", "cursor", "not_a_cursor"),
    ),
)
def test_an_argument_that_cannot_be_used_is_named(office: Office, path: str, field: str, why: str) -> None:
    said = office.get("auditor", path)
    assert (said.status_code, said.json["code"]) == (422, "bad_value")
    assert (said.json["facts"]["field"], said.json["facts"]["why"]) == (field, why)
    assert "{" not in said.json["detail"]


@pytest.mark.parametrize(
    "path",
    ("/districts?book=%00", "/tiles/%00/checkpoint", "/transfers/%00", "/vouchers/1032/2569/%00",
     "/reconciliations/%00", "/allocations/%00", "/journal/entries/WyJcdTAwMDAiLCJhIl0"),
)  # fmt: skip
def test_what_no_name_can_be_is_not_found(each_office: Office, path: str) -> None:
    said = each_office.get("auditor", path)
    assert (said.status_code, said.json["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "parts",
    (("\x00", "1032", "2569"), ("V1", "1032", "9" * 30), ("V1", "1032", "\u0662\u0665\u0666\u0669"), ("V1",)),
)
def test_a_cursor_somebody_made_up_is_refused(each_office: Office, parts: tuple[str, ...]) -> None:
    said = each_office.get("auditor", f"/vouchers?cursor={opaque(*parts)}")
    assert (said.status_code, said.json["code"]) == (422, "bad_value")
