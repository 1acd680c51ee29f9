"""The overview's cards: each takes what was found and says it."""

from typing import Any

import pandas as pd
from dash import dcc, html

from analysis import proportion
from analysis.benchmark import rate as equal_age_rate
from analysis.equal_age import Comparison
from layouts import ids, map_parts, parts, saving, words
from layouts.charts import equal_age as equal_age_chart
from layouts.charts import weekly as weekly_chart
from layouts.findings.overview import Overview
from layouts.tokens import palette


def headline(found: Overview) -> html.Div:
    """The verdict in one sentence, and how sure it is."""
    question = "Is the pilot working?"
    if not found.comparisons:
        first, rest = _without_benchmark(found)
        return parts.verdict(question, first, rest)
    main = found.comparisons[0]
    first, _, rest = main.verdict.sentence.partition(". ")
    sentence = parts.verdict(question, f"{first.rstrip('.')}.", rest or _evidence(main))
    if main.n0 is None or main.verdict.word == "too early to say":
        return sentence  # a chance without evidence would be read as one
    return html.Div([sentence, meter(found)], className="headline")


def _evidence(main: Comparison) -> str:
    """Both rates in one breath; the card below has the counts."""
    if main.n0 is None or not main.n or not main.n0:
        return main.evidence
    ours = f"{words.percent(main.x / main.n)} of objects ({_interval(main.x, main.n)})"
    theirs = f"{words.percent((main.x0 or 0) / main.n0)} of suspects ({_interval(main.x0 or 0, main.n0)})"
    when = (
        "at that age" if main.benchmark_age_days == main.age_days else f"by its day {main.benchmark_age_days}"
    )
    return f"In {main.age_days} days, tips helped to locate {ours}; EU Most Wanted, {when}: {theirs}."


def _interval(x: int, n: int) -> str:
    rate = equal_age_rate(x, n)
    return f"{words.number(100 * rate.low)}–{words.percent(rate.high)}"


def _without_benchmark(found: Overview) -> tuple[str, str]:
    if found.published.empty:
        return "Too early to say.", "No object has been displayed yet; what came in is counted below."
    return "Too early to say.", "The campaign has no launch day or no benchmark to be compared with."


def meter(found: Overview) -> html.Figure:
    """The chance of doing better on a scale with the limits of “ahead” and “behind”."""
    main = found.comparisons[0]
    chance = main.verdict.probability
    at = {"left": f"{100 * chance:.1f}%"}
    scale = html.Div(
        [
            html.Span(className="cut", style={"left": "10%"}),
            html.Span(className="cut", style={"left": "90%"}),
            html.Span(className="point", style=at),
            html.Span(words.percent(chance), className="point-label", style=at),
        ],
        className="meter",
    )
    said = f"“Ahead” needs 90 %, “behind” 10 %; {words.plural(main.n, 'object')} over {main.age_days} days"
    title = "Chance that the pilot does better"
    rows = [
        [
            words.percent(chance),
            words.percent(0.9),
            words.percent(0.1),
            words.number(main.n),
            words.number(main.age_days),
        ]
    ]
    heads = ("Chance of doing better", "Ahead from", "Behind up to", "Objects", "Days since launch")
    return html.Figure(
        [
            html.Div(title, className="subtitle figure-title"),
            scale,
            saving.button(saving.BARS),
            html.Figcaption(said, className="note"),
        ],
        className="saved-figure",
        **saving.table(heads, rows),
        **parts.aria(label=title),
    )


