"""Cards of the Cases page: who gets the credit, how soon, by which groups, and how long stages take."""

from typing import Any

import pandas as pd
from dash import dcc, html

from analysis import incidence as incidence_measure
from analysis import incidence_objects, proportion
from analysis.stages import HORIZONS
from layouts import parts, words
from layouts.charts import incidence as chart
from layouts.charts.incidence import Line
from layouts.findings.cases import CLOCKS, Cases, credit_words
from queries.filters import Filters
from records import countries

CREDIT = (("yes", "thanks to a tip", ""), ("no", "otherwise", "orange"), ("unknown", "unknown", "hatched"))
PEOPLE = {
    "child_safeguarded": "Children safeguarded",
    "offender_identified": "Offenders identified",
    "offender_prosecuted": "Offenders prosecuted",
}
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


def credit(found: Cases) -> html.Section:
    """Every result by who gets the credit: three classes, none folded into another."""
    rows = [_credit_row(row) for row in found.credit.to_dict("records")]
    people = [_people_row(row) for row in found.people.to_dict("records")]
    table = html.Table(
        [
            html.Caption("Results by who gets the credit", className="visually-hidden"),
            html.Tbody([*rows, parts.bar_group("People"), *people]),
        ],
        className="bars",
    )
    shown = parts.legend(
        [("thanks to a tip", "var(--mark)"), ("otherwise", "var(--orange)"), ("unknown", "hatched")]
    )
    identified = found.credit.set_index("label").loc["Objects identified"]
    title = (
        f"Objects identified: {credit_words(identified)}"
        if identified["reached"]
        else "No result on record yet"
    )
    note = (
        "Bars: share of the results. Who gets the credit is entered with each outcome; unknown stays unknown."
    )
    return parts.card(title, [shown, table, html.P(note, className="note")])


def _credit_row(row: dict[Any, Any]) -> html.Tr:
    total = int(row["reached"])
    of = [html.B(words.number(total)), f" of {words.number(row['n'])}"]
    rate = "none yet"
    if total and not proportion.too_early(proportion.MINIMUM_ASSESSED, total):
        rate = words.share(row["yes"] / total, *proportion.interval(row["yes"], total))
    elif total:
        rate = f"{row['yes']} thanks to tips"
    return _stacked(row["label"], row, total, of, rate)


def _people_row(row: dict[Any, Any]) -> html.Tr:
    total = sum(int(row[key]) for key, _, _ in CREDIT)
    said = f"{row['yes']} thanks to tips" if total else "none yet"
    return _stacked(PEOPLE[row["kind"]], row, total, html.B(words.number(total)), said)


def _stacked(label: str, row: dict[Any, Any], total: int, count: Any, rate: str) -> html.Tr:
    pieces: list[Any] = []
    for key, said, fill in CREDIT:
        if total and row[key]:
            width = {"width": f"{100 * row[key] / total:.2f}%"}
            pieces.append(
                html.Span(className=f"piece {fill}".strip(), style=width, title=f"{row[key]} {said}")
            )
    spoken = ", ".join(f"{row[key]} {said}" for key, said, _ in CREDIT)
    return html.Tr(
        [
            html.Th([label, html.Span(f": {spoken}", className="visually-hidden")], scope="row"),
            html.Td(html.Div(pieces, className="track stacked"), className="track-cell"),
            html.Td(count, className="count"),
            html.Td(rate, className="rate"),
        ]
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
        "still open are counted for as long as they were observed. Band: 95 % of “thanks to a tip”. Withdrawn: "
        "retired unidentified, or withheld without an end."
    )
    return _curve_card(found, figure, title, note, 1)


