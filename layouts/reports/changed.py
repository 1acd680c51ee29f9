"""What changed against the previous period of equal length, as the overview's tiles measure it."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis import proportion
from layouts import released_words, words
from layouts.findings.overview import WEEKS, Overview
from layouts.findings.released import Scoped
from layouts.reports.content import Change
from layouts.reports.front import STEPS
from layouts.speech import ENGLISH, Speech, later

SERIES = {"tips": later("Tips"), "shares": later("Shares")}
LEAST_PAIRS = 3  # neighbouring months, below which their spread says nothing


def lately(found: Overview, speech: Speech = ENGLISH) -> list[Change]:
    """The last four whole weeks against the four before; empty while there are not eight."""
    whole = found.weekly[found.weekly["complete"]]
    if len(whole) < 2 * WEEKS or found.last is None:
        return []
    lines = [_weeks(whole[name], speech.say(label), speech) for name, label in SERIES.items()]
    until = pd.Timestamp(found.last)
    cuts = [until - timedelta(weeks=WEEKS), until - timedelta(weeks=2 * WEEKS)]
    for name, label in STEPS.items():
        days = found.published[name].dropna()
        now = int(((days > cuts[0]) & (days <= until)).sum())
        before = int(((days > cuts[1]) & (days <= cuts[0])).sum())
        lines.append(_counts(speech.say(label), now, before, speech))
    return lines


def _weeks(counts: "pd.Series[Any]", label: str, speech: Speech) -> Change:
    now, before = list(map(int, counts.iloc[-WEEKS:])), list(map(int, counts.iloc[-2 * WEEKS : -WEEKS]))
    change = proportion.change_of_series(now, before)
    return _line(label, sum(now), sum(before), change, speech)


def _counts(label: str, now: int, before: int, speech: Speech, spread: float = 1.0) -> Change:
    return _line(label, now, before, proportion.change(now, before, spread), speech)


def _line(label: str, now: int, before: int, change: proportion.Change, speech: Speech) -> Change:
    return Change(label, speech.number(before), speech.number(now), said(change, now, before, speech))


def said(change: proportion.Change, now: int, before: int, speech: Speech = ENGLISH) -> str:
    """The change in words; counts under ten stand for themselves."""
    if min(now, before) < proportion.SMALL_COUNT:
        return words.MISSING
    if change.low <= 1 <= change.high:
        return speech.say("no clear change")
    sign = "+" if change.estimate >= 1 else "−"
    return f"{sign}{speech.percent(abs(change.estimate - 1))}"


def by_month(found: Overview, asked: Scoped, speech: Speech = ENGLISH) -> tuple[str, list[Change]]:
    """Leadership's: the last month of what the release answers against the one before, and the objects'
    results of both unless they are asked to an earlier day; nothing where the answer has one month only."""
    if asked.main.first is None or asked.main.last is None:
        return "", []
    last = pd.Period(asked.main.last, "M")
    if pd.Period(asked.main.first, "M") >= last:
        return "", []
    now, before = str(last), str(last - 1)
    lines = []
    for answer, label in ((asked.tips("month"), SERIES["tips"]), (asked.shares("month"), SERIES["shares"])):
        if answer.outside or answer.rows.empty:
            continue
        said_label, of = speech.say(label), released_words.differing(asked, answer, speech)
        named = f"{said_label} ({'; '.join(of)})" if of else said_label
        line = _months(answer.rows, now, before, named, speech)
        lines += [line] if line else []
    cut = found.filters.to is not None and found.filters.to < asked.main.last
    for name, label in () if cut else STEPS.items():
        months = found.published[name].dropna().dt.strftime("%Y-%m")
        counts = int((months == now).sum()), int((months == before).sum())
        lines.append(_counts(speech.say(label), *counts, speech))
    about = speech.say("{now} against {before}", now=_named(last, speech), before=_named(last - 1, speech))
    return about, lines


def _named(month: pd.Period, speech: Speech) -> str:
    return speech.month_of(date(month.year, month.month, 1))


def _months(margin: pd.DataFrame, now: str, before: str, label: str, speech: Speech) -> Change | None:
    """None where the release has quarters only; a hidden month is a dot and says nothing of the change."""
    known: dict[str, int | None] = {
        str(row["month"]): None if pd.isna(row["count"]) else int(row["count"])
        for row in margin.to_dict("records")
    }
    if now not in known or before not in known:
        return None
    then, lately = known[before], known[now]
    told = [words.HIDDEN if count is None else speech.number(count) for count in (then, lately)]
    earlier = [count for month, count in sorted(known.items()) if month < before and count is not None]
    spread = dispersion(earlier)
    if then is None or lately is None or spread is None:
        return Change(label, told[0], told[1], words.MISSING)
    return _counts(label, lately, then, speech, spread)


def dispersion(counts: Sequence[int], most: int = 6) -> float | None:
    """Variance over mean from the last neighbouring months, whose own level cancels: the mean of
    (a − b)² / (a + b), 1 for Poisson counts; None for fewer than three pairs. Never under 1."""
    pairs = list(pairwise(counts))[-most:]
    known = [(a - b) ** 2 / (a + b) for a, b in pairs if a + b]
    return max(1.0, sum(known) / len(known)) if len(known) >= LEAST_PAIRS else None
