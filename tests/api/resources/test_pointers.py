"""The place of what cannot be used is told as a JSON pointer."""

from __future__ import annotations

from typing import Any

import pytest

from api.resources.pointers import pointer_of
from ledger.entries import Request
from ledger.errors import Refusal
from tests.builders import EXAMPLES

ORDER = {"verb": "transfer", **EXAMPLES["transfer"]}
LEG = EXAMPLES["transfer"]["legs"][0]


@pytest.mark.parametrize(
    ("change", "pointer"),
    (
        ({"legs": [LEG, {**LEG, "amount": "0"}]}, "/legs/1/amount"),
        ({"legs": [{**LEG, "line": ""}]}, "/legs/0/line"),
        ({"legs": [{"number": "N"}]}, "/legs/0"),
        ({"legs": ["x"]}, "/legs/0"),
        ({"legs": {}}, "/legs"),
        ({"legs": [LEG] * 2001}, "/legs"),
        ({"order_no": 5}, "/order_no"),
        ({"a/b~c": 5}, "/a~1b~0c"),
        ({"verb": "no"}, "/verb"),
    ),
)
def test_the_place_is_where_the_value_stands(change: dict[str, Any], pointer: str) -> None:
    plain = {**ORDER, **change}
    with pytest.raises(Refusal) as caught:
        Request.of_wire({**plain, "key": "k", "effective_on": "2025-11-10"})
    assert pointer_of(plain, caught.value) == pointer


def test_the_place_within_a_proposal_is_found() -> None:
    plain = {"verb": "propose", "number": "P", "command": {**ORDER, "legs": [{**LEG, "amount": "x"}]}}
    with pytest.raises(Refusal) as caught:
        Request.of_wire({**plain, "key": "k", "effective_on": "2025-11-10"})
    assert pointer_of(plain, caught.value) == "/command/legs/0/amount"
