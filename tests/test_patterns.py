"""No regular expression can be made to try for ever (OWASP ASVS 5.0 V1.3.12).

What makes a search exponential is a repeat without end inside another one. None is allowed, but for those
below, each with the reason why its parts cannot be divided in two ways, and each tried with long inputs.
"""

from __future__ import annotations

import ast
import re
import time
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

import pytest

from tests.sources import dotted, python_files, tree_of

_parser: Any = import_module("re._parser")  # the standard library's own reading of a pattern
PACKAGES: Final = ("api", "ledger", "migrations", "reconciliation", "reports")
FUNCTIONS: Final = frozenset(
    {"compile", "fullmatch", "match", "search", "sub", "subn", "split", "findall", "finditer"}
)
MANY: Final = 16  # a repeat up to here cannot take long
WITHOUT_END: Final = {
    # pattern: (why it is harmless, what would take longest)
    r"\d(?:[ \-\u00a0\u2010-\u2015]*\d){12,}": ("a figure is no separator", "1" + " " * 3000 + "x"),
    r'(?:W/)?"[\x21\x23-\x7e]*"(?:[ \t]*,[ \t]*(?:W/)?"[\x21\x23-\x7e]*")*': (
        "a tag begins and ends with a quotation mark and holds none",
        '"a"' + ' , W/"a"' * 400 + " ,",
    ),
}


def repeats(parsed: Any, inside: bool = False) -> Iterator[bool]:  # noqa: ANN401, FBT001, FBT002 - as the parser has it
    """Whether each repeat without end stands inside another one."""
    for operation, argument in parsed:
        name = str(operation)
        if name in {"MAX_REPEAT", "MIN_REPEAT"}:
            _, most, body = argument
            endless = most is _parser.MAXREPEAT or most > MANY
            if endless:
                yield inside
            yield from repeats(body, inside or endless)
        else:
            for part in _parts(argument):
                yield from repeats(part, inside)


def _parts(argument: Any) -> Iterator[Any]:  # noqa: ANN401 - as the parser has it
    """The patterns within an operation's argument."""
    if isinstance(argument, _parser.SubPattern):
        yield argument
    elif isinstance(argument, (tuple, list)):
        for each in argument:
            yield from _parts(each)


def nested(pattern: str) -> bool:
    return any(repeats(_parser.parse(pattern)))


def patterns() -> Iterator[tuple[str, str]]:
    """Each pattern that is written in the packages, and where."""
    for path in python_files(*PACKAGES):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and node.args and _is_regex(dotted(node.func)):
                pattern = _literal(node.args[0])
                if pattern is not None:
                    yield f"{path}:{node.lineno}", pattern


def _is_regex(name: str) -> bool:
    module, _, function = name.rpartition(".")
    return module == "re" and function in FUNCTIONS


def _literal(node: ast.AST) -> str | None:
    """The text of a pattern; what is put into an f-string stands for any one character."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "." for part in node.values)
    return None


@pytest.mark.parametrize(
    ("pattern", "found"),
    (
        (r"(a+)+", True),
        (r"(?:a|b*)*", True),
        (r"((ab?){1,90})*", True),
        (r"(?:(?:a{1,50}|b)c){20}", True),
        (r"a+b+", False),
        (r"(?:ab){2,4}c*", False),
    ),
)
def test_a_repeat_within_a_repeat_is_seen(pattern: str, found: bool) -> None:  # noqa: FBT001 - a column
    assert nested(pattern) is found


def test_no_pattern_repeats_without_end_within_a_repeat() -> None:
    written = dict(patterns())
    assert len(written) > 30
    found = {pattern: place for place, pattern in written.items() if nested(pattern)}
    assert {pattern: place for pattern, place in found.items() if pattern not in WITHOUT_END} == {}
    assert set(WITHOUT_END) <= set(found)


@pytest.mark.parametrize("pattern", WITHOUT_END)
def test_those_that_are_harmless_are(pattern: str) -> None:
    _, longest = WITHOUT_END[pattern]
    begun = time.perf_counter()
    re.search(pattern, longest)
    re.fullmatch(pattern, longest * 10)
    assert time.perf_counter() - begun < 2
