"""The report as a tagged PDF (PDF/UA-1), set by typst with the fonts we ship and vector charts."""

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from layouts.reports import cells, pictures
from layouts.reports.content import NUMERIC, Chart, Report, Section, Table
from layouts.reports.labels import foot, labels
from records.settings import ROOT, Settings

TEMPLATE = Path(__file__).with_name("report.typ")
SHORT = 12  # rows, up to which a section follows the one before on its page, where it fits
WIDE = 8  # columns, above which a table's section is set on landscape pages


def write(report: Report, settings: Settings) -> bytes:
    """The PDF's bytes: same content, same bytes (no clock in it). Raises Problem without Chromium."""
    import typst

    charts = pictures.drawn([*report.front, *report.charts], settings, "svg")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for key, picture in charts.items():
            (folder / f"{key}.svg").write_bytes(picture)
        (folder / "report.json").write_bytes(orjson.dumps(_data(report)))
        (folder / "report.typ").write_text(TEMPLATE.read_text())
        made: bytes = typst.compile(
            str(folder / "report.typ"),
            root=name,
            font_paths=[str(ROOT / "data" / "fonts")],
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            timestamp=0,
        )
    return made


def _data(report: Report) -> dict[str, Any]:
    return {
        "title": report.title,
        "campaign": report.facts["Campaign"],
        "period": report.facts["Period"],
        "language": report.language,
        "rtl": report.speech.rtl,
        "simulated": report.simulated,
        "keywords": [report.audience, report.facts["Data version"]],
        "question": report.question,
        "verdict": report.verdict,
        "evidence": report.evidence,
        "scope": report.scope,
        "tiles": [
            {"label": label, "value": value, "detail": detail} for label, value, detail in report.tiles
        ],
        "meaning": list(report.meaning),
        "bars": [asdict(bar) for bar in report.bars],
        "changed": [asdict(line) for line in report.changed],
        "changed_about": report.changed_about,
        "recommended": list(report.recommended),
        "front": [_chart(chart) for chart in report.front],
        "facts": report.labelled,
        "footer": foot(report),
        "labels": labels(report.speech),
        "sections": [_section(section, report) for section in report.sections],
    }


def _section(section: Section, report: Report) -> dict[str, Any]:
    return {
        "title": section.title,
        "wide": any(len(table.columns) > WIDE and not table.frame.empty for table in section.tables),
        "short": len(section.charts) <= 1 and sum(len(table.frame) for table in section.tables) <= SHORT,
        "sentences": [sentence for sentence in section.sentences if sentence],
        "charts": [_chart(chart) for chart in section.charts],
        "tables": [_table(table, report) for table in section.tables],
    }


def _chart(chart: Chart) -> dict[str, Any]:
    return {
        "file": f"{chart.key}.svg",
        "kind": chart.kind,
        "alt": chart.alt or chart.title,
        "title": chart.title,
        "legend": [list(entry) for entry in chart.legend],
    }


def _table(table: Table, report: Report) -> dict[str, Any]:
    rows = cells.rows(table, spoken=True, speech=report.speech)
    columns = [
        {
            "heading": column.heading,
            "numeric": column.kind in NUMERIC,
            "width": _width(column.heading, [str(row[place]) for row in rows[:300]]),
        }
        for place, column in enumerate(table.columns)
    ]
    return {"title": table.title, "note": table.note, "columns": columns, "rows": rows}


def _width(heading: str, cells: list[str]) -> int:
    """A column's share of the width: its longest cell or word of the heading, in letters."""
    word = max(map(len, heading.split()), default=1)
    return max(min(max(map(len, cells), default=1), 48), word, 5)
