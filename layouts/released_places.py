"""The release's counts by country, as the map, its table and the cards beside it take them."""

from dataclasses import replace
from typing import Any

import pandas as pd
from dash import dcc, html

from layouts import map_cards, map_parts, parts, released_words, words
from layouts.charts import months as months_chart
from layouts.findings import world
from layouts.findings.release_places import PERIODS, REGIONS, by_country, together
from layouts.findings.release_scope import NO_MONTH, Answer
from layouts.findings.released import Scoped
from layouts.findings.world import Places
from layouts.speech import ENGLISH

LAYERS = {"origin": world.LAYERS["origin"], "shares": world.LAYERS["shares"]}
MEASURES = {name: world.MEASURES[name] for name in ("count", "per_million", "share")}
_SAID = {"type": "rightAligned", "sortable": True, "width": 96, "cellRenderer": "Words"}
# The table beside the map: the release has no assessment by country.
COLUMNS: tuple[dict[str, Any], ...] = (
    {"field": "name", "headerName": "Country", "flex": 1, "minWidth": 104},
    {"field": "n", "headerName": "Count", **_SAID, "cellRendererParams": {"words": "n_words"}},
    {"field": "per_million", "headerName": "Per mio.", **_SAID,
     "cellRendererParams": {"words": "per_million_words"}},
)  # fmt: skip
HINT = (
    "Whole calendar months. Click a country, here or in the table: what the release says of it follows below "
    "and on the other pages. Click again to let go."
)


def headline(found: Places, scoped: Scoped, answer: Answer) -> tuple[str, str]:
    """Where most come from, among the countries that are printed; of what, where that is not what the page
    says."""
    if scoped.release.first and scoped.main.outside:
        return NO_MONTH, f"It covers {words.period(scoped.release.first, scoped.release.last)}."
    what = "tips" if found.layer == "origin" else "shares"
    if found.frame.empty and not found.unknown:
        return f"The release counts no {what} yet.", "It is made of whole calendar months."
    printed = found.frame[found.frame["state"] == "shown"]
    if printed.empty:
        return f"The release prints no country's {what} yet.", "Counts under the threshold are hidden."
    most = words.listed(list(printed["name"].head(3)))
    covers = "; ".join(released_words.differing(scoped, answer))
    first = f"For {covers}, most" if covers else "Most"
    dense = printed.nlargest(2, "per_million")
    rest = ""
    if len(dense) == 2:
        rest = f"Of the countries printed, {words.listed(list(dense['name']))} send most per million people"
        rest += f"; {words.plural(found.hidden, 'country', 'countries')} hidden." if found.hidden else "."
    return f"{first} {what} come from {most}.", rest


def title(found: Places, measure: str, answer: Answer, scoped: Scoped) -> list[Any]:
    """The map's heading, and what it covers where that is not what the page says."""
    said = {"count": "", "per_million": ": per million people", "share": ": share of all"}[measure]
    heading = html.Div(html.H2(world.LAYERS[found.layer] + said), className="card-head")
    aside = released_words.aside(scoped, answer)
    return [heading, html.P(f"{aside} {HINT}".strip(), className="subtitle")]


def table_title(found: Places, answer: Answer, scoped: Scoped) -> list[Any]:
    """Heading of the table, with how many countries and how many without one; why it has no row."""
    heading = html.H2("The same, as a table")
    if answer.outside:
        return [html.Div(heading, className="card-head"), _no_row(scoped)]
    unknown = words.HIDDEN if found.unknown_hidden else words.number(found.unknown)
    beside = html.Span(f"{len(found.frame)} + unknown {unknown}", className="subtitle")
    none = parts.empty("Nothing here.", "The release counts none of it.")
    return [html.Div([heading, beside], className="card-head"), *([] if rows(found) else [none])]


def _no_row(found: Scoped) -> html.Div:
    release = found.release
    if release.first is None:
        return parts.empty(
            "No whole month yet.", "Countries are listed when the first calendar month is over."
        )
    covers = words.period(release.first, release.last)
    return parts.empty(NO_MONTH, f"It covers {covers}: choose dates within it to see countries.")


