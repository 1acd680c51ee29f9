"""The report as one self-contained HTML file: interactive charts, no request to anywhere."""

from html import escape
from pathlib import Path

import orjson
import plotly

from layouts.reports import cells, pictures
from layouts.reports.content import NUMERIC, Bar, Chart, Column, Report, Section, Table
from layouts.reports.labels import foot, labels
from layouts.speech import SOURCE, Speech
from records.settings import ROOT

FOLDER = Path(__file__).parent
STYLE = (FOLDER / "page.css").read_text(encoding="utf-8")
SCRIPT = (FOLDER / "page.js").read_text(encoding="utf-8")


def write(report: Report) -> bytes:
    """The file's bytes. Its own policy forbids every request, so that it works and stays silent offline."""
    label = labels(report.speech)
    body = "".join(_section(section, report.speech, label) for section in report.sections)
    simulated = f"<p class=simulated>{escape(label['simulated_note'])}</p>" if report.simulated else ""
    scope = f"<p class=note>{escape(report.scope)}</p>" if report.scope else ""
    policy = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
    opening = f'<!doctype html><html lang="{report.language}" dir="{report.speech.direction}">'
    text = f"""{opening}<head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{escape(report.title)}</title>
<style>{STYLE}</style></head><body><main>{simulated}<p>{escape(report.question)}</p>
<h1>{escape(report.verdict)} <span class=rest>{escape(report.evidence)}</span></h1>
{scope}{_front(report, label)}{body}
<h2>{escape(label["about"])}</h2><table>{_facts(report)}</table>
<p class=note>{escape(foot(report))}</p></main>
{_data(report)}<script>{_plotly()}</script><script>{SCRIPT}</script></body></html>"""
    return text.encode("utf-8")


def _facts(report: Report) -> str:
    return "".join(
        f"<tr><th scope=row>{escape(name)}</th><td>{escape(value)}</td></tr>"
        for name, value in report.labelled
    )


def _front(report: Report, label: dict[str, str]) -> str:
    tiles = "".join(
        f"<div><b>{escape(value)}</b>{escape(name)}<div class=note>{escape(detail)}</div></div>"
        for name, value, detail in report.tiles
    )
    parts = [f"<div class=tiles>{tiles}</div>", _list(label["meaning"], report.meaning)]
    if report.bars:
        rows = "".join(_bar(bar) for bar in report.bars)
        parts.append(f"<h2>{escape(label['steps'])}</h2><table class=bars>{rows}</table>")
        parts.append(f"<p class=note>{escape(label['steps_note'])}</p>")
    parts.append(f"<h2>{escape(label['changed'])}</h2>{_changed(report, label)}")
    parts.append(_list(label["recommended"], report.recommended or (label["nothing"],)))
    return "".join(parts)


def _list(title: str, said: tuple[str, ...]) -> str:
    items = "".join(f"<li>{escape(text)}</li>" for text in said)
    return f"<h2>{escape(title)}</h2><ul>{items}</ul>" if said else ""


def _bar(bar: Bar) -> str:
    drawn = ""
    if bar.share is not None:
        low, high = 100 * bar.low, 100 * bar.high
        drawn = (
            f"<i class={bar.fill} style='inline-size:{100 * bar.share:.2f}%'></i>"
            f"<s style='inset-inline-start:{low:.2f}%;inline-size:{high - low:.2f}%'></s>"
        )
    return (
        f"<tr><th scope=row>{escape(bar.label)}</th><td class=track><div aria-hidden=true>{drawn}</div></td>"
        f"<td class=n>{escape(bar.counted)}</td></tr>"
    )


def _changed(report: Report, label: dict[str, str]) -> str:
    if not report.changed:
        return f"<p>{escape(label['nothing_to_compare'])}</p>"
    heads = "".join(
        f"<th scope=col class=n>{escape(label[name])}</th>" for name in ("before", "now", "change")
    )
    rows = "".join(
        f"<tr><th scope=row>{escape(line.label)}</th>"
        + "".join(f"<td class=n>{escape(said)}</td>" for said in (line.before, line.now, line.words))
        + "</tr>"
        for line in report.changed
    )
    about = f"<p class=note>{escape(report.changed_about)}</p>"
    return f"{about}<table><thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _section(section: Section, speech: Speech, label: dict[str, str]) -> str:
    said = "".join(f"<p>{escape(sentence)}</p>" for sentence in section.sentences if sentence)
    charts = "".join(_figure(chart, label) for chart in section.charts)
    tables = "".join(_table(table, speech, label) for table in section.tables)
    return f"<h2>{escape(section.title)}</h2>{said}{charts}{tables}"


def _figure(chart: Chart, label: dict[str, str]) -> str:
    height = pictures.SIZE[chart.kind][1]
    words = escape(chart.alt or chart.title)
    named = f"id='chart-{chart.key}' role='img' aria-label='{words}' dir=ltr"
    legend = "".join(_entry(colour, text) for colour, text in chart.legend)
    borders = f" {escape(label['borders'])}" if chart.kind == "map" else ""
    return (
        f"<h3>{escape(chart.title)}</h3><figure><div {named} style='height:{height}px'></div>"
        f"<div class=legend>{legend}</div><figcaption class=note>{words}{borders}</figcaption></figure>"
    )


def _entry(colour: str, text: str) -> str:
    look = "class=hatched" if colour == "hatched" else f"style='background:{colour}'"
    return f"<span><i {look}></i>{escape(text)}</span>"


def _entered(table: Table, column: Column, speech: Speech) -> frozenset[str]:
    """Recorded texts as they are on record: what is said as it is there, somebody wrote."""
    recorded = column.kind == "recorded" and speech.language != SOURCE
    return frozenset(map(str, table.frame[column.name].dropna())) if recorded else frozenset()


def _cell(text: str, entered: frozenset[str]) -> str:
    """A cell; what somebody wrote is marked as being of an unknown language and runs its own way."""
    words = escape(text)
    return f'<bdi lang="">{words}</bdi>' if text in entered else words


def _table(table: Table, speech: Speech, label: dict[str, str]) -> str:
    style = [" class=n" if column.kind in NUMERIC else "" for column in table.columns]
    pairs = list(zip(table.columns, style, strict=True))
    entered = [_entered(table, column, speech) for column in table.columns]
    heads = "".join(f"<th scope=col{look}>{escape(column.heading)}</th>" for column, look in pairs)
    rows = "".join(
        "<tr>"
        + "".join(
            f"<td{look}>{_cell(str(cell), own)}</td>"
            for cell, look, own in zip(row, style, entered, strict=True)
        )
        + "</tr>"
        for row in cells.rows(table, spoken=True, speech=speech)
    )
    note = f"<p class=note>{escape(table.note)}</p>" if table.note else ""
    if not rows:
        return f"<h3>{escape(table.title)}</h3><p>{escape(label['nothing'])}</p>{note}"
    return (
        f"<h3>{escape(table.title)}</h3><div class=scroll tabindex=0 role=region "
        f'aria-label="{escape(table.title)}"><table><thead><tr>{heads}</tr></thead>'
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
