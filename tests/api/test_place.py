"""What a process keeps is right for whoever asks next, and never grows without end."""

from __future__ import annotations

from datetime import timedelta

from api.place import ANSWER_BYTES_MAX, ANSWERS_MAX, Answer, Place
from ledger.settings import Settings
from tests.builders import NOW, a_command, a_voucher
from tests.serving import Office


def test_an_answer_that_was_kept_is_for_who_sees_the_same(office: Office) -> None:
    whole = office.read("auditor", "/balances")
    assert office.read("spender", "/balances") != whole
    assert office.read("officer", "/balances") == whole
    assert office.read("spender", "/balances") == office.read("receiver", "/balances")


def test_an_answer_that_was_kept_ends_with_the_next_entry(office: Office) -> None:
    before = office.read("spender", "/allocations/1032")
    assert office.read("spender", "/allocations/1032") == before
    office.post(a_voucher("V1", {"amount": "1.00"}), "spender", "v")
    assert office.read("spender", "/allocations/1032") != before


def test_an_answer_that_was_kept_ends_with_the_day(office: Office) -> None:
    office.post(a_command("advance", due_on="2025-11-20"), "spender", "a")
    place: Place = office.app.extensions["place"]
    overdue = []
    for days in (0, 1):
        place.clock = lambda days=days: NOW + timedelta(days=days)  # type: ignore[misc]  # a day later
        overdue.append(office.read("spender", "/advances")["advances"][0]["overdue"])
    assert overdue == [False, True]


def test_a_role_that_ends_today_opens_nothing_though_the_answer_was_kept(office: Office) -> None:
    office.read("spender", "/districts")
    office.post(a_command("revoke_role", from_on="2025-11-20"), "root", "gone")
    assert office.get("spender", "/districts").status_code == 404


def test_few_answers_are_kept_and_no_large_one(office: Office) -> None:
    place = Place(office.engine, Settings(), lambda: NOW)
    for number in range(ANSWERS_MAX + 10):
        place.keep(number, Answer(b"x", ""))
    place.keep("large", Answer(bytes(ANSWER_BYTES_MAX + 1), ""))
    kept = [number for number in range(ANSWERS_MAX + 10) if place.answer(number)]
    assert kept == list(range(10, ANSWERS_MAX + 10))
    assert place.answer("large") is None
