"""Cards of the reports page: preview, progress, history."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from dash import html

from layouts import parts, words
from layouts.reports.content import Report
from layouts.reports.jobs import Job
from layouts.services import Viewer
from layouts.speech import SOURCE, name_of


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


def history(rows: Sequence[Mapping[str, Any]], viewer: Viewer) -> html.Section:
    """Who made what, of which data, with its checksum; leadership sees its own audience's."""
    kept = [row for row in rows if viewer.audience == "internal" or row["audience"] == "leadership"]
    if not kept:
        return parts.card(
            "Reports made so far", parts.empty("None yet.", "The first one will be listed here.")
        )
    frame = pd.DataFrame(
        [
            {
                "at": words.instant(row["at"], "UTC"),
                "by": row["by"],
                "name": row["file_name"],
                "audience": row["audience"],
                "language": name_of(json.loads(row["parameters"]).get("language", SOURCE)),
                "version": str(row["data_version"]),
                "size": f"{words.number(row['bytes'] / 1024)} kB",
                "sum": row["file_sha256"][:16],
            }
            for row in kept
        ]
    )
    columns = {
        "at": "Made", "by": "By", "name": "File", "audience": "Audience", "language": "Language",
        "version": "Data", "size": "Size", "sum": "SHA-256 begins",
    }  # fmt: skip
    return parts.card(
        "Reports made so far", parts.table(frame, columns, numeric=("size",), caption="Reports")
    )
