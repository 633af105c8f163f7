"""Whatever a district names in a request, another's is answered as what is not there: verb by verb."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from ledger.commands import Command, Part
from ledger.commands.fields import Spec, specs
from ledger.rules import reach
from tests.builders import DAY, EXAMPLES
from tests.neighbours import APPROVED, FOREIGN, LOCAL, MINE, THEIRS, Pair, a_pair, book, both, told

Plain = dict[str, Any]
# What an example names that this book has under another name.
NAMED: Final[Plain] = {
    "transfer": MINE["transfer"], "commitment": MINE["commit"], "delivery": MINE["deliver"],
    "content_hash": APPROVED,
}  # fmt: skip
# Numbers of one series for the whole book, of which the next free one cannot be told without telling this.
OF_THE_BOOK: Final = {
    ("deliver", "number"), ("propose", "number"), ("match", "number"), ("query", "number"),
    ("record_run", "number"), ("transfer", "number"),
}  # fmt: skip


def base(verb: str) -> Plain:
    """The example of a verb, about the district's own documents."""
    said = {**EXAMPLES[verb], "verb": verb, "effective_on": DAY}
    return {name: NAMED.get(name, value) for name, value in said.items()}


def naming(verb: str) -> Iterator[tuple[str, Plain]]:
    """A verb's example with one thing that it names called as the others call theirs; the field first."""
    said = base(verb)
    yield from _named(verb, Command.verbs[verb], said)
    yield from _named(verb, Command.verbs[verb], {name: said[name] for name in said if name != "unit"})


def _named(verb: str, kind: type[Part], said: Plain) -> Iterator[tuple[str, Plain]]:
    for spec in specs(kind):
        if spec.kind in {"code", "number"} and (verb, spec.name) not in OF_THE_BOOK:
            yield spec.name, {**said, spec.name: THEIRS}
            if spec.name.endswith("unit"):
                yield spec.name, {**said, spec.name: "1033"}
        if spec.nested is not None and spec.kind != "command":
            yield from _in_parts(verb, spec, said)


def _in_parts(verb: str, spec: Spec, said: Plain) -> Iterator[tuple[str, Plain]]:
    assert spec.nested is not None
    for name, part in _named(verb, spec.nested, dict((said.get(spec.name) or [{}])[0])):
        yield f"{spec.name}.{name}", {**said, spec.name: [part]}


RETURN: Final = {"line": "L69", "from_unit": "1032", "to_unit": "DEPT", "kind": "return", "amount": "1.00"}
CASES: Final = [(verb, field, plain) for verb in Command.verbs for field, plain in naming(verb)]
PARTS: Final = 8  # so that no test takes long


@pytest.fixture
def pair(fresh_sqlite: Callable[[], str], tmp_path: Path) -> Iterator[Pair]:
    with a_pair((fresh_sqlite(), fresh_sqlite()), tmp_path, (book(), book(foreign=FOREIGN))) as made:
        yield made


def differs(pair: Pair, plain: Plain, key: str) -> str:
    """Ask for a request in every way, and for its proposal; where the two offices are told apart."""
    inner = {name: value for name, value in plain.items() if name != "effective_on"}
    proposal = {"verb": "propose", "number": f"P-{key}", "command": inner, "effective_on": DAY}
    for path, said in (
        ("/commands?dry_run=true&available_at_least=1.00", plain),
        ("/commands", plain),
        ("/commands", {**plain, "remark": "under the same key"}),
        ("/commands", proposal),
    ):
        alone, among = both(pair, LOCAL, said, f"{said['verb']}-{key}", path)
        if told(alone) != told(among):
            return f"{path} {alone.status_code} {among.status_code} {among.text} {said}"
    return ""


@pytest.mark.parametrize("part", range(PARTS))
def test_another_s_is_answered_as_what_is_not_there(pair: Pair, part: int) -> None:
    for number, (_, _, plain) in enumerate(CASES[part::PARTS]):
        assert not differs(pair, plain, f"{number}")
    for path in ("/journal/entries?limit=200", "/balances", "/proposals?limit=200"):
        assert told(pair.alone.get(LOCAL, path)) == told(pair.among.get(LOCAL, path)), path


TELLING: Final = {
    ("confirm", "transfer"), ("decide", "delivery"), ("approve", "proposal"), ("reverse", "reverses"),
    ("reply", "query"), ("register_unit", "code"), ("release", "line"), ("transfer", "order_no"),
    ("recover", "voucher"), ("give_opinion", "query"),
}  # fmt: skip


def test_the_comparison_would_see_what_the_rules_alone_tell(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "beyond", lambda *_: None)
    telling = [(verb, field, plain) for verb, field, plain in CASES if (verb, field) in TELLING]
    found = {(verb, field) for n, (verb, field, plain) in enumerate(telling) if differs(pair, plain, f"{n}")}
    assert found == TELLING


@pytest.mark.parametrize(("verb", "field"), sorted(OF_THE_BOOK - {("record_run", "number")}))
def test_a_number_of_the_whole_book_tells_that_it_is_used_and_no_more(
    pair: Pair, verb: str, field: str
) -> None:
    """What cannot be helped: two units cannot both have it, and one of them is told so."""
    changed = {"legs": [{**RETURN, "number": THEIRS}]} if verb == "transfer" else {field: THEIRS}
    said = {**base(verb), **changed}
    alone, among = both(pair, LOCAL, said, "taken", "/commands")
    assert alone.json.get("code", "") != "number_used"
    if verb != "match":  # a person's match is only proposed
        assert (among.status_code, among.json["code"]) == (409, "number_used")
    assert "1033" not in among.text


@pytest.mark.parametrize(
    ("said", "code", "hidden"),
    (
        ({**base("advance"), "number": "AD-NEW", "borrower": "B-1033"}, "advance_open", "advance"),
        ({**base("disburse"), "vendor": "V-9", "invoice_no": "INV-9"}, "invoice_used", "voucher"),
    ),
)
def test_a_control_of_the_whole_book_tells_that_it_holds_and_not_whom(
    pair: Pair, said: Plain, code: str, hidden: str
) -> None:
    assert both(pair, LOCAL, said, "alone", "/commands")[0].status_code == 201
    for _ in range(2):
        answer = pair.among.command(LOCAL, said, "alone")
        assert (answer.status_code, answer.json["code"]) == (409, code)
        assert answer.json["facts"][hidden] == "—"
        assert f'"{THEIRS}"' not in answer.text
    shown = pair.among.read(LOCAL, "/journal/entries?limit=200&kind=refused")["entries"]
    assert [(each["refusal"]["code"], each["refusal"]["facts"][hidden]) for each in shown] == [(code, "—")]


def test_a_reversal_names_no_position_of_another(pair: Pair) -> None:
    """Positions differ between the two books, so this one is asked in one of them."""
    entries = pair.among.read("auditor", "/journal/entries?unit=1033&kind=commit")["entries"]
    theirs, nowhere = entries[0]["seq"], 99999
    said = {
        name: value for name, value in base("reverse").items() if name not in {"reverses", "kind", "unit"}
    }
    answers = [
        told(pair.among.command(LOCAL, {**said, "seq": seq}, "seq", path))
        for seq in (theirs, nowhere)
        for path in ("/commands?dry_run=true", "/commands")
    ]
    assert answers == [answers[0]] * 4
    assert answers[0][0] == 404
