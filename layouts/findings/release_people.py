"""What the release says of cases and people: each result by who gets the credit, protected by itself."""

from datetime import date
from typing import Any

import pandas as pd

from analysis import disclosure
from queries import outcomes
from queries.filters import Filters

ALL = disclosure.ALL
CREDITS = ("yes", "no", "unknown")
NOT_YET = "not yet"
# result → its words; the first are counted in cases, the others in people
CASES = {
    "referred": "Cases referred",
    "resolved": "Cases resolved",
    "prosecuted": "Cases with a prosecution",
}
PEOPLE = {
    "child_safeguarded": "Children safeguarded",
    "offender_identified": "Offenders identified",
    "offender_prosecuted": "Offenders prosecuted",
}
COLUMNS = ["result", "credit", "count", "state"]


def results(db: Any, last: date, k: int, previous: pd.DataFrame | None = None) -> pd.DataFrame:
    """One row a result and credit: result, credit (yes, no, unknown; `not yet` for cases; `all`), count,
    state. Outcomes up to `last`, a day that ends the release.

    A case is counted once a result; its `all` are the cases on record. Results have no sum in common, so each
    is protected alone (`disclosure.protect`); `previous` keeps hidden what was hidden the day before.
    """
    until = Filters(to=last)
    cases, events = outcomes.per_case(db, until), outcomes.events(db, until)
    parts = [protected(name, _of_cases(cases, name), k, previous) for name in CASES]
    parts += [protected(name, _of_people(events, name), k, previous) for name in PEOPLE]
    found: pd.DataFrame = pd.concat(parts, ignore_index=True)
    return found[COLUMNS]


def _of_cases(cases: pd.DataFrame, name: str) -> dict[str, int]:
    reached = cases[cases[name].notna()]
    counts = {credit: int((reached[f"{name}_thanks_to"] == credit).sum()) for credit in CREDITS}
    return {**counts, NOT_YET: int(cases[name].isna().sum())}


def _of_people(events: pd.DataFrame, kind: str) -> dict[str, int]:
    """Persons; an outcome without a number is one."""
    mine = events[events["kind"] == kind]
    persons = mine["people"].fillna(1).astype("int64")
    return {credit: int(persons[mine["thanks_to"] == credit].sum()) for credit in CREDITS}


def protected(name: str, counts: dict[str, int], k: int, previous: pd.DataFrame | None) -> pd.DataFrame:
    """One result's rows: counts by credit and their sum, what may not be printed emptied."""
    cells = {**counts, ALL: sum(counts.values())}
    frame = pd.DataFrame({"credit": list(cells), "count": list(cells.values())})
    before = None if previous is None else previous[previous["result"] == name]
    protected = disclosure.protect(frame, "count", ["credit"], k, previous=before)
    return protected.assign(result=name)


def reached(found: pd.DataFrame, result: str) -> tuple[int | None, str]:
    """How many cases, or people, got to a result: hidden where what is printed does not give it."""
    cells = found[(found["result"] == result) & found["credit"].isin([ALL, NOT_YET])]
    if cells.empty:
        return None, "missing"
    if (cells["state"] != "shown").any():
        return None, "suppressed"
    counts = dict(zip(cells["credit"], cells["count"].astype("int64"), strict=True))
    return int(counts[ALL]) - int(counts.get(NOT_YET, 0)), "shown"
