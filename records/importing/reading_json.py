"""JSON lines: one object a line; a line that is none is rejected with its number."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, BinaryIO

import numpy as np
import orjson

from records.importing.findings import Findings
from records.importing.reading import CHUNK_ROWS, Chunk, Progress, Source, object_array, wrong_encoding
from records.problems import Problem

_LINE_LIMIT = 10_000_000  # bytes; a longer line is no record
_Line = tuple[int, bytes]
_AS_THEY_ARE = {str, list, type(None)}


class JsonLinesReader:
    """A file with one JSON object a line; blank lines do not count. A row's number is that of its line."""

    fixed = False  # a later line may bring a key of its own

    def __init__(self, source: Source, encoding: str, progress: Progress) -> None:
        if encoding.startswith(("utf-16", "utf-32")):
            raise Problem(f"{source.path.name}: JSON lines are read byte by byte; save them as UTF-8")
        self._source, self._encoding, self._progress = source, encoding, progress
        self.columns: list[str] = []
        self.notes: list[str] = []

    def survey(self) -> None:
        """Read every line once for the names in it."""
        with self._source.path.open("rb") as file:
            self._see(self._parse(number, line)[0] for number, line in self._lines(file))

    def chunks(self, wanted: frozenset[str] | None) -> Iterator[Chunk]:
        """The rows, of the `wanted` columns only (None: all seen so far)."""
        with self._source.path.open("rb") as file:
            lines = self._lines(file)
            told = 0
            while block := list(islice(lines, CHUNK_ROWS)):
                yield self._chunk(block, wanted)
                told, before = file.tell(), told
                self._progress(told - before)

    def _lines(self, file: BinaryIO) -> Iterator[_Line]:
        number = 0
        while line := file.readline(_LINE_LIMIT):
            number += 1
            if len(line) == _LINE_LIMIT:
                raise Problem(
                    f"{self._source.path.name}: line {number} is longer than 10 MB; is it JSON lines?"
                )
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if line.strip():
                yield number, line

    def _chunk(self, block: list[_Line], wanted: frozenset[str] | None) -> Chunk:
        findings = Findings(np.fromiter((number for number, _ in block), dtype=np.int64, count=len(block)))
        rows: list[dict[str, Any]] = []
        for at, (number, line) in enumerate(block):
            row, fault = self._parse(number, line)
            rows.append(row)
            if fault:
                findings.reject(at, "", None, fault)
        self._see(rows)
        names = self.columns if wanted is None else sorted(wanted)
        return Chunk({name: _column(rows, name) for name in names}, findings)

    def _see(self, rows: Iterable[dict[str, Any]]) -> None:
        known = set(self.columns)
        for row in rows:
            if not known.issuperset(row):
                self.columns.extend(name for name in row if name not in known)
                known.update(row)

    def _parse(self, number: int, line: bytes) -> tuple[dict[str, Any], str | None]:
        try:
            row = orjson.loads(line if self._encoding == "utf-8" else line.decode(self._encoding))
        except UnicodeDecodeError:
            raise wrong_encoding(self._source, self._encoding) from None
        except orjson.JSONDecodeError as error:
            return {}, self._fault(number, line, error)
        if isinstance(row, dict):
            return row, None
        if number == 1 and isinstance(row, list) and row and isinstance(row[0], dict):
            raise Problem(_array(self._source.path.name))
        return {}, "the line is JSON, but no object { … }"

    def _fault(self, number: int, line: bytes, error: orjson.JSONDecodeError) -> str:
        if number == 1 and line.strip() in (b"[", b"[{"):
            raise Problem(_array(self._source.path.name)) from error
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            raise wrong_encoding(self._source, "utf-8") from None
        return f"the line is no JSON: {error.msg} at character {error.colno}"


def _array(name: str) -> str:
    return f"{name} is one JSON array; write JSON lines, one object a line (jq -c '.[]' does it)"


def _column(rows: list[dict[str, Any]], name: str) -> "np.ndarray[Any, np.dtype[np.object_]]":
    values = [row.get(name) for row in rows]
    if not {*map(type, values)} <= _AS_THEY_ARE:
        values = [_cell(value) for value in values]
    return object_array(values)


def _cell(value: Any) -> Any:
    """Text, a list, or None, from what JSON holds."""
    if value is None or isinstance(value, str | list):
        return value
    if isinstance(value, dict):
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)
