"""Texts of refusals: every code and sub-code has a sentence in both languages, with facts that exist."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator, Mapping

import pytest

from ledger import errors
from ledger.texts import LANGUAGES, sentence, table
from tests.sources import dotted, python_files, tree_of

PACKAGES = ("api", "ledger", "migrations", "reconciliation", "reports")
# Facts that are added to every refusal of a kind, wherever it is raised.
ADDED = {"unreadable_file": {"file"}, "bad_profile": {"file", "field", "why", "value"}}
# `bad(name, why)` is the profile reader's way to say Unusable("bad_profile", …).
PROFILE = "bad_profile"


def classes(kind: type[errors.Refusal] = errors.Refusal) -> dict[str, str]:
    """Class name to code, of every refusal that has a code of its own."""
    own = {kind.__name__: kind.code} if "code" in vars(kind) else {}
    below = {name: code for heir in kind.__subclasses__() for name, code in classes(heir).items()}
    return {name: code for name, code in (own | below).items() if code != errors.Refusal.code}


def words(node: ast.expr | None) -> set[str]:
    """The texts an expression may become (`"a" if x else "b"`)."""
    if isinstance(node, ast.Constant):
        return {str(node.value)}
    if isinstance(node, ast.IfExp):
        return words(node.body) | words(node.orelse)
    return set()


def raised() -> Iterator[tuple[str, str, set[str], str]]:
    """(code, why, facts, place) of every refusal the source makes, as far as it says so in place."""
    codes = classes()
    for path in python_files(*PACKAGES):
        whys = assigned(tree_of(path))
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.Call):
                continue
            name, place = dotted(node.func).split(".")[-1], f"{path}:{node.lineno}"
            given = {word.arg: word.value for word in node.keywords}
            facts = {fact for fact in given if fact}
            if None in given:
                continue
            why = words(given.get("why")) or (whys if "why" in facts else {""})
            if name == "bad" and len(node.args) > 1:
                yield from ((PROFILE, each, facts, place) for each in words(node.args[1]))
            elif name == "Unusable" and node.args:
                yield from ((code, each, facts, place) for code in words(node.args[0]) for each in why)
            elif name in codes:
                yield from ((codes[name], each, facts, place) for each in why)


def assigned(tree: ast.AST) -> set[str]:
    """What `why = …` may be in a file, and what its functions called `_why` answer."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(dotted(target) == "why" for target in node.targets):
            found |= words(node.value)
        if isinstance(node, ast.FunctionDef) and node.name == "_why":
            for part in ast.walk(node):
                if isinstance(part, ast.Return):
                    found |= words(part.value)
    return found


def text_of(code: str, why: str, language: str) -> str | None:
    # What the command line or HTTP alone says stands in a subject of its own.
    texts, edge = flat(language, "cli") | flat(language), flat(language, "api")
    own = edge.get(f"why.{why}") if code == "bad_value" else edge.get(f"problems.{code}")
    return texts.get(f"{code}.{why}") or own or texts.get(code)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def flat(language: str, subject: str = "refusals") -> dict[str, str]:
    texts: dict[str, str] = {}
    for code, found in table(subject, language).items():
        below = found if isinstance(found, Mapping) else {"": found}
        texts |= {f"{code}.{why}".strip("."): text for why, text in below.items()}
    return texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence(language: str) -> None:
    assert [code for code in classes().values() if code not in table("refusals", language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_refusal_in_the_source_has_a_sentence_and_the_facts_it_speaks_of(language: str) -> None:
    silent, without = [], []
    for code, why, facts, place in raised():
        text = text_of(code, why, language)
        if text is None:
            silent.append(f"{place} {code} {why}")
        elif placeholders(text) - facts - ADDED.get(code, set()):
            without.append(f"{place} {code} {why}: {placeholders(text) - facts}")
    assert (silent, without) == ([], [])


def test_thai_and_english_say_the_same_with_the_same_facts() -> None:
    thai, english = flat("th"), flat("en")
    assert thai.keys() == english.keys()
    assert [key for key in thai if placeholders(thai[key]) != placeholders(english[key])] == []


def test_no_sentence_speaks_of_what_is_never_refused() -> None:
    made = {f"{code}.{why}".strip(".") for code, why, _, _ in raised()} | set(classes().values())
    unavailable = {"not_recorded", "outcome_unknown"}
    assert {key for key in flat("en") if not key.endswith(".other")} - made - unavailable == set()


def test_thai_sentences_are_thai() -> None:
    assert [key for key, text in flat("th").items() if not re.search("[ก-๙]", text)] == []


@pytest.mark.parametrize(
    ("code", "facts", "expected"),
    (
        ("unknown_unit", {"unit": "1099"}, "There is no unit 1099 in this book."),
        ("bad_value", {"field": "amount", "why": "zero"}, "amount is zero"),
        ("bad_value", {"field": "amount", "why": "news"}, "amount cannot be used"),
        ("unreadable_file", {"file": "a.csv", "why": "null_byte", "row": "7"}, "a.csv, row 7"),
        ("news", {}, "news"),
    ),
)
def test_a_sentence_is_found_by_code_and_why_and_filled_with_facts(
    code: str, facts: dict[str, str], expected: str
) -> None:
    assert sentence(code, facts, "en").startswith(expected)
