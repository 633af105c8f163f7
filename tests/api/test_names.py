"""What entries are called in addresses: the same each time, and nothing that anybody could read or make."""

from __future__ import annotations

import base64

import pytest

from api.names import Names
from api.wire import opaque
from tests.builders import a_transfer
from tests.databases import SECRET
from tests.serving import Office

KEY = "upload:transfer:e0c7#1"
NAMES = Names(SECRET)


def test_a_name_is_the_same_each_time_and_tells_who_asked_and_under_which_key() -> None:
    name = NAMES.name("officer", KEY)
    assert name == NAMES.name("officer", KEY)
    assert NAMES.parts(name) == ("officer", KEY)
    assert name != NAMES.name("officer", KEY + "2")


def test_a_name_shows_neither_and_another_place_calls_it_otherwise() -> None:
    name = NAMES.name("officer", KEY)
    plain = base64.urlsafe_b64decode(name + "=" * (-len(name) % 4))
    assert KEY.encode() not in plain
    assert b"officer" not in plain
    assert name != Names(bytes(32)).name("officer", KEY)


@pytest.mark.parametrize(
    "name",
    ("", "x", "vouchers", opaque("officer", KEY), "ก", "A" * 1000, NAMES.name("officer", KEY)[:-2] + "AA"),
)
def test_nobody_can_make_a_name(name: str) -> None:
    with pytest.raises(ValueError, match="no name of ours"):
        NAMES.parts(name)


def test_a_key_that_follows_from_a_whole_order_is_told_to_no_district_it_is_partly_about(
    each_office: Office,
) -> None:
    each_office.post(a_transfer("TR-SHARED"), "officer", KEY)
    shown = each_office.get("spender", "/journal/entries?number=TR-SHARED").text
    (entry,) = each_office.read("spender", "/journal/entries?number=TR-SHARED")["entries"]
    assert KEY not in shown
    assert entry["id"] == NAMES.name("officer", KEY)
    assert each_office.read("spender", f"/journal/entries/{entry['id']}") == entry
    assert each_office.get("spender", f"/journal/entries/{opaque('officer', KEY)}").status_code == 404
