"""The curves of the Cases page: how soon objects reach each end, and whether groups differ."""

from typing import Any

import numpy as np
import pandas as pd
from dash import html

from analysis import incidence as incidence_measure
from analysis import incidence_objects, proportion
from layouts import parts, words
from layouts.charts import incidence as chart
from layouts.charts.incidence import Line
from layouts.findings.cases import CLOCKS, Cases

# cause → colour and dash of its curve; colour is never alone
CAUSE_STYLES = {
    incidence_objects.THANKS_TO_TIP: ("mark", "solid"),
    incidence_objects.OTHERWISE: ("orange-edge", "dash"),
    incidence_objects.ATTRIBUTION_UNKNOWN: ("grey", "dot"),
    incidence_objects.WITHDRAWN: ("vermillion", "dashdot"),
}
GROUP_STYLES = (
    ("mark", "solid"),
    ("orange-edge", "solid"),
    ("green", "solid"),
    ("purple", "solid"),
    ("vermillion", "dash"),
    ("grey", "dash"),
)


def curves(found: Cases, theme: str) -> html.Section:
    """Cumulative incidence of every end, or of the headline cause by group."""
    if found.published.empty:
        body = parts.empty("No object has been displayed here.", "The curve begins with the first display.")
        return html.Section([html.H2("How soon objects are identified"), body], className="state-block")
    if found.view.by == "all":
        return _causes(found, theme)
    return _groups(found, theme)


def _causes(found: Cases, theme: str) -> html.Section:
    lines = []
    for cause, (colour, dash) in CAUSE_STYLES.items():
        rows = found.curves[found.curves["cause"] == cause].reset_index(drop=True)
        said = incidence_objects.CAUSES[cause].replace(
            "identified, attribution unknown", "identified, credit unknown"
        )
        lines.append(Line(rows, said, colour, dash, band=cause == incidence_objects.THANKS_TO_TIP))
    ticks = chart.ticks_of(found.published["duration"])
    risk = [("all objects", incidence_measure.numbers_at_risk(found.published, ticks))]
    figure = chart.incidence(lines, risk, CLOCKS[found.view.clock], theme)
    title = _causes_title(found)
    note = (
        "Share of displayed objects that had each end by then, the ends competing (Aalen–Johansen); objects "
        "still open are counted for as long as they were observed. Band: 95 % of “thanks to a tip”. "
        "Withdrawn: retired unidentified, or withheld without an end."
    )
    return _curve_card(found, figure, title, note, 1)


def _causes_title(found: Cases) -> str:
    events = found.published["event"].value_counts()
    n = len(found.published)
    by_tip = int(events.get(incidence_objects.THANKS_TO_TIP, 0))
    if by_tip < proportion.MINIMUM_EVENTS:
        said = f"{words.number(by_tip)} of {words.plural(n, 'object')} identified thanks to a tip"
        return f"Too early for a steady curve: {said}"
    curve = found.curves[found.curves["cause"] == incidence_objects.THANKS_TO_TIP]
    horizon = next((h for h in (90, 60, 30, 14) if float(curve["time"].max()) >= h), None)
    if horizon is None:
        return f"{words.number(by_tip)} of {words.number(n)} objects were identified thanks to a tip"
    row = curve[curve["time"] <= horizon].iloc[-1]
    share = words.share(row["estimate"], row["low"], row["high"])
    clock = "days" if found.view.clock == "calendar" else "days on display"
    return f"Identified thanks to a tip within {horizon} {clock}: {share}"


def _groups(found: Cases, theme: str) -> html.Section:
    named = sorted(found.curves["group"].unique()) if len(found.curves) else []
    drawn = named[: len(GROUP_STYLES)]
    lines, risk = [], []
    ticks = chart.ticks_of(found.published["duration"])
    for name, (colour, dash) in zip(drawn, GROUP_STYLES, strict=False):
        rows = found.curves[found.curves["group"] == name].reset_index(drop=True)
        lines.append(Line(rows, name, colour, dash))
        mine = found.published[found.published[found.view.by] == name]
        risk.append((name, incidence_measure.numbers_at_risk(mine, ticks)))
    title = _groups_title(found)
    if not lines:
        body = parts.too_early(_left_out(found))
        return html.Section([html.Div(html.H2(title), className="card-head"), body], className="state-block")
    figure = chart.incidence(lines, risk, CLOCKS[found.view.clock], theme)
    more = f" {len(named) - len(drawn)} more groups are in the table." if len(named) > len(drawn) else ""
    note = (
        "Share identified thanks to a tip, other ends competing (Aalen–Johansen). Only groups with "
        f"{proportion.MINIMUM_EVENTS} such identifications are drawn and compared. {_left_out(found)}{more}"
    )
    return _curve_card(found, figure, title, note, len(lines))


def _groups_title(found: Cases) -> str:
    if found.compared is None or found.compared.p_value is None:
        return f"Too early to compare {'categories' if found.view.by == 'category' else 'agencies'}"
    return found.compared.words


def _left_out(found: Cases) -> str:
    if found.left_out.empty:
        return ""
    said = [
        f"{row['group']} ({row['events']} of {row['objects']})" for row in found.left_out.to_dict("records")
    ]
    needed = proportion.MINIMUM_EVENTS
    return f"Left out, under {needed} identified thanks to a tip: {', '.join(said)}."


def _curve_card(found: Cases, figure: dict[str, Any], title: str, note: str, groups: int) -> html.Section:
    return html.Section(
        [
            html.Div(html.H2(title), className="card-head"),
            parts.graph(figure, f"{title}. {note}", height=chart.height(groups)),
            html.P(note, className="note"),
            parts.meanings("incidence", "at_risk", "withdrawn", "displayed"),
            parts.table_behind(_curve_table(found)),
        ],
        className="state-block",
    )


def _curve_table(found: Cases) -> html.Div:
    """The curves at every tick of the axis."""
    ticks = chart.ticks_of(found.published["duration"])
    group, cause = (found.curves[name].to_numpy() for name in ("group", "cause"))
    time, estimate, low, high = (
        found.curves[name].to_numpy() for name in ("time", "estimate", "low", "high")
    )
    rows = []
    for name, of in sorted(set(zip(group.tolist(), cause.tolist(), strict=True))):
        mine = np.flatnonzero((group == name) & (cause == of))
        steps = np.searchsorted(time[mine], ticks, side="right") - 1
        for tick, step in zip(ticks, steps.tolist(), strict=True):
            if step < 0 or tick > time[mine[-1]]:
                continue
            said = words.share(estimate[at := mine[step]], low[at], high[at], 1)
            end = incidence_objects.CAUSES[of] if found.view.by == "all" else name
            rows.append({"group": end, "day": words.number(tick), "share": said})
    columns = {"group": "End" if found.view.by == "all" else "Group", "day": "Day", "share": "Share by then"}
    return parts.table(
        pd.DataFrame(rows, columns=list(columns)), columns, numeric=("day", "share"), caption="Curves"
    )
