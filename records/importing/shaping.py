"""Rows of a file shaped into rows of a record table, chunk by chunk."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from records.campaign import local_days
from records.countries import UNKNOWN
from records.importing.checks import check
from records.importing.columns import Circumstances, column
from records.importing.findings import Findings
from records.importing.mapping import Field, FileMapping
from records.importing.placing import fill_places
from records.importing.reading import Chunk
from records.importing.targets import POINT, Target

Flags = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Shaped:
    """A chunk after shaping. `rows`: what may be stored (row_number and the table's columns), typed.

    `findings`: frames of findings, one row each. `read`: rows of the chunk; `skipped`: rows that are none.
    """

    rows: pd.DataFrame
    findings: list[pd.DataFrame]
    read: int
    skipped: int


def shape(
    chunk: Chunk,
    mapping: FileMapping,
    fields: tuple[Field, ...],
    circumstances: Circumstances,
    file_sha256: str,
) -> Shaped:
    """Take, translate, read and check every row of a chunk."""
    target = mapping.target
    skipped = _skipped(chunk, mapping.skip_when_missing)
    kept = _part(chunk, ~skipped & ~chunk.findings.rejected)
    frame = _frame(kept, fields, target, circumstances)
    fill_places(frame, kept, fields, target)
    _derive(frame, kept, target, circumstances, file_sha256)
    check(frame, target, circumstances, kept.findings)
    if target.counts_rows:
        frame["source_key"] = _source_key(kept, fields)
    frame.insert(0, "row_number", kept.findings.row_numbers)
    rows = frame[~kept.findings.rejected]
    return Shaped(rows, [chunk.findings.frame(), kept.findings.frame()], len(chunk), int(skipped.sum()))


def _skipped(chunk: Chunk, columns: tuple[str, ...]) -> Flags:
    """Rows without one of the columns that a record must have. Rows that are broken are not skipped."""
    skipped = np.zeros(len(chunk), dtype=bool)
    for name in columns:
        cells = chunk.columns.get(name)
        blank = [True] * len(chunk) if cells is None else [_is_blank(cell) for cell in cells]
        skipped |= np.array(blank, dtype=np.bool_)
    kept: Flags = skipped & ~chunk.findings.rejected
    return kept


def _is_blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _part(chunk: Chunk, keep: Flags) -> Chunk:
    columns = {name: cells[keep] for name, cells in chunk.columns.items()}
    return Chunk(columns, Findings(chunk.findings.row_numbers[keep]))


def _frame(
    chunk: Chunk, fields: tuple[Field, ...], target: Target, circumstances: Circumstances
) -> pd.DataFrame:
    columns = {
        field.name: column(chunk, field, target, circumstances) for field in fields if field.name not in POINT
    }
    frame = pd.DataFrame(columns, index=pd.RangeIndex(len(chunk)))
    for name in target.key:  # other defaults are the same in every row: added when the rows are stored
        if name in target.defaults and name not in frame:
            frame[name] = target.defaults[name]
    return frame


def _derive(
    frame: pd.DataFrame, chunk: Chunk, target: Target, circumstances: Circumstances, file_sha256: str
) -> None:
    """What is computed here, whatever the file says: the campaign's local day, a share's own identifier."""
    if target.day_of:
        frame["day"] = local_days(frame[target.day_of], circumstances.zone)
    if target.generated:
        numbered = pd.Series(
            [f"{file_sha256}:{number}" for number in chunk.findings.row_numbers], dtype="str"
        )
        stated = frame.get(target.generated)
        frame[target.generated] = numbered if stated is None else stated.fillna(numbered)
    if "origin_country" in frame and "origin_source" not in frame:
        known = frame["origin_country"] != UNKNOWN
        frame["origin_source"] = pd.Series(np.where(known, "stated", UNKNOWN), dtype="str")


def _source_key(chunk: Chunk, fields: tuple[Field, ...]) -> "pd.Series[Any]":
    """A number a row for what the file itself says, its count apart: tells repeats from what adds up."""
    named = sorted({name for field in fields if field.name != "n" for name in field.source})
    texts = pd.DataFrame(
        {name: pd.Series(chunk.columns[name]).astype("str") for name in named if name in chunk.columns}
    )
    if texts.empty:
        return pd.Series(0, index=range(len(chunk)), dtype="int64")
    hashed = pd.util.hash_pandas_object(texts, index=False)
    return pd.Series(hashed.to_numpy().view("int64"))
