"""Outcomes of objects and cases, with who gets the credit."""

import pandas as pd
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from queries.filters import Filters
from queries.frames import frame
from records.tables import cases, objects, outcomes, tips

# An object whose place or whose dead end is known was recognised, whether or not somebody recorded that too.
OBJECT_STAGES = {
    "identified": ("object_identified", "origin_located", "trail_eliminated"),
    "located": ("origin_located",),
    "eliminated": ("trail_eliminated",),
}
RESOLVING = ("child_safeguarded", "offender_identified")


def events(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row an outcome in scope: outcome_id, case_id (through the object where not given), object_id
    (the outcome's, else its tip's; missing: shared by the case's objects), kind, occurred_at, day, country,
    people, thanks_to, tip_id, agency, category."""
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
    found = events(db, filters.until_end())
    parts = []
    for name, kinds in OBJECT_STAGES.items():
        first = found[found["kind"].isin(kinds)].dropna(subset=["object_id"]).drop_duplicates("object_id")
        part = first.set_index("object_id")[["day", "thanks_to"]]
        parts.append(part.rename(columns={"day": name, "thanks_to": f"{name}_thanks_to"}))
    joined = pd.concat(parts, axis=1)
    joined.index.name = "object_id"
    return joined.sort_index().reset_index()


def per_case(db: Connection, filters: Filters) -> pd.DataFrame:
    """One row a case in scope: case_id, agency, status, opened_at, closed_at; first local day of referred,
    resolved, prosecuted (NaT: not yet), each with its _thanks_to; children (safeguarded persons)."""
    columns = (cases.c[name] for name in ("case_id", "agency", "status", "opened_at", "closed_at"))
    known = frame(db, sa.select(*columns).where(filters.where(cases)).order_by(cases.c.case_id))
    found = events(db, filters.until_end())
    stages = {
        "referred": ("case_referred",),
        "resolved": RESOLVING,
        "prosecuted": ("offender_prosecuted",),
    }
    for name, kinds in stages.items():
        first = found[found["kind"].isin(kinds)].dropna(subset=["case_id"]).drop_duplicates("case_id")
        renamed = {"day": name, "thanks_to": f"{name}_thanks_to"}
        part = first[["case_id", *renamed]].rename(columns=renamed)
        known = known.merge(part, on="case_id", how="left", validate="one_to_one")
    children = found[found["kind"] == "child_safeguarded"].groupby("case_id")["people"].sum()
    return known.assign(children=known["case_id"].map(children).fillna(0).astype(int))
