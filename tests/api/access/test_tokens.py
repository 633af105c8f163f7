"""A token says who asks, is shown once, and says nothing once it has ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text

from api.access.door import knock
from api.access.tokens import DAYS_MAX, id_of, issue, revoke, tokens, used
from ledger.databases import open_engine
from ledger.errors import BadValue, PersonalData, Unusable
from tests.builders import NOW


@pytest.fixture
def engine(migrated_url: str) -> Iterator[Engine]:
    opened = open_engine(migrated_url)
    yield opened
    opened.dispose()


def who(engine: Engine, said: str, days: int = 0) -> str:
    with engine.connect() as connection:
        found = knock(connection, said, "192.0.2.1", NOW + timedelta(days=days))
    return found.token.actor if found.token else ""


def test_a_token_opens_for_its_actor_until_its_last_day(engine: Engine) -> None:
    _, said = issue(engine, "spender", by="root", now=NOW, days=7)
    assert (who(engine, said), who(engine, said, 6), who(engine, said, 7)) == ("spender", "spender", "")


def test_a_token_that_was_taken_back_opens_nothing(engine: Engine) -> None:
    made, said = issue(engine, "spender", by="root", now=NOW)
    gone = revoke(engine, made.id, NOW)
    assert who(engine, said) == ""
    assert revoke(engine, made.id, NOW + timedelta(days=1)).revoked_at == gone.revoked_at
    with pytest.raises(Unusable, match="unknown_token"):
        revoke(engine, "0" * 16, NOW)


@pytest.mark.parametrize(
    "changed",
    (
        lambda said: said[:-1] + ("A" if said[-1] != "A" else "B"),
        lambda said: said + " ",
        lambda said: said.upper(),
        lambda said: "khl_" + "0" * 16 + said[20:],
        lambda said: said[:21],
        lambda said: "\ud800" + said,
        lambda said: said[:0],
    ),
)
def test_any_other_text_opens_nothing(engine: Engine, changed: object) -> None:
    _, said = issue(engine, "spender", by="root", now=NOW)
    assert who(engine, changed(said)) == ""  # type: ignore[operator]  # a table of functions


def test_the_text_is_kept_nowhere(engine: Engine) -> None:
    _, said = issue(engine, "spender", by="root", now=NOW)
    secret = said.split("_", 2)[2]
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM token")).all()
    assert len(rows) == 1
    assert not any(secret in str(value) or secret.encode() in bytes(str(value), "utf-8") for value in rows[0])
    assert id_of(said) == rows[0].id


def test_two_tokens_share_nothing(engine: Engine) -> None:
    texts = {issue(engine, "spender", by="root", now=NOW)[1] for _ in range(20)}
    assert len({said[4:20] for said in texts}) == len({said[21:] for said in texts}) == 20


@pytest.mark.parametrize(
    ("actor", "days", "error"),
    (
        ("", 1, BadValue),
        ("a\nb", 1, BadValue),
        ("spender", 0, BadValue),
        ("spender", DAYS_MAX + 1, BadValue),
        ("1101700230708", 1, PersonalData),
    ),
)
def test_a_token_for_nobody_or_for_ever_is_refused(
    engine: Engine, actor: str, days: int, error: type[Exception]
) -> None:
    with pytest.raises(error):
        issue(engine, actor, by="root", now=NOW, days=days)
    with engine.connect() as connection:
        assert tokens(connection) == []


def test_the_day_of_last_use_is_noted_once_a_day(engine: Engine) -> None:
    made, _ = issue(engine, "spender", by="root", now=NOW)
    used(engine, made, NOW)
    with engine.connect() as connection:
        (after,) = tokens(connection)
    assert (made.last_used_on, after.last_used_on) == ("", "2025-11-20")
    used(engine, after, NOW + timedelta(hours=1))
    used(engine, after, NOW + timedelta(days=1))
    with engine.connect() as connection:
        assert tokens(connection)[0].last_used_on == "2025-11-21"


def test_a_token_tells_how_it_stands(engine: Engine) -> None:
    made, _ = issue(engine, "spender", by="root", now=NOW, days=1)
    assert [made.state(NOW + timedelta(days=n)) for n in (0, 1)] == ["valid", "expired"]
    assert revoke(engine, made.id, NOW).state(NOW) == "revoked"
