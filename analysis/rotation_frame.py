"""The table of objects as the rotation index reads it: checked, in one order, as arrays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.rotation_model import Terms
from analysis.rotation_rules import Board

Array = NDArray[np.float64]
COUNTS = ("actionable", "failed", "pending", "exposure", "open_exposure", "tips", "tip_exposure")
COLUMNS = (
    "object_id",
    "category",
    "agency",
    "displayed",
    "slot",
    "weeks_displayed_now",
    "hold",
    "eligible",
    *COUNTS,
    "next_exposure",
    "identifiability",
)
HOLDS = ("none", "keep", "withhold")
UNNAMED = "unknown"
_TRUTH = {"true": True, "1": True, "1.0": True, "yes": True}
_TRUTH |= {"false": False, "0": False, "0.0": False, "no": False, "": False}


@dataclass(frozen=True)
class Objects:
    """The objects in the order of their ids. `category` and `agency` are None where unknown."""

    object_id: list[Any]
    category: list[Any]
    agency: list[Any]
    hold: list[str]
    displayed: NDArray[np.bool_]
    eligible: NDArray[np.bool_]
    slot: NDArray[np.int64]
    weeks: Array
    next_exposure: Array
    novelty: Array
    terms: Terms

    def __len__(self) -> int:
        return len(self.object_id)

    @property
    def showable(self) -> NDArray[np.bool_]:
        """Eligible and not withheld."""
        free = np.array([hold != "withhold" for hold in self.hold], dtype=bool)
        may: NDArray[np.bool_] = self.eligible & free
        return may

    def board(self, rank: Array) -> Board:
        """The planner's view; what has no category or agency is under no cap."""
        return Board(
            category=pd.factorize(np.array(self.category, dtype=object))[0].tolist(),
            agency=pd.factorize(np.array(self.agency, dtype=object))[0].tolist(),
            displayed=self.displayed.tolist(),
            slot=self.slot.tolist(),
            weeks=self.weeks.tolist(),
            hold=self.hold,
            eligible=self.eligible.tolist(),
            rank=rank.tolist(),
        )


def read(objects: pd.DataFrame) -> Objects:
    """The table, checked, whatever the order and the types of its columns.

    Missing counts and exposures are nought (objects never shown), a missing hold is "none"; the optional
    column `novelty` defaults to the next exposure over the largest of any eligible object. Raises ValueError,
    in words, for a missing column, a missing or repeated object_id, an unknown hold, and a figure that is
    negative, infinite or no number.
    """
    absent = [column for column in COLUMNS if column not in objects.columns]
    if absent:
        raise ValueError(f"The table of objects lacks the column {', '.join(absent)}.")
    identifiers = _identifiers(objects["object_id"])
    order = _order(identifiers)
    frame = objects.iloc[order]
    names = [identifiers[at] for at in order]
    eligible = _flags(frame["eligible"])
    coming = _numbers(frame["next_exposure"])
    lost = eligible & np.isnan(coming)
    if lost.any():
        raise ValueError(f"next_exposure is missing for the eligible object {names[int(np.argmax(lost))]}.")
    coming = np.nan_to_num(coming)
    category = _labels(frame["category"])
    return Objects(
        object_id=names,
        category=category,
        agency=_labels(frame["agency"]),
        hold=_holds(frame["hold"]),
        displayed=_flags(frame["displayed"]),
        eligible=eligible,
        slot=np.nan_to_num(_numbers(frame["slot"])).astype(np.int64),
        weeks=np.nan_to_num(_numbers(frame["weeks_displayed_now"])),
        next_exposure=coming,
        novelty=_novelty(frame, coming, eligible),
        terms=_terms(frame, category),
    )


def _terms(frame: pd.DataFrame, category: list[Any]) -> Terms:
    """The model's arrays; objects without a category share one. Open exposure is a part of all exposure."""
    figures = {column: np.nan_to_num(_numbers(frame[column])) for column in COUNTS}
    figures["open_exposure"] = np.minimum(figures["open_exposure"], figures["exposure"])
    codes = pd.factorize(np.array(category, dtype=object), use_na_sentinel=False)[0].astype(np.int64)
    return Terms(category=codes, identifiability=_numbers(frame["identifiability"]), **figures)


def _novelty(frame: pd.DataFrame, coming: Array, eligible: NDArray[np.bool_]) -> Array:
    if "novelty" in frame.columns:
        return _numbers(frame["novelty"])
    freshest = coming[eligible].max(initial=0.0)
    return np.minimum(coming / freshest, 1.0) if freshest > 0 else np.zeros_like(coming)


def _identifiers(column: pd.Series) -> list[Any]:
    if column.isna().any():
        raise ValueError("object_id is missing in some rows.")
    repeated = column.duplicated()
    if repeated.any():
        raise ValueError(f"object_id {column[repeated].iloc[0]} appears more than once.")
    return column.tolist()


def _order(identifiers: list[Any]) -> list[int]:
    """Places in the order of the ids; ids of mixed kinds by their text."""
    same = len({type(value) for value in identifiers}) <= 1
    key: Callable[[int], Any] = (lambda at: identifiers[at]) if same else (lambda at: str(identifiers[at]))
    return sorted(range(len(identifiers)), key=key)


def _labels(column: pd.Series) -> list[Any]:
    return [
        None if missing or value == UNNAMED else value
        for value, missing in zip(column.tolist(), column.isna().tolist(), strict=True)
    ]


def _flags(column: pd.Series) -> NDArray[np.bool_]:
    """Truth of bool, 0/1, nullable and text columns; missing is False."""
    if column.dtype == bool:
        return column.to_numpy()
    values = [
        False if missing else _TRUTH.get(str(value).strip().lower())
        for value, missing in zip(column.tolist(), column.isna().tolist(), strict=True)
    ]
    if None in values:
        wrong = column.tolist()[values.index(None)]
        raise ValueError(f"{column.name} must be true or false; it holds {wrong!r}.")
    return np.array(values, dtype=bool)


def _holds(column: pd.Series) -> list[str]:
    values = [
        "none" if missing else str(value).strip().lower() or "none"
        for value, missing in zip(column.tolist(), column.isna().tolist(), strict=True)
    ]
    wrong = [value for value in values if value not in HOLDS]
    if wrong:
        raise ValueError(f"hold must be none, keep or withhold; it holds {wrong[0]!r}.")
    return values


def _numbers(column: pd.Series) -> Array:
    """Finite floats, not negative; missing ones are NaN."""
    try:
        if column.dtype.kind in "fiub":
            values = column.to_numpy(dtype=float, na_value=np.nan)
        else:
            known = column.astype(object).where(column.notna(), None)
            values = np.asarray(pd.to_numeric(known), dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{column.name} must be a number: {error}.") from error
    if (values < 0).any() or np.isinf(values).any():
        raise ValueError(f"{column.name} must be finite and not negative.")
    return values
