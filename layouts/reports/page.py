"""The report as one self-contained HTML file: interactive charts, no request to anywhere."""

from html import escape
from pathlib import Path

import orjson
import plotly

from layouts.reports import cells, pictures
from layouts.reports.content import Chart, Report, Section, Table
from records.settings import ROOT

FOLDER = Path(__file__).parent
STYLE = (FOLDER / "page.css").read_text(encoding="utf-8")
SCRIPT = (FOLDER / "page.js").read_text(encoding="utf-8")


def write(report: Report, language: str = "en") -> bytes:
    """The file's bytes. Its own policy forbids every request, so that it works and stays silent offline."""
    body = "".join(_section(section) for section in report.sections)
    tiles = "".join(
        f"<div><b>{escape(value)}</b>{escape(label)}<div class=note>{escape(detail)}</div></div>"
        for label, value, detail in report.tiles
    )
    facts = "".join(
        f"<tr><th scope=row>{escape(name)}</th><td>{escape(value)}</td></tr>"
        for name, value in report.facts.items()
    )
    simulated = (
        "<p class=simulated>Simulated campaign: no figure here is real.</p>" if report.simulated else ""
    )
    meaning = "".join(f"<li>{escape(said)}</li>" for said in report.meaning)
    policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
    text = f"""<!doctype html><html lang="{language}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(report.title)}</title>
<style>{STYLE}</style></head><body><main>{simulated}<p>{escape(report.question)}</p>
<h1>{escape(report.verdict)} <span style="font-weight:400">{escape(report.evidence)}</span></h1>
<div class=tiles>{tiles}</div><ul>{meaning}</ul>{body}
<h2>About this report</h2><table>{facts}</table></main>
{_data(report)}<script>{_plotly()}</script><script>{SCRIPT}</script></body></html>"""
    return text.encode("utf-8")


def _section(section: Section) -> str:
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in section.sentences if sentence)
    charts = "".join(_figure(chart) for chart in section.charts)
    tables = "".join(_table(table) for table in section.tables)
    return f"<h2>{escape(section.title)}</h2>{said}{charts}{tables}"


def _figure(chart: Chart) -> str:
    height = pictures.SIZE[chart.kind][1]
    words = escape(chart.alt or chart.title)
    named = f"id='chart-{chart.key}' role='img' aria-label='{words}'"
    return (
        f"<figure><div {named} style='height:{height}px'></div>"
        f"<figcaption class=note>{escape(chart.title)}. {words}</figcaption></figure>"
    )


def _table(table: Table) -> str:
    style = ["" if column.kind == "text" else " class=n" for column in table.columns]
    pairs = list(zip(table.columns, style, strict=True))
    heads = "".join(f"<th scope=col{look}>{escape(column.heading)}</th>" for column, look in pairs)
    rows = "".join(
        "<tr>"
        + "".join(f"<td{look}>{escape(str(cell))}</td>" for cell, look in zip(row, style, strict=True))
        + "</tr>"
        for row in cells.rows(table, spoken=True)
    )
    note = f"<p class=note>{escape(table.note)}</p>" if table.note else ""
    return (
        f"<h3>{escape(table.title)}</h3><div class=scroll><table><thead><tr>{heads}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>{note}"
    )


def _data(report: Report) -> str:
    figures = [
        {"id": f"chart-{chart.key}", "data": chart.figure["data"], "layout": chart.figure["layout"]}
        for chart in report.charts
    ]
    empty = orjson.loads((ROOT / "assets" / "topojson" / "world_110m.json").read_bytes())
    charts = _json({"figures": figures, "topojson": {"world_110m": empty, "world_50m": empty}})
    polygons = _json(pictures.polygons())
    return (
        f'<script type="application/json" id="charts">{charts}</script>'
        f'<script type="application/json" id="polygons">{polygons}</script>'
    )


def _json(value: object) -> str:
    # "</script>" inside data must not end the script element.
    return orjson.dumps(value).decode().replace("<", "\\u003c")


def _plotly() -> str:
    own = ROOT / "build" / "plotly" / "plotly-trace.min.js"
    path = own if own.exists() else Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    return path.read_text(encoding="utf-8").replace("</script", "<\\/script")
