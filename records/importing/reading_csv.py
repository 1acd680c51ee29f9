"""CSV files: delimiter found from the header, quoted line breaks, and broken rows rejected one by one."""

import csv
from collections.abc import Iterator
from itertools import count, islice
from typing import Any, TextIO

import numpy as np

from records.importing.findings import Findings
from records.importing.reading import (
    CHUNK_ROWS,
    Chunk,
    Progress,
    Source,
    header,
    object_array,
    wrong_encoding,
)
from records.problems import Problem

DELIMITERS = ",;\t|"
_CELL_LIMIT = 1_000_000  # characters; a longer cell is a quote that was never closed
_Row = tuple[int, list[str], str | None]
_BYTE_ORDER_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


class CsvReader:
    """A CSV file whose first row that is not blank is the header.

    A row's number is the one a spreadsheet shows: the header is row 1, quoted line breaks do not count.
    """

    fixed = True

    def __init__(self, source: Source, encoding: str, delimiter: str | None, progress: Progress) -> None:
        csv.field_size_limit(_CELL_LIMIT)
        self._source, self._progress = source, progress
        self._encoding = "utf-8-sig" if encoding in ("utf-8", "utf_8") else encoding
        self._check_mark()
        self._delimiter = delimiter or self._find_delimiter()
        self.notes: list[str] = []
        self.columns = self._header()

    def chunks(self, wanted: frozenset[str] | None) -> Iterator[Chunk]:
        """The rows, of the `wanted` columns only (None: all)."""
        keep = [
            (at, name) for at, name in enumerate(self.columns) if name and (wanted is None or name in wanted)
        ]
        with self._open() as text:
            rows = _rows(text, self._delimiter, self._source, self._encoding)
            next(rows)  # the header
            told = 0
            while block := list(islice(rows, CHUNK_ROWS)):
                yield _chunk(block, keep, len(self.columns))
                told, before = text.buffer.tell(), told
                self._progress(told - before)

    def _open(self) -> TextIO:
        return self._source.path.open(encoding=self._encoding, newline="")

    def _check_mark(self) -> None:
        with self._source.path.open("rb") as file:
            head = file.read(2)
        for mark, name in _BYTE_ORDER_MARKS:
            if head == mark and not self._encoding.startswith("utf-16"):
                remedy = f'write encoding = "{name}" in the mapping, or save it as UTF-8'
                raise Problem(f"{self._source.path.name} is written in UTF-16; {remedy}")

    def _first_line(self) -> str:
        with self._open() as text:
            try:
                return next((line for line in text if line.strip()), "")
            except UnicodeDecodeError:
                raise wrong_encoding(self._source, self._encoding) from None

    def _find_delimiter(self) -> str:
        """The one of , ; tab | that divides the header into the most columns; a comma where none does."""
        line = self._first_line()
        return max(DELIMITERS, key=lambda mark: len(next(csv.reader([line], delimiter=mark), [])))

    def _header(self) -> list[str]:
        with self._open() as text:
            first = next(_rows(text, self._delimiter, self._source, self._encoding), None)
        if first is None:
            raise Problem(f"{self._source.path.name} is empty: it has no header row")
        if "" in (names := header(self._source, first[1])):
            self.notes.append(f"column {names.index('') + 1} has no name and is not read")
        return names


def _rows(text: TextIO, delimiter: str, source: Source, encoding: str) -> Iterator[_Row]:
    """(row number, cells, fault) of each row that is not blank; no cells where quoting is broken."""
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    for number in count(1):
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except UnicodeDecodeError:
            raise wrong_encoding(source, encoding) from None
        except csv.Error as error:
            yield number, [], _fault(error, source.path.name, number, line)
            continue
        if any(map(str.strip, cells)):
            yield number, cells, None


def _fault(error: csv.Error, name: str, number: int, line: int) -> str:
    message = str(error)
    if "unexpected end" in message or "field limit" in message:
        raise Problem(
            f"{name}: a quote that opens in row {number} (line {line}) is never closed: everything after it "
            "is one cell. Close it, or write the file anew; it may be cut off"
        )
    return "a quote ends before its cell does: write a quote inside a cell twice"


def _chunk(block: list[_Row], keep: list[tuple[int, str]], width: int) -> Chunk:
    findings = Findings(np.fromiter((row[0] for row in block), dtype=np.int64, count=len(block)))
    empty: list[str | None] = [None] * width
    cells: list[list[Any]] = [row[1] for row in block]
    for at, (_, row, fault) in enumerate(block):
        if fault is None and len(row) == width:
            continue
        if fault is None and len(row) > width and not any(row[width:]):
            continue  # separators at the end of a line, as spreadsheets write them
        findings.reject(at, "", None, fault or f"the row has {len(row)} cells, the header {width}")
        cells[at] = empty
    columns = list(zip(*cells, strict=False))
    return Chunk({name: object_array(columns[at]) for at, name in keep}, findings)
