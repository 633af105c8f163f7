"""Handed in: one file of a request, whatever way it comes; tricks are refused and leave nothing behind."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pytest

from tests.api.intake.workbooks import a_workbook
from tests.api.uploads.served import CSV, HEADER, RIGHT, XLSX, csv_of, hand_in, traces
from tests.serving import Answer, Office

BOUNDARY = "----fence"
FORM = f"multipart/form-data; boundary={BOUNDARY}"
FILE = csv_of(RIGHT)
WORKBOOK = a_workbook((tuple(HEADER.split(",")), tuple(RIGHT.split(","))), "transfers")


def part(data: bytes, said: str, media: str = CSV) -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {said}\r\nContent-Type: {media}\r\n\r\n"
    return head.encode() + data + b"\r\n"


def field(name: str, value: str) -> bytes:
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()


END = f"--{BOUNDARY}--\r\n".encode()


def form(*parts: bytes) -> bytes:
    return b"".join((*parts, END))


NAMED = 'name="file"; filename="transfers.csv"'


def handed(office: Office, data: bytes, media: str = FORM, address: str = "", **headers: str) -> Answer:
    said = {"Idempotency-Key": "up-1", "Content-Type": media, **headers}
    return office.send("POST", "officer", f"/uploads{address}", headers=said, data=data)


@pytest.mark.parametrize(
    ("said", "file"),
    (
        ('filename="../../etc/transfers.csv"', "transfers.csv"),
        (r'filename="C:\\Users\\x\\transfers.csv"', "transfers.csv"),
        ("filename*=UTF-8''..%2Ftransfers.csv", "transfers.csv"),
        ('filename="/uploads/transfers.csv\x07"', "transfers.csv"),
    ),
)
@pytest.mark.parametrize("way", ("raw", "form"))
def test_a_name_is_taken_without_its_path(office: Office, said: str, file: str, way: str) -> None:
    if way == "raw":
        answer = handed(office, FILE, CSV, **{"Content-Disposition": f"attachment; {said}"})
    else:
        answer = handed(office, form(part(FILE, f'name="file"; {said}')))
    assert (answer.status_code, answer.json["file"]) == (201, file)


def test_a_thai_name_comes_through_either_way(office: Office) -> None:
    name = "โอนงวด 1.csv"
    raw = {"Content-Disposition": f'attachment; filename="{name}"'.encode().decode("latin-1")}
    assert handed(office, FILE, CSV, "?table=transfers", **raw).json["file"] == name
    formed = form(part(FILE, f'name="file"; filename="{name}"'), field("table", "transfers"))
    answer = handed(office, formed, **{"Idempotency-Key": "up-2"})
    assert (answer.json["file"], answer.json["table"]) == (name, "transfers")


@pytest.mark.parametrize("media", (XLSX, "application/octet-stream", "application/vnd.ms-excel"))
def test_a_workbook_is_known_by_its_bytes(office: Office, media: str) -> None:
    assert handed(office, WORKBOOK, media, "?name=x.xlsx").json["new"] == 1


@pytest.mark.parametrize(
    ("data", "media", "address"),
    (
        (WORKBOOK, CSV, "?name=x.xlsx"),
        (FILE, XLSX, "?name=transfers.csv"),
        (WORKBOOK, "application/octet-stream", "?name=transfers.csv"),
        (FILE, "application/octet-stream", "?name=transfers.xlsx"),
    ),
)
def test_a_file_that_is_not_what_it_is_called_is_refused(
    office: Office, data: bytes, media: str, address: str
) -> None:
    refused_with_nothing_left(office, handed(office, data, media, address), 400, "unreadable_file")


@pytest.mark.parametrize("media", ("", "application/json", "text/html", "application/x-www-form-urlencoded"))
def test_another_media_type_is_refused(office: Office, media: str) -> None:
    refused_with_nothing_left(office, handed(office, FILE, media), 415, "unsupported_media_type")


@pytest.mark.parametrize(
    ("data", "media"),
    (
        (form(), FORM),
        (form(field("table", "transfers")), FORM),
        (form(part(FILE, NAMED), part(FILE, NAMED)), FORM),
        (form(part(FILE, NAMED), part(FILE, NAMED.replace("file", "other"))), FORM),
        (form(part(FILE, NAMED), field("actor", "head")), FORM),
        (form(part(FILE, NAMED), field("table", "a"), field("table", "b")), FORM),
        (form(part(FILE, NAMED)), "multipart/form-data"),
        (form(part(FILE, NAMED)), "multipart/form-data; boundary=another"),
        (form(part(FILE, NAMED)), "multipart/form-data; boundary=\xe9"),
        (part(FILE, NAMED), FORM),
        (FILE, FORM),
        (b"", FORM),
        (b"--" * 5_000, FORM),
        (f"--{BOUNDARY}\r\nContent-Disposition: form-data; name\r\n".encode() * 50, FORM),
    ),
)
def test_a_form_that_is_not_one_file_is_refused(office: Office, data: bytes, media: str) -> None:
    refused_with_nothing_left(office, handed(office, data, media), 400, "unreadable_form")


@pytest.mark.parametrize(
    ("data", "media"),
    (
        (b"x" * (8 * 2**20 + 1), CSV),
        (form(part(b"x" * (9 * 2**20), NAMED)), FORM),
        (form(part(FILE, NAMED), field("table", "x" * 100_000)), FORM),
        (form(*(field(f"f{n}", "") for n in range(2_000))), FORM),
    ),
)
def test_what_is_too_large_is_refused(office: Office, data: bytes, media: str) -> None:
    refused_with_nothing_left(office, handed(office, data, media, "?name=transfers.csv"), 413, "too_large")


def test_a_body_without_end_is_read_no_further_than_an_upload_goes(office: Office) -> None:
    """Chunked, without a length: as gunicorn hands it over."""
    endless = Endless()
    headers = {"Authorization": f"Bearer {office.tokens['officer']}", "Idempotency-Key": "up-1"}
    said = office.client.post(
        "/api/v1/uploads?name=transfers.csv",
        headers=headers,
        content_type=CSV,
        environ_overrides={
            "wsgi.input": endless, "wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"
        },
    )  # fmt: skip
    assert (said.status_code, said.get_json()["code"]) == (413, "too_large")
    assert endless.given < 9 * 2**20


class Endless(io.RawIOBase):
    """A sender who never stops."""

    given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # any buffer
        self.given += len(buffer)
        buffer[:] = b"x" * len(buffer)
        return len(buffer)


def test_a_file_in_a_form_touches_no_disk(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Werkzeug by itself would put what is larger than 500 KB into a temporary file."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    large = csv_of(*(f"{RIGHT},{'x' * 500}" for _ in range(2_000)), header=f"{HEADER},remark")
    assert len(large) > 1_000_000
    assert handed(office, form(part(large, NAMED))).status_code == 201


def test_a_file_that_cannot_be_read_leaves_nothing(office: Office) -> None:
    for data in (b"", b"number,date\n\0\0", b"number,number\n"):
        refused_with_nothing_left(office, hand_in(office, data), 400)
    named = hand_in(office, FILE, address="?name=whatever.csv")
    refused_with_nothing_left(office, named, 400, "which_table")
    assert hand_in(office, FILE, address="?name=whatever.csv&table=transfers").status_code == 201


def refused_with_nothing_left(office: Office, answer: Answer, status: int, code: str = "") -> None:
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text
    assert code in {"", answer.json["code"]}
    assert traces(office)[0] == 0
