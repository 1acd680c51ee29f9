"""Which twenty next: the plan for the coming period, made from the records as they stand."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from analysis import exposure, rotation
from analysis.rotation import Plan, Rules
from layouts.findings.remembered import remembered
from queries import campaign as campaign_query
from queries import evidence, objects
from queries.campaign import State
from queries.filters import Filters


@dataclass(frozen=True)
class Planned:
    """`frame`: one row an object (`analysis.exposure.aggregate`); `plan`: what the index advises."""

    state: State
    frame: pd.DataFrame
    plan: Plan
    rules: Rules
    period_days: int

    @property
    def chances(self) -> pd.DataFrame:
        """One row an object, indexed by object_id: action, slot, probability, low, high, index, reason.

        The chance (probability, low, high) is missing for what is neither on display nor eligible: identified
        or retired, it will not be shown, and nobody asks what showing it would bring.
        """
        advised = self.plan.objects.set_index("object_id")
        known = self.frame.set_index("object_id")[["displayed", "eligible"]].reindex(advised.index)
        asked = known.astype("boolean").fillna(False).any(axis=1)
        advised[["probability", "low", "high"]] = advised[["probability", "low", "high"]].where(asked)
        return advised


def campaign_rules(state: State, **changes: Any) -> Rules:
    """The campaign's rules as the planner takes them; `changes` come from the page's controls."""
    row = state.rules
    wanted = {
        "slots": row.slots,
        "minimum_weeks": row.minimum_weeks,
        "maximum_swaps": row.maximum_swaps,
        "category_cap": row.category_cap,
        "agency_cap": row.agency_cap,
    }
    return Rules(**{**wanted, **changes})


def gather(db: Any, state: State, period_days: int) -> pd.DataFrame:
    """The evidence of every object, as of the data's refresh time."""
    settings = exposure.Campaign(
        timezone=state.timezone, grace_days=state.rules.grace_days, period_days=period_days
    )
    moment = _moment(state)
    # Summed over the days of assessment, unless some lie ahead of the moment (a clock that was wrong).
    summed = not evidence.dated_after(db, moment.date())
    return exposure.aggregate(
        evidence.catalogue(db),
        objects.periods(db, Filters()),
        evidence.tips_by_state(db) if summed else evidence.tips_by_day(db),
        moment,
        waits=evidence.assessment_waits(db) if summed else None,
        views=evidence.views_by_day(db),
        shares=evidence.shares_by_day(db),
        holds=evidence.holds_on_record(db),
        scores=evidence.scores_on_record(db),
        cases=evidence.case_states(db),
        outcomes=evidence.object_outcomes(db),
        campaign=settings,
    )


def _moment(state: State) -> pd.Timestamp:
    return pd.Timestamp(state.as_of) if state.as_of else pd.Timestamp(date(1970, 1, 1), tz="UTC")


def plan(db: Any, *, period_days: int = 14, rules: Rules | None = None) -> Planned:
    """Gather and recommend; remembered until the data change."""
    key = (period_days, rules)
    return remembered(db, "plan", key, lambda: _plan(db, period_days, rules))


def _plan(db: Any, period_days: int, rules: Rules | None) -> Planned:
    state = campaign_query.state(db)
    chosen = rules or campaign_rules(state)
    # Other rules are asked of the same evidence: a changed control costs the planning only.
    frame = remembered(db, "evidence", (period_days,), lambda: gather(db, state, period_days))
    return Planned(state, frame, rotation.recommend(frame, chosen, _moment(state)), chosen, period_days)
