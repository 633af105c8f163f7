"""Uploads as tests send them: a CSV of transfers in a small book, handed in and committed over HTTP."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Table, func, select, text

from api.uploads.tables import upload as uploads
from ledger.tables import bucket, entry
from tests.serving import Answer, Office

HEADER: Final = "number,date,line,from,to,amount"
RIGHT: Final = "TR-90,2025-11-10,L69,DEPT,1032,40.00"
OTHER: Final = "TR-91,2025-11-10,L69,DEPT,1033,60.00"
CSV: Final = "text/csv"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_of(*rows: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *rows)).encode()


def hand_in(
    office: Office,
    data: bytes,
    key: str = "up-1",
    *,
    who: str = "officer",
    address: str = "?name=transfers.csv",
    media: str = CSV,
) -> Answer:
    headers = {"Idempotency-Key": key, "Content-Type": media}
    return office.send("POST", who, f"/uploads{address}", headers=headers, data=data)


def taken(
    office: Office, data: bytes, key: str = "up-1", *, who: str = "officer", table: str = "transfers"
) -> str:
    """The address of an upload that must be taken."""
    answer = hand_in(office, data, key, who=who, address=f"?name={table}.csv")
    assert answer.status_code == 201, answer.text
    return f"/uploads/{answer.json['id']}"


def do(office: Office, address: str, what: str = "commit", *, who: str = "officer", tag: str = "*") -> Answer:
    """Ask for a check or a commit of what was handed in."""
    headers = {"Idempotency-Key": what, **({"If-Match": tag} if tag else {})}
    return office.send("POST", who, f"{address}/{what}", headers=headers)


def count(office: Office, table: Table) -> int:
    with office.engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def traces(office: Office) -> tuple[int, int, int]:
    """How many uploads, entries and buckets there are."""
    return count(office, uploads), count(office, entry), count(office, bucket)


def execute(office: Office, statement: str) -> None:
    with office.engine.begin() as connection:
        connection.execute(text(statement))
