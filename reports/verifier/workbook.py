"""The workbook: sheets, rows, styles and names, read without any library."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, NamedTuple
from xml.parsers import expat

from reports.verifier.said import LINE_MAX, WORKBOOK, Wrong

Found = dict[str, "Shown"]  # column -> cell


class Shown(NamedTuple):
    """One cell: what it shows (None: nothing), whether people may fill it in, and its formula."""

    value: Any
    given: bool
    formula: str


class _Xml:
    """One part of a workbook read by events; a document type (and so any entity) is refused."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = lambda name, given: self.begin(name.rpartition(":")[2], given)
        self._parser.EndElementHandler = lambda name: self.end(name.rpartition(":")[2])
        self._parser.CharacterDataHandler = self.data
        self._parser.buffer_text = True

    def _refuse(self, *_told: object) -> None:
        raise Wrong("forbidden_xml", WORKBOOK, self.name)

    def feed(self, part: bytes, *, last: bool) -> None:
        """Parse one more part."""
        self._parser.Parse(part, last)

    def begin(self, name: str, given: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def data(self, text: str) -> None:
        """Text between."""


class _Elements(_Xml):
    """Every element of a small part: name, attributes, text."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.found: list[tuple[str, dict[str, str], list[str]]] = []

    def begin(self, name: str, given: dict[str, str]) -> None:
        self.found.append((name, given, []))

    def data(self, text: str) -> None:
        self.found[-1][2].append(text)


class _Rows(_Xml):
    """The rows of a sheet; `done` are those read whole."""

    def __init__(self, name: str, shared: list[str], styles: list[tuple[bool, bool]]) -> None:
        super().__init__(name)
        self.done: list[tuple[int, Found]] = []
        self._shared, self._styles = shared, styles
        self._cells: Found = {}
        self._cell: dict[str, str] = {}
        self._texts: dict[str, str] = {}
        self._within = ""

    def begin(self, name: str, given: dict[str, str]) -> None:
        if name == "c":
            self._cell, self._texts = given, {}
        self._within = name if name in {"v", "t", "f"} else ""

    def data(self, text: str) -> None:
        if self._within:
            self._texts[self._within] = self._texts.get(self._within, "") + text

    def end(self, name: str) -> None:
        self._within = ""
        if name == "c":
            column = re.sub("[0-9]", "", self._cell["r"])
            dated, given = self._styles[int(self._cell.get("s", "0"))]
            self._cells[column] = Shown(self._value(dated=dated), given, self._texts.get("f", ""))
        elif name == "row" and self._cells:
            self.done.append((int(re.sub("[A-Z]", "", self._cell["r"])), self._cells))
            self._cells = {}

    def _value(self, *, dated: bool) -> Any:  # noqa: ANN401 - a text, a number, a day or nothing
        kind, text = self._cell.get("t", "n"), self._texts.get("v", "")
        if kind == "inlineStr":
            return _unescaped(self._texts.get("t", ""))
        if kind == "s":
            return self._shared[int(text)]
        if kind != "n":
            return _unescaped(text)
        if not text:
            return None
        number = Decimal(repr(float(text)))
        return date(1899, 12, 30) + timedelta(days=int(number)) if dated else number


def _unescaped(text: str) -> str:
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


class Workbook:
    """A workbook's sheets in their order, its styles and its defined names."""

    def __init__(self, file: Any) -> None:  # noqa: ANN401 - a binary file that can be searched
        self._zip = zipfile.ZipFile(file)
        parts = self._elements("xl/_rels/workbook.xml.rels")
        targets = {given["Id"]: given["Target"] for name, given, _ in parts if name == "Relationship"}
        self.sheets: dict[str, str] = {}
        self.titles: dict[str, str] = {}
        self.names: dict[str, str] = {}
        for name, given, text in self._elements("xl/workbook.xml"):
            if name == "sheet":
                title = given["name"]
                ref = title.partition(" ")[0] + (re.search(r" \(\d+\)$", title) or [""])[0]
                target = next(targets[value] for key, value in given.items() if key.endswith(":id"))
                self.sheets[ref], self.titles[title] = f"xl/{target.lstrip('/').replace('xl/', '')}", ref
            elif name == "definedName" and "localSheetId" not in given:
                self.names[given["name"]] = "".join(text)
        self._styles = self._read_styles()
        self._shared = self._read_shared()

    def _elements(self, name: str) -> list[tuple[str, dict[str, str], list[str]]]:
        if self._zip.getinfo(name).file_size > LINE_MAX:
            raise Wrong("malformed", WORKBOOK, name, found="too large")
        reader = _Elements(name)
        reader.feed(self._zip.read(name), last=True)
        return reader.found

    def _read_styles(self) -> list[tuple[bool, bool]]:
        """Of each cell format: whether it shows a day, and whether people may fill the cell in."""
        formats, styles, own = {14: "d", 15: "d", 16: "d", 17: "d", 22: "d"}, [], False
        for name, given, _ in self._elements("xl/styles.xml"):
            own = name == "cellXfs" or (own and name not in {"cellStyles", "cellStyleXfs", "dxfs"})
            if name == "numFmt":
                formats[int(given["numFmtId"])] = re.sub(r'\[[^\]]*\]|"[^"]*"', "", given["formatCode"])
            elif name == "xf" and own:
                dated = re.search("[dy]", formats.get(int(given.get("numFmtId", "0")), ""))
                styles.append((dated is not None, False))
            elif name == "protection" and own:
                styles[-1] = (styles[-1][0], given.get("locked") == "0")
        return styles

    def _read_shared(self) -> list[str]:
        texts: list[str] = []
        if "xl/sharedStrings.xml" in self._zip.namelist():
            for name, _, text in self._elements("xl/sharedStrings.xml"):
                if name == "si":
                    texts.append("")
                elif name == "t":
                    texts[-1] += "".join(text)
        return [_unescaped(text) for text in texts]

    def rows(self, ref: str) -> Iterator[tuple[int, Found]]:
        """The rows of a sheet that hold cells: number, and cells by column."""
        reader = _Rows(self.sheets[ref], self._shared, self._styles)
        with self._zip.open(self.sheets[ref]) as file:
            for part in iter(lambda: file.read(1 << 16), b""):
                reader.feed(part, last=False)
                yield from reader.done
                reader.done = []
        reader.feed(b"", last=True)
        yield from reader.done

    def place(self, name: str) -> tuple[str, str, int, int]:
        """Where a defined name leads: sheet, first column, first row, last row."""
        title, _, cells = self.names[name].rpartition("!")
        corners = re.findall(r"\$([A-Z]+)\$([0-9]+)", cells)
        ref = self.titles[title.strip("'").replace("''", "'")]
        return ref, corners[0][0], int(corners[0][1]), int(corners[-1][1])


ESCAPES = {ord("\\"): "\\\\", ord("\t"): "\\t", ord("\r"): "\\r", ord("\n"): "\\n"}


def digest_value(value: object) -> str:
    """A cell's value as the content digest reads it."""
    if isinstance(value, Decimal):
        text = str(value.quantize(Decimal("0.01"), ROUND_HALF_EVEN))
        return "0.00" if text == "-0.00" else text
    return str(value).translate(ESCAPES)
