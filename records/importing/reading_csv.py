"""CSV files: delimiter found from the header, quoted line breaks, and broken rows rejected one by one."""

import csv
from collections.abc import Iterator
from itertools import islice
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
_Row = list[str] | str
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
        self._header_row, self.columns = self._header()

    def survey(self) -> None:
        """Nothing to find out: all columns are known."""

    def chunks(self, wanted: frozenset[str] | None) -> Iterator[Chunk]:
        """The rows, of the `wanted` columns only (None: all)."""
        keep = [
            (at, name) for at, name in enumerate(self.columns) if name and (wanted is None or name in wanted)
        ]
        with self._open() as text:
            rows, told = _Rows(text, self._delimiter, self._source, self._encoding), 0
            rows.block(self._header_row)
            while True:
                before = rows.read
                if not (block := rows.block(CHUNK_ROWS)):
                    return
                yield _chunk(block, before, keep, len(self.columns))
                already, told = told, text.buffer.tell()
                self._progress(told - already)

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

    def _header(self) -> tuple[int, list[str]]:
        """The number of the first row that is not blank, and its names."""
        with self._open() as text:
            rows = _Rows(text, self._delimiter, self._source, self._encoding)
            while row := rows.block(1):
                if isinstance(row[0], str):
                    raise Problem(f"{self._source.path.name}: the header cannot be read: {row[0]}")
                if any(cell.strip() for cell in row[0]):
                    names = header(self._source, row[0])
                    if "" in names:
                        self.notes.append(f"column {names.index('') + 1} has no name and is not read")
                    return rows.read, names
        raise Problem(f"{self._source.path.name} is empty: it has no header row")


class _Rows:
    """The rows of an open file in blocks; a row whose quoting is broken is a text, why."""

    def __init__(self, text: TextIO, delimiter: str, source: Source, encoding: str) -> None:
        self._reader = csv.reader(text, delimiter=delimiter, strict=True)
        self._source, self._encoding = source, encoding
        self.read = 0

    def block(self, limit: int) -> list[_Row]:
        """The next rows, at most `limit`, blank ones too; none at the end of the file."""
        rows: list[_Row] = []
        line = self._reader.line_num
        while len(rows) < limit:
            try:
                for cells in islice(self._reader, limit - len(rows)):
                    rows.append(cells)
                    line = self._reader.line_num
                break
            except UnicodeDecodeError:
                raise wrong_encoding(self._source, self._encoding) from None
            except csv.Error as error:
                number = self.read + len(rows) + 1
                rows.append(_fault(error, self._source.path.name, number, line + 1))
        self.read += len(rows)
        return rows


def _fault(error: csv.Error, name: str, number: int, line: int) -> str:
    where = f"row {number} (line {line})"
    if "unexpected end" in str(error):
        raise Problem(
            f"{name}: a quote that opens in {where} is never closed: everything after it is one cell. "
            "Close it, or write the file anew; it may be cut off"
        )
    if "field limit" in str(error):
        raise Problem(
            f"{name}: a cell in {where} has more than {_CELL_LIMIT} characters; was a quote never closed?"
        )
    return "a quote ends before its cell does: write a quote inside a cell twice"


def _chunk(block: list[_Row], before: int, keep: list[tuple[int, str]], width: int) -> Chunk:
    """A block as columns, without its blank rows; `before`: how many rows of the file precede it."""
    filled = [at for at, row in enumerate(block) if any(row)]
    findings = Findings(np.array(filled, dtype=np.int64) + before + 1)
    empty: list[str | None] = [None] * width
    cells: list[Any] = [block[at] for at in filled]
    for at, row in enumerate(cells):
        if len(row) != width or isinstance(row, str):
            fault = _misfit(row, width)
            if fault is not None:
                findings.reject(at, "", None, fault)
                cells[at] = empty
    columns = list(zip(*cells, strict=False)) or [()] * width
    return Chunk({name: object_array(columns[at]) for at, name in keep}, findings)


def _misfit(row: _Row, width: int) -> str | None:
    """Why a row does not fit under the header; empty cells at its end, as spreadsheets add, do no harm."""
    if isinstance(row, str):
        return row
    if len(row) > width and not any(row[width:]):
        return None
    return f"the row has {len(row)} cells, the header {width}"
