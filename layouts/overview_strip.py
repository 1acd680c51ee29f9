"""The overview's eight tiles: each a figure of the whole period with its line by week; saved as one picture,
and their lines as one table."""

from typing import Any

import numpy as np
import pandas as pd
from dash import html

from analysis import proportion
from layouts import parts, saving, words
from layouts.findings.overview import Overview, events_change, recent_change
from layouts.tokens import palette

NOTE = (
    "Large figure: the whole period, with its 95 % interval. Line: by week, dashed while assessment is "
    "unfinished. Last line: the last 4 whole weeks against the 4 before."
)
# What is counted anew each week → its line's name; what is counted as a running total.
BY_WEEK = {"tips": "Tips", "actionable": "Actionable", "shares": "Shares"}
BY_OBJECT = {"identified": "Identified", "located": "Located", "eliminated": "Trails eliminated"}
RUNNING = {**BY_OBJECT, "resolved": "Cases resolved", "safeguarded": "Children safeguarded"}


def strip(found: Overview, theme: str) -> html.Div:
    """The eight tiles with one “Save” for them all."""
    lines, colour = series(found), palette(theme)["mark"]
    first = (_tips, _actionable, _shares)
    tiles = [make(found, lines, colour) for make in first]
    tiles += [_object_tile(found, lines, colour, name) for name in BY_OBJECT]
    tiles += [_resolved(found, lines, colour), _safeguarded(found, lines, colour)]
    return saving.tiles(tiles, NOTE, **saving.table(*_table(found, lines)))


def series(found: Overview) -> dict[str, list[float]]:
    """The tiles' lines, one value a week: counts of the week, and running totals at its end."""
    lines = {name: list(found.weekly[name]) for name in BY_WEEK}
    for name in RUNNING:
        days = _days(found, name)
        people = _safeguards(found)["people"].fillna(1) if name == "safeguarded" else days.notna()
        lines[name] = _running(found, days, people)
    return lines


def _days(found: Overview, name: str) -> "pd.Series[Any]":
    """The days of what a running total counts."""
    if name in BY_OBJECT:
        return found.published[name].dropna()
    if name == "resolved":
        return found.cases["resolved"].dropna()
    return pd.to_datetime(_safeguards(found)["day"])


def _safeguards(found: Overview) -> pd.DataFrame:
    return found.events[found.events["kind"] == "child_safeguarded"]


def _running(found: Overview, days: "pd.Series[Any]", each: "pd.Series[Any]") -> list[float]:
    """How many up to the end of each week; `each`: how many on each of `days`."""
    ends = found.weekly["week"].to_numpy().astype("datetime64[D]") + 7
    known = days.to_numpy().astype("datetime64[D]")
    order = np.argsort(known, kind="stable")
    totals = np.concatenate([[0.0], each.to_numpy(dtype="float64")[order].cumsum()])
    counted: list[float] = totals[np.searchsorted(known[order], ends, side="left")].tolist()
    return counted  # each day before its week's end


def _unfinished(found: Overview) -> int | None:
    """The first week whose assessment is unfinished, by its place."""
    if found.immature_from is None:
        return None
    return int((found.weekly["week"] < found.immature_from).sum())


def _table(found: Overview, lines: dict[str, list[float]]) -> tuple[list[str], list[list[str]]]:
    """Every line as words, one row a week; weeks that may still grow say so."""
    running = [f"{label}, running total" for label in RUNNING.values()]
    cut = _unfinished(found)
    rows = []
    for place, (week, whole) in enumerate(zip(found.weekly["week"], found.weekly["complete"], strict=True)):
        beside = ["part of a week"] if not whole else []
        beside += ["assessment unfinished"] if cut is not None and place >= cut else []
        values = [words.number(line[place]) for line in lines.values()]
        rows.append([words.day(week), *values, "; ".join(beside)])
    return ["Week of", *BY_WEEK.values(), *running, "Beside"], rows