def rows(found: Places) -> list[dict[str, Any]]:
    """Rows of the table; the unknown ones too where they are hidden."""
    listed = map_cards.rows(found)
    if found.unknown_hidden:
        hidden = {"n_words": words.HIDDEN, "per_million_words": words.MISSING, "actionable_share_words": ""}
        listed.append({"country": "unknown", "name": "Unknown", "n": None, "per_million": None, **hidden})
    return listed


def follow(found: Scoped, theme: str, layer: str = "origin") -> Any:
    """What the release says of the countries asked for: over time, and by category. Of the layer's countries
    that are hidden: how many they have together."""
    if found.asked.countries is None:
        cards = [_regions(found), *_hidden_together(found, layer)]
        return html.Div(cards, className="grid two" if len(cards) > 1 else "grid")
    asked = found.without("subject")
    months = monthly(asked, theme, f" from {released_words.places(asked.tips(*PERIODS), asked)}")
    return html.Div([months, _categories(asked)], className="grid two")


def monthly(found: Scoped, theme: str, of: str = "") -> html.Section:
    """Tips by month, or by quarter or half-year where the release is coarser; `of`: which tips, in words."""
    answer = found.tips(*PERIODS)
    if answer.outside:
        return nothing(found, "Tips by month")
    unit = answer.by or "month"
    listed = answer.rows.rename(columns={unit: "month"}).sort_values("month")
    if listed.empty:
        return _no_tip(found, answer, of)
    figure = months_chart.months(listed, theme)
    cells = [parts.count_cell(n, s) for n, s in zip(listed["count"], listed["state"], strict=True)]
    table = parts.table(
        listed.assign(count=cells, month=[ENGLISH.month(str(name)) for name in listed["month"]]),
        {"month": unit.capitalize(), "count": "Tips"},
        numeric=("count",),
    )
    hidden = int((listed["state"] == "suppressed").sum())
    said = f"Tips in {words.plural(len(listed), unit)}, {hidden} of them hidden." if hidden else ""
    said = said or f"Tips in {words.plural(len(listed), unit)}."
    aside = released_words.aside(found, answer)
    body = [parts.graph(figure, said, height=300), parts.table_behind(table)]
    days = "" if unit == "month" else f" {words.period(answer.first, answer.last)}."
    subtitle = f"Tips by {unit}.{days} {aside} “·” is hidden, never zero.".replace("  ", " ")
    return parts.card(_most(listed, of), body, subtitle=subtitle)


def _no_tip(found: Scoped, answer: Answer, of: str) -> html.Section:
    """The card of months without a tip; why the month in which the campaign began is not among them."""
    began = (
        "The month in which a campaign begins is not whole, unless it begins on the first: it is not counted."
    )
    title_ = f"No tip{of} came in the whole months {words.period(answer.first, answer.last)}"
    return parts.card(title_, parts.empty("No tip.", began), subtitle=released_words.aside(found, answer))


def _most(listed: pd.DataFrame, of: str) -> str:
    """When most tips came, among what is printed."""
    printed = listed[listed["count"].notna() & (listed["count"] > 0)]
    if printed.empty:
        return f"No number of tips{of} is printed"
    best = printed.nlargest(1, "count").to_dict("records")[0]
    name = str(best["month"])
    when = f"{words.MONTHS[int(name[5:]) - 1]} {name[:4]}" if name[5:].isdigit() else ENGLISH.month(name)
    when = f"the {when}" if name[5] == "H" else when
    if len(listed) == 1:
        return f"{words.plural(int(best['count']), 'tip')}{of} in {when}"
    if listed["count"].isna().any() and listed["count"].notna().sum() == 1:
        return f"{words.plural(int(best['count']), 'tip')}{of} came in {when}; the other numbers are hidden"
    among = "Of the numbers printed, most" if listed["count"].isna().any() else "Most"
    return f"{among} tips{of} came in {when}"


def nothing(found: Scoped, title_: str, link: Any = None) -> html.Section:
    """A card of which the release has nothing: before the first one, or in a period outside it."""
    if found.release.first is not None:
        covers = f"It covers {words.period(found.release.first, found.release.last)}."
        return parts.card(title_, parts.empty(NO_MONTH, covers), link=link)
    why = "Leadership's counts are of whole calendar months, and none is over yet."
    return parts.card(title_, parts.empty("No whole month yet.", why), link=link)


