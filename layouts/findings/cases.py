"""What got resolved, and was it thanks to tips? Asked and measured once for screen, file and command line."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from analysis import incidence, incidence_groups, incidence_objects, stages
from analysis.incidence_groups import LogRank
from layouts import words
from layouts.view import View
from queries import campaign as campaign_query
from queries import case_rows, objects, outcomes
from queries.campaign import State
from queries.filters import Filters
from queries.frames import looked_up, taken
from records import campaign as campaign_record

EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
NO_GROUP = {"category": "no category", "agency": "no agency"}
CLOCKS = {"calendar": "days since first displayed", "displayed": "days on display"}
GROUPS = {"all": "All objects", "category": "By category", "agency": "By agency"}
CAUSES = incidence_objects.CAUSES


@dataclass(frozen=True)
class CasesView(View):
    """Which clock, which groups, and the case that is looked at."""

    clock: str = "calendar"
    by: str = "all"
    case: str = ""

    @classmethod
    def allowed(cls) -> dict[str, tuple[str, ...]]:
        """Known clocks and groups."""
        return {"clock": tuple(CLOCKS), "by": tuple(GROUPS)}


@dataclass(frozen=True)
class Cases:
    """`published`: one row an object displayed by `until`, with category, agency, published_on,
    identified_on, withdrawn_on, thanks_to, duration, event. `cases`: one row a case, with its stages.
    `curves`: cumulative incidence by cause (group "all"), or by group for "identified thanks to a tip";
    columns group, cause, time, estimate, low, high, at_risk. `compared`: the log-rank test between groups
    that have enough events. `stages`: one row a stage (analysis.stages.summary)."""

    state: State
    view: CasesView
    until: date | None
    published: pd.DataFrame
    cases: pd.DataFrame
    curves: pd.DataFrame
    compared: LogRank | None
    left_out: pd.DataFrame
    stages: pd.DataFrame
    credit: pd.DataFrame
    people: pd.DataFrame


def cases(db: Any, filters: Filters, view: CasesView) -> Cases:
    """Everything up to the end of the period; its beginning is ignored, and so are filters on tips."""
    scope = about_cases(filters)
    state = campaign_query.state(db)
    until = _until(db, scope, state)
    published = _published(db, scope, state, until)
    observed = _observed(db, scope, published, view, until)
    known = _cases(db, scope, published)
    curves, compared, left_out = _curves(observed, view)
    return Cases(
        state=state,
        view=view,
        until=until,
        published=observed,
        cases=known,
        curves=curves,
        compared=compared,
        left_out=left_out,
        stages=_stages(published, known, until),
        credit=_credit(published, known),
        people=_people(outcomes.events(db, scope)),
    )


def about_cases(filters: Filters) -> Filters:
    """The filters that choose cases: country, channel and network are about tips, shares and views."""
    return replace(filters.until_end(), country=(), channel=(), network=())


def _until(db: Any, filters: Filters, state: State) -> date | None:
    _, last = campaign_query.extent(db)
    ends = [day for day in (filters.to, state.as_of_local or last) if day is not None]
    return min(ends) if ends else None


def _published(db: Any, filters: Filters, state: State, until: date | None) -> pd.DataFrame:
    shown = objects.published(db, filters, state.as_of or EPOCH)
    end = campaign_record.day_start(until + timedelta(days=1), state.timezone) if until else EPOCH
    reached = outcomes.per_object(db, filters)
    withdrawn = case_rows.withdrawals(db, end)
    ids = shown["object_id"].tolist()
    joined = shown.assign(
        **looked_up(reached, "object_id", ids, list(reached.columns[1:])),
        **looked_up(withdrawn, "object_id", ids, ["withdrawn_on"]),
    )
    for name in ("identified", "located", "eliminated", "withdrawn_on"):
        joined[name] = joined[name].astype("datetime64[s]")
    for name, missing in NO_GROUP.items():
        joined[name] = joined[name].fillna(missing)
    renamed = {
        "first_shown": "published_on",
        "identified": "identified_on",
        "identified_thanks_to": "thanks_to",
    }
    return joined.rename(columns=renamed)


def _observed(
    db: Any, filters: Filters, published: pd.DataFrame, view: CasesView, until: date | None
) -> pd.DataFrame:
    if until is None or published.empty:
        return published.assign(duration=pd.Series(dtype="float64"), event=pd.Series(dtype="int64"))
    periods = objects.periods(db, filters) if view.clock == "displayed" else None
    return incidence_objects.observations(published, until, periods)


def _curves(observed: pd.DataFrame, view: CasesView) -> tuple[pd.DataFrame, LogRank | None, pd.DataFrame]:
    """All causes together, or the headline cause of each group that has enough events to be compared."""
    nothing = pd.DataFrame(columns=["group", "objects", "events"])
    if view.by == "all" or observed.empty:
        curves = incidence.cumulative_incidence(observed, causes=CAUSES)
        return curves.assign(group="all"), None, nothing
    cause = incidence_objects.THANKS_TO_TIP
    everyone = incidence_groups.compare(observed, view.by, cause)
    enough = everyone.groups["events"] >= incidence_groups.MINIMUM_EVENTS
    chosen = everyone.groups.loc[enough, "group"]
    parts = [
        incidence.cumulative_incidence(rows, causes=(cause,)).assign(group=str(name))
        for name, rows in observed[observed[view.by].isin(chosen)].groupby(view.by)
    ]
    curves = pd.concat(parts, ignore_index=True) if parts else _no_curve()
    compared = incidence_groups.compare(observed[observed[view.by].isin(chosen)], view.by, cause)
    return curves, compared, everyone.groups[~enough].reset_index(drop=True)


def _no_curve() -> pd.DataFrame:
    empty = pd.DataFrame({"duration": pd.Series(dtype="float64"), "event": pd.Series(dtype="int64")})
    return incidence.cumulative_incidence(empty).assign(group=pd.Series(dtype="str"))


def _cases(db: Any, filters: Filters, published: pd.DataFrame) -> pd.DataFrame:
    """One row a case in scope: objects, published, first_shown, the first of each stage, stage, credit."""
    known = outcomes.per_case(db, filters)
    counted = Counter(objects.catalogue(db, filters)["case_id"].tolist())
    ids = known["case_id"].tolist()
    joined = known.assign(objects=np.array([counted[case_id] for case_id in ids], dtype="int64"))
    joined = joined.assign(**_object_stages(published, ids))
    for name in STAGES_OF_CASE:
        joined[name] = joined[name].astype("datetime64[s]")
    return joined.assign(**_furthest(joined))


def _object_stages(published: pd.DataFrame, case_ids: Sequence[str]) -> dict[str, Any]:
    """By case: published objects, first_shown; first identified, located, eliminated of its objects, and who
    gets the credit for it."""
    of_object = published["case_id"].tolist()
    counted = Counter(of_object)
    first = _first_rows(published, "published_on")
    columns: dict[str, Any] = {
        "published": np.array([counted[case_id] for case_id in case_ids], dtype="int64"),
        "first_shown": taken(published["published_on"], _places(first, case_ids)),
    }
    for name, reached in (
        ("identified", "identified_on"),
        ("located", "located"),
        ("eliminated", "eliminated"),
    ):
        thanks = "thanks_to" if name == "identified" else f"{name}_thanks_to"
        at = _places(_first_rows(published, reached), case_ids)
        columns |= {name: taken(published[reached], at), f"{name}_thanks_to": taken(published[thanks], at)}
    return columns


def _first_rows(published: pd.DataFrame, column: str) -> dict[Any, int]:
    """By case, the row of its object with the earliest day in `column`, of one day the first by name."""
    days = published[column]
    dated = np.flatnonzero(days.notna())
    ids, whose, order = published["object_id"].tolist(), published["case_id"].tolist(), days.to_numpy()
    found: dict[Any, int] = {}
    for row in sorted(dated.tolist(), key=lambda row: (order[row], ids[row])):
        found.setdefault(whose[row], row)
    return found


def _places(rows: Mapping[Any, int], keys: Sequence[str]) -> np.ndarray:
    return np.array([rows.get(key, -1) for key in keys], dtype="int64")


# column of a case → its stage in words, the furthest first
STAGES_OF_CASE = {
    "prosecuted": "prosecuted",
    "resolved": "resolved",
    "referred": "referred",
    "located": "object located",
    "eliminated": "trail eliminated",
    "identified": "object identified",
    "first_shown": "object displayed",
}


def _furthest(known: pd.DataFrame) -> dict[str, Any]:
    """By case, the words of the furthest stage that it reached, and who gets the credit for that."""
    names = list(STAGES_OF_CASE)
    reached = np.column_stack([known[name].notna().to_numpy() for name in names])
    furthest = np.where(reached.any(axis=1), reached.argmax(axis=1), -1).tolist()
    thanks = [known[f"{name}_thanks_to"].tolist() if name != "first_shown" else None for name in names]
    said = [STAGES_OF_CASE[names[stage]] if stage >= 0 else "not displayed yet" for stage in furthest]
    credit = [
        of_stage[row] if stage >= 0 and (of_stage := thanks[stage]) is not None else None
        for row, stage in enumerate(furthest)
    ]
    return {"stage": pd.array(said, dtype="str"), "credit": pd.array(credit, dtype="str")}


# (label, what it is about, column with the day it begins, column with the day it is reached)
STAGE_STEPS = (
    ("Object identified", "objects", "published_on", "identified_on"),
    ("Place located", "objects", "published_on", "located"),
    ("Trail eliminated", "objects", "published_on", "eliminated"),
    ("Case referred to a country", "cases", "first_shown", "referred"),
    ("Case resolved", "cases", "first_shown", "resolved"),
    ("Offender prosecuted", "cases", "first_shown", "prosecuted"),
)


def _stages(published: pd.DataFrame, known: pd.DataFrame, until: date | None) -> pd.DataFrame:
    frames = {"objects": published, "cases": known[known["published"] > 0]}
    rows = []
    for label, about, begins, reaches in STAGE_STEPS:
        items, end = frames[about], pd.Timestamp(until or date.min.replace(year=1970))
        lost = _withdrawn_unidentified(items) if about == "objects" else None
        timed = stages.stage_time(items[begins], items[reaches], end, lost)
        rows.append({"stage": label, "about": about, **stages.summary(timed)})
    return pd.DataFrame(rows)


def _withdrawn_unidentified(published: pd.DataFrame) -> "pd.Series[Any]":
    """The day an object was withdrawn without being identified: one retired with its answer is not lost."""
    withdrawn = published["withdrawn_on"]
    return withdrawn.where(~(published["identified_on"] <= withdrawn))


def _credit(published: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """One row a result: label, n (of what), yes, no, unknown: how many got there, by who gets the credit."""
    steps = (
        ("Objects identified", published, "identified_on", "thanks_to"),
        ("Objects located", published, "located", "located_thanks_to"),
        ("Trails eliminated", published, "eliminated", "eliminated_thanks_to"),
        ("Cases referred", known, "referred", "referred_thanks_to"),
        ("Cases resolved", known, "resolved", "resolved_thanks_to"),
        ("Cases with a prosecution", known, "prosecuted", "prosecuted_thanks_to"),
    )
    rows = []
    for label, items, reached, thanks in steps:
        got = items[reached].notna().to_numpy()
        credited = Counter(items[thanks].to_numpy(dtype=object)[got])
        counts = {key: credited[key] for key in ("yes", "no", "unknown")}
        rows.append({"label": label, "n": len(items), "reached": int(got.sum()), **counts})
    return pd.DataFrame(rows)


def _people(events: pd.DataFrame) -> pd.DataFrame:
    """One row a result about people: kind, yes, no, unknown (persons; an outcome without a number is one)."""
    persons: Counter[tuple[str, str]] = Counter()
    columns = (events[name].tolist() for name in ("kind", "thanks_to", "people"))
    for kind, thanks, people in zip(*columns, strict=True):
        persons[kind, thanks] += 1 if pd.isna(people) else people
    rows = [
        {"kind": kind, **{key: persons[kind, key] for key in ("yes", "no", "unknown")}}
        for kind in ("child_safeguarded", "offender_identified", "offender_prosecuted")
    ]
    return pd.DataFrame(rows)


def protected(found: Cases) -> Cases:
    """What leadership may see: results of objects. Cases are resolved by what happens to people, and counts
    about people are shown in the release only."""
    kept = {"Objects identified", "Objects located", "Trails eliminated"}
    return replace(
        found,
        cases=found.cases.iloc[:0],
        stages=found.stages[found.stages["about"] == "objects"].reset_index(drop=True),
        credit=found.credit[found.credit["label"].isin(kept)].reset_index(drop=True),
        people=found.people.iloc[:0],
    )


def protected_headline(found: Cases) -> tuple[str, str]:
    """What became of the objects; cases and people are in the release."""
    row = found.credit.set_index("label").loc["Objects identified"]
    return _objects_said(row, len(found.published)), "Results about people are in the release only."


def headline(found: Cases) -> tuple[str, str]:
    """What got resolved, and who gets the credit, in one sentence."""
    shown, known = len(found.published), len(found.cases)
    if not shown and not known:
        first = "No case is on record in this scope, and no object was displayed."
        return first, "So there is nothing to resolve yet."
    counts = found.credit.set_index("label")
    resolved, identified = counts.loc["Cases resolved"], counts.loc["Objects identified"]
    objects_said = _objects_said(identified, shown)
    if not known:
        return objects_said, "No case is on record, so nothing is known of what became of them."
    of = f"{words.number(known)} cases" if known != 1 else "one case"
    if not resolved["reached"]:
        return (
            f"None of {of} is resolved yet." if known != 1 else "The one case is not resolved yet.",
            objects_said,
        )
    verb = "was" if resolved["reached"] == 1 else "were"
    return (
        f"{words.number(resolved['reached'])} of {of} {verb} resolved, {credit_words(resolved)}.",
        objects_said,
    )


def _objects_said(row: Any, shown: int) -> str:
    if not shown:
        return "No object has been displayed yet."
    of = f"{words.number(shown)} displayed objects" if shown != 1 else "the one displayed object"
    if not row["reached"]:
        return (
            f"None of {of} was identified yet."
            if shown != 1
            else "The one displayed object is not identified yet."
        )
    if shown == 1:
        return f"The one displayed object was identified, {credit_words(row)}."
    verb = "was" if row["reached"] == 1 else "were"
    return f"Of {of} {words.number(row['reached'])} {verb} identified, {credit_words(row)}."


def credit_words(row: Any) -> str:
    """Who gets the credit, in three classes: `67 thanks to a tip, 6 otherwise, 6 with unknown credit`."""
    classes = (("yes", "thanks to tips"), ("no", "otherwise"), ("unknown", "with unknown credit"))
    said = [(int(row[key]), text) for key, text in classes if row[key]]
    if len(said) == 1 and said[0][0] == row["reached"]:
        return f"all {said[0][1]}" if said[0][0] > 1 else said[0][1].replace("tips", "a tip")
    return ", ".join(f"{words.number(n)} {text}" for n, text in said)
