"""The attack on any system of tables: linear programmes, and whole-number witnesses against them.

A target is safe when there are whole tables, equal to the printed one wherever it is printed, in which the
target takes the least and the greatest value that must stay possible, and every value between. Each such
*witness* is checked in whole numbers against every equation, so that safety never rests on a solver's
rounding. Where a linear programme shows that a value cannot be taken, its dual solution proves it from
certain printed numbers; one of those must be hidden.
"""

import numpy as np

from analysis.disclosure_attack import Attack, Cut, Rule, distinct
from analysis.disclosure_polytope import Polytope, extreme, nearest, pieces, polytope, solve
from analysis.disclosure_system import Bools, Floats, Ints, System

IDLE_ROUNDS = 10  # targets in a row that teach nothing new before it is time to choose again
TOLERANCE = 1e-6
PATIENCE = 3  # failures to move many targets at once, after which each is moved by itself
NEAR = 0.7  # share of the hidden numbers below which it pays to search among those near the targets only


class LinearAttack:
    """Looks for cuts; remembers witnesses, which stay good as long as the numbers they change are hidden."""

    def __init__(self, system: System, rule: Rule) -> None:
        self.system, self.rule = system, rule
        self.floor: dict[tuple[int, int], int] = {}
        self.witnesses: dict[int, list[tuple[Ints, Ints]]] = {0: [], 1: []}  # what they change, and to what

    def cuts(self, moving: Bools, attack: Attack) -> list[Cut]:
        """The cuts needed for `attack` (none: every target is safe); after some cuts it stops looking."""
        label = pieces(self.system, moving)
        found: list[Cut] = []
        for piece in np.unique(label[attack.target]):
            targets = attack.only(label[attack.target] == piece)
            found += self._cuts_of_piece(moving & (label == piece), targets)
        return found

    def _cuts_of_piece(self, moving: Bools, attack: Attack) -> list[Cut]:
        wanted = self._not_witnessed(moving, attack)
        if not wanted.any():
            return []
        space = polytope(self.system, moving, attack.least)
        near = moving & self._near(moving, attack)
        small = polytope(self.system, near, attack.least)
        if len(small.moving) < NEAR * len(space.moving):
            self._gather(small, attack, wanted)
        return self._proofs(space, moving, attack, wanted)

    def _proofs(self, space: Polytope, moving: Bools, attack: Attack, wanted: Bools) -> list[Cut]:
        """Cuts for wanted values that no table in this space has; the others are ticked off."""
        found: list[Cut] = []
        idle, patience = 0, PATIENCE
        while wanted.any() and idle < IDLE_ROUNDS:
            index, value = self._farthest(wanted, attack)
            witness = self._together(space, attack, wanted, index, value) if patience else None
            patience -= bool(patience) and witness is None
            if witness is None:
                witness, cut = self._alone(space, moving, attack, index, value)
            if witness is None:
                wanted[index] = False
                fresh = [one for one in distinct([cut]) if one not in found]
                found += fresh
                idle = 0 if fresh else idle + bool(found)
            else:
                self._remember(witness, attack, wanted)
        return found

    def _near(self, moving: Bools, attack: Attack) -> Bools:
        """Numbers in an equation of a target whose total moves too: where most witnesses are found, and
        fast.
        """
        target = np.zeros(self.system.size, dtype=bool)
        target[attack.target] = True
        equation, number, total = self.system.equation, self.system.number, self.system.sign < 0
        chosen = np.zeros(self.system.equations, dtype=bool)
        chosen[equation[target[number]]] = True
        chosen[equation[total & ~moving[number]]] = False
        target[number[chosen[equation]]] = True
        return target

    def _gather(self, space: Polytope, attack: Attack, wanted: Bools) -> None:
        """Tick off all wanted values that can be witnessed in this space."""
        left = wanted.copy()
        while left.any():
            index, value = self._farthest(left, attack)
            witness = self._together(space, attack, wanted, index, value)
            left[index, value] = False
            if witness is not None:
                self._remember(witness, attack, wanted)
                left &= wanted

    def _remember(self, witness: Ints, attack: Attack, wanted: Bools) -> None:
        """The witness, and the whole tables on the way to it."""
        changed = np.flatnonzero(witness != self.system.values)
        move = witness[changed] - self.system.values[changed]
        steps = int(np.gcd.reduce(move))
        for step in range(1, steps + 1):
            table = self.system.values.copy()
            table[changed] += move // steps * step
            self.witnesses[attack.least].append((changed, table[changed]))
            _tick(wanted, table[attack.target])

    def _not_witnessed(self, moving: Bools, attack: Attack) -> Bools:
        """By target and value: must the value be possible, and is no remembered witness good for it?"""
        now = self.system.values[attack.target][:, None]
        value = np.arange(self.rule.reach + 1)[None, :]
        wanted: Bools = (
            (value >= now - attack.down[:, None]) & (value <= now + attack.up[:, None]) & (value != now)
        )
        for least in range(attack.least, 2):
            for changed, values in self.witnesses[least]:
                if moving[changed].all():
                    witness = self.system.values.copy()
                    witness[changed] = values
                    _tick(wanted, witness[attack.target])
        return wanted

    def _farthest(self, wanted: Bools, attack: Attack) -> tuple[int, int]:
        index = int(np.argmax(wanted.any(axis=1)))
        values = np.flatnonzero(wanted[index])
        return index, int(values[np.argmax(np.abs(values - self.system.values[attack.target[index]]))])

    def _together(
        self, space: Polytope, attack: Attack, wanted: Bools, index: int, value: int
    ) -> Ints | None:
        """A table in which the target has `value` and as many others as possible have a value still
        wanted.
        """
        columns = np.searchsorted(space.moving, attack.target)
        now = self.system.values[attack.target]
        values = np.arange(wanted.shape[1])
        above, below = wanted & (values > now[:, None]), wanted & (values < now[:, None])
        turn = (columns + len(self.witnesses[attack.least])) % 2 == 0
        rises = above.any(axis=1) & (~below.any(axis=1) | turn)
        falls = below.any(axis=1) & ~rises
        cost = np.zeros(len(space.moving))
        cost[columns] = np.where(rises, -1.0, np.where(falls, 1.0, 0.0))
        low, high = space.low.copy(), np.full(len(cost), np.inf)
        high[columns[rises]] = wanted.shape[1] - 1 - np.argmax(above[rises][:, ::-1], axis=1)
        low[columns[falls]] = np.argmax(below[falls], axis=1)
        low[columns[index]] = high[columns[index]] = value
        return self._table(space, solve(space, cost, low, high))

    def _table(self, space: Polytope, x: Ints | None) -> Ints | None:
        if x is None or not space.is_whole_table(x):
            return None
        table = self.system.values.copy()
        table[space.moving] = x
        return table

    def _alone(
        self, space: Polytope, moving: Bools, attack: Attack, index: int, value: int
    ) -> tuple[Ints | None, Ints]:
        """A table in which the target has `value`, or the cut that must be met first (empty where none
        can help).
        """
        number = int(attack.target[index])
        now = int(self.system.values[number])
        column = int(np.searchsorted(space.moving, number))
        if (table := self._table(space, nearest(space, column, value))) is not None:
            return table, np.empty(0, np.int64)
        cost = np.zeros(len(space.moving))
        cost[column] = 1.0 if value < now else -1.0
        low, high = space.low.copy(), np.full(len(cost), np.inf)
        low[column], high[column] = min(value, now), max(value, now)
        x, dual = extreme(space, cost, low, high)
        if abs(x[column] - value) > TOLERANCE:
            reached = int(np.ceil(x[column] - TOLERANCE))
            helpless = value < now and self._is_floor(number, attack.least, reached)
            return None, np.empty(0, np.int64) if helpless else self._support(space, moving, dual)
        table = self._table(space, np.rint(x).astype(np.int64))
        return table, np.empty(0, np.int64) if table is not None else self._neighbours(space, moving)

    def _is_floor(self, number: int, least: int, reached: int) -> bool:
        """Is `reached` the least value even with every non-zero number hidden, so that hiding more
        cannot help?
        """
        if (number, least) not in self.floor:
            everything = ((self.system.values > 0) & ~self.system.missing) | self.system.free
            label = pieces(self.system, everything)
            space = polytope(self.system, everything & (label == label[number]), least)
            cost = (space.moving == number).astype(float)
            x, _ = extreme(space, cost, space.low, np.full(len(cost), np.inf))
            self.floor[number, least] = int(np.ceil(float(cost @ x) - TOLERANCE))
        return reached <= self.floor[number, least]

    def _support(self, space: Polytope, moving: Bools, dual: Floats) -> Ints:
        """Printed numbers that take part in the proof: those to which the dual solution gives weight."""
        weight_of_row = np.zeros(self.system.equations)
        weight_of_row[space.rows] = dual
        weight = np.bincount(
            self.system.number, weight_of_row[self.system.equation] * self.system.sign, self.system.size
        )
        return np.flatnonzero((np.abs(weight) > TOLERANCE) & self.rule.candidates(self.system) & ~moving)

    def _neighbours(self, space: Polytope, moving: Bools) -> Ints:
        """Printed numbers in an equation with a moving one: unless one of them is hidden, nothing changes."""
        touched = np.isin(self.system.equation, space.rows)
        near = np.zeros(self.system.size, dtype=bool)
        near[self.system.number[touched]] = True
        return np.flatnonzero(near & self.rule.candidates(self.system) & ~moving)


def _tick(wanted: Bools, values: Ints) -> None:
    inside = np.flatnonzero(values < wanted.shape[1])
    wanted[inside, values[inside]] = False
