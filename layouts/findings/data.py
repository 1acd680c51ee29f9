"""Can I trust this? Freshness, completeness, order, rejected rows, and whether the log of decisions holds."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analysis import quality as quality_measure
from layouts import words
from layouts.findings import tips as tips_finding
from layouts.findings.tips import Backlog
from layouts.view import View
from queries import campaign as campaign_query
from queries import quality, shares, trust
from queries.campaign import State
from queries.filters import Filters

# How long tips have waited: label, from how many whole days on.
AGES = (("under a week", 0), ("1 to 4 weeks", 7), ("4 to 13 weeks", 28), ("over 13 weeks", 91))


# The gaps that the first sentence names, in words that follow a percentage of tips.
GAPS = {"unlocated": "of tips have no country of origin", "outside": "came outside any display"}


@dataclass(frozen=True)
class DataView(View):
    """Which import, and which annotation, is looked at."""

    file: str = ""
    note: str = ""


@dataclass(frozen=True)
class Trust:
    """`checks`: one row a check (analysis.quality.checks). `ages`: waiting tips by age: label, n.
    `last_days`: the last local day on record by source. `unrefreshed`: changes not yet in the figures.
    `broken_at`: the first decision that does not hold, None when all hold; `decisions`: how many."""

    state: State
    backlog: Backlog
    checks: pd.DataFrame
    ages: pd.DataFrame
    last_days: dict[str, date | None]
    unrefreshed: int
    decisions: int
    broken_at: int | None


def trusted(db: Any, filters: Filters) -> Trust:
    """Everything the page checks, in scope of the filters where tips and shares are concerned."""
    state = campaign_query.state(db)
    return Trust(
        state=state,
        backlog=tips_finding.backlog(db, filters),
        checks=quality_measure.checks(_counts(db, filters, state)),
        ages=_ages(trust.waiting_by_day(db, filters), state.as_of_local),
        last_days=trust.last_days(db),
        unrefreshed=trust.unrefreshed(db),
        decisions=trust.decisions(db),
        broken_at=trust.chain_broken_at(db),
    )


def _counts(db: Any, filters: Filters, state: State) -> dict[str, Any]:
    """The counts that analysis.quality names."""
    strip = quality.strip(db, filters, state.rules.grace_days)
    out_of_order, late = trust.disorder(db, filters)
    shared = shares.totals(db, filters).iloc[0]
    known = {name: value for name, value in strip.items() if name != "oldest"}
    of_shares = {"clicks": int(shared["clicks"]), "shares": int(shared["n"])}
    return {**known, **of_shares, "out_of_order": out_of_order, "late": late}


def _ages(waiting: pd.DataFrame, as_of: date | None) -> pd.DataFrame:
    """One row an age of AGES: label, n tips that have waited that long."""
    labels = [label for label, _ in AGES]
    if waiting.empty or as_of is None:
        return pd.DataFrame({"label": labels, "n": 0})
    days = (pd.Timestamp(as_of) - waiting["day"]).dt.days.clip(lower=0)
    edges = [first for _, first in AGES] + [10**6]
    grouped = waiting["n"].groupby(pd.cut(days, edges, right=False, labels=labels), observed=False).sum()
    return pd.DataFrame({"label": labels, "n": [int(grouped[label]) for label in labels]})


def headline(found: Trust) -> tuple[str, str]:
    """How far the figures can be trusted, what breaks the trust first."""
    if found.broken_at is not None:
        broken = f"The log of decisions does not hold from number {found.broken_at} on."
        why = "It, or one before it, was changed or removed; ask who runs this instrument."
        return broken, f"{why} {_rest(found)}".strip()
    pending = by_check(found)["pending"]
    if found.state.as_of is None:
        return "Nothing is on record yet.", "So there is nothing to trust or to doubt."
    as_of = f"As of {words.instant(found.state.as_of, found.state.timezone)},"
    held = "the log of decisions holds" if found.decisions else "no decision was logged yet"
    if not pending["of"]:
        return f"{as_of} no tip is on record in this scope; {held}.", _rest(found)
    waiting = f"{words.number(pending['count'])} of {words.plural(pending['of'], 'tip')}"
    verb = "waits" if pending["count"] == 1 else "wait"
    if not pending["count"]:
        return f"{as_of} every tip is assessed and {held}.", _rest(found)
    return f"{as_of} {waiting} {verb} for assessment and {held}.", _rest(found)


def by_check(found: Trust) -> dict[Any, Any]:
    """The row of each check by its key."""
    return found.checks.set_index("check").to_dict("index")


def _rest(found: Trust) -> str:
    """What to keep in mind: the gaps that are there, in words."""
    checks, said = by_check(found), []
    for name, text in GAPS.items():
        if checks[name]["count"]:
            said.append(f"{words.percent(checks[name]['share'], 1)} {text}")
    rejected = checks["rejected"]
    if rejected["count"]:
        rows = words.plural(rejected["of"], "imported row")
        said.append(f"{words.number(rejected['count'])} of {rows} were rejected")
    if found.unrefreshed:
        said.append(f"{words.plural(found.unrefreshed, 'change')} will show at the next refresh")
    return f"To keep in mind: {'; '.join(said)}." if said else ""
