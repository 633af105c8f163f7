"""What was recorded can be written as it was asked, and read again to the same request."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from api.resources.wire_form import wire_of_request
from ledger.entries import Evidence, Request
from tests.builders import EXAMPLES, a_command, a_request


@pytest.mark.parametrize("verb", EXAMPLES)
def test_every_verb_comes_back_the_same(verb: str) -> None:
    evidence = (Evidence(name="คำสั่ง", digest="ab" * 32),)
    asked = replace(a_request(a_command(verb), "k1"), remark="หมายเหตุ", made_by="ก", evidence=evidence)
    plain = json.loads(json.dumps(wire_of_request(asked)))
    assert Request.of_wire(plain) == asked
