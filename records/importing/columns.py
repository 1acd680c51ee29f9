"""One column of a record table from the columns of a file: taken, translated, read."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import pandas as pd

from records.importing import times, words
from records.importing.converted import Converted, Texts
from records.importing.mapping import Field
from records.importing.reading import Chunk, object_array
from records.importing.targets import Target
from records.networks import network

Cells = np.ndarray[Any, np.dtype[np.object_]]
_HASH_DIGITS = 32  # 128 bits of SHA-256: two rows in 10^18 would share one


@dataclass(frozen=True)
class Circumstances:
    """What an import needs to know beside the file: the campaign's zone and slots, the time it runs."""

    zone: str
    slots: int
    now: dt.datetime


def column(chunk: Chunk, field: Field, target: Target, circumstances: Circumstances) -> "pd.Series[Any]":
    """The values of one column, one a row of the chunk; what cannot be stored is missing and rejected."""
    kind = target.kinds[field.name]
    if field.conversion == "hash":
        values = _hashes(chunk, field)
    else:
        values = _read(chunk, field, kind, target, circumstances)
    return _complete(chunk, field.name, values, kind, target)


def cells(chunk: Chunk, field: Field) -> Cells:
    """The cells a field is taken from: text or None; elements where it has an `index`."""
    if field.constant is not None:
        return np.full(len(chunk), field.constant, dtype=object)
    taken = chunk.columns.get(field.source[0])
    if taken is None:
        return np.full(len(chunk), None, dtype=object)
    if field.index is None and list not in {*map(type, taken)}:
        return taken
    lists = [at for at, cell in enumerate(taken) if isinstance(cell, list)]
    return _elements(chunk, field, taken, lists)


def _elements(chunk: Chunk, field: Field, taken: Cells, lists: list[int]) -> Cells:
    single = taken.copy()
    if field.index is None:
        chunk.findings.reject_all(lists, field.name, "a list: say which element with index in the mapping")
        single[lists] = None
        return single
    for at in set(range(len(taken))) - set(lists):
        if taken[at] is not None:
            chunk.findings.reject(at, field.name, None, "no list: the mapping takes an element by its index")
            single[at] = None
    for at in lists:
        element = taken[at][field.index] if field.index < len(taken[at]) else None
        single[at] = (
            element if element is None or isinstance(element, str) else orjson.dumps(element).decode()
        )
    return single


def prepared(field: Field, uniques: Cells) -> Converted:
    """Each different text after blank, map, default and prefix, and last what stands for a missing one."""
    found = Converted([])
    for at, cell in enumerate([*uniques, None]):
        text: str | None = (cell or "").strip() or None
        if text is not None and field.values is not None:
            if text not in field.values and field.default is not None:
                found.warnings[at] = f"not in the map of the mapping: stored as {field.default}"
            text = field.values.get(text, field.default or text)
        if text is None:
            text = field.default
        if text is None and field.conversion == "network":
            text = "direct"
        found.values.append(None if text is None else field.prefix + text)
    return found


def _read(
    chunk: Chunk, field: Field, kind: str, target: Target, circumstances: Circumstances
) -> "pd.Series[Any]":
    """Each different text is read once, whatever the number of rows that hold it."""
    taken = cells(chunk, field)
    codes, uniques = pd.factorize(taken)
    codes = np.where(codes < 0, len(uniques), codes)
    texts = prepared(field, uniques)
    read = _converted(texts.values, field, kind, target, circumstances)
    read.warnings.update(texts.warnings)
    _report(chunk, field.name, codes, taken, read)
    values: pd.Series[Any] = read.values.take(codes)
    return values.reset_index(drop=True)


def _converted(
    texts: Texts, field: Field, kind: str, target: Target, circumstances: Circumstances
) -> Converted:
    if kind in ("instant", "day"):
        read = times.instants if kind == "instant" else times.days
        zone = field.timezone or circumstances.zone
        not_after = circumstances.now if field.name in target.past else None
        return read(texts, formats=field.formats, unit=field.unit, zone=zone, not_after=not_after)
    if kind == "country":
        return words.country(texts)
    if kind == "network":
        return words.convert(texts, network if field.conversion == "network" else words.token)
    if kind == "word":
        return words.convert(texts, words.word(target.table.c[field.name].info["values"]))
    reader, dtype = words.SIMPLE[kind]
    return words.convert(texts, reader, dtype)


def _report(chunk: Chunk, name: str, codes: Any, taken: Cells, read: Converted) -> None:
    for told, tell in ((read.faults, chunk.findings.reject), (read.warnings, chunk.findings.warn)):
        if told:
            for at in np.flatnonzero(np.isin(codes, list(told))):
                tell(int(at), name, taken[at], told[codes[at]])


def _hashes(chunk: Chunk, field: Field) -> "pd.Series[Any]":
    """A stable identifier of the cells it is made from; the cells themselves appear nowhere."""
    columns = [chunk.columns.get(name, np.full(len(chunk), None, dtype=object)) for name in field.source]
    hashes = []
    for row in zip(*columns, strict=True):
        digest = hashlib.sha256(orjson.dumps(row)).hexdigest()[:_HASH_DIGITS]
        hashes.append(None if all(cell in (None, "") for cell in row) else field.prefix + digest)
    return pd.Series(object_array(hashes), dtype="str")


def _complete(
    chunk: Chunk, name: str, values: "pd.Series[Any]", kind: str, target: Target
) -> "pd.Series[Any]":
    """Defaults for empty cells; rejected where the table needs a value. An empty count is no count of one."""
    missing = values.isna()
    if not missing.any():
        return values
    if name in target.defaults and kind != "integer":
        return values.fillna(target.defaults[name])
    if not target.table.c[name].nullable and name != target.generated:
        open_ = np.flatnonzero(missing & ~chunk.findings.rejected)
        chunk.findings.reject_all([int(at) for at in open_], name, f"empty, but {target.name} need it")
    return values
