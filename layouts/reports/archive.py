"""The report's tables as CSV and Parquet in one archive, with a data dictionary and checksums."""

import csv
import hashlib
import io
import zipfile
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from layouts.reports import cells
from layouts.reports.content import NUMERIC, Report, Table

CREATED = (2000, 1, 1, 0, 0, 0)
LIVE = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for a formula
TYPES = {
    "count": pa.int64(),
    "share": pa.float64(),
    "number": pa.float64(),
    "date": pa.date32(),
}


def write(report: Report) -> bytes:
    """The archive's bytes: tables/*.csv, tables/*.parquet, dictionary.csv, about.json, SHA256SUMS."""
    parts: dict[str, bytes] = {}
    for table in report.tables:
        rows = cells.plain(table, report.speech)
        parts[f"tables/{table.key}.csv"] = _csv(table, rows)
        parts[f"tables/{table.key}.parquet"] = _parquet(table, rows)
    parts["dictionary.csv"] = _dictionary(report)
    parts["about.json"] = orjson.dumps(_about(report), option=orjson.OPT_INDENT_2)
    sums = [f"{hashlib.sha256(body).hexdigest()}  {name}" for name, body in sorted(parts.items())]
    parts["SHA256SUMS"] = ("\n".join(sums) + "\n").encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in sorted(parts.items()):
            archive.writestr(zipfile.ZipInfo(name, CREATED), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def harmless(value: Any) -> Any:
    """A CSV cell that no spreadsheet runs: text that looks like a formula gets an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(LIVE) else value


def _about(report: Report) -> dict[str, Any]:
    return {
        "title": report.title,
        "language": report.language,
        "simulated": report.simulated,
        "verdict": f"{report.verdict} {report.evidence}".strip(),
        "scope": report.scope,
        "facts": report.facts,
        "meaning": list(report.meaning),
        "recommended": list(report.recommended),
    }


def _csv(table: Table, rows: list[list[Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    writer.writerows([[harmless(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8")


def _parquet(table: Table, rows: list[list[Any]]) -> bytes:
    arrays = []
    for place, column in enumerate(table.columns):
        values = [row[place] for row in rows]
        # A hidden count is no number: it is empty here, and `state` in the frame says why.
        known = [None if value == cells.HIDDEN and column.kind in NUMERIC else value for value in values]
        arrays.append(pa.array(known, TYPES.get(column.kind, pa.string())))
    names = [column.name for column in table.columns]
    if "state" in table.frame:
        arrays.append(pa.array(list(table.frame["state"]), pa.string()))
        names.append("state")
    out = io.BytesIO()
    pq.write_table(pa.table(arrays, names=names), out)
    return out.getvalue()


def _dictionary(report: Report) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(["table", "column", "heading", "kind"])
    for table in report.tables:
        writer.writerows([[table.key, c.name, c.heading, c.kind] for c in table.columns])
    return text.getvalue().encode("utf-8")
