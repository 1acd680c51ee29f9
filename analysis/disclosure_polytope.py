"""All tables that agree with what is printed: what an attacker has to consider possible."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array, csr_array, hstack
from scipy.sparse.csgraph import connected_components

from analysis.disclosure_system import Bools, Floats, Ints, System

SEARCH_NODES = 200  # a value that takes a longer search to reach counts as out of reach: hide more
GAP = 1e-2  # how far from the best a table found may be: any will do


@dataclass(frozen=True)
class Polytope:
    """All tables that agree with what is printed: the `moving` numbers x ≥ `low` with A x = b."""

    system: System
    moving: Ints
    low: Ints
    rows: Ints
    matrix: csr_array
    right: Ints

    def is_whole_table(self, x: Ints) -> bool:
        return bool((x >= self.low).all() and np.array_equal(self.matrix @ x, self.right))


def pieces(system: System, moves: Bools) -> Ints:
    """By number, a label: moving numbers of one label are tied to each other by equations, others are not."""
    linked = moves[system.number]
    nodes = system.size + system.equations
    ends = (system.number[linked], system.size + system.equation[linked])
    links = coo_array((np.ones(len(ends[0])), ends), shape=(nodes, nodes))
    return np.asarray(connected_components(links, directed=False)[1][: system.size], dtype=np.int64)


def polytope(system: System, moves: Bools, least: int) -> Polytope:
    """The tables an attacker has to consider who sees all numbers but those that move."""
    linked = moves[system.number] & ~system.redundant[system.equation]
    moving = np.flatnonzero(moves)
    column = np.full(system.size, -1)
    column[moving] = np.arange(len(moving))
    rows, row = np.unique(system.equation[linked], return_inverse=True)
    matrix = csr_array(
        (system.sign[linked], (row, column[system.number[linked]])),
        shape=(len(rows), len(moving)),
        dtype=np.int64,
    )
    low = np.where(system.free[moving], 0, least).astype(np.int64)
    return Polytope(system, moving, low, rows, matrix, matrix @ system.values[moving])


def interval(space: Polytope, number: int) -> tuple[float, float]:
    """The least and the greatest whole value that `number` can take (units of the count; `inf` if
    unbounded).
    """
    cost = (space.moving == number).astype(float)
    ends = []
    for direction in (1.0, -1.0):
        answer = milp(
            direction * cost,
            integrality=np.ones(len(cost)),
            bounds=Bounds(space.low, np.inf),
            constraints=LinearConstraint(space.matrix, space.right, space.right),
        )
        unbounded = answer.status in (3, 4)
        if answer.x is None and not unbounded:
            raise RuntimeError(f"no bound for number {number}: {answer.message}")
        ends.append(np.inf if unbounded else float(np.rint(abs(answer.fun))))
    return ends[0], ends[1]


def solve(space: Polytope, cost: Floats, low: Ints, high: Floats) -> Ints | None:
    """A table at least cost, fractions allowed, rounded to whole counts; None where there is none."""
    answer = milp(
        cost,
        bounds=Bounds(low, high),
        constraints=LinearConstraint(space.matrix, space.right, space.right),
    )
    return None if answer.x is None else np.rint(answer.x).astype(np.int64)


def nearest(space: Polytope, column: int, value: int) -> Ints | None:
    """A whole table in which one moving number has `value` and the others move little; None where there is
    none (or none was found in time).

    Little movement runs along few numbers, mostly by the same whole amount, so that it takes little search.
    """
    now = space.system.values[space.moving]
    size, change = len(now), value - int(now[column])
    most = np.concatenate([np.full(size, np.inf), now - space.low])
    least = np.zeros(2 * size)
    for side, amount in ((column, max(change, 0)), (size + column, max(-change, 0))):
        least[side] = most[side] = amount
    answer = milp(
        np.ones(2 * size),
        integrality=np.ones(2 * size),
        bounds=Bounds(least, most),
        constraints=LinearConstraint(hstack([space.matrix, -space.matrix], format="csr"), 0, 0),
        options={"node_limit": SEARCH_NODES, "mip_rel_gap": GAP},
    )
    if answer.x is None:
        return None
    return np.asarray(now + np.rint(answer.x[:size] - answer.x[size:]).astype(np.int64))


def extreme(space: Polytope, cost: Floats, low: Ints, high: Floats) -> tuple[Floats, Floats]:
    """The table at least cost, fractions allowed, and the dual solution."""
    bounds = np.column_stack([low, high])
    answer = linprog(cost, A_eq=space.matrix, b_eq=space.right, bounds=bounds, method="highs-ds")
    if answer.x is None:
        raise RuntimeError(f"the solver failed on a table that exists: {answer.message}")
    return np.asarray(answer.x), np.asarray(answer.eqlin.marginals)
