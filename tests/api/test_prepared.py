"""A prepared query answers as the query itself does, on both databases, and begins nothing."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import bindparam, column, literal, select, table
from sqlalchemy.exc import DBAPIError

from api.prepared import Prepared
from ledger.tables import head
from tests.builders import BOOK
from tests.serving import Office

_HEAD = select(head.c.book, head.c.size).where(head.c.book == bindparam("book"))


def test_rows_are_those_of_the_query_under_the_names_of_its_columns(each_office: Office) -> None:
    with each_office.engine.connect() as connection:
        plain = connection.execute(_HEAD, {"book": BOOK}).one()
        (row,) = Prepared(_HEAD).rows(connection, book=BOOK)
    assert (row.book, row.size) == (plain.book, plain.size)


def test_a_value_is_a_value_and_constants_of_the_query_are_kept(each_office: Office) -> None:
    both: Any = select(literal("a'b").label("known"), bindparam("said").label("said"))
    query = Prepared(both)
    with each_office.engine.connect() as connection:
        ((known, said),) = query.rows(connection, said="'; DROP TABLE head; --")
        assert Prepared(_HEAD).rows(connection, book="' OR ''='") == []
    assert (known, said) == ("a'b", "'; DROP TABLE head; --")


def test_no_transaction_of_sqlalchemy_is_begun(each_office: Office) -> None:
    with each_office.engine.connect() as connection:
        Prepared(_HEAD).rows(connection, book=BOOK)
        assert not connection.in_transaction()


def test_an_error_of_the_driver_is_told_as_any_other(each_office: Office) -> None:
    query = Prepared(select(column("nothing")).select_from(table("nowhere")))
    with each_office.engine.connect() as connection, pytest.raises(DBAPIError):
        query.rows(connection)
