"""Which objects are working: one row an object, with what its displays brought."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from analysis import proportion
from layouts import words
from layouts.findings import origin as origin_finding
from layouts.findings import plan as plan_finding
from layouts.findings.origin import Origins
from layouts.findings.plan import Planned
from layouts.findings.remembered import remembered
from queries import campaign as campaign_query
from queries import objects, outcomes, shares, tips
from queries.campaign import State
from queries.filters import Filters
from queries.frames import looked_up
from records import countries

EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
SPARK_WEEKS = 26
# Day of an object's first outcome → its stage in words, the furthest first.
STAGES = {"located": "located", "eliminated": "trail eliminated", "identified": "identified"}


@dataclass(frozen=True)
class Objects:
    """`frame`: one row an object, the columns of `table`; `planned`, `origins`: what they are made from."""

    state: State
    frame: pd.DataFrame
    planned: Planned
    origins: Origins


def listing(db: Any, filters: Filters) -> Objects:
    """Everything the table shows about the objects in scope; remembered until the data change."""
    return remembered(db, "objects", (filters,), lambda: _listing(db, filters))


def _listing(db: Any, filters: Filters) -> Objects:
    state = campaign_query.state(db)
    planned, origins = plan_finding.plan(db), origin_finding.origins(db, filters)
    frame = objects.catalogue(db, filters)
    shown = objects.published(db, filters, state.as_of or EPOCH)
    display = ["object_id", "first_shown", "displayed", "slot", "days_displayed"]
    frame = frame.merge(shown[display], on="object_id", how="left")
    frame = frame.merge(_tips(db, filters), on="object_id", how="left")
    shared = shares.count_by_object(db, filters)[["object_id", "n"]].rename(columns={"n": "shares"})
    frame = frame.merge(shared, on="object_id", how="left")
    counted = ["tips", "actionable", "pending", "assessed", "shares", "days_displayed"]
    frame[counted] = frame[counted].fillna(0)
    frame = _with_rates(frame)
    frame = _with_origin(frame, origins)
    frame = _with_chance(frame, planned)
    frame["stage"] = _stages(frame, outcomes.per_object(db, filters))
    frame["spark"] = frame["object_id"].map(_sparks(db, filters)).fillna("")
    return Objects(state, frame.reset_index(drop=True), planned, origins)


def _tips(db: Any, filters: Filters) -> pd.DataFrame:
    counted = tips.count_by_object(db, filters).rename(columns={"n": "tips"})
    counted["assessed"] = counted["tips"] - counted["pending"]
    return counted[["object_id", "tips", "actionable", "pending", "assessed"]]


def _with_rates(frame: pd.DataFrame) -> pd.DataFrame:
    whole = frame.astype({"actionable": "int64", "assessed": "int64", "tips": "int64", "shares": "int64"})
    rated = proportion.shares(whole, "actionable", "assessed")
    return rated.rename(columns={"share": "useful", "low": "useful_low", "high": "useful_high"})


def _with_origin(frame: pd.DataFrame, origins: Origins) -> pd.DataFrame:
    if origins.decided.empty:
        return frame.assign(suggested=None, certainty=float("nan"), contested=False, clusters=0.0)
    names = countries.names("en")
    decided = origins.decided.set_index("item")
    found = decided.reindex(frame["object_id"])
    contested = found["contested"].astype("boolean").fillna(False).astype(bool).to_numpy()
    return frame.assign(
        suggested=found["answer"].map(lambda code: names.get(code, code), na_action="ignore").to_numpy(),
        certainty=found["probability"].to_numpy(dtype=float),
        contested=contested,
        clusters=found["clusters"].fillna(0).to_numpy(dtype=float),
    )


def _with_chance(frame: pd.DataFrame, planned: Planned) -> pd.DataFrame:
    chances = planned.chances.reindex(frame["object_id"])
    return frame.assign(
        chance=chances["probability"].to_numpy(dtype=float),
        chance_low=chances["low"].to_numpy(dtype=float),
        chance_high=chances["high"].to_numpy(dtype=float),
        advice=chances["action"].to_list(),
        reason=chances["reason"].to_list(),
    )


def _stages(frame: pd.DataFrame, reached: pd.DataFrame) -> list[str]:
    """The furthest stage of each object, in words."""
    ids = frame["object_id"].tolist()
    days = looked_up(reached, "object_id", ids, list(STAGES))
    got = [pd.notna(days[name]) for name in STAGES]
    otherwise = np.where(frame["first_shown"].notna(), "open", "not shown yet")
    return [str(stage) for stage in np.select(got, list(STAGES.values()), otherwise)]


def _sparks(db: Any, filters: Filters) -> dict[str, str]:
    weekly = tips.count_by_object_and_week(db, filters)
    if weekly.empty:
        return {}
    weeks = weekly["week"].to_numpy().astype("datetime64[D]").astype("int64")
    place = SPARK_WEEKS - 1 - (weeks.max() - weeks) // 7
    counts: dict[str, list[int]] = {}
    columns = (weekly["object_id"].tolist(), place.tolist(), weekly["n"].tolist())
    for name, at, n in zip(*columns, strict=True):
        counted = counts.setdefault(name, [0] * SPARK_WEEKS)
        if at >= 0:
            counted[at] = n
    return {name: ",".join(map(str, counted)) for name, counted in counts.items()}


def headline(found: Objects) -> tuple[str, str]:
    """Which objects are working, in one sentence."""
    frame = found.frame
    if frame.empty:
        return "No object is in this scope.", "Widen the filters, import objects or add one below."
    known = frame["stage"].value_counts()
    solved = int(known.get("located", 0) + known.get("trail eliminated", 0) + known.get("identified", 0))
    public = int((frame["stage"] != "not shown yet").sum())
    ranked = frame[~frame["too_early"]]
    first = f"{words.number(solved)} of {words.number(public)} published objects were identified."
    if not public:
        return "No object has been published yet.", f"{words.number(len(frame))} are on record."
    if ranked.empty:
        return first, "Too early to rank: no object has 30 assessed tips and 10 actionable ones."
    best = ranked.nlargest(1, "useful").to_dict("records")[0]
    share = words.share(best["useful"], best["useful_low"], best["useful_high"])
    named = " · ".join(filter(None, (best["object_id"], best["title"])))
    rest = (
        f"Of {words.number(len(ranked))} with enough assessed tips, {named} has the largest actionable "
        f"share: {share}, of {words.number(int(best['assessed']))}."
    )
    return first, rest
