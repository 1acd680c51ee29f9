"""Parquet files and Excel workbooks: typed cells, handed on as the text a CSV file would hold."""

import zipfile
from collections.abc import Iterator
from itertools import count, islice
from typing import Any

import numpy as np

from records.importing.findings import Findings
from records.importing.reading import CHUNK_ROWS, Chunk, Progress, Source, header, object_array, plain_text
from records.problems import Problem

_SHEET_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})


class ParquetReader:
    """A Parquet file; rows are numbered from 1."""

    fixed = True

    def __init__(self, source: Source, progress: Progress) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._source, self._progress = source, progress
        try:
            self._file = pq.ParquetFile(source.path)
        except (pa.ArrowException, OSError) as error:
            raise Problem(f"{source.path.name} cannot be read as Parquet: {error}") from error
        self.columns = header(source, self._file.schema_arrow.names)
        self.notes: list[str] = []

    def survey(self) -> None:
        """Nothing to find out: all columns are known."""

    def chunks(self, wanted: frozenset[str] | None) -> Iterator[Chunk]:
        """The rows, of the `wanted` columns only (None: all)."""
        names = [name for name in self.columns if wanted is None or name in wanted]
        first, rows = 1, max(self._file.metadata.num_rows, 1)
        for batch in self._file.iter_batches(CHUNK_ROWS, columns=names):
            numbers = np.arange(first, first + batch.num_rows, dtype=np.int64)
            columns = {name: object_array(_texts(batch.column(name), name)) for name in names}
            yield Chunk(columns, Findings(numbers))
            first += batch.num_rows
            self._progress(self._source.size * batch.num_rows // rows)


def _texts(column: Any, name: str) -> list[Any]:
    import pyarrow as pa

    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_struct(kind):
        return [
            value if isinstance(value, list) or value is None else str(value) for value in column.to_pylist()
        ]
    try:
        texts: list[Any] = column.cast(kind).cast(pa.string()).to_pylist()
    except pa.ArrowException as error:
        raise Problem(f"column {name!r} holds {column.type}: it cannot be read as text") from error
    return texts


class WorkbookReader:
    """The first sheet of an Excel workbook; its first row that is not blank is the header.

    Rows are numbered as Excel shows them. Formulas count with the value that was last computed.
    """

    fixed = True

    def __init__(self, source: Source, progress: Progress) -> None:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException

        self._source, self._progress = source, progress
        try:
            self._book = load_workbook(source.path, read_only=True, data_only=True)
        except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
            raise Problem(f"{source.path.name} cannot be read as an Excel workbook: {error}") from error
        names = self._book.sheetnames
        self._sheet = self._book[names[0]]
        self.notes = [f"only the first sheet, {names[0]!r}, is read"] if len(names) > 1 else []
        self._start, self.columns = self._header()

    def _header(self) -> tuple[int, list[str]]:
        for number, row in enumerate(self._sheet.iter_rows(values_only=True), start=1):
            if any(value is not None for value in row):
                return number, header(self._source, ("" if value is None else str(value) for value in row))
        raise Problem(f"{self._source.path.name} is empty: it has no header row")

    def survey(self) -> None:
        """Nothing to find out: all columns are known."""

    def chunks(self, wanted: frozenset[str] | None) -> Iterator[Chunk]:
        """The rows, of the `wanted` columns only (None: all)."""
        keep = [
            (at, name) for at, name in enumerate(self.columns) if name and (wanted is None or name in wanted)
        ]
        numbered = zip(
            count(self._start + 1),
            self._sheet.iter_rows(min_row=self._start + 1, values_only=True),
            strict=False,
        )
        rows = ((number, row) for number, row in numbered if any(value is not None for value in row))
        while block := list(islice(rows, CHUNK_ROWS)):
            yield _sheet_chunk(block, keep)
        self._book.close()
        self._progress(self._source.size)


def _sheet_chunk(block: list[tuple[int, tuple[Any, ...]]], keep: list[tuple[int, str]]) -> Chunk:
    findings = Findings(np.fromiter((number for number, _ in block), dtype=np.int64, count=len(block)))
    columns: dict[str, Any] = {}
    for at, name in keep:
        cells = [plain_text(row[at]) if at < len(row) else None for _, row in block]
        for position, cell in enumerate(cells):
            if cell in _SHEET_ERRORS:
                findings.reject(position, name, cell, "the cell holds an error of the spreadsheet")
        columns[name] = object_array(cells)
    return Chunk(columns, findings)
