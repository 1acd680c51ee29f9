"""Outcomes of objects and cases, with who gets the credit."""

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queries.filters import Filters
from queries.frames import frame, looked_up, taken
from queries.once import once
from records.tables import OUTCOME_KINDS, cases, objects, outcomes, tips

# An object whose place or whose dead end is known was recognised, whether or not somebody recorded that too.
OBJECT_STAGES = {
    "identified": ("object_identified", "origin_located", "trail_eliminated"),
    "located": ("origin_located",),
    "eliminated": ("trail_eliminated",),
}
CASE_STAGES = {
    "referred": ("case_referred",),
    "resolved": ("child_safeguarded", "offender_identified"),
    "prosecuted": ("offender_prosecuted",),
}


def events(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row an outcome in scope: outcome_id, case_id (through the object where not given), object_id
    (the outcome's, else its tip's; missing: shared by the case's objects), kind, occurred_at, day, country,
    people, thanks_to, tip_id, agency, category."""
    if filters.from_ is None:
        return once(db, ("outcomes", filters), lambda: _events(db, filters))
    found = events(db, filters.until_end())
    return found[(found["day"] >= pd.Timestamp(filters.from_)).to_numpy()].reset_index(drop=True)


def _events(db: Connection, filters: Filters) -> pd.DataFrame:
    credited = sa.func.coalesce(outcomes.c.object_id, tips.c.object_id)
    joined = (
        outcomes.outerjoin(tips, tips.c.tip_id == outcomes.c.tip_id)
        .outerjoin(objects, objects.c.object_id == credited)
        .outerjoin(cases, cases.c.case_id == sa.func.coalesce(outcomes.c.case_id, objects.c.case_id))
    )
    names = ("kind", "occurred_at", "day", "country", "people", "thanks_to", "tip_id")
    statement = sa.select(
        outcomes.c.outcome_id,
        cases.c.case_id,
        credited.label("object_id"),
        *(outcomes.c[name] for name in names),
        cases.c.agency,
        objects.c.category,
    ).select_from(joined)
    order = (outcomes.c.occurred_at, outcomes.c.outcome_id)
    return frame(db, statement.where(filters.where(outcomes)).order_by(*order))


def per_object(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row an object with an outcome up to the end of the period: object_id; identified, located,
    eliminated (the local day of the first that says so, NaT: not yet) and identified_thanks_to,
    located_thanks_to, eliminated_thanks_to (yes, no, unknown, or missing)."""
    return first_of_each(events(db, filters.until_end()), "object_id", OBJECT_STAGES)


def per_case(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a case in scope: case_id, agency, status, opened_at, closed_at; first local day of referred,
    resolved, prosecuted (NaT: not yet), each with its _thanks_to; children (safeguarded persons)."""
    columns = (cases.c[name] for name in ("case_id", "agency", "status", "opened_at", "closed_at"))
    known = frame(db, sa.select(*columns).where(filters.where(cases)).order_by(cases.c.case_id))
    found = events(db, filters.until_end())
    reached = first_of_each(found, "case_id", CASE_STAGES)
    added = looked_up(reached, "case_id", known["case_id"].tolist(), list(reached.columns[1:]))
    children: Counter[str] = Counter()
    for case_id, kind, people in zip(
        *(found[name].tolist() for name in ("case_id", "kind", "people")), strict=True
    ):
        if kind == "child_safeguarded" and people is not pd.NA:
            children[case_id] += people
    return known.assign(
        **added, children=np.array([children[name] for name in known["case_id"].tolist()], dtype="int64")
    )


def first_of_each(found: pd.DataFrame, of: str, stages: Mapping[str, Collection[str]]) -> pd.DataFrame:
    """One row an object or case (`of` names the column) with any of the stages, in the order of its name: of
    each stage the local day of the first outcome of its kinds (NaT: none) and that outcome's _thanks_to.

    `found`: rows of `events`, which come in the order in which they happened.
    """
    kinds = {kind: [name for name, of_stage in stages.items() if kind in of_stage] for kind in OUTCOME_KINDS}
    first: dict[str, dict[str, int]] = {name: {} for name in stages}
    for row, (whose, kind) in enumerate(zip(found[of].tolist(), found["kind"].tolist(), strict=True)):
        for name in kinds[kind] if isinstance(whose, str) else ():
            first[name].setdefault(whose, row)
    names = sorted(set().union(*first.values()))
    columns: dict[str, Any] = {of: pd.array(names, dtype="str")}
    for name, rows in first.items():
        at = np.array([rows.get(whose, -1) for whose in names], dtype="int64")
        columns |= {name: taken(found["day"], at), f"{name}_thanks_to": taken(found["thanks_to"], at)}
    return pd.DataFrame(columns, copy=False)
