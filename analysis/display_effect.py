"""What a display did: an event study of tips around the start and the end of displays.

Tips of object i in week t ~ Poisson(exposure · exp(αᵢ + λₜ + β_e)), e the weeks since the event, the last
week before it being the reference; errors clustered by object, so that tips need only have the right mean.
Weeks further off than the window are in bins of their own, so that they do not pass for the reference.

The object effects are absorbed (`display_effect_fit`): the numbers are those of a statsmodels GLM with a
dummy per object and per week, which takes the cube of the number of objects; tests hold the two together.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse, special

from analysis.display_effect_fit import Estimate, NotEstimableError, poisson_within
from analysis.display_panel import Around, object_weeks

__all__ = ["WARNINGS", "Around", "EventStudy", "event_study", "object_weeks"]

WARNINGS: dict[Around, str] = {
    "start": "Objects are put up when there is a reason to, and anything new draws tips: "
    "a rise after a start is not what the display itself caused.",
    "end": "The end of a display is chosen, often because tips had dried up, "
    "so effects around it are biased: a fall after an end is not what ending it caused.",
}
MINIMUM_OBJECTS, MINIMUM_TIPS, MINIMUM_FOR_INTERVAL = 10, 30, 5
REFERENCE = -1
_TYPES = {
    "event_time": "int64",
    "ratio": "float64",
    "low": "float64",
    "high": "float64",
    "objects": "int64",
    "tips": "int64",
    "note": "str",
}
_NOTHING = pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in _TYPES.items()})


@dataclass(frozen=True)
class EventStudy:
    """`effects`: one row a week from `before` to `after` the event: event_time, ratio (tips per exposure
    against the reference week, everything else equal), low, high (95 %), objects and tips seen then, note.

    `refusal` says in words why nothing is shown; it is empty where effects are. `warning` belongs under every
    picture. `objects`, `tips`: what the fit used; `left_out`: tips in weeks without known exposure.
    """

    around: Around
    effects: pd.DataFrame
    warning: str
    refusal: str
    objects: int
    tips: int
    left_out: int


def event_study(panel: pd.DataFrame, around: Around, before: int = 4, after: int = 8) -> EventStudy:
    """Effects by event time from an object-week panel (columns as `object_weeks` returns them).

    A week of the window in which objects were seen but no tip came has ratio 0 and no interval; under 5
    objects in a week there is no interval either, as clustered errors are not to be trusted there. Nothing
    is estimated, and `refusal` says why, with under 10 objects in the reference week or 30 tips in the
    window, or where weeks and event time cannot be told apart. ValueError for a window that does not hold
    the reference week and one before.
    """
    if before < 2 or after < 0:
        raise ValueError(f"the window must begin 2 weeks before the event or earlier, not {before}, {after}")
    usable = panel["exposure"].to_numpy(dtype=float) > 0
    rows = panel[usable].assign(category=_category(panel.loc[usable, "event_time"], before, after))
    kept = _without_empty(rows)
    effects, refusal = _NOTHING, _too_little(kept, around, before, after)
    if not refusal:
        try:
            effects = _effects(rows, kept, range(-before, after + 1))
        except NotEstimableError as problem:
            refusal = f"No effect can be shown: {problem}."
    return EventStudy(
        around=around,
        effects=effects,
        warning=WARNINGS[around],
        refusal=refusal,
        objects=int(kept["object_id"].nunique()),
        tips=int(kept["tips"].sum()),
        left_out=int(panel.loc[~usable, "tips"].sum()),
    )


def _category(event_time: pd.Series, before: int, after: int) -> np.ndarray:
    """Weeks from the event within the window; one bin on each side of it, one for weeks without an event."""
    clipped = event_time.clip(-before - 1, after + 1).fillna(after + 2)
    return clipped.to_numpy(dtype=np.int64)


def _without_empty(rows: pd.DataFrame) -> pd.DataFrame:
    """Without objects, weeks and event times that have no tip: their effect is 0, whatever the rest."""
    while True:
        empty = np.zeros(len(rows), dtype=bool)
        for key in ("object_id", "week", "category"):
            empty |= (rows.groupby(key)["tips"].transform("sum") == 0).to_numpy()
        if not empty.any():
            return rows
        rows = rows[~empty]


def _too_little(kept: pd.DataFrame, around: Around, before: int, after: int) -> str:
    seen = kept.loc[kept["category"] == REFERENCE, "object_id"].nunique()
    tips = int(kept.loc[kept["category"].between(-before, after), "tips"].sum())
    if seen < MINIMUM_OBJECTS:
        return (
            f"No effect can be shown: {seen or 'no'} object{'s' * (seen != 1)} with tips had a week before "
            f"the {around} of a display; {MINIMUM_OBJECTS} are needed."
        )
    if tips < MINIMUM_TIPS:
        return f"No effect can be shown: {tips} tips around the {around}s; {MINIMUM_TIPS} are needed."
    return ""


def _effects(rows: pd.DataFrame, kept: pd.DataFrame, window: range) -> pd.DataFrame:
    observed = rows.groupby("category").agg(objects=("object_id", "nunique"), tips=("tips", "sum"))
    table = observed.reindex(window, fill_value=0)
    fitted = [e for e in window if e != REFERENCE and (kept["category"] == e).any()]
    estimate = _fit(kept, fitted)
    spread = special.stdtrit(estimate.clusters - 1, 0.975) * np.sqrt(np.diag(estimate.covariance))
    with np.errstate(over="ignore"):  # a huge spread prints as an open end
        bounds = np.exp(estimate.coefficient + np.array([[0.0], [-1.0], [1.0]]) * spread)
    found = pd.DataFrame(bounds.T, index=fitted, columns=["ratio", "low", "high"])
    table = table.join(found)
    few = table["objects"] < MINIMUM_FOR_INTERVAL
    silent = (table["objects"] > 0) & (table["tips"] == 0)
    table.loc[few, ["low", "high"]] = np.nan
    table.loc[silent, "ratio"] = 0.0
    table.loc[REFERENCE, ["ratio", "low", "high"]] = [1.0, np.nan, np.nan]
    table["note"] = np.select(
        [table.index == REFERENCE, table["objects"] == 0, silent, few],
        ["reference", "not observed", "no tips", f"under {MINIMUM_FOR_INTERVAL} objects, no interval"],
        "",
    )
    return table.rename_axis("event_time").reset_index()[list(_TYPES)].astype(_TYPES)


def _fit(kept: pd.DataFrame, asked: list[int]) -> Estimate:
    """Dummies: the asked event times first, then the bins outside the window, then weeks."""
    others = sorted(set(kept["category"]) - {*asked, REFERENCE})
    position = {category: column for column, category in enumerate([*asked, *others])}
    event = kept["category"].map(position)
    has_event, row = event.notna().to_numpy(), np.arange(len(kept))
    week, weeks = pd.factorize(kept["week"], sort=True)
    columns = np.concatenate([event[has_event].to_numpy(dtype=np.int64), len(position) + week])
    entries = (np.ones(len(columns)), (np.concatenate([row[has_event], row]), columns))
    design = sparse.csr_array(entries, shape=(len(kept), len(position) + len(weeks)))
    group, _ = pd.factorize(kept["object_id"])
    offset = np.log(kept["exposure"].to_numpy(dtype=float))
    return poisson_within(kept["tips"].to_numpy(dtype=float), offset, group, design, np.arange(len(asked)))