def funnel(found: Overview) -> html.Section:
    """From published object to result, each bar on its own denominator."""
    tips = found.tips
    assessed = int(tips["n"] - tips["pending"])
    n = len(found.published)
    reached = {
        name: int(found.published[name].notna().sum()) for name in ("identified", "located", "eliminated")
    }
    cases = found.cases
    still = int(
        (
            found.published["identified"].notna()
            & found.published["located"].isna()
            & found.published["eliminated"].isna()
        ).sum()
    )
    people = int(found.events.loc[found.events["kind"] == "child_safeguarded", "people"].fillna(1).sum())
    per_view = f"{100 * tips['n'] / found.views:.1f} per 100 views" if found.views else ""
    rows = [
        parts.bar_group("Attention"),
        parts.bar_row(parts.defined("Page views", "views"), None, html.B(words.number(found.views))),
        parts.bar_row(parts.defined("Tips", "tips"), None, html.B(words.number(tips["n"])), per_view),
        parts.bar_group("Work on tips"),
        rate_row(parts.defined("Assessed", "assessed"), assessed, int(tips["n"]), decimals=1),
        rate_row(parts.defined("Actionable", "actionable"), int(tips["actionable"]), assessed, decimals=1),
        parts.bar_group("Objects published", "an eliminated trail is a result: nobody searches there again"),
        rate_row(parts.defined("Identified", "identified"), reached["identified"], n),
        rate_row(parts.defined("Located", "located"), reached["located"], n, sub=True),
        rate_row(
            parts.defined("Trail eliminated", "eliminated"), reached["eliminated"], n, fill="green", sub=True
        ),
        rate_row("Identified, still open", still, n, fill="grey", sub=True),
        parts.bar_group("Cases and people"),
        rate_row(
            parts.defined("Referred", "referred"), int(cases["referred"].notna().sum()), len(cases), "cases"
        ),
        rate_row(
            parts.defined("Resolved", "resolved"), int(cases["resolved"].notna().sum()), len(cases), "cases"
        ),
        parts.bar_row(
            parts.defined("Safeguarded", "safeguarded"), None, [html.B(words.number(people)), " children"]
        ),
    ]
    title = _funnel_title(reached, n)
    note = "Bars: share of the step named as its denominator, with the Wilson 95 % interval."
    return parts.card(title, [parts.bars(rows, title), html.P(note, className="note")])


def rate_row(
    label: Any, x: int, n: int, unit: str = "", *, fill: str = "", sub: bool = False, decimals: int = 0
) -> html.Tr:
    """A bar of x of n with its interval; a dash where n is zero."""
    count = [html.B(words.number(x)), f" of {words.number(n)} {unit}".rstrip()]
    if not n:
        return parts.bar_row(label, None, count, words.MISSING, sub=sub)
    low, high = proportion.interval(x, n)
    rate = words.share(x / n, low, high, decimals)
    return parts.bar_row(label, x / n, count, rate, fill=fill, low=low, high=high, sub=sub)


def _funnel_title(reached: dict[str, int], n: int) -> str:
    if not n:
        return "No object has been published in this scope"
    recognised, located, all_ = map(words.number, (reached["identified"], reached["located"], n))
    return f"{recognised} of {all_} published objects were recognised; {located} led to a place"


def weekly(found: Overview, theme: str) -> html.Section:
    """Tips and shares by week with what was going on."""
    colour = palette(theme)
    figure = weekly_chart.tips_and_shares(
        found.weekly, found.presses, found.changes, found.immature_from, theme
    )
    entries = [
        ("actionable", colour["mark"]),
        ("other, assessed", colour["soft"]),
        ("not yet assessed", "hatched"),
    ]
    total = words.plural(int(found.weekly["tips"].sum()), "tip")
    title = _weekly_title(found.weekly)
    body = [
        parts.legend(entries),
        parts.graph(figure, f"{title}. {total} over {len(found.weekly)} weeks.", height=330),
        parts.table_behind(_weekly_table(found.weekly)),
    ]
    subtitle = "Tips and shares a week; ▼ press, ticks: the display changed"
    link = dcc.Link("Annotations", href=f"/data#{ids.DATA_NOTES}")
    return parts.card(title, body, subtitle=subtitle, link=link)


def _weekly_title(weekly: pd.DataFrame) -> str:
    if weekly.empty or not weekly["tips"].sum():
        return "No tips in this period"
    busiest = weekly.nlargest(1, "tips").to_dict("records")[0]
    share = words.percent(busiest["tips"] / int(weekly["tips"].sum()))
    return f"The busiest week, of {words.day(busiest['week'])}, brought {share} of all tips"


