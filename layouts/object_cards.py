"""Cards of one object's page."""

from datetime import datetime
from typing import Any, Protocol

from dash import dcc, html

from analysis import proportion
from layouts import map_parts, parts, words
from layouts.charts import timeline as timeline_chart
from layouts.findings import world
from layouts.findings.object_detail import EPOCH, Detail, headline
from layouts.findings.world import Places
from queries.filters import Filters

MOST = 6


def head(found: Detail, filters: Filters) -> html.Div:
    """Picture, question, verdict, figures."""
    row, search = found.row, filters.to_search()
    title = row["title"] or row["object_id"]
    question = f"{row['object_id']} · {title}" + (f" · “{row['question']}”" if row["question"] else "")
    words_part = html.Div([parts.verdict(question, *headline(found)), _figures(found)])
    above = crumbs(row["object_id"], found.before, found.after, search)
    return html.Div([above, html.Div([picture(row), words_part], className="object-head")])


def crumbs(object_id: str, before: str | None, after: str | None, search: str) -> html.Div:
    """The way back to all objects, and to the ones before and after."""
    around = [
        dcc.Link(f"‹ {before}", href=f"/objects/{before}{search}") if before else "",
        " ",
        dcc.Link(f"{after} ›", href=f"/objects/{after}{search}") if after else "",
    ]
    way = html.Span([dcc.Link("Objects", href=f"/objects{search}"), f" / {object_id}"])
    return html.Div([way, html.Span(around)], className="crumbs")


def picture(row: dict[Any, Any]) -> Any:
    """The object's picture, or words that there is none."""
    if not isinstance(row.get("image"), str) or not row["image"]:
        return html.Div("No picture on record", className="object-picture missing")
    return html.Img(
        src=f"/pictures/{row['image']}", alt=row["title"] or row["object_id"], className="object-picture"
    )


def _figures(found: Detail) -> html.Div:
    totals, row = found.totals, found.row
    assessed = totals["n"] - totals["pending"]
    useful = "none assessed yet"
    if assessed:
        low, high = proportion.interval(totals["actionable"], assessed)
        useful = words.share(totals["actionable"] / assessed, low, high, 1)
        if proportion.too_early(assessed, totals["actionable"]):
            useful += " · too early to rank"
    displayed = float(row.get("days_displayed") or 0)
    place = f"now in place {int(row['slot'])}" if row.get("displayed") else "not on display"
    cells = [
        ("Displayed", words.plural(round(displayed), "day"), place),
        ("Tips", words.number(totals["n"]), f"{words.number(found.unattributed)} outside any display"),
        ("Actionable", f"{words.number(totals['actionable'])} of {words.number(assessed)}", useful),
        ("Shares", words.number(found.shares), "clicks and shares, not people"),
        ("Chance in 14 days", *_chance(found)),
    ]
    return html.Div(
        [
            html.Div([html.Div(label, className="label"), html.B(value), html.Div(note, className="note")])
            for label, value, note in cells
        ],
        className="figures",
    )


def _chance(found: Detail) -> tuple[str, str]:
    advice = found.advice
    if advice is None or advice["probability"] is None or advice["probability"] != advice["probability"]:
        return words.MISSING, "not to be shown again"
    ends = f"{100 * advice['low']:.1f}–{100 * advice['high']:.1f} · {advice['action']}"
    return words.percent(advice["probability"], 1), ends


def timeline(found: Detail, theme: str) -> html.Section:
    """Tips with the displays that brought them."""
    figure = timeline_chart.timeline(
        found.daily,
        found.periods,
        found.presses,
        found.state.rules.grace_days,
        found.state.as_of or EPOCH,
        theme,
    )
    title = _timeline_title(found)
    grace = found.state.rules.grace_days
    note = (
        f"Shaded: on display; paler: the {grace} days of grace after it. Ticks: actionable tips. ▼ press. "
        "Tips rise after any change of display; the rise alone says nothing about the object."
    )
    behind = found.periods.assign(
        shown_from=[words.day(value) for value in found.periods["shown_from"]],
        shown_until=[words.day(value) for value in found.periods["shown_until"]],
        n=[words.number(value) for value in found.periods["n"]],
        grace=[words.number(value) for value in found.periods["grace"]],
    )
    columns = {
        "slot": "Place",
        "shown_from": "From",
        "shown_until": "Until",
        "n": "Tips",
        "grace": "of them in grace",
    }
    body = [
        parts.graph(figure, title, height=260),
        html.P(note, className="note"),
        parts.table_behind(parts.table(behind, columns, numeric=("slot", "n", "grace"), caption="Displays")),
    ]
    return parts.card(title, body, subtitle="Tips a day, in the campaign's time zone")


def _timeline_title(found: Detail) -> str:
    periods = found.periods
    if periods.empty:
        return "Never on display"
    if len(periods) == 1:
        return f"{words.plural(int(periods['n'].iloc[0]), 'tip')} with its one display"
    most = periods.nlargest(1, "n").to_dict("records")[0]
    total = int(periods["n"].sum())
    part = f"{words.number(most['n'])} of {words.number(total)} tips"
    return f"{part} came with the display of {words.day(most['shown_from'])}"


