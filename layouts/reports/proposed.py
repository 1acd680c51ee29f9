"""The plan as a table: what leaves, what takes its place, and why."""

import pandas as pd

from layouts.findings.plan import Planned
from layouts.reports.content import Column, Table
from layouts.speech import ENGLISH, Speech


def table(planned: Planned, speech: Speech = ENGLISH) -> Table:
    """One row a place that changes hands; a place that is only left or only filled has one side empty."""
    columns = (
        Column("slot", speech.say("Place"), "count"),
        Column("leaves", speech.say("Leaves")),
        Column("leaves_chance", speech.say("Its chance"), "share"),
        Column("comes", speech.say("Comes")),
        Column("comes_chance", speech.say("Its chance"), "share"),
        Column("reason", speech.say("Reason"), "recorded"),
    )
    chances = planned.chances.reset_index()
    leaving, coming = (
        _side(chances, action, name) for action, name in (("remove", "leaves"), ("show", "comes"))
    )
    pairs = leaving.merge(coming, on="slot", how="outer").sort_values("slot").reset_index(drop=True)
    reason = pairs["comes_reason"].where(pairs["comes_reason"].notna(), pairs["leaves_reason"])
    frame = pairs.assign(reason=reason)[[column.name for column in columns]]
    return Table("proposed", speech.say("Proposed changes"), columns, frame)


def _side(chances: pd.DataFrame, action: str, name: str) -> pd.DataFrame:
    """The objects of one action: slot, and by `name` the object, its chance of identification, the reason."""
    chosen = chances[chances["action"] == action]
    return pd.DataFrame(
        {
            "slot": chosen["slot"].astype("Int64"),
            name: chosen["object_id"],
            f"{name}_chance": chosen["probability"].astype(float),
            f"{name}_reason": chosen["reason"],
        }
    )
