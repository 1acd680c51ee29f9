"""What leadership sees of the overview: the protected release, and facts of the catalogue."""

from typing import Any

import pandas as pd
from dash import dcc, html

from layouts import overview_cards, parts, released_places, released_words, saving, words
from layouts.findings import release_people, release_places
from layouts.findings.overview import Overview
from layouts.findings.released import Scoped
from layouts.reports import making
from layouts.speech import ENGLISH
from layouts.tokens import palette

QUESTION = "Is the pilot working?"
WHOLE = "all objects and countries"


def overview(found: Overview, scoped: Scoped, theme: str) -> list[Any]:
    """Verdict, tiles, results, months, benchmark, map. `found` is used for facts of the catalogue only."""
    upper = [_results(found, scoped), released_places.monthly(scoped, theme)]
    lower = [overview_cards.benchmark(found, theme), released_places.small_map(scoped, theme)]
    return [
        _headline(found),
        released_words.scope(scoped, scoped.shares()),
        _strip(found, scoped, theme),
        html.Div(upper, className="grid two"),
        html.Div(lower, className="grid two"),
    ]


def _headline(found: Overview) -> html.Div:
    """The verdict; without a displayed object it would speak of counts that are not the release's."""
    if found.published.empty:
        return parts.verdict(QUESTION, "Too early to say.", "No object has been displayed yet.")
    return overview_cards.headline(found)


def said(count: int | None, state: str) -> str:
    """A count of the release in words."""
    return words.HIDDEN if state == "suppressed" else words.number(count)


def _strip(found: Overview, scoped: Scoped, theme: str) -> html.Div:
    shares = scoped.shares()
    tiles = [_tile("Tips", "tips", scoped.main.one, released_words.months(scoped), _line(scoped, theme))]
    for label, value, detail in making.object_tiles(found):
        tiles.append(parts.tile(label.capitalize(), value, "", detail, html.Div(), ""))
    aside = released_words.aside(scoped, shares)
    tiles.append(_tile("Shares", "shares", shares.one, aside or "clicks, not people"))
    results, note = scoped.release.results, WHOLE if _narrowed(scoped) else ""
    for name, label, term in (
        ("resolved", "Cases resolved", "resolved"),
        ("child_safeguarded", "Children safeguarded", "safeguarded"),
    ):
        tiles.append(_tile(label, term, release_people.reached(results, name), note))
    return saving.tiles(tiles, "", **_numbers(scoped))


def _narrowed(scoped: Scoped) -> bool:
    """Whether something was asked for that results about cases and people do not follow."""
    return scoped.asked.filters != type(scoped.asked.filters)()


def _tile(label: str, term: str, value: tuple[int | None, str], detail: str, line: Any = None) -> html.Div:
    # Not `line or …`: a component without children counts as nothing.
    drawn = html.Div() if line is None else line
    return parts.tile(parts.defined(label, term), said(*value), "", detail, drawn, "")


def _listed(scoped: Scoped) -> tuple[str, pd.DataFrame]:
    """Tips by month, or as the release has them; none where a month is hidden, as a gap would be read as a
    fall."""
    answer = scoped.tips(*release_places.PERIODS)
    unit = answer.by or "month"
    listed = answer.rows.sort_values(unit)
    if len(listed) < 2 or listed["count"].isna().any():
        return unit, listed.iloc[:0]
    return unit, listed


def _line(scoped: Scoped, theme: str) -> Any:
    unit, listed = _listed(scoped)
    values = [float(n) for n in listed["count"]]
    if not values:
        return html.Div()
    return parts.sparkline(values, palette(theme)["mark"], label=f"tips by {unit}")


def _numbers(scoped: Scoped) -> dict[str, Any]:
    """The line's numbers for a file; without a line the tiles are the table."""
    unit, listed = _listed(scoped)
    rows = [[ENGLISH.month(str(row[unit])), words.number(row["count"])] for row in listed.to_dict("records")]
    return saving.table([unit.capitalize(), "Tips"], rows) if rows else {}


def _results(found: Overview, scoped: Scoped) -> html.Section:
    n = len(found.published)
    rows = [parts.bar_group("Objects published", "an eliminated trail is a result")]
    names = {"identified": "Identified", "located": "Located", "eliminated": "Trail eliminated"}
    for name, label in names.items():
        x = int(found.published[name].notna().sum())
        fill = "green" if name == "eliminated" else ""
        rows.append(overview_cards.rate_row(label, x, n, fill=fill, sub=name != "identified"))
    work = assessment_rows(scoped)
    if work:
        rows += [parts.bar_group("Work on tips", WHOLE if _narrowed(scoped) else ""), *work]
    return parts.card("From published object to result", [parts.bars(rows, "Results and work")])


def assessment_rows(scoped: Scoped) -> list[html.Tr]:
    """Tips of the whole release by assessment, each as a share of all."""
    total, state = scoped.release.total("assessment")
    margin = scoped.release.margin("assessment", "assessment")
    return [_assessment(row, total if state == "shown" else None) for row in margin.to_dict("records")]


def _assessment(row: dict[Any, Any], total: int | None) -> html.Tr:
    label = {"pending": "Not yet assessed"}.get(str(row["assessment"]), str(row["assessment"]).capitalize())
    if row["state"] != "shown":
        return parts.bar_row(label, None, parts.count_cell(None, row["state"]))
    n = int(row["count"])
    rate = words.percent(n / total, 1) if total else ""
    return parts.bar_row(label, n / total if total else None, words.number(n), rate, fill="soft")


def nothing(question: str) -> list[Any]:
    """Before the first object, tip or share."""
    return [
        parts.verdict(question, "Nothing is on record in this scope.", "So there is nothing to judge yet."),
        parts.empty(
            "No published objects here, and no whole month to count.",
            "Either the filters leave nothing over, or the campaign has not begun. ",
            dcc.Link("Show the whole campaign", href="/"),
        ),
    ]
