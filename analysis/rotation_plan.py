"""Which objects keep, leave and take a place, under the rules; ranks come from elsewhere.

Order of precedence: a *withhold* or lost eligibility clears a place at once; then the number of places; then
a *keep* hold and the minimum time, which lock it; then the limit on swaps; then the caps. A removal counts as
a swap unless forced by a withhold, lost eligibility or too few places; filling an empty place is no swap.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from analysis.rotation_rules import Board, Cause, Decision, Rules

ROUNDING = 1e-6  # weeks, under a second: seven days divided and multiplied again are still seven days


def decide(board: Board, rules: Rules, generator: np.random.Generator | None = None) -> Decision:
    """The next board. Deterministic but for randomised places, which need a `generator`."""
    return _Planner(board, rules).run(generator if rules.random_slots else None)


class _Planner:
    """One pass over one board; each step keeps the counts of categories and agencies in step."""

    def __init__(self, board: Board, rules: Rules) -> None:
        self.board, self.rules = board, rules
        self.decision = Decision(random_wanted=rules.random_slots)
        self.categories: Counter[int] = Counter()
        self.agencies: Counter[int] = Counter()
        self.locked: set[int] = set()
        self.reserved: dict[int, int | None] = {}
        self.budget = len(board.rank) if rules.maximum_swaps is None else rules.maximum_swaps

    def run(self, generator: np.random.Generator | None) -> Decision:
        self._take_stock()
        self._fit_places()
        if generator is not None:
            self._reserve()
        queue = self._fill(self._queue())
        self._respect_caps(queue)
        self._swap(queue)
        if generator is not None:
            self._draw(generator)
        return self.decision

    def _take_stock(self) -> None:
        """Clear what must go, lock what must stay, and give every other row on display its place."""
        board = self.board
        for row in np.flatnonzero(np.asarray(board.displayed, dtype=bool)).tolist():
            if board.hold[row] == "withhold" or not board.eligible[row]:
                self.decision.removed.append(row)
                withheld = board.hold[row] == "withhold"
                self.decision.cause[row] = Cause.WITHHELD if withheld else Cause.INELIGIBLE
                continue
            if board.hold[row] == "keep":
                self.locked.add(row)
                self.decision.cause[row] = Cause.HELD
            elif board.weeks[row] + ROUNDING < self.rules.minimum_weeks:
                self.locked.add(row)
                self.decision.cause[row] = Cause.MINIMUM
            self._put(row, board.slot[row])

    def _fit_places(self) -> None:
        """Too many on display: free ones go first, then those under the minimum time, held ones last."""
        severity = {Cause.HELD: 2, Cause.MINIMUM: 1}
        staying = sorted(
            self.decision.place,
            key=lambda row: (
                severity.get(self.decision.cause.get(row, Cause.RANK), 0),
                self.board.rank[row],
                -row,
            ),
        )
        for row in staying[: max(0, len(staying) - self.rules.slots)]:
            self._drop(row, Cause.NO_PLACE)
        self._settle_places()

    def _settle_places(self) -> None:
        """Rows whose slot is unknown, taken twice or beyond the board move to a free one."""
        taken: set[int] = set()
        homeless = []
        for row, slot in self.decision.place.items():
            if 1 <= slot <= self.rules.slots and slot not in taken:
                taken.add(slot)
            else:
                homeless.append(row)
        free = (slot for slot in range(1, self.rules.slots + 1) if slot not in taken)
        for row, slot in zip(homeless, free, strict=False):
            self.decision.place[row] = slot

    def _respect_caps(self, queue: list[int]) -> None:
        """Exchange what is over a cap, lowest rank first, for the best row that fits, whatever its rank.

        Where nothing else may be shown the object stays: an empty place serves nobody.
        """
        for out in sorted(
            set(self.decision.place) - self.locked - set(self.decision.shown), key=self._worst_first
        ):
            if self.budget <= 0 or self._room(out, 0):
                continue
            row = next((row for row in queue if self._admits(row, instead_of=out)), None)
            if row is not None:
                self._exchange(row, out, Cause.CAP)
                queue.remove(row)

    def _queue(self) -> list[int]:
        """Rows that may be shown, best first, ties by id."""
        board = self.board
        barred = set(self.decision.removed) | set(self.decision.place)
        may = [row for row in range(len(board.rank)) if board.eligible[row] and board.hold[row] != "withhold"]
        return sorted((row for row in may if row not in barred), key=lambda row: (-board.rank[row], row))

    def _fill(self, queue: list[int]) -> list[int]:
        """Give the empty places to the best rows that the caps admit; returns those left in the queue."""
        free = self._empty()
        left: list[int] = []
        for at, row in enumerate(queue):
            if not free:
                return left + queue[at:]
            if self._admits(row):
                self._show(row, free.pop(0))
            else:
                left.append(row)
        return left

    def _swap(self, queue: list[int]) -> None:
        """Exchange the pair that gains most, over and over, while the limit on swaps allows."""
        shown = set(self.decision.shown)
        victims = [row for row in self.decision.place if row not in self.locked and row not in shown]
        victims.sort(key=self._worst_first)
        waiting = list(queue)
        while self.budget > 0 and victims:
            pair = self._best_pair(waiting, victims)
            if pair is None:
                return
            self._exchange(*pair)
            waiting.remove(pair[0])
            victims.remove(pair[1])

    def _best_pair(self, waiting: list[int], victims: list[int]) -> tuple[int, int] | None:
        """The newcomer and the row it replaces with the largest gain in rank that the caps admit.

        Of one category and agency only the first waiting can be best: the caps treat the others alike.
        """
        rank, best, gain, seen = self.board.rank, None, 0.0, set()
        for row in waiting:
            if rank[row] - rank[victims[0]] <= gain:
                break
            kind = (self.board.category[row], self.board.agency[row])
            if kind in seen:
                continue
            seen.add(kind)
            out = self._victim(row, victims)
            if out is not None and rank[row] - rank[out] > gain:
                best, gain = (row, out), rank[row] - rank[out]
        return best

    def _victim(self, row: int, victims: list[int]) -> int | None:
        """The lowest rank whose place the caps let `row` take."""
        if self._admits(row):
            return victims[0]
        category, agency = self.board.category[row], self.board.agency[row]
        akin = (v for v in victims if self.board.category[v] == category or self.board.agency[v] == agency)
        return next((v for v in akin if self._admits(row, instead_of=v)), None)

    def _exchange(self, row: int, out: int, cause: Cause = Cause.RANK) -> None:
        slot = self.decision.place[out]
        self._drop(out, cause)
        self.budget -= 1
        self._show(row, slot, instead_of=out)

    def _reserve(self) -> None:
        """Set places aside for objects drawn at random: empty ones, then those of the lowest free ranks."""
        wanted = self.rules.random_slots
        self.reserved = dict.fromkeys(self._empty()[:wanted])
        free = sorted(set(self.decision.place) - self.locked, key=self._worst_first)
        for row in free[: min(wanted - len(self.reserved), self.budget)]:
            self.reserved[self.decision.place[row]] = row
            self._drop(row, Cause.RANDOM)
            self.budget -= 1

    def _draw(self, generator: np.random.Generator) -> None:
        """Draw the reserved places from the rest of the pool, every row of it with the same chance.

        The pool holds the rows that fit under the caps whichever others are drawn, so that the chance is
        exactly places / pool. Where it runs out, the best rows or those that gave up their place return.
        """
        places = list(self.reserved.items())
        pool = [row for row in sorted(self._queue()) if self._admits(row, room=len(places))]
        count = min(len(places), len(pool))
        drawn = generator.choice(len(pool), size=count, replace=False).tolist() if count else []
        self.decision.random_pool, self.decision.random_drawn = pool, count
        for (slot, out), at in zip(places, drawn, strict=False):
            self._show(pool[at], slot, instead_of=out, cause=Cause.RANDOM)
        for slot, out in places[count:]:
            if out is not None:
                self._restore(out, slot)
        self.reserved = {}
        self._fill(self._queue())

    def _restore(self, row: int, slot: int) -> None:
        self.decision.removed.remove(row)
        del self.decision.cause[row]
        self._put(row, slot)

    def _empty(self) -> list[int]:
        taken = set(self.decision.place.values()) | set(self.reserved)
        return [slot for slot in range(1, self.rules.slots + 1) if slot not in taken]

    def _worst_first(self, row: int) -> tuple[float, int]:
        return self.board.rank[row], -row

    def _put(self, row: int, slot: int) -> None:
        self.decision.place[row] = slot
        self._count(row, 1)

    def _show(self, row: int, slot: int, instead_of: int | None = None, cause: Cause = Cause.RANK) -> None:
        self._put(row, slot)
        self.decision.shown.append(row)
        self.decision.cause[row] = cause
        if instead_of is not None:
            self.decision.instead_of[row] = instead_of

    def _drop(self, row: int, cause: Cause) -> None:
        del self.decision.place[row]
        self._count(row, -1)
        self.decision.removed.append(row)
        self.decision.cause[row] = cause

    def _count(self, row: int, step: int) -> None:
        self.categories[self.board.category[row]] += step
        self.agencies[self.board.agency[row]] += step

    def _admits(self, row: int, instead_of: int | None = None, room: int = 1) -> bool:
        """Whether the caps leave `room` more places for the row's category and agency."""
        if instead_of is None:
            return self._room(row, room)
        self._count(instead_of, -1)
        fits = self._room(row, room)
        self._count(instead_of, 1)
        return fits

    def _room(self, row: int, places: int) -> bool:
        for cap, code, counts in (
            (self.rules.category_cap, self.board.category[row], self.categories),
            (self.rules.agency_cap, self.board.agency[row], self.agencies),
        ):
            if cap is not None and code >= 0 and counts[code] + places > cap:
                return False
        return True