def _causes_title(found: Cases) -> str:
    events = found.published["event"].value_counts()
    n = len(found.published)
    by_tip = int(events.get(incidence_objects.THANKS_TO_TIP, 0))
    if by_tip < proportion.MINIMUM_EVENTS:
        return f"Too early for a curve to be steady: {by_tip} of {words.plural(n, 'object')} identified thanks to a tip"
    curve = found.curves[found.curves["cause"] == incidence_objects.THANKS_TO_TIP]
    horizon = next((h for h in (90, 60, 30, 14) if float(curve["time"].max()) >= h), None)
    if horizon is None:
        return f"{by_tip} of {n} objects were identified thanks to a tip"
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
            parts.table_behind(_curve_table(found)),
        ],
        className="state-block",
    )


def _curve_table(found: Cases) -> html.Table:
    """The curves at every tick of the axis."""
    ticks = chart.ticks_of(found.published["duration"])
    rows = []
    for (group, cause), curve in found.curves.groupby(["group", "cause"]):
        for tick in ticks:
            known = curve[curve["time"] <= tick]
            if known.empty or tick > float(curve["time"].max()):
                continue
            row = known.iloc[-1]
            rows.append(
                {
                    "group": incidence_objects.CAUSES[int(cause)] if found.view.by == "all" else group,
                    "day": words.number(tick),
                    "share": words.share(row["estimate"], row["low"], row["high"], 1),
                }
            )
    columns = {"group": "End" if found.view.by == "all" else "Group", "day": "Day", "share": "Share by then"}
    return parts.table(
        pd.DataFrame(rows, columns=list(columns)), columns, numeric=("day", "share"), caption="Curves"
    )


def stages(found: Cases) -> html.Section:
    """How long each stage takes, and how many got there."""
    rows = [_stage_row(row) for row in found.stages.to_dict("records")]
    columns = {
        "stage": "Stage",
        "reached": "Reached",
        "median": "Median days (middle half)",
        **{f"within_{h}": f"Within {h} days" for h in HORIZONS},
    }
    numeric = tuple(name for name in columns if name != "stage")
    note = (
        "Days since the object, or any object of the case, was first displayed. Median: of those that got "
        "there, so it is short while others are on their way. Within: share of all, with 95 % interval, "
        "corrected for those observed for less; – where nobody was observed for that long."
    )
    table = parts.table(pd.DataFrame(rows), columns, numeric=numeric, caption="Time to each stage")
    scroll = html.Div(
        table, className="table-scroll", tabIndex=0, role="region", **parts.aria(label="Stages")
    )
    return parts.card(_stages_title(found), [scroll, html.P(note, className="note")])


def _stages_title(found: Cases) -> str:
    timed = found.stages.set_index("stage").loc["Object identified"]
    if pd.isna(timed["median"]):
        return "Too early to say how long stages take"
    return (
        f"Half of the {int(timed['reached'])} identified objects were identified within "
        f"{words.plural(round(timed['median']), 'day')}"
    )


def _stage_row(row: dict[Any, Any]) -> dict[str, str]:
    found = {
        "stage": row["stage"],
        "reached": f"{int(row['reached'])} of {int(row['n'])} {row['about']}",
        "median": "too early to say" if row["reached"] else words.MISSING,
    }
    if not pd.isna(row["median"]):
        ends = f"{words.number(row['lower'])}–{words.number(row['upper'])}"
        found["median"] = f"{words.number(row['median'])} ({ends})"
    for horizon in HORIZONS:
        share = row[f"within_{horizon}"]
        said = words.share(share, row[f"low_{horizon}"], row[f"high_{horizon}"])
        found[f"within_{horizon}"] = words.MISSING if pd.isna(share) or not row["n"] else said
    return found


