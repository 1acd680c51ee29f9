"""What an import found wrong with a row: where, what, why."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

COLUMNS = ("row_number", "column", "value", "reason", "severity")
_SHOWN = 60  # characters of a value that a finding repeats
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_NUMBER = re.compile(r"^[+-]?[0-9][0-9.,]*$")


def shown(value: object) -> str | None:
    """A value as a finding repeats it: one line, at most 60 characters, the cut visible."""
    if value is None:
        return None
    text = " ".join(str(value).split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


@dataclass
class Findings:
    """Findings on the rows of one chunk, and which of its rows they reject.

    `row_numbers`: the number of each row in its file, by position in the chunk.
    """

    row_numbers: "np.ndarray[Any, np.dtype[np.int64]]"
    rejected: "np.ndarray[Any, np.dtype[np.bool_]]" = field(init=False)
    _rows: list[tuple[int, str, str | None, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rejected = np.zeros(len(self.row_numbers), dtype=bool)

    def reject(self, position: int, column: str, value: object, reason: str) -> None:
        """The row at `position` of the chunk cannot be stored."""
        self.rejected[position] = True
        self._rows.append((int(self.row_numbers[position]), column, shown(value), reason, "error"))

    def reject_all(self, positions: Iterable[int], column: str, reason: str) -> None:
        """Reject each position for the same reason, without repeating a value."""
        for position in positions:
            self.reject(position, column, None, reason)

    def warn(self, position: int, column: str, value: object, reason: str) -> None:
        """The row at `position` is stored, but not quite as the file states it."""
        self._rows.append((int(self.row_numbers[position]), column, shown(value), reason, "warning"))

    def frame(self) -> pd.DataFrame:
        """One row a finding, in file order: row_number, column, value, reason, severity."""
        rows = sorted(self._rows, key=lambda row: row[0])
        return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"row_number": "int64"})


def cell(value: object) -> str:
    """A value as a cell that no spreadsheet takes for a formula; plain numbers stay as they are."""
    text = "" if value is None else str(value)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def write_csv(path: Path, findings: Iterable[tuple[Any, ...]]) -> None:
    """Write findings (in the order of COLUMNS) as a CSV file: row, column, value, reason, severity."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["row", *COLUMNS[1:]])
        writer.writerows([cell(value) for value in finding] for finding in findings)
