"""What must stay possible for an attacker, and the attack on one equation at a time.

An attacker knows every printed number and every equation, knows that a hidden number is not zero (zeros are
printed), and asks how far a hidden number can move. A set of printed numbers of which at least one must be
hidden is called a *cut*; hiding it opens a way to move.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from analysis.disclosure_system import Bools, Ints, System, floors

Cut = tuple[int, ...]


@dataclass(frozen=True)
class Rule:
    """Numbers from 1 to `k` − 1 must stay possible. `reach` is at least 2, so that no hidden number is
    certain.
    """

    k: int

    @property
    def reach(self) -> int:
        return max(self.k - 1, 2)

    def primary(self, system: System) -> Bools:
        return ~system.missing & (system.values > 0) & (system.values < self.k)

    def candidates(self, system: System) -> Bools:
        return ~system.missing & (system.values >= self.k)


@dataclass(frozen=True)
class Attack:
    """Targets and how far each must be able to move `up` and `down`, if hidden numbers are `least` or
    more.
    """

    least: int
    target: Ints
    up: Ints
    down: Ints

    def only(self, chosen: Bools) -> "Attack":
        return Attack(self.least, self.target[chosen], self.up[chosen], self.down[chosen])


def attacks(system: System, rule: Rule) -> tuple[Attack, ...]:
    """The two attackers every release has to stand.

    The first knows that hidden numbers are 1 or more; a total of three hidden cells is then 3 or more
    whatever is hidden, so its range must hold its floor … k − 1. The second knows only that counts are not
    negative; every range must hold 1 … k − 1.
    """
    target = np.flatnonzero(rule.primary(system))
    values = system.values[target]
    up = np.maximum(rule.reach - values, 0)
    strong = np.minimum(values, np.maximum(1, floors(system, 1)[target]))
    weak = np.minimum(values, np.maximum(1, floors(system, 0)[target]))
    first = Attack(1, target, up, values - strong)
    second = Attack(0, target, np.zeros_like(up), values - weak)
    return first, second.only(strong > weak)


def rooms(system: System, moving: Bools, least: int, ample: int) -> tuple[Ints, Ints]:
    """By number, how far it can rise and fall, `ample` standing for "as far as any target needs"."""
    rise = np.where(moving, ample, 0)
    lowest = np.where(system.free, 0, least)
    fall = np.where(moving, np.clip(system.values - lowest, 0, ample), 0)
    return rise.astype(np.int64), fall.astype(np.int64)


def star_cuts(system: System, moving: Bools, attack: Attack, rule: Rule) -> tuple[list[Cut], Bools]:
    """Attack each equation alone, where the `moving` numbers are the hidden ones and the missing totals:
    the cuts that are needed, and by target whether one was.

    To raise a part by u, other parts must be able to fall, or the total to rise, by u in all.
    """
    rise, fall = rooms(system, moving, attack.least, rule.k)
    number, part = system.number, system.sign > 0
    more = np.where(part, rise[number], fall[number])  # how far the side "parts − total" can be pushed up …
    less = np.where(part, fall[number], rise[number])  # … and down
    up, down = np.zeros(system.size, dtype=np.int64), np.zeros(system.size, dtype=np.int64)
    up[attack.target], down[attack.target] = attack.up, attack.down
    spare_more = system.sums(more)[system.equation] - more
    spare_less = system.sums(less)[system.equation] - less
    need_more = np.where(part, down[number], up[number])
    need_less = np.where(part, up[number], down[number])
    short = (spare_more < need_more) | (spare_less < need_less)
    broken = np.zeros(system.size, dtype=bool)
    broken[number[short]] = True
    printed = rule.candidates(system) & ~moving
    useful = np.isin(system.equation, np.unique(system.equation[short])) & printed[number]
    return distinct(by_equation(system, useful)), broken[attack.target]


def by_equation(system: System, where: Bools) -> list[Ints]:
    """For each equation with any, its numbers among the triplets `where`."""
    equations = system.equation[where]
    sort = np.argsort(equations, kind="stable")
    return np.split(system.number[where][sort], np.flatnonzero(np.diff(equations[sort])) + 1)


def distinct(cuts: Iterable[Ints]) -> list[Cut]:
    """The cuts, each once, in a fixed order; empty ones name nothing that could still be hidden and are
    left out.
    """
    return sorted({tuple(int(i) for i in np.unique(cut)) for cut in cuts if len(cut)})
