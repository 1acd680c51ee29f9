"""Small counts: which numbers of a table may be printed (statistical disclosure control).

The rule, the attackers it stands and the risk that stays are in docs/disclosure.md. References: A.
Hundepool and others (2012), "Statistical Disclosure Control", Wiley, ch. 4; M. Fischetti, J. J. Salazar
(2001), "Solving the cell suppression problem on tabular data with linear constraints", Management Science
47 (7).
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from analysis.disclosure_equations import Problem, build
from analysis.disclosure_frames import (
    ALL,
    check,
    check_threshold,
    counts,
    hidden_numbers,
    numbers,
    whole,
    with_margins,
    written,
)
from analysis.disclosure_linked import protect_together
from analysis.disclosure_polytope import interval, polytope

__all__ = ["ALL", "MARK", "Masked", "Problem", "mask_scalar", "protect", "ranges", "shares", "with_margins"]

MARK = "·"
State = Literal["shown", "suppressed", "missing"]


class Masked(NamedTuple):
    """A single count as it may be printed: `value` is None where it is not."""

    value: int | None
    state: State


def mask_scalar(count: float | None, k: int = 5) -> Masked:
    """A count that stands alone and adds up with nothing else: hidden from 1 to `k` − 1, zero is shown.

    ValueError for a negative or fractional count and for `k` under 2.
    """
    check_threshold(k)
    value = whole(count)
    if value is None:
        return Masked(None, "missing")
    return Masked(None, "suppressed") if 0 < value < k else Masked(value, "shown")


def protect(
    frame: pd.DataFrame, count: str, by: Sequence[str], k: int = 5, *, previous: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The `frame` with `count` emptied where it must not be printed, and `state` shown, suppressed or
    missing.

    One row for each cell and each margin of the table crossed `by` one or more dimensions; a margin has the
    value `all` in the dimensions it sums over, and the grand total has it in all of them. Cells that are
    not there count as zero. `count`: whole, not negative; empty where nothing is known (missing), which
    stays missing; what a margin holds beyond its known cells is taken as known to an attacker. Index, order
    and other columns stay; `count` becomes Int64. Numbers from 1 to `k` − 1 are hidden, and as many others
    as it takes for every hidden number under `k` to range over 1 … k − 1 given all that is printed; zeros
    are always shown. `previous`, an earlier result, makes the same numbers stay hidden where that costs
    little.

    ValueError, in words, for k under 2, missing columns, values or margins, rows given twice, counts that
    are negative or fractional, and margins that do not add up.
    """
    dimensions = (by,) if isinstance(by, str) else tuple(by)
    check(frame, count, dimensions, k)
    keys = numbers(frame, dimensions)
    table = counts(frame, count, keys)
    before = hidden_numbers(previous, dimensions) if previous is not None else set()
    protected = protect_together({"": table}, {"": dimensions}, k, hidden_before=before)
    return written(frame, count, keys, protected.states())


def ranges(frame: pd.DataFrame, protected: pd.DataFrame, count: str, by: Sequence[str]) -> pd.DataFrame:
    """What a reader of `protected` can work out about each hidden number, to check the rule or to show it.

    One row a hidden number, in the order and with the index of `frame` (the true counts), columns `by`,
    `low` and `high`: the least and the greatest whole count that agree with all that is printed (`inf`: no
    bound), if counts are not negative. It solves two integer programmes a number: for tables up to some
    hundred cells.
    """
    keys = numbers(frame, by)
    system = build({"": counts(frame, count, keys)})
    position = {key: i for i, key in enumerate(system.keys)}
    rows = np.array([position[key] for key in keys], dtype=np.int64)
    hidden = np.zeros(system.size, dtype=bool)
    chosen = (protected["state"] == "suppressed").to_numpy()
    hidden[rows[chosen]] = True
    space = polytope(system, hidden | system.free, 0)
    ends = [interval(space, int(number)) for number in rows[chosen]]
    low, high = ([end[side] for end in ends] for side in (0, 1))
    return frame.loc[chosen, list(by)].assign(low=low, high=high)


def shares(protected: pd.DataFrame, count: str, by: Sequence[str], part: dict[str, str]) -> pd.DataFrame:
    """The percentage that one value of a dimension makes up, printed only where part and whole are both
    shown.

    `part`: one dimension of `by` and its value (`{"assessment": "actionable"}`). One row for each
    combination of the other dimensions, margins included: those dimensions, `share` (whole percent, Int64)
    and `state`. It is missing where part or whole is missing, or the whole is zero. A percentage of two
    printed counts says nothing that they do not; one of a hidden count would give it away, however it is
    rounded.
    """
    [(name, value)] = part.items()
    others = [other for other in by if other != name]
    halves = [protected.loc[protected[name] == wanted, [*others, count, "state"]] for wanted in (value, ALL)]
    joined = halves[1].merge(halves[0], how="left", on=others, suffixes=("_whole", "_part"))
    states = joined[["state_whole", "state_part"]].fillna(
        "shown"
    )  # no row for the part: none, which is shown
    answer = joined[others].copy()
    known = (states == "shown").all(axis=1) & (joined[f"{count}_whole"].fillna(0) > 0)
    shown = joined[known]
    percent = 100 * shown[f"{count}_part"].fillna(0).astype(float) / shown[f"{count}_whole"].astype(float)
    answer["share"] = percent.round().astype("Int64").reindex(joined.index)
    hidden = (states == "suppressed").any(axis=1)
    answer["state"] = np.where(known, "shown", np.where(hidden, "suppressed", "missing"))
    return answer