def place_map(found: Places, title: str, theme: str, nothing: str) -> html.Section:
    """A world map of one layer with its counts."""
    if not found.total:
        return parts.card(title, parts.empty("Nothing here.", nothing))
    figure, limits, top = map_parts.figure(found, "count", theme)
    beside = map_parts.beside(found)
    body = [
        parts.graph(figure, f"{title}. {beside}", height=200),
        map_parts.classes(limits, top, "count", theme, hidden=found.hidden),
        html.P(beside, className="note"),
        parts.table_behind(map_parts.country_table(found)),
    ]
    return parts.card(title, body)


def consensus(found: Detail) -> html.Section:
    """Which country, by independent tips; no winner is named while it is contested."""
    decided = found.origins.decided
    if decided.empty:
        return parts.card(
            "Which country?", parts.empty("No tip names a country.", "Tips that do are counted here.")
        )
    best = decided.to_dict("records")[0]
    votes = dict(zip(found.origins.votes["answer"], found.origins.votes["n"], strict=True))
    ranked = found.origins.posterior.nlargest(MOST, "probability").to_dict("records")
    names = world.known_countries()["name"]
    fill = "purple" if best["contested"] else ""
    rows = [
        parts.bar_row(
            str(names.get(item["answer"], item["answer"])),
            item["probability"],
            words.number(votes.get(item["answer"], 0)),
            words.percent(item["probability"]),
            fill=fill if place < 2 or not best["contested"] else "grey",
        )
        for place, item in enumerate(ranked)
        if item["probability"] >= 0.005
    ]
    state = parts.pill("contested", "contested") if best["contested"] else parts.pill("settled", "good")
    fitted = found.origins.fitted
    source = (
        f"weights fitted on {fitted} located objects"
        if fitted
        else "default weights, too few located objects"
    )
    note = (
        f"Bar: probability of the country. Number: independent tips (near-identical ones, and those of one "
        f"hour and place, count once). A country needs 50 % and 3 tips to be named; {source}. "
        f"Entropy {best['entropy']:.1f} bits."
    )
    title = html.Span(["Which country? ", state])
    return html.Section(
        [
            html.Div(html.H2(title), className="card-head"),
            parts.bars(rows, "Country by probability"),
            html.P(note, className="note"),
        ],
        className="card",
    )


def networks(found: Detail) -> html.Section:
    """Shares by network."""
    frame = found.networks.sort_values("n", ascending=False)
    if frame.empty:
        return parts.card(
            "Shares by network", parts.empty("No share on record.", "Clicks on share links are counted.")
        )
    total = int(frame["n"].sum())
    top = frame.head(MOST).to_dict("records")
    rows = [
        parts.bar_row(
            row["network"], row["n"] / total, words.number(row["n"]), words.percent(row["n"] / total)
        )
        for row in top
    ]
    rest = total - sum(int(row["n"]) for row in top)
    if rest:
        rows.append(
            parts.bar_row(
                "others", rest / total, words.number(rest), words.percent(rest / total), fill="grey"
            )
        )
    subtitle = f"{words.number(total)} shares and share clicks; a click is not always a share"
    return parts.card("Shares by network", parts.bars(rows, "Shares by network"), subtitle=subtitle)


def quality(found: Detail) -> html.Section:
    """What became of the tips."""
    totals, n = found.totals, found.totals["n"]
    if not n:
        return parts.card("What became of the tips", parts.empty("No tips yet.", "Nothing to assess."))
    kinds = (
        ("Actionable", "actionable", ""),
        ("Unusable", "unusable", "soft"),
        ("Duplicate", "duplicate", "soft"),
        ("Spam", "spam", "soft"),
        ("Not yet assessed", "pending", "hatched"),
    )
    rows = [
        parts.bar_row(
            label, totals[key] / n, words.number(totals[key]), words.percent(totals[key] / n, 1), fill=fill
        )
        for label, key, fill in kinds
    ]
    link = dcc.Link("The tips", href=f"/tips?object={found.row['object_id']}&show=all")
    return parts.card(
        "What became of the tips",
        parts.bars(rows, "Assessment"),
        subtitle=f"{words.number(n)} received",
        link=link,
    )


class Eventful(Protocol):
    """Anything with dated words."""

    @property
    def events(self) -> list[tuple[datetime, str]]:
        """The latest first."""


def events(found: Eventful) -> html.Section:
    """What happened, latest first."""
    if not found.events:
        return parts.card(
            "Events", parts.empty("Nothing happened yet.", "Displays and outcomes appear here.")
        )
    items = [
        html.Li([html.Time(words.day(at), dateTime=str(at)), html.Span(text)]) for at, text in found.events
    ]
    return parts.card(f"Events ({len(items)})", html.Ul(items, className="since scrolling", tabIndex=0))
