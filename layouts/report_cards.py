"""Cards of the reports page: preview, progress, history."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import html

from layouts import parts, words
from layouts.reports import scope
from layouts.reports.content import Report
from layouts.reports.jobs import Job
from layouts.reports.scope import Names
from layouts.reports.sections import SECTIONS
from layouts.speech import SOURCE, name_of
from queries.filters import Filters

LOG_HAS_ALL = "; the log of decisions has all."


def preview(report: Report, sections: Sequence[str]) -> html.Section:
    """The report's first lines and what will be in it."""
    tiles = [
        html.Div([html.B(value), html.Div(label, className="label"), html.Div(detail, className="note")])
        for label, value, detail in report.tiles
    ]
    facts = [html.Div([html.Dt(name), html.Dd(value)]) for name, value in report.labelled]
    body = [
        *([html.P(html.B(report.scope), className="note release-scope")] if report.scope else []),
        html.P([html.B(report.verdict), " ", report.evidence], className="preview-verdict"),
        html.Div(tiles, className="figures"),
        html.P(f"Sections: {', '.join(sections) or 'none chosen; the first page only'}.", className="note"),
        html.Dl(facts, className="facts"),
    ]
    spoken = html.Div(body, lang=report.language, dir=report.speech.direction)
    return parts.card("Preview", spoken, subtitle=f"{report.audience.capitalize()} report")


def progress(job: Job | None) -> Any:
    """How far it is, in words and as a bar; at its end the file."""
    if job is None:
        return ""
    if job.state == "done":
        return html.P(
            [
                html.A(
                    f"Download {job.file_name}",
                    href=f"/report-files/{job.job_id}",
                    className="button primary",
                )
            ]
        )
    if job.state != "running":
        return html.P([parts.pill(job.state, "error" if job.state == "failed" else ""), f" {job.step}"])
    done = min(job.steps_done, job.steps)
    bar = html.Progress(value=str(done), max=str(job.steps), **parts.aria(label="progress of the report"))
    return html.Div([bar, html.Span(f" {job.step} ({done} of {job.steps})")])


def history(
    rows: Sequence[Mapping[str, Any]], total: int, names: Names, zone: str, *, internal: bool
) -> html.Section:
    """Who made what, of what was asked and of which data, with its checksum: the latest of `total`.

    Only `internal` readers are pointed to the log of decisions: leadership cannot open it.
    """
    title = "Reports made so far"
    if not rows:
        return parts.card(title, parts.empty("None yet.", "The first one will be listed here."))
    columns = {
        "at": "Made", "by": "By", "name": "File", "audience": "Audience", "asked": "Asked for",
        "language": "Language", "version": "Data", "size": "Size", "sum": "SHA-256 begins",
    }  # fmt: skip
    frame = pd.DataFrame([_made(row, names, zone) for row in rows])
    table = parts.table(frame, columns, numeric=("size",), caption="Reports")
    scroll = {"className": "table-scroll", "tabIndex": 0, "role": "region", **parts.aria(label="Reports")}
    body: list[Any] = [html.Div(table, **scroll)]
    if total > len(rows):
        said = f"The latest {words.number(len(rows))} of {words.number(total)}"
        body.append(html.P(f"{said}{LOG_HAS_ALL if internal else '.'}", className="note"))
    return parts.card(title, body)


def _made(row: Mapping[str, Any], names: Names, zone: str) -> dict[str, str]:
    asked = json.loads(row["parameters"])
    filters = Filters.from_search(asked.get("filters", ""))
    return {
        "at": words.instant(row["at"], zone).replace(" ", "\u00a0"),
        "by": row["by"],
        "name": row["file_name"],
        "audience": row["audience"],
        "asked": f"{scope.described(filters, names)}; {_parts(asked.get('sections', list(SECTIONS)))}",
        "language": name_of(asked.get("language", SOURCE)),
        "version": str(row["data_version"]),
        "size": f"{words.number(row['bytes'] / 1024)} kB",
        "sum": row["file_sha256"][:12],
    }


def _parts(sections: Sequence[str]) -> str:
    if set(sections) >= set(SECTIONS):
        return "all sections"
    return ", ".join(SECTIONS.get(name, name).lower() for name in sections) or "first page only"
