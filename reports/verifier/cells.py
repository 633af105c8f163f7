"""Cells: what the sheets must show, and the digest of what they do show."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest

from reports.verifier.bundle import Bundle, guarded, records
from reports.verifier.entries import Book, attested, stage_of
from reports.verifier.registers import REGISTERS, delivery_rows, transfer_rows, voucher_rows
from reports.verifier.said import MANIFEST, WORKBOOK, Plain, Wrong, reading_as
from reports.verifier.workbook import Found, Shown, Workbook, digest_value

# Header (English) -> what is expected of its column; money is compared in baht, the rest as it is shown.
TEXT_HEADS = {
    "Number": "number", "Transfer order": "order_no", "Budget line": "line", "Letter no.": "letter_no",
    "Dika no.": "dika_no", "Invoice no.": "invoice_no", "Vendor": "vendor", "Issued on": "issued_on",
    "Posted on": "posted_on", "Delivered on": "delivered_on", "Delivery cited": "delivery",
    "Recorded at (UTC)": "recorded_at", "Actor": "actor", "Leaf (SHA-256)": "leaf", "Effective on": "on",
    "Leaf (first 16)": "leaf16",
}  # fmt: skip
NAMED_HEADS = {"From": "from_unit", "To": "to_unit", "Unit": "unit", "Activity": "activity"}
ENTRY_HEADS = ("Entry", "Position")
REQUIRED = ("A0", "A1", "C1", "B1", "E1", "E2", "E3", "B2", "D1", "E8")
CELL_BYTES_MAX = 64_000  # of UTF-16: what a cell holds
COUNTED_FIGURES = {"quantity", "accepted", "rejected", "pending"}


class Expected:
    """What the rows of a sheet must show, by entry number."""

    def __init__(self) -> None:
        self._rows: dict[int, list[Plain]] = defaultdict(list)

    def add(self, entry: int, row: Plain) -> None:
        """Expect one more row of an entry."""
        self._rows[entry].append(row)

    def check(self, sheet: str, number: int, row: Found, heads: dict[str, str]) -> None:
        """Raise Wrong unless this row is the next one of its entry."""
        entry = next(row[column].value for column, head in heads.items() if head in ENTRY_HEADS)
        known = self._rows.get(int(entry or 0), [])
        if not known:
            raise Wrong("row_extra", WORKBOOK, f"{sheet}, row {number}", found=entry)
        _check_shown(sheet, number, row, heads, known.pop(0))

    def done(self, sheet: str) -> None:
        """Raise Wrong when a row did not come."""
        for entry, rows in self._rows.items():
            if rows:
                raise Wrong("row_missing", WORKBOOK, sheet, f"entry {entry}: {rows[0]}")


def _check_shown(sheet: str, number: int, row: Found, heads: dict[str, str], wanted: Plain) -> None:
    for column, head in heads.items():
        key = TEXT_HEADS.get(head) or NAMED_HEADS.get(head) or head
        if key not in wanted or head in ENTRY_HEADS:
            continue
        good, cell = wanted[key], row.get(column)
        found = cell.value if cell else None
        if isinstance(good, int):
            whole = key.endswith("_satang") or key in COUNTED_FIGURES or key.startswith(("qty_", "plan_"))
            good = Decimal(good) if whole else Decimal(good) / 100
            same = (found or 0) == good
        elif head in NAMED_HEADS:
            same = str(found or "").partition(" ")[0] == good or f"{found} ".startswith(f"{good} ")
        else:
            same = str(found or "") == fitted(good)
        if not same:
            raise Wrong("cell", WORKBOOK, f"{sheet}!{column}{number}", good, found)


def fitted(text: str) -> str:
    """A text as long as a cell holds it."""
    units = text.encode("utf-16-le", "replace")
    return (
        text if len(units) <= CELL_BYTES_MAX else units[:CELL_BYTES_MAX].decode("utf-16-le", "ignore") + "…"
    )


def expected_rows(bundle: Bundle, book: Book) -> dict[str, Expected]:
    """What the sheets of documents must show, made from the entries."""
    sheets: dict[str, Expected] = defaultdict(Expected)
    leaves = {one.seq: one.leaf[:16] for kind in book.kinds.values() for one in kind}
    for name, sheet, rows in (
        ("transfers.csv", "E1", transfer_rows(book)),
        ("vouchers.csv", "E2", voucher_rows(book)),
        ("deliveries.csv", "E3", delivery_rows(book)),
    ):
        columns = REGISTERS[name].split()
        for values in rows:
            row = dict(zip_longest(columns, values))
            row["leaf16"] = leaves[row["entry"]]
            for key in ("issued", "confirmed", "amount", "earned"):
                if key in row:
                    row[f"{key}_satang"] = row[key]
            row = {key: 0 if value is None else value for key, value in row.items()}
            sheets[sheet].add(row["entry"], row)
            if row.get("reversed_by_entry"):
                back = {key: -value if isinstance(value, int) else value for key, value in row.items()}
                taken = {
                    "number": row["reversed_by"],
                    "dika_no": "",
                    "leaf16": leaves[row["reversed_by_entry"]],
                }
                taken["posted_on"] = book.reversals[row["entry"]].on
                sheets[sheet].add(row["reversed_by_entry"], {**back, **taken})
    for seq, body, leaf in attested(bundle):
        told = {"recorded_at": body["recorded_at"], "actor": body["actor"], "leaf": leaf.hex()}
        sheets["E8"].add(seq, {**told, "on": body["request"]["effective_on"]})
    return sheets


def sheet_rows(cells: list[Plain], rows: list[Plain], book: Book) -> dict[str, list[Plain]]:
    """What the sheets of figures must show, row by row, from the CSV files that were checked before."""
    waiting: dict[str, int] = defaultdict(int)
    for (bucket, _), amount in book.at_cut.items():
        waiting[guarded(bucket.split(":")[1])] += amount if stage_of(bucket) == "in_transit" else 0

    def figures(row: Plain, names: tuple[str, ...]) -> Plain:
        known = {
            key.lower(): int(value) for key, value in row.items() if re.fullmatch("-?[0-9]+", value or "")
        }
        return {
            **known,
            **{name: row[name].replace("'", "", 1) if row[name][:1] == "'" else row[name] for name in names},
        }

    return {
        "B1": [{**figures(row, ("district",)), "in_transit": waiting[row["district"]]} for row in rows[:-1]],
        "B2": [figures(row, ("district", "activity")) for row in cells],
    }


SEVERITIES = {"CRIT": "■", "HIGH": "▲", "MED": "◆", "LOW": "●", "INFO": "○", "NOTE": "·"}


class Sums:
    """The figures of one sheet, column by column, to which its totals are held.

    Of a sheet with a table only running sums are kept; a page of small tables is kept whole.
    """

    def __init__(self, ref: str, first: int, named: dict[str, int]) -> None:
        self._ref, self._first, self._named = ref, first, named
        self._running: dict[str, Decimal] = defaultdict(Decimal)
        self._page: dict[str, list[tuple[int, Decimal]]] = defaultdict(list)

    def take(self, column: str, number: int, cell: Shown) -> None:
        """Take a cell in; raises Wrong when it is a sum that is not that of the rows it names."""
        at, summed = f"{self._ref}!{column}{number}", SUMMED.fullmatch(cell.formula)
        if summed:
            begin, end, whole = int(summed[2]), int(summed[3]), (summed[1], self._first, number - 1)
            if self._named.get(column) == number and (column, begin, end) != whole:
                raise Wrong("total", WORKBOOK, at, f"rows {self._first} to {number - 1}", cell.formula)
            found = self._running[column] if (column, begin, end) == whole else None
            if not self._first:
                found = sum(
                    (value for row, value in self._page[summed[1]] if begin <= row <= end), Decimal(0)
                )
            if found is not None and (cell.value or 0) != found:
                raise Wrong("total", WORKBOOK, at, found, cell.value)
        if isinstance(cell.value, Decimal) and self._first and number >= self._first:
            self._running[column] += cell.value
        elif isinstance(cell.value, Decimal) and not self._first:
            self._page[column].append((number, cell.value))


SUMMED = re.compile(r"=?ROUND\(SUM\(([A-Z]+)([0-9]+):\1([0-9]+)\),2\)")


def check_workbook(bundle: Bundle, book: Book, cells: list[Plain], rows: list[Plain]) -> None:
    """Every sheet against the entries and the CSV files; raises Wrong."""
    with tempfile.TemporaryFile() as file:
        with bundle.open(WORKBOOK) as packed, reading_as("damaged_file", WORKBOOK):
            for part in iter(lambda: packed.read(1 << 20), b""):
                file.write(part)
        with reading_as("malformed", WORKBOOK):
            shown = Workbook(file)
        Reading(bundle, shown, expected_rows(bundle, book), sheet_rows(cells, rows, book)).check()


# Columns without which a sheet could not be held to the entries: headers, and keys of named totals.
NEEDED = {
    "E1": {"Entry", "Number", "From", "To", "issued_satang", "confirmed_satang", "recalled", "in_transit"},
    "E2": {"Entry", "Number", "Unit", "amount", "amount_satang", "recovered", "gross", "net"},
    "E3": {"Entry", "Number", "Unit", "quantity", "accepted", "rejected", "earned", "earned_satang"},
    "E8": {"Position", "Leaf (SHA-256)"},
    "B1": {"allotment", "disbursed", "available", "direct", "supported", "unsupported"},
    "B2": {"qty_accepted", "ev", "direct", "supported", "unsupported"},
    "C1": {"Code", "Severity", "Subject", "Amount concerned"},
    "D1": {"Difference", "Result"},
}


class Reading:
    """One workbook being checked: every sheet read once, from top to bottom."""

    def __init__(
        self, bundle: Bundle, shown: Workbook, expected: dict[str, Expected], figures: dict[str, list[Plain]]
    ) -> None:
        self.bundle, self.book = bundle, shown
        self.expected, self.figures = expected, figures
        self.digests: dict[str, str] = {}
        self.found: list[str] = []
        self._counts: dict[str, int] = defaultdict(int)

    def check(self) -> None:
        """Everything about the workbook; raises Wrong."""
        for ref in REQUIRED:
            if ref not in self.book.sheets:
                raise Wrong("sheet_missing", WORKBOOK, ref)
        for ref in self.book.sheets:
            with reading_as("malformed", WORKBOOK, ref):
                self._sheet(ref)
        for sheet, expected in self.expected.items():
            expected.done(sheet)
        for own, rows in self.figures.items():
            if self._counts[own] != len(rows):
                raise Wrong("row_missing", WORKBOOK, own, len(rows), self._counts[own])
        self._findings()
        self._cover()

    def _sheet(self, ref: str) -> None:
        own, hashed = ref.partition(" ")[0], hashlib.sha256()
        part = int(re.sub("[^0-9]", "", ref.partition(" ")[2]) or "1")
        name = f"DATA_{own}_{part}"
        _, _, first, last = self.book.place(name) if name in self.book.names else ("", "", 0, -1)
        sums = Sums(ref, first, {column: row for column, _, row in self._totals(own, ref)})
        keys = {column: key for column, key, _ in self._totals(own)}
        heads: dict[str, str] = {}
        for number, row in self.book.rows(ref):
            for column, cell in row.items():
                if cell.value not in {None, ""} and not cell.given:
                    hashed.update(f"{column}{number}\t{digest_value(cell.value)}\n".encode())
                sums.take(column, number, cell)
            if first - 2 <= number < first:
                heads.update({column: str(cell.value) for column, cell in row.items() if cell.value in HEADS})
            carried = part > 1 and number == first and bool(keys)
            if first <= number <= last and not carried and not _is_empty(row):
                self._row(ref, number, row, {**heads, **keys})
                self._counts[own] += 1
        self.digests[ref] = hashed.hexdigest()
        missing = NEEDED.get(own, set()) - {*heads.values(), *keys.values()}
        if missing:
            raise Wrong("header", WORKBOOK, ref, ", ".join(sorted(missing)), "")

    def _totals(self, own: str, ref: str = "") -> Iterator[tuple[str, str, int]]:
        """The named totals of a table: column, key and row (of one of its sheets)."""
        for name in self.book.names:
            if name.startswith(f"TOTAL_{own}_"):
                sheet, column, row, _ = self.book.place(name)
                if not ref or sheet == ref:
                    yield column, name.split("_", 2)[2], row

    def _row(self, ref: str, number: int, row: Found, heads: dict[str, str]) -> None:
        own = ref.partition(" ")[0]
        if own in self.expected:
            self.expected[own].check(ref, number, row, heads)
        elif own in self.figures:
            count = self._counts[own]
            if count >= len(self.figures[own]):
                raise Wrong("row_extra", WORKBOOK, f"{ref}, row {number}")
            _check_shown(ref, number, row, heads, self.figures[own][count])
            code, shown = self.figures[own][count]["district"], row["A"].value
            if shown != code and not str(shown).startswith(f"{code} "):
                raise Wrong("cell", WORKBOOK, f"{ref}!A{number}", code, shown)
        elif own == "C1":
            told = {head: row[column].value for column, head in heads.items() if column in row}
            if told.get("Code"):
                amount = int((told.get("Amount concerned") or Decimal(0)) * 100)
                self.found.append(
                    f"{told['Code']} {str(told['Severity'])[:1]} {told['Subject'] or ''} {amount}"
                )
        elif own == "D1":
            told = {head: row[column].value for column, head in heads.items() if column in row}
            if told.get("Difference") or "✗" in str(told.get("Result")):
                found = f"{told.get('Difference')} {told.get('Result')}"
                raise Wrong("check_all", WORKBOOK, f"D1, row {number}", "0.00 ✓", found)

    def _findings(self) -> None:
        """C1 against findings.csv, in any order; the manifest tells which of them was changed."""
        wanted = []
        for row in records(self.bundle, "findings.csv"):
            subject = row["subject"][1:] if row["subject"][:1] == "'" else row["subject"]
            sign = SEVERITIES[row["severity"]]
            wanted.append(f"{row['code']} {sign} {fitted(subject)} {row['amount_satang']}")
        for good, found in zip_longest(sorted(wanted), sorted(self.found)):
            if good != found:
                listed = self.bundle.files["findings.csv"]["sha256"]
                kept, _ = self.bundle.digest("findings.csv")
                if kept != listed:
                    raise Wrong("manifest", "findings.csv", "SHA-256", listed, kept)
                raise Wrong("cell", WORKBOOK, "C1", good, found)

    def _cover(self) -> None:
        """A0 and A1: digests, position, root, checkpoint, and that every figure agrees."""
        with reading_as("malformed", WORKBOOK, "A0/A1"):
            index = [{cell.value for cell in row.values()} for _, row in self.book.rows("A1")]
            cover = [str(cell.value) for _, row in self.book.rows("A0") for cell in row.values()]
        told = [(ref, digest) for ref, digest in self.digests.items() if ref not in {"A0", "A1"}]
        for ref, digest in told:
            if not any(ref in row and digest in row for row in index):
                raise Wrong("content_digest", WORKBOOK, ref, digest)
        whole = hashlib.sha256("".join(f"{ref}\t{digest}\n" for ref, digest in told).encode()).hexdigest()
        manifest = self.bundle.manifest
        for what, good in (
            ("digest", whole),
            ("root", manifest["root"]),
            ("position", str(manifest["position"])),
        ):
            if good not in cover:
                raise Wrong("content_digest" if what == "digest" else "cell", WORKBOOK, f"A0, {what}", good)
        if manifest["content_digest"] != whole:
            raise Wrong("content_digest", MANIFEST, "content_digest", whole, manifest["content_digest"])
        ref, column, number, _ = self.book.place("CHECK_ALL")
        shown = next(row[column].value for at, row in self.book.rows(ref) if at == number)
        if not str(shown).startswith("✓"):
            raise Wrong("check_all", WORKBOOK, f"{ref}!{column}{number}", "✓", shown)


def _is_empty(row: Found) -> bool:
    """Whether a row says no more than that its table has none."""
    return [cell.value for cell in row.values() if cell.value not in {None, ""}] == ["–"]


HEADS = {
    *TEXT_HEADS, *NAMED_HEADS, *ENTRY_HEADS, "Code", "Severity", "Subject", "Amount concerned", "Difference",
    "Result",
}  # fmt: skip
