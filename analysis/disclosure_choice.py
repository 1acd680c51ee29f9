"""The cheapest numbers that meet every cut: at least one number of each cut is hidden.

The choice falls apart into rows and columns that share no number, and each piece is solved by itself: a
set-cover problem, exactly by integer programming up to a size, greedily beyond.
"""

import heapq
from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from analysis.disclosure_attack import Cut
from analysis.disclosure_system import Floats

EXACT_UP_TO = 3000  # numbers to choose from in one piece; beyond, greedily
SEARCH_NODES = 1000  # a bound on the search that, unlike seconds, gives the same answer on every machine


def cheapest(cuts: Sequence[Cut], weight: Floats) -> list[int]:
    """Numbers with at least one in every cut, at the least sum of `weight`; ties go the same way every
    time.
    """
    if not cuts:
        return []
    pieces: dict[int, list[Cut]] = {}
    for cut, piece in zip(cuts, _labels(cuts), strict=True):
        pieces.setdefault(piece, []).append(cut)
    return sorted(number for piece in pieces.values() for number in _meet(piece, weight))


def _labels(cuts: Sequence[Cut]) -> list[int]:
    """By cut, the piece it belongs to: cuts that share a number are in one piece."""
    row = np.repeat(np.arange(len(cuts)), [len(cut) for cut in cuts])
    numbers, column = np.unique(np.concatenate([np.array(cut) for cut in cuts]), return_inverse=True)
    side = len(cuts) + len(numbers)
    links = coo_array((np.ones(len(row)), (row, len(cuts) + column)), shape=(side, side))
    labels: list[int] = connected_components(links, directed=False)[1][: len(cuts)].tolist()
    return labels


def _meet(cuts: list[Cut], weight: Floats) -> list[int]:
    if len(cuts) == 1:
        return [min(cuts[0], key=lambda number: (weight[number], number))]
    row = np.repeat(np.arange(len(cuts)), [len(cut) for cut in cuts])
    numbers, column = np.unique(np.concatenate([np.array(cut) for cut in cuts]), return_inverse=True)
    if len(numbers) > EXACT_UP_TO:
        return _greedily(cuts, weight)
    matrix = csr_array((np.ones(len(row)), (row, column)), shape=(len(cuts), len(numbers)))
    answer = milp(
        weight[numbers],
        integrality=np.ones(len(numbers)),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, 1, np.inf),
        options={"node_limit": SEARCH_NODES, "mip_rel_gap": 0.0},
    )
    if answer.x is None:
        return _greedily(cuts, weight)
    return [int(number) for number in numbers[answer.x > 0.5]]


def _greedily(cuts: Sequence[Cut], weight: Floats) -> list[int]:
    """Take, again and again, the number that meets most open cuts for its weight; then drop what is not
    needed.
    """
    where: dict[int, set[int]] = {}
    for index, cut in enumerate(cuts):
        for number in cut:
            where.setdefault(number, set()).add(index)
    queue = [(weight[number] / len(met), number, len(met)) for number, met in where.items()]
    heapq.heapify(queue)
    covered: set[int] = set()
    chosen: list[int] = []
    while len(covered) < len(cuts):
        _, number, counted = heapq.heappop(queue)
        gain = len(where[number] - covered)
        if gain == counted:
            chosen.append(number)
            covered |= where[number]
        elif gain:
            heapq.heappush(queue, (weight[number] / gain, number, gain))
    return _without_surplus(chosen, len(cuts), where, weight)


def _without_surplus(chosen: list[int], cuts: int, where: dict[int, set[int]], weight: Floats) -> list[int]:
    times = np.zeros(cuts, dtype=np.int64)
    for number in chosen:
        times[list(where[number])] += 1
    kept: list[int] = []
    for number in sorted(chosen, key=lambda n: (-weight[n], n)):
        met = list(where[number])
        if (times[met] > 1).all():
            times[met] -= 1
        else:
            kept.append(number)
    return kept
