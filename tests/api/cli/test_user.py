"""khlang user: accounts made and ended by who runs the place, who never learns a password."""

from __future__ import annotations

import pytest

from tests.terminal import PILOT, Terminal


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    made = Terminal(f"sqlite:///{tmp_path_factory.mktemp('users')}/book.db")
    made.ask("import", PILOT)
    return made


def state(place: Terminal, actor: str) -> str:
    return str({each["actor"]: each["state"] for each in place.ask("user", "list")["users"]}[actor])


def test_an_account_is_made_once_and_its_setup_secret_shown_once(place: Terminal) -> None:
    made = place.ask("user", "create", "สมศรี")
    assert made["setup"].startswith("khu_")
    listed = place.type("user", "list", "--json")
    assert made["setup"] not in listed.out
    assert "password" not in listed.json["users"][0]
    assert (state(place, "สมศรี"), listed.json["users"][0]["created_by"]) == ("to_set_up", "os:tester")
    again = place.type("user", "create", "สมศรี", "--json")
    assert (again.code, again.json["error"]["code"]) == (2, "account_is_there")


def test_an_account_is_ended_and_given_back(place: Terminal) -> None:
    place.ask("user", "create", "leaver")
    place.ask("token", "create", "leaver", "--unit", "1032", "--verb", "commit")
    assert place.ask("user", "disable", "leaver")["tokens_taken_back"] == 1
    assert state(place, "leaver") == "disabled"
    (token,) = [each for each in place.ask("token", "list")["tokens"] if each["actor"] == "leaver"]
    assert (token["state"], token["units"], token["verbs"]) == ("revoked", ["1032"], ["commit"])
    assert place.ask("user", "enable", "leaver")["state"] == "enabled"
    assert state(place, "leaver") == "to_set_up"


def test_a_reset_gives_another_setup_secret(place: Terminal) -> None:
    first = place.ask("user", "create", "forgetful")["setup"]
    assert place.ask("user", "reset", "forgetful", "--lost", "factor")["setup"] != first
    assert place.ask("user", "unlock", "forgetful")["state"] == "unlocked"


@pytest.mark.parametrize(
    ("words", "code"),
    (
        (("reset", "nobody"), "unknown_account"),
        (("disable", "nobody"), "unknown_account"),
        (("enable", "nobody"), "unknown_account"),
        (("unlock", "nobody"), "unknown_account"),
        (("sign-out",), "nobody_named"),
        (("sign-out", "somebody", "--all"), "nobody_named"),
        (("create", "a\nb"), "bad_value"),
        (("create", ""), "bad_value"),
    ),
)
def test_what_cannot_be_done_is_told_in_both_languages(
    place: Terminal, words: tuple[str, ...], code: str
) -> None:
    said = place.type("user", *words, "--json")
    assert (said.code, said.json["error"]["code"]) == (2, code)
    assert said.json["error"]["th"] != said.json["error"]["en"]


def test_everybody_is_signed_out(place: Terminal) -> None:
    assert place.ask("user", "sign-out", "--all")["sessions_ended"] == 0


def test_a_person_reads_the_secret_and_that_it_is_not_shown_again(place: Terminal) -> None:
    said = place.type("user", "create", "reader")
    assert said.out.startswith("khu_")
    assert "มอบให้เจ้าของบัญชี" in said.out
