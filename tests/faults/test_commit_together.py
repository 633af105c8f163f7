"""A list that is done together, and an error out of its COMMIT: all of it is posted once, or none of it."""

from __future__ import annotations

import pytest

from ledger.errors import Unavailable
from ledger.posting import Journal
from tests.builders import BOOK, a_request, a_voucher
from tests.faults.books import checked, open_world, opened, paid, pay
from tests.faults.test_commit import ERRORS, spoil_commits

LIST = [a_request(a_voucher(f"V-{n}", {"amount": "300.00"}), f"V-{n}") for n in range(3)]


@pytest.mark.parametrize("through", (True, False), ids=("got through", "did not"))
@pytest.mark.parametrize("error", ERRORS)
def test_after_one_doubtful_commit_all_is_posted_once_and_answered(
    error: str, *, through: bool, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_world(migrated_url)
    with opened(migrated_url) as engine:
        journal = Journal(engine, BOOK)
        assert pay(journal, "before") == ""
        spoil_commits(engine, monkeypatch, ERRORS[error], times=1, through=through)
        outcomes = journal.post_together(LIST, "spender")
        assert [(o.refusal, o.replayed, len(o.entries)) for o in outcomes] == [(None, False, 1)] * 3
        assert pay(journal, "after") == ""
    assert paid(checked(migrated_url)) == ["before", "V-0", "V-1", "V-2", "after"]


def test_when_no_commit_gets_through_nothing_is_recorded_and_the_caller_hears_so(
    migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_world(migrated_url)
    with opened(migrated_url) as engine:
        journal = Journal(engine, BOOK)
        with monkeypatch.context() as spoilt:
            spoil_commits(engine, spoilt, ERRORS["of another class"], times=99, through=False)
            with pytest.raises(Unavailable, match="not_recorded"):
                journal.post_together(LIST, "spender")
        assert not any(o.replayed for o in journal.post_together(LIST, "spender"))
    assert paid(checked(migrated_url)) == ["V-0", "V-1", "V-2"]


def test_when_every_commit_is_doubtful_but_gets_through_the_answer_is_found(
    migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_world(migrated_url)
    with opened(migrated_url) as engine:
        journal = Journal(engine, BOOK)
        spoil_commits(engine, monkeypatch, ERRORS["of another class"], times=99, through=True)
        assert [o.replayed for o in journal.post_together(LIST, "spender")] == [False] * 3
    assert paid(checked(migrated_url)) == ["V-0", "V-1", "V-2"]


def test_what_was_asked_to_hold_is_not_asked_again_once_the_doubtful_commit_got_through(
    migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_world(migrated_url)
    with opened(migrated_url) as engine:
        journal = Journal(engine, BOOK)
        asked: list[None] = []
        spoil_commits(engine, monkeypatch, ERRORS["of another class"], times=1, through=True)
        outcome = journal.post(LIST[0], "spender", lambda *_: asked.append(None))
        assert (outcome.refusal, outcome.replayed, len(asked)) == (None, False, 1)
    assert paid(checked(migrated_url)) == ["V-0"]