NUMBER = {"type": "rightAligned", "filter": "agNumberColumnFilter", "width": 92}
TEXT = {"filter": "agTextColumnFilter"}
COLUMNS: tuple[dict[str, Any], ...] = (
    {"field": "case_id", "headerName": "Case", "width": 120, **TEXT},
    {"field": "agency", "headerName": "Agency", "flex": 1, "minWidth": 120, **TEXT},
    {"field": "status", "headerName": "Status", "width": 92, **TEXT},
    {"field": "stage", "headerName": "Stage", "width": 150, **TEXT, "cellRenderer": "CaseStage"},
    {"field": "credit", "headerName": "Thanks to", "width": 124, **TEXT},
    {"field": "objects", "headerName": "Objects", **NUMBER},
    *(
        {"field": name, "headerName": head, "width": 112, "filter": False, "cellRenderer": "Words",
         "cellRendererParams": {"words": f"{name}_words"}}
        for name, head in (("first_shown", "Displayed"), ("identified", "Identified"), ("located", "Located"),
                           ("eliminated", "Eliminated"), ("referred", "Referred"), ("resolved", "Resolved"))
    ),
    {"field": "children", "headerName": "Children", **NUMBER},
)  # fmt: skip


def rows(found: Cases) -> pd.DataFrame:
    """One row a case as the grid shows it: days as sortable text, and in words beside."""
    frame = found.cases
    kept = ["case_id", "agency", "status", "stage", "credit", "objects", "children"]
    table = frame[kept].copy()
    table["credit"] = frame["credit"].map({"yes": "a tip", "no": "otherwise", "unknown": "unknown"})
    for name in ("first_shown", "identified", "located", "eliminated", "referred", "resolved"):
        table[name] = frame[name].dt.strftime("%Y-%m-%d")
        table[f"{name}_words"] = [words.day(value) for value in frame[name]]
    return table


def outcomes_of(case_id: str, found: pd.DataFrame, zone: str) -> Any:
    """The outcomes of the chosen case, the latest first."""
    if not case_id:
        return parts.empty("No case is chosen.", "Click a row above to see what happened in it.")
    if found.empty:
        return parts.empty(
            f"Nothing is on record for {case_id}.", "Outcomes are entered beside, or imported."
        )
    frame = pd.DataFrame(
        {
            "at": [words.instant(value, zone) for value in found["occurred_at"]],
            "what": [outcome_words(row) for row in found.to_dict("records")],
            "object": [_object_link(value) for value in found["object_id"]],
            "credit": [_credit_said(row) for row in found.to_dict("records")],
        }
    )
    columns = {"at": "When", "what": "What", "object": "Object", "credit": "Thanks to"}
    table = parts.table(frame, columns, caption=f"Outcomes of {case_id}")
    return html.Div(
        table, className="table-scroll", tabIndex=0, role="region", **parts.aria(label="Outcomes")
    )


def outcome_words(row: dict[Any, Any]) -> str:
    """`Origin located, Portugal` or `Child safeguarded, 2 people`."""
    said = str(row["kind"]).replace("_", " ").capitalize()
    if isinstance(row["country"], str):
        said += f", {country_name(row['country'])}"
    if row["people"] is not None and not pd.isna(row["people"]):
        said += f", {words.plural(int(row['people']), 'person', 'people')}"
    return said


def country_name(code: str) -> str:
    """The English name of a country code."""
    return "an unknown country" if code == countries.UNKNOWN else countries.names("en").get(code, code)


def _object_link(object_id: Any) -> Any:
    return dcc.Link(object_id, href=f"/objects/{object_id}") if isinstance(object_id, str) else words.MISSING


def _credit_said(row: dict[Any, Any]) -> str:
    said = {"yes": "a tip", "no": "not a tip", "unknown": "unknown"}[row["thanks_to"]]
    return f"{said}, {row['tip_id']}" if isinstance(row["tip_id"], str) else said


def counted(found: Cases, filters: Filters) -> str:
    """How many cases, and which filters are left aside here."""
    said = f"{words.plural(len(found.cases), 'case')} in scope"
    if found.until is not None:
        said += f", as they stood on {words.day(found.until)}"
    if filters.country or filters.channel or filters.network:
        said += "; country, channel and network choose tips, not cases, and are left aside here"
    return said
