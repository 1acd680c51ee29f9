"""Opening a file of records: its format, its fingerprint, and its rows in chunks of bounded size."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from records.importing.findings import Findings
from records.problems import Problem

CHUNK_ROWS = 25_000  # rows held in memory at a time
Progress = Callable[[int], object]

_SUFFIXES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
}
# How files of other kinds begin, whatever they are called.
_MAGIC = (
    (b"PK\x03\x04", "an Excel workbook or ZIP archive"),
    (b"PAR1", "a Parquet file"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "compressed with gzip (unpack it first)"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (save it as .xlsx or CSV)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3", "an SQLite database (use sync)"),
)
_EXPECTED = {"parquet": b"PAR1", "xlsx": b"PK\x03\x04"}


@dataclass(frozen=True)
class Chunk:
    """Consecutive rows of a file, as the file has them.

    `columns`: per column of the file one object array: text, a list (JSON lines, Parquet), or None where the
    file has nothing. `findings`: row numbers by position; rows that could not be taken apart are already
    rejected in it and hold None everywhere.
    """

    columns: Mapping[str, "np.ndarray[Any, np.dtype[np.object_]]"]
    findings: Findings

    def __len__(self) -> int:
        return len(self.findings.row_numbers)


class Reader(Protocol):
    """A file that is open for reading, one format each.

    `columns`: the names seen so far, in file order; `fixed`: whether no others can follow; `notes`: what
    people should know about the file as a whole.
    """

    columns: list[str]
    fixed: bool
    notes: list[str]

    def survey(self) -> None:
        """Find out all columns, where reading on could bring others."""
        ...

    def chunks(self, wanted: frozenset[str] | None) -> Iterator[Chunk]:
        """The rows, of the `wanted` columns only (None: all)."""
        ...


@dataclass(frozen=True)
class Source:
    """A file and how to read it; `sha256` is of its bytes."""

    path: Path
    format: str
    sha256: str
    size: int


def identify(path: Path, stated: str | None) -> Source:
    """Find out what a file is, from `stated` or its name, and that its first bytes agree.

    Raises Problem for a file that is missing, empty, of unknown name or of another kind than its name says.
    """
    if not path.is_file():
        raise Problem(f"there is no file {path}")
    kind = stated or _SUFFIXES.get(path.suffix.lower())
    if kind is None:
        raise Problem(
            f"{path.name}: the name does not tell the format; end it in {', '.join(_SUFFIXES)}, "
            'or write format = "csv" in the mapping'
        )
    try:
        digest, head, size = _fingerprint(path)
    except OSError as error:
        raise Problem(f"{path} cannot be read: {error.strerror}") from error
    _check_head(path.name, kind, head)
    return Source(path, kind, digest, size)


def _fingerprint(path: Path) -> tuple[str, bytes, int]:
    digest, head, size = hashlib.sha256(), b"", 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            head = head or block[:16]
            size += len(block)
            digest.update(block)
    return digest.hexdigest(), head, size


def _check_head(name: str, kind: str, head: bytes) -> None:
    if not head:
        raise Problem(f"{name} is empty: not one byte")
    expected = _EXPECTED.get(kind)
    if expected is not None:
        if not head.startswith(expected):
            raise Problem(f"{name} is no {kind} file, whatever its name says")
        return
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise Problem(f"{name} is not {kind}: it is {what}")


def open_reader(source: Source, encoding: str, delimiter: str | None, progress: Progress) -> Reader:
    """The reader of the source's format; `progress` is told how many more bytes were read."""
    if source.format == "csv":
        from records.importing.reading_csv import CsvReader

        return CsvReader(source, encoding, delimiter, progress)
    if source.format == "jsonl":
        from records.importing.reading_json import JsonLinesReader

        return JsonLinesReader(source, encoding, progress)
    if source.format == "parquet":
        from records.importing.reading_columnar import ParquetReader

        return ParquetReader(source, progress)
    from records.importing.reading_columnar import WorkbookReader

    return WorkbookReader(source, progress)


def object_array(values: "list[Any] | tuple[Any, ...]") -> "np.ndarray[Any, np.dtype[np.object_]]":
    """A one-dimensional object array, also of lists (which numpy would otherwise stack)."""
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array


def plain_text(value: Any) -> str | None:
    """A typed value (of a workbook or a database) as the text a CSV file would hold."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def header(source: Source, cells: Iterable[str]) -> list[str]:
    """The names of a header row; empty where a column has none. Problem where two columns share one."""
    names = [cell.strip() for cell in cells]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise Problem(f"{source.path.name}: the header names {', '.join(map(repr, twice))} twice")
    return names


def wrong_encoding(source: Source, encoding: str) -> Problem:
    """The Problem that names the first byte, and its line, that `encoding` cannot read."""
    name = "utf-8" if encoding == "utf-8-sig" else encoding
    if name.startswith(("utf-16", "utf-32")):
        return Problem(f"{source.path.name} is not {name}: write the encoding it has in the mapping")
    offset = 0
    with source.path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode(name)
            except UnicodeDecodeError as error:
                byte = f"byte 0x{line[error.start]:02X} at position {offset + error.start} (line {number})"
                remedy = 'save it as UTF-8, or name its encoding in the mapping, such as encoding = "cp1252"'
                return Problem(f"{source.path.name} is not {name}: {byte}; {remedy}")
            offset += len(line)
    return Problem(f"{source.path.name} is not {name}: name its encoding in the mapping")
