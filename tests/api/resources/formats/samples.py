"""A list of people, with every kind of field, for the tests of formats."""

from __future__ import annotations

from typing import Any, ClassVar, Final

import marshmallow as ma

from api.resources.fields import (
    Document,
    Listing,
    day,
    figure,
    flag,
    money,
    ordinal,
    rows,
    text,
    texts,
    whole,
)


class Debt(Document):
    """What somebody owes."""

    to = text()
    amount = figure("moved")


class Words(Document):
    """Words in two languages."""

    th = text()
    en = text()


class Person(Document):
    """Somebody."""

    KEY: ClassVar = ("name_th",)
    name_th = text()
    wage = money()
    shares = whole()
    year = ordinal()
    open_ended = flag()
    born_on = day(optional=True)
    words = ma.fields.Nested(Words)
    likes = texts("roles")
    more = ma.fields.Dict()
    debts = rows(Debt)


class People(Listing):
    """Some people."""

    people = rows(Person)


PEOPLE: Final[dict[str, Any]] = {
    "people": [
        {
            "name_th": "=HYPERLINK(1)",
            "wage": "-1234567890123.45",
            "shares": 12,
            "year": 2569,
            "open_ended": True,
            "born_on": {"iso": "1990-03-31", "th": "31 มี.ค. 2533"},
            "words": {"th": "+ก", "en": "a\nb"},
            "likes": ["a", "b"],
            "more": {"x": 1},
            "debts": [{"to": "bank", "amount": "1.50"}, {"to": "@friend", "amount": "3"}],
        }
    ]
}