def _weekly_table(weekly: pd.DataFrame) -> html.Div:
    frame = weekly.assign(week=[words.day(week) for week in weekly["week"]])
    for name in ("tips", "actionable", "pending", "shares"):
        frame[name] = [words.number(value) for value in frame[name]]
    frame["complete"] = ["" if whole else "part of a week" for whole in frame["complete"]]
    columns = {
        "week": "Week of",
        "tips": "Tips",
        "actionable": "Actionable",
        "pending": "Not yet assessed",
        "shares": "Shares",
        "complete": "",
    }
    return parts.table(frame, columns, numeric=("tips", "actionable", "pending", "shares"), caption="By week")


def benchmark(found: Overview, theme: str) -> html.Section:
    """The campaign against its declared benchmark at equal age."""
    if not found.comparisons:
        missing = "A launch day, published objects and benchmark figures are needed."
        return parts.card("Against the benchmark", parts.too_early(missing))
    main = found.comparisons[0]
    figure = equal_age_chart.equal_age(found.curve, found.points, main.benchmark_age_days, theme)
    lines = [html.P(_pair_line(comparison), className="note") for comparison in found.comparisons]
    title = f"At equal age: {main.verdict.word}"
    risk = "Published by then: " + ", ".join(
        f"{row['n']} at day {row['age_days']}" for row in _at_risk(found.curve).to_dict("records")
    )
    later = int((found.points["age_days"] > equal_age_chart.horizon(found.curve)).sum())
    if later:
        lines.append(
            html.P(f"{words.plural(later, 'later point')} of the benchmark: in the table.", className="note")
        )
    body = [
        parts.graph(figure, main.evidence or main.verdict.sentence, height=250),
        html.P(risk, className="note"),
        *lines,
        parts.meanings("benchmark", "ahead", "located", "credit", "interval"),
        parts.table_behind(_points_table(found.points)),
    ]
    subtitle = "Located, or found, thanks to a tip: share of everything published, by days since launch"
    return parts.card(title, body, subtitle=subtitle)


def _at_risk(curve: pd.DataFrame) -> pd.DataFrame:
    last = float(curve["age_days"].max())
    wanted = [last * share for share in (0.25, 0.5, 0.75, 1)]
    ages = curve["age_days"].to_numpy()
    chosen = sorted({int(place) for place in ages.searchsorted(wanted, side="right") - 1})
    return curve.iloc[chosen]


def _pair_line(comparison: Comparison) -> str:
    chance = ""
    if comparison.n0 is not None:
        chance = f" Chance of doing better: {words.percent(comparison.verdict.probability)}."
    return f"{comparison.evidence or comparison.verdict.sentence}{chance}"


def _points_table(points: pd.DataFrame) -> html.Div:
    frame = points.assign(share=[words.percent(x / n) for x, n in zip(points["x"], points["n"], strict=True)])
    columns = {"age_days": "Day", "words": "Found thanks to tips", "share": "Share", "source": "Source"}
    return parts.table(frame, columns, numeric=("age_days", "share"), caption="EU Most Wanted, as published")


def places(found: Overview, theme: str) -> html.Section:
    """The small map."""
    most = found.countries.frame.nlargest(2, "per_million")
    title = (
        f"Most tips per head: {words.listed(list(most['name']))}" if len(most) else "No tip names its country"
    )
    return map_parts.small_map(found.countries, theme, title, dcc.Link("Open map", href="/map"))


def quality(found: Overview) -> html.Section:
    """Can the figures above be trusted? One strip."""
    told = found.quality
    n = told["tips"]

    def part(count: int) -> str:
        return words.percent(count / n, 1) if n else words.MISSING

    oldest = ""
    if told["oldest"] is not None and found.state.as_of is not None:
        oldest = f", oldest {words.plural(max((found.state.as_of - told['oldest']).days, 0), 'day')}"
    cells: list[tuple[str, Any]] = [
        ("Can I trust this?", dcc.Link("All checks", href="/data")),
        (words.plural(told["pending"], "tip"), f"wait for assessment{oldest}"),
        (part(told["unlocated"]), f"no country of origin ({words.number(told['unlocated'])})"),
        (part(told["duplicate"] + told["spam"]), "duplicates and spam"),
        (part(told["outside"]), f"outside any display ({words.number(told['outside'])})"),
        (f"{words.number(told['rejected'])} of {words.number(told['read'])}", "imported rows rejected"),
    ]
    return html.Section([html.Div([html.B(head), text]) for head, text in cells], className="quality")