def foot(found: Scoped, places: Places, legend: Any) -> list[Any]:
    """Legend, what the map cannot show, borders and sources; before the first release nothing is counted."""
    none = NO_MONTH if found.release.first else "No whole month is over yet: nothing is counted."
    beside = none if found.main.outside else map_parts.beside(places)
    return [legend, *(html.P(text, className="note") for text in (beside, map_parts.BORDERS))]


def bars(answer: Answer, names: dict[str, str], found: Scoped, title_: str, link: Any = None) -> html.Section:
    """One bar a value of the answer's dimension, the largest first, hidden ones last and by name."""
    said = [names.get(str(v), _headed(released_words.region(str(v)))) for v in answer.rows[answer.by]]
    listed = answer.rows.assign(name=said)
    listed = listed[listed["count"].isna() | (listed["count"] > 0)]
    if answer.outside:
        return nothing(found, title_, link)
    if listed.empty:
        return parts.card(title_, parts.empty("Nothing here.", "The release counts none of it."), link=link)
    ordered = listed.sort_values(["count", "name"], ascending=[False, True], na_position="last")
    shown = ordered["count"].dropna()
    whole = int(shown.sum()) if len(shown) == len(ordered) else None
    largest = int(shown.max()) if len(shown) else 1
    rows_ = [_bar(row, whole, largest) for row in ordered.to_dict("records")]
    return parts.card(
        title_, parts.bars(rows_, title_), subtitle=released_words.aside(found, answer), link=link
    )


def _headed(name: str) -> str:
    """A name as a row begins with it; names stay as they are."""
    return name.capitalize() if name in (released_words.UNKNOWN, released_words.ELSEWHERE) else name


def _bar(row: dict[Any, Any], whole: int | None, largest: int) -> html.Tr:
    if row["state"] != "shown":
        return parts.bar_row(row["name"], None, parts.count_cell(None, row["state"]))
    n = int(row["count"])
    rate = words.percent(n / whole) if whole else ""
    return parts.bar_row(row["name"], n / (whole or largest), words.number(n), rate, fill="soft")


def _regions(found: Scoped) -> html.Section:
    answer = found.tips(*REGIONS)
    return bars(answer, {}, found, "Tips by region")


def _hidden_together(found: Scoped, layer: str) -> list[html.Section]:
    rest = together(found, layer)
    _, answer = by_country(found, layer)
    if rest.empty:
        return []
    table = parts.table(
        rest.assign(
            countries=[words.number(n) for n in rest["countries"]],
            count=[parts.count_cell(n, s) for n, s in zip(rest["count"], rest["state"], strict=True)],
        ),
        {"region": "Region", "countries": "Hidden countries", "count": "Together"},
        numeric=("countries", "count"),
        caption="Hidden countries together",
    )
    what = "Tips" if layer == "origin" else "Shares"
    why = (
        f"{what}: a region's printed number less its countries that are printed. Where a region is not here, "
    )
    why += "its number is hidden, or none or one of its countries is."
    aside = released_words.aside(found, answer)
    return [parts.card("Hidden countries, together", table, subtitle=f"{aside} {why}".strip())]


def _categories(found: Scoped) -> html.Section:
    clear = dcc.Link("Clear", href="/map" + replace(found.asked.filters, country=()).to_search())
    answer = found.tips("category")
    title_ = f"Tips from {released_words.places(answer, found)} by category"
    return bars(answer, {}, found, title_, link=clear)


def small_map(found: Scoped, theme: str) -> html.Section:
    """The overview's map of tips per million people."""
    if found.main.outside:
        return nothing(found, "Where tips come from")
    places, answer = by_country(found, "origin")
    link = dcc.Link("Open map", href="/map" + found.asked.filters.to_search())
    aside = released_words.aside(found, answer)
    card = map_parts.small_map(places, theme, "Where tips come from", link)
    if aside:
        card.children.insert(1, html.P(aside, className="note"))
    return card
