"""One object: what its displays brought, where tips come from and point, what became of it."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd

from analysis import attribution
from layouts import words
from layouts.findings import origin, plan, world
from layouts.findings.origin import Origins
from layouts.findings.world import Places
from queries import campaign as campaign_query
from queries import objects, outcomes, quality, shares, tips
from queries.campaign import State
from queries.filters import Filters

EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True)
class Detail:
    """`row`: the catalogue's row with display totals; `periods`: displays with their tips (n, grace);
    `daily`: one row a day with tips; `advice`: the planner's row, None where it has none; `events`: dated
    words."""

    state: State
    row: dict[Any, Any]
    periods: pd.DataFrame
    unattributed: int
    daily: pd.DataFrame
    totals: dict[str, int]
    origin: Places
    pointing: Places
    origins: Origins
    networks: pd.DataFrame
    shares: int
    advice: dict[Any, Any] | None
    presses: pd.DataFrame
    events: list[tuple[datetime, str]]
    before: str | None
    after: str | None


def detail(db: Any, filters: Filters, object_id: str) -> Detail | None:
    """Everything about one object in the filters' period; None when there is no such object."""
    state = campaign_query.state(db)
    one = replace(filters, object=(object_id,), category=(), agency=())
    known = objects.catalogue(db, one)
    if known.empty:
        return None
    as_of = state.as_of or EPOCH
    shown = objects.published(db, one, as_of)
    row = (known if shown.empty else shown).to_dict("records")[0]
    periods, unattributed = _periods(db, one, state)
    planned = plan.plan(db)
    advice = planned.chances.reset_index()
    mine = advice[advice["object_id"] == object_id].to_dict("records")
    ids = list(objects.catalogue(db, replace(filters, object=()))["object_id"])
    place = ids.index(object_id) if object_id in ids else -1
    return Detail(
        state=state,
        row=row,
        periods=periods,
        unattributed=unattributed,
        daily=tips.count_by_day(db, one),
        totals={str(k): int(v) for k, v in tips.totals(db, one).iloc[0].items()},
        origin=world.places(db, one, "origin"),
        pointing=world.places(db, one, "suggested"),
        origins=origin.origins(db, one),
        networks=shares.count_by_network(db, one),
        shares=int(shares.totals(db, one)["n"].iloc[0]),
        advice=mine[0] if mine else None,
        presses=_presses(db, one),
        events=_events(db, one, periods),
        before=ids[place - 1] if place > 0 else None,
        after=ids[place + 1] if 0 <= place < len(ids) - 1 else None,
    )


def _periods(db: Any, one: Filters, state: State) -> tuple[pd.DataFrame, int]:
    shown = objects.periods(db, one)
    received = quality.received(db, one)
    if received.empty:
        return shown.assign(n=0, grace=0), 0
    attributed = attribution.attribute(received, shown, state.rules.grace_days)
    counts = attributed.groupby(["period_id", "attribution"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=["displayed", "grace"], fill_value=0)
    joined = shown.merge(counts, left_on="period_id", right_index=True, how="left")
    joined[["displayed", "grace"]] = joined[["displayed", "grace"]].fillna(0).astype(int)
    n = joined["displayed"] + joined["grace"]
    return joined.assign(n=n), int((attributed["attribution"] == "unattributed").sum())


def _presses(db: Any, one: Filters) -> pd.DataFrame:
    notes = quality.notes(db, one)
    return notes[notes["kind"] == "press"].reset_index(drop=True)


def _events(db: Any, one: Filters, periods: pd.DataFrame) -> list[tuple[datetime, str]]:
    told: list[tuple[datetime, str]] = []
    for period in periods.to_dict("records"):
        why = f": “{period['reason']}”" if isinstance(period["reason"], str) and period["reason"] else ""
        told.append((period["shown_from"], f"Displayed, place {period['slot']}{why}"))
        if pd.notna(period["shown_until"]):
            days = round((period["shown_until"] - period["shown_from"]) / pd.Timedelta(days=1))
            told.append((period["shown_until"], f"Taken off after {days} days"))
    for event in outcomes.events(db, one.unbounded()).to_dict("records"):
        thanks = {"yes": "thanks to a tip", "no": "not through tips"}.get(
            event["thanks_to"], "credit unknown"
        )
        told.append((event["occurred_at"], f"{str(event['kind']).replace('_', ' ').capitalize()}, {thanks}"))
    return sorted(told, key=lambda item: item[0], reverse=True)


def _contested(found: Detail, leading: str) -> str:
    ranked = found.origins.posterior.nlargest(3, "probability")
    top = float(ranked["probability"].max())
    level = ranked[ranked["probability"] > 0.8 * top]["answer"]
    if len(level) == 1:
        return f"Still contested; {words.place(leading)} leads."
    names = world.known_countries()["name"]
    return f"Still contested: {' or '.join(words.place(str(names.get(code, code))) for code in level)}."


def headline(found: Detail) -> tuple[str, str]:
    """Where it comes from, or what is missing to know."""
    row = found.row
    title = row["title"] or row["object_id"]
    if not found.totals["n"]:
        public = "first_shown" in row and pd.notna(row["first_shown"])
        return (
            f"{title}: no tip yet.",
            "It was on display and brought none." if public else "It was never on display.",
        )
    decided = found.origins.decided
    if decided.empty:
        return (
            "No tip names a country.",
            f"{found.totals['n']} tips were received; none suggests where it is from.",
        )
    best = decided.to_dict("records")[0]
    name = str(world.known_countries()["name"].get(best["answer"], best["answer"]))
    clusters = int(best["clusters"])
    if best["contested"]:
        return _contested(found, name), f"Of {clusters} independent tips: {best['words']}."
    share = f"{100 * best['probability']:.0f}\u202f%"
    votes = found.origins.votes
    named = int(votes.loc[votes["answer"] == best["answer"], "n"].sum())
    return (
        f"Probably from {words.place(name)}.",
        f"{named} of {clusters} independent tips name it, which makes it {share}.",
    )