def _line(lines: dict[str, list[float]], name: str, colour: str, cut: int | None = None) -> html.Img:
    label = f"{BY_WEEK[name]} by week" if name in BY_WEEK else f"{RUNNING[name]}, running total by week"
    return parts.sparkline(lines[name], colour, dashed_from=cut, label=label)


def _tips(found: Overview, lines: dict[str, list[float]], colour: str) -> html.Div:
    rate = f"{100 * found.tips['n'] / found.views:.1f} per 100 views" if found.views else "views unknown"
    return parts.tile(
        parts.defined("Tips", "tips"),
        words.number(found.tips["n"]),
        "",
        rate,
        _line(lines, "tips", colour),
        recent_change(found.weekly, "tips"),
    )


def _actionable(found: Overview, lines: dict[str, list[float]], colour: str) -> html.Div:
    useful, assessed = int(found.tips["actionable"]), int(found.tips["n"] - found.tips["pending"])
    line = _line(lines, "actionable", colour, _unfinished(found))
    if not assessed:
        return parts.tile(
            parts.defined("Actionable share", "actionable"),
            words.MISSING,
            "",
            "no tip assessed yet",
            line,
            "too early to say",
        )
    low, high = proportion.interval(useful, assessed)
    ends = f"{words.number(100 * low, 0)}–{words.number(100 * high, 0)} · n = {words.number(assessed)}"
    change = _actionable_change(found)
    value = words.number(100 * useful / assessed, 1)
    return parts.tile(parts.defined("Actionable share", "actionable"), value, "%", ends, line, change)


def _actionable_change(found: Overview) -> str:
    weekly = found.weekly[found.weekly["complete"]]
    if found.immature_from is not None:
        weekly = weekly[weekly["week"] < found.immature_from]
    if len(weekly) < 8:
        return "too early to say"
    assessed = weekly["tips"] - weekly["pending"]
    now, before = (
        (int(weekly["actionable"].iloc[cut].sum()), int(assessed.iloc[cut].sum()))
        for cut in (slice(-4, None), slice(-8, -4))
    )
    return proportion.share_change(now, before).words


def _shares(found: Overview, lines: dict[str, list[float]], colour: str) -> html.Div:
    line, change = _line(lines, "shares", colour), recent_change(found.weekly, "shares")
    count = words.number(found.shares)
    return parts.tile(parts.defined("Shares", "shares"), count, "", "clicks, not people", line, change)


def _object_tile(found: Overview, lines: dict[str, list[float]], colour: str, name: str) -> html.Div:
    n = len(found.published)
    return _reached(found, lines, colour, name, n, "nothing published")


def _resolved(found: Overview, lines: dict[str, list[float]], colour: str) -> html.Div:
    return _reached(found, lines, colour, "resolved", len(found.cases), "no case on record")


def _reached(
    found: Overview, lines: dict[str, list[float]], colour: str, name: str, n: int, nothing: str
) -> html.Div:
    """How many of `n` reached an end."""
    days = _days(found, name)
    detail = words.share(len(days) / n, *proportion.interval(len(days), n)) if n else nothing
    return parts.tile(
        parts.defined(RUNNING[name], name),
        words.number(len(days)),
        f"of {words.number(n)}",
        detail,
        _line(lines, name, colour),
        events_change(days, found.last),
    )


def _safeguarded(found: Overview, lines: dict[str, list[float]], colour: str) -> html.Div:
    events = _safeguards(found)
    people = events["people"].fillna(1)
    by_credit = people.groupby(events["thanks_to"]).sum()
    credit = ", ".join(
        f"{int(by_credit.get(key, 0))} {text}"
        for key, text in (("yes", "by tips"), ("no", "otherwise"), ("unknown", "unknown"))
        if by_credit.get(key, 0)
    )
    return parts.tile(
        parts.defined("Children safeguarded", "safeguarded"),
        words.number(people.sum()),
        "",
        credit or "none yet",
        _line(lines, "safeguarded", colour),
        events_change(_days(found, "safeguarded"), found.last),
    )
