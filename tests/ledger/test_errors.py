"""Refusals: stable codes, facts that a body can hold, and a sentence for each in both languages."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from string import Formatter

import pytest

from ledger.entries import canonical
from ledger.errors import FACT_LENGTH_MAX, Refusal, Ruled, Short, refusal_of
from ledger.texts import table


def refusals(of: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    for kind in of.__subclasses__():
        yield kind
        yield from refusals(kind)


NAMED = {kind.code: kind for kind in refusals() if "code" in kind.__dict__}


def test_every_refusal_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in refusals() if "code" in kind.__dict__]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("code", sorted(NAMED))
def test_a_kept_refusal_is_read_back_as_its_class(code: str) -> None:
    again = refusal_of(code, {"a": "1"})
    assert type(again) is NAMED[code]
    assert again.facts == {"a": "1"}


@pytest.mark.parametrize("language", ("th", "en"))
@pytest.mark.parametrize("code", sorted(NAMED))
def test_every_refusal_has_a_sentence(code: str, language: str) -> None:
    text = table("refusals", language)[code]
    assert text


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sorted(set(NAMED) - {"bad_value", "key_reused"}))
def test_both_languages_tell_the_same_facts(code: str) -> None:
    assert placeholders(table("refusals", "th")[code]) == placeholders(table("refusals", "en")[code])


def test_bad_values_have_the_same_reasons_in_both_languages() -> None:
    thai, english = (table("refusals", language)["bad_value"] for language in ("th", "en"))
    assert {why: placeholders(text) for why, text in thai.items()} == {
        why: placeholders(text) for why, text in english.items()
    }


@pytest.mark.parametrize("value", ("x" * 500, "\ud800", "e\u0301", 12, None, "\x00", "ก\u0e4d\u0e32"))
def test_facts_are_texts_a_body_can_hold(value: object) -> None:
    fact = Short(bucket=value).facts["bucket"]
    assert len(fact) <= 2 * FACT_LENGTH_MAX
    assert unicodedata.is_normalized("NFC", fact)
    canonical({"fact": fact})


def test_a_stranger_and_an_unreadable_value_leave_no_evidence() -> None:
    assert {code for code, kind in NAMED.items() if not kind.evidence} == {
        "bad_value", "personal_data", "key_reused", "not_permitted", "out_of_scope",
    }  # fmt: skip
    assert all(kind.evidence for kind in refusals(Ruled))
