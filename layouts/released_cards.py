"""What leadership sees of the overview and the map: the protected release and nothing finer."""

from typing import Any

import pandas as pd
from dash import dcc, html

from layouts import map_parts, overview_cards, parts, words
from layouts.charts import months as months_chart
from layouts.findings import world
from layouts.findings.release import Released
from layouts.reports import making, released
from layouts.reports.released import Source
from layouts.tokens import palette


def scope(found: Released) -> html.P:
    """Which months, which rule: instead of the filters, which do not apply."""
    months = words.period(found.first, found.last) if found.first else "no whole month yet"
    text = f"The release covers whole months: {months}. Filters do not apply to it. Rule: {found.rule}."
    return html.P(text, className="note release-scope")


def overview(source: Source, theme: str) -> list[Any]:
    """Verdict, tiles, months, benchmark, map."""
    found, release = source.found, source.released
    lower = [overview_cards.benchmark(found, theme), _map(release, theme)]
    return [
        overview_cards.headline(found),
        scope(release),
        _strip(source, theme),
        html.Div([_results(source), _months(release, theme)], className="grid two"),
        html.Div(lower, className="grid two"),
    ]


def _strip(source: Source, theme: str) -> html.Div:
    total, state = source.released.total("place")
    blank = html.Div()
    months = source.released.margin("month", "month").sort_values("month")
    line: Any = blank
    if len(months) and not months["count"].isna().any():
        line = parts.sparkline(
            [float(n) for n in months["count"]], palette(theme)["mark"], label="tips by month"
        )
    tiles = [parts.tile("Tips", released.said(total, state), "", "in whole months", line, "")]
    tiles += [
        parts.tile(label.capitalize(), value, "", detail, blank, "")
        for label, value, detail in making.object_tiles(source.found)
    ]
    shares, shares_state = source.released.total("network_month")
    tiles.append(
        parts.tile("Shares", released.said(shares, shares_state), "", "clicks, not people", blank, "")
    )
    return html.Div(tiles, className="strip")


def _results(source: Source) -> html.Section:
    n = len(source.found.published)
    rows = [parts.bar_group("Objects published", "an eliminated trail is a result")]
    names = {"identified": "Identified", "located": "Located", "eliminated": "Trail eliminated"}
    for name, label in names.items():
        x = int(source.found.published[name].notna().sum())
        fill = "green" if name == "eliminated" else ""
        rows.append(overview_cards.rate_row(label, x, n, fill=fill, sub=name != "identified"))
    rows.append(parts.bar_group("Work on tips"))
    total, state = source.released.total("assessment")
    for row in source.released.margin("assessment", "assessment").to_dict("records"):
        rows.append(_assessment(row, total if state == "shown" else None))
    return parts.card("From published object to result", [parts.bars(rows, "Results and work")])


def _assessment(row: dict[Any, Any], total: int | None) -> html.Tr:
    label = str(row["assessment"]).capitalize()
    if row["state"] != "shown" or not total:
        return parts.bar_row(label, None, parts.count_cell(None, row["state"]))
    n = int(row["count"])
    return parts.bar_row(label, n / total, words.number(n), words.percent(n / total, 1), fill="soft")


def _months(found: Released, theme: str) -> html.Section:
    months = found.margin("month", "month").sort_values("month")
    figure = months_chart.months(months, theme)
    table = months.assign(
        count=[parts.count_cell(n, s) for n, s in zip(months["count"], months["state"], strict=True)]
    )
    body = [
        parts.graph(figure, f"Tips in {words.plural(len(months), 'month')}.", height=300),
        parts.table_behind(parts.table(table, {"month": "Month", "count": "Tips"}, numeric=("count",))),
    ]
    return parts.card("Tips a month", body, subtitle="Whole calendar months; “·” is hidden, never zero")


def _map(found: Released, theme: str) -> html.Section:
    places = released.released_places(found)
    return map_parts.small_map(places, theme, "Where tips come from", dcc.Link("Open map", href="/map"))


def places_of(found: Released, layer: str) -> world.Places:
    """The layer as the release has it: tips by origin, or shares; other layers are not in the release."""
    if layer == "shares":
        return released.released_places(found, "shares_place", "shares")
    if layer == "origin":
        return released.released_places(found)
    nothing = pd.DataFrame(columns=["country", "count", "state"])
    return released.placed(nothing, 0, "shown", layer)
