"""The report as a tagged PDF (PDF/UA-1), set by typst with the fonts we ship and vector charts."""

import tempfile
from pathlib import Path
from typing import Any

import orjson

from layouts.reports import cells, pictures
from layouts.reports.content import Report, Section
from records.settings import ROOT, Settings

TEMPLATE = Path(__file__).with_name("report.typ")
RIGHT_TO_LEFT = ("ar",)


def write(report: Report, settings: Settings, language: str = "en") -> bytes:
    """The PDF's bytes: same content, same bytes (no clock in it). Raises Problem without Chromium."""
    import typst

    charts = pictures.drawn(report.charts, settings, "svg")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for key, picture in charts.items():
            (folder / f"{key}.svg").write_bytes(picture)
        (folder / "report.json").write_bytes(orjson.dumps(_data(report, language)))
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


def _data(report: Report, language: str) -> dict[str, Any]:
    facts = report.facts
    return {
        "title": report.title,
        "campaign": facts["Campaign"],
        "language": language,
        "rtl": language in RIGHT_TO_LEFT,
        "simulated": report.simulated,
        "keywords": [report.audience, facts["Data version"]],
        "question": report.question,
        "verdict": report.verdict,
        "evidence": report.evidence,
        "tiles": [
            {"label": label, "value": value, "detail": detail} for label, value, detail in report.tiles
        ],
        "meaning": list(report.meaning),
        "facts": facts,
        "footer": f"As of {facts['As of']}, data version {facts['Data version']}. {facts['Disclosure rule']}",
        "labels": LABELS,
        "sections": [_section(section, place) for place, section in enumerate(report.sections)],
    }


LABELS = {
    "report": "Report",
    "simulated": "Simulated campaign",
    "meaning": "What this means",
    "nothing": "Nothing in this scope.",
    "about": "About this report",
    "fact": "Item",
    "value": "Value",
}


def _section(section: Section, place: int) -> dict[str, Any]:
    return {
        "title": section.title,
        "first": place > 0,
        "sentences": [sentence for sentence in section.sentences if sentence],
        "charts": [
            {"file": f"{chart.key}.svg", "alt": chart.alt or chart.title, "title": chart.title}
            for chart in section.charts
        ],
        "tables": [
            {
                "title": table.title,
                "note": table.note,
                "columns": [
                    {"heading": column.heading, "kind": column.kind, "wide": column.kind == "text"}
                    for column in table.columns
                ],
                "rows": cells.rows(table, spoken=True),
            }
            for table in section.tables
        ],
    }
