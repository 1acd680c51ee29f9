"""What became of objects and cases, as columns: for the sections whose tables are long."""

from typing import Any

import pandas as pd

from layouts.charts.base import layout
from layouts.reports.content import Chart
from layouts.speech import ENGLISH, Speech, later
from layouts.tokens import palette

STAGES = ("not shown yet", "open", "identified", "located", "trail eliminated")
CREDIT = {
    "yes": later("thanks to tips"),
    "no": later("without tips"),
    "unknown": later("attribution unknown"),
}
SIZE = (720, 260)  # pixels
COLOURS = {"yes": "mark", "no": "soft", "unknown": "grey"}


def columns(names: tuple[str, ...], values: tuple[float, ...], speech: Speech) -> dict[str, Any]:
    """The figure of one series of counts."""
    bar = {"type": "bar", "x": list(names), "y": list(values), "marker": {"color": palette("light")["mark"]}}
    changes = {"bargap": gap(len(names)), "yaxis": _whole(values)}
    return {"data": [bar], "layout": layout("light", separators=speech.separators, **changes)}


def gap(n: int) -> float:
    """The part of its room that a column leaves empty: one of a few is not a wall."""
    return max(0.25, 1 - 0.16 * n)


def _whole(values: tuple[float, ...]) -> dict[str, Any]:
    """10 000, not 10k; and no half of one."""
    return {"tickformat": ",~f", **({"dtick": 1} if max(values, default=0) < 5 else {})}


def by_stage(stages: "pd.Series[Any]", speech: Speech = ENGLISH) -> tuple[Chart, ...]:
    """Objects by how far they have come; nothing without objects. stages: one an object, of STAGES."""
    if stages.empty:
        return ()
    counted = stages.value_counts()
    known = [stage for stage in STAGES if counted.get(stage, 0)]
    names = tuple(speech.say(stage) for stage in known)
    values = tuple(float(counted[stage]) for stage in known)
    pairs = zip(names, values, strict=True)
    alt = "; ".join(f"{name}: {speech.number(int(value))}" for name, value in pairs)
    figure = columns(names, values, speech)
    about = speech.say("Objects by stage")
    series = ((speech.say("Objects"), values),)
    return (Chart("stages", about, alt, figure, "bar", names, series, speech.say("objects"), size=SIZE),)


def resolved_by_month(cases: pd.DataFrame, speech: Speech = ENGLISH) -> tuple[Chart, ...]:
    """Cases resolved a month by who has the credit; nothing where none was.

    cases: one row a case: resolved (local day, missing while open), resolved_thanks_to (yes, no, unknown).
    """
    done = cases[cases["resolved"].notna()]
    if done.empty:
        return ()
    month = pd.to_datetime(done["resolved"]).dt.to_period("M")
    months = pd.period_range(month.min(), month.max(), freq="M")
    counted = pd.crosstab(month, done["resolved_thanks_to"])
    counted = counted.reindex(index=months, columns=list(CREDIT), fill_value=0)
    names = tuple(speech.month_of(one.start_time) for one in months)
    series = tuple(
        (speech.say(words), tuple(float(n) for n in counted[credit])) for credit, words in CREDIT.items()
    )
    about = speech.say("Cases resolved a month")
    alt = "; ".join(f"{name}: {speech.number(int(sum(values)))}" for name, values in series)
    return (
        Chart(
            "resolved", about, alt, _stacked(names, series, counted, speech), "stacked", names, series,
            speech.say("cases"), legend=_legend(speech), size=SIZE,
        ),
    )  # fmt: skip


def _legend(speech: Speech) -> tuple[tuple[str, str], ...]:
    colour = palette("light")
    return tuple((colour[COLOURS[credit]], speech.say(words)) for credit, words in CREDIT.items())


def _stacked(
    names: tuple[str, ...],
    series: tuple[tuple[str, tuple[float | None, ...]], ...],
    counted: pd.DataFrame,
    speech: Speech,
) -> dict[str, Any]:
    shades = [palette("light")[COLOURS[credit]] for credit in CREDIT]
    bars = [
        {"type": "bar", "name": name, "x": list(names), "y": list(values), "marker": {"color": shade}}
        for (name, values), shade in zip(series, shades, strict=True)
    ]
    highest = (float(counted.sum(axis=1).max()),)
    axes = {"xaxis": {"type": "category"}, "yaxis": _whole(highest), "bargap": gap(len(names))}
    return {"data": bars, "layout": layout("light", separators=speech.separators, barmode="stack", **axes)}
