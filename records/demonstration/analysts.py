"""The simulated analysts: every second week they rotate the board; once they withdraw, once they undo."""

from dataclasses import dataclass

import numpy as np

from records.demonstration import reasons
from records.demonstration.advice import Situation, Standing, advise
from records.demonstration.board import Board, Display, Rotation
from records.demonstration.clock import Clock
from records.demonstration.holds import Holds
from records.demonstration.parameters import Parameters
from records.demonstration.planning import Caps, fill, spread_over
from records.demonstration.streams import Part, stream
from records.demonstration.wear import Flags
from records.demonstration.world import Ints

NEVER = 1 << 30  # a day that does not come
ANALYSTS = ("Simulated analyst A", "Simulated analyst B", "Simulated analyst C")
MANAGER = "Simulated manager A"
OVERRIDE_CHANCE = 0.25


@dataclass(frozen=True)
class Swap:
    """A decided change: who goes, who comes, who of those by lot (out of how many), what was overridden."""

    leaving: list[int]
    arriving: list[int]
    by_lot: dict[int, int]
    overridden: tuple[int, int] | None = None  # (kept against advice, removed in its stead)


class Analysts:
    """The board, its history and the decisions on it. Day arrays have one entry an object."""

    def __init__(self, p: Parameters, clock: Clock, caps: Caps, change_days: tuple[int, ...]) -> None:
        self._p, self._clock, self._caps = p, clock, caps
        self.board, self.holds = Board(p.slots), Holds(p, clock)
        self.rotations: list[Rotation] = []
        self.withdrawn: list[tuple[int, int]] = []  # (object, instant)
        self.first_shown: Ints = np.full(p.objects, NEVER, dtype=np.int64)
        self._starts: dict[int, dict[int, int]] = {}  # by day and object: when a display began
        self._since: Ints = np.full(p.objects, NEVER, dtype=np.int64)
        self._off: Ints = np.full(p.objects, NEVER, dtype=np.int64)
        later = p.published - p.slots - p.first_change_new
        weights = np.linspace(1.3, 0.7, len(change_days) - 1)
        counts = [p.slots, p.first_change_new, *spread_over(later, list(weights))]
        self._fresh = dict(zip((0, *change_days), counts, strict=True))

    def due(self, day: int) -> bool:
        """Whether anything is decided on this day."""
        return day in self._fresh or day in (self._p.undone_day, self._p.withdrawal_day)

    def shown(self) -> Flags:
        """Which objects are on display."""
        flags = np.zeros(self._p.objects, dtype=bool)
        flags[self.board.shown()] = True
        return flags

    def days_off(self, day: int) -> Ints:
        """Days since each object left the board; a very large number for those that never did."""
        return np.where(self._off < NEVER, day - self._off, NEVER)

    def shown_from(self, day: int) -> Ints:
        """For each object whose display began on this day when it did (seconds), else 0."""
        starts = np.zeros(self._p.objects, dtype=np.int64)
        for object_, at in self._starts.get(day, {}).items():
            starts[object_] = at
        return starts

    def work(self, now: Situation) -> None:
        """Decide what is due today, in the order of its hours."""
        rng = stream(self._p.seed, Part.DECISIONS, now.day + 1)
        if now.day in self._fresh:
            swap = self._plan(now, rng, self._fresh[now.day])
            self._publish(now, swap, rng, self._clock.at(now.day, 10, int(rng.integers(0, 45))))
        if now.day == self._p.undone_day:
            self._publish_and_undo(now, rng)
        if now.day == self._p.withdrawal_day:
            self._withdraw(now, rng)

    def end_day(self, day: int) -> None:
        """Investigators place their holds in the afternoon."""
        rng = stream(self._p.seed, Part.HOLDS, day)
        resting = ~self.shown() & ((self.first_shown == NEVER) | (self._off < NEVER)) & ~self.holds.withheld
        self.holds.place(rng, day, self.shown(), resting)
        self.holds.start_day(day + 1)

    def _plan(self, now: Situation, rng: np.random.Generator, fresh: int) -> Swap:
        removable = self._removable(now)
        solved = sum(bool(now.identified[o]) for o in removable)
        rested = self._ranked(now, self._rested(now, self._p.rest_weeks * 7))
        back = int(np.clip(max(int(rng.integers(0, 3)), solved - fresh), 0, len(rested)))
        free = len(self.board.free())
        usual = fresh if now.day <= self._p.first_change else max(fresh, self._p.swaps)
        total = min(fresh + back, usual + free, len(removable) + free)
        unseen = self._ranked(now, (self.first_shown == NEVER) & ~self.holds.withheld)
        lot = self._by_lot(now, rng, unseen)
        leaving, overridden = self._leaving(now, rng, removable, max(0, total - free))
        staying = [o for o in self.board.shown() if o not in leaving]
        arriving = fill(staying, dict.fromkeys([*lot, *unseen]), min(fresh, total), self._caps)
        self._carry_over(now.day, fresh - len(arriving))
        arriving += fill([*staying, *arriving], rested, total - len(arriving), self._caps)
        surplus = total - len(arriving)  # caps left a place without a candidate: one fewer leaves
        return Swap(
            leaving[: len(leaving) - surplus],
            arriving,
            {o: n for o, n in lot.items() if o in arriving},
            None if surplus else overridden,
        )

    def _carry_over(self, day: int, missing: int) -> None:
        later = [d for d in self._fresh if d > day]
        if missing and later:
            self._fresh[later[0]] += missing

    def _removable(self, now: Situation) -> list[int]:
        """On display long enough and not held: the identified first, then from the lowest index up."""
        free = [o for o in self.board.shown() if not self._locked(now, o) and not self.holds.kept[o]]
        return sorted(free, key=lambda o: (not now.identified[o], now.scores.index[o], o))

    def _leaving(
        self, now: Situation, rng: np.random.Generator, ranked: list[int], count: int
    ) -> tuple[list[int], tuple[int, int] | None]:
        leaving = ranked[:count]
        overridable = (
            count < len(ranked) and leaving and not now.identified[leaving[-1]] and now.day > self._p.period
        )
        if overridable and rng.random() < OVERRIDE_CHANCE:
            return [*leaving[:-1], ranked[count]], (leaving[-1], ranked[count])
        return leaving, None

    def _rested(self, now: Situation, days: float) -> Flags:
        off = self.days_off(now.day)
        free = (off >= days) & (off < NEVER) & ~now.identified & ~self.holds.withheld & ~self.shown()
        return np.asarray(free)

    def _ranked(self, now: Situation, which: Flags) -> list[int]:
        return sorted(np.flatnonzero(which).tolist(), key=lambda o: (-now.scores.index[o], o))

    def _by_lot(self, now: Situation, rng: np.random.Generator, unseen: list[int]) -> dict[int, int]:
        if now.day == 0 or len(unseen) <= self._p.random_slots:
            return {}
        drawn = rng.choice(len(unseen), self._p.random_slots, replace=False)
        return {unseen[int(n)]: len(unseen) for n in drawn}

    def _publish(self, now: Situation, swap: Swap, rng: np.random.Generator, at: int) -> Rotation:
        slots = sorted([*self.board.free(), *(self.board.place_of(o) for o in swap.leaving)])
        places = dict(zip(swap.arriving, slots, strict=False))
        override = reasons.OVERRIDES[int(rng.integers(len(reasons.OVERRIDES)))]
        staying = {o: self._standing(now, o) for o in self.board.shown() if o not in swap.leaving}
        leaving = {o: self._standing(now, o) for o in swap.leaving}
        arriving = {o: self._newcomer(now, o, slot, swap.by_lot.get(o, 0)) for o, slot in places.items()}
        advice = advise(now, staying, leaving, arriving, swap.overridden, override)
        solved = sum(bool(now.identified[o]) for o in swap.leaving)
        by = ANALYSTS[int(rng.integers(len(ANALYSTS)))]
        reason = reasons.rotation(advice, solved, len(swap.leaving), now.day == 0)
        rotation = Rotation(len(self.rotations) + 1, at, by, MANAGER, reason, advice)
        self._carry_out(now.day, rotation, swap.leaving)
        self.rotations.append(rotation)
        return rotation

    def _carry_out(self, day: int, rotation: Rotation, leaving: list[int]) -> None:
        for gone in leaving:
            self.board.remove(gone, rotation.at)
            self._off[gone] = day
        for r in rotation.recommendations:
            if r.action == "show" and r.slot is not None:
                self._show(
                    day,
                    Display(
                        r.object,
                        r.slot,
                        rotation.at,
                        None,
                        rotation.number,
                        r.propensity,
                        r.reason,
                        rotation.by,
                    ),
                )

    def _show(self, day: int, display: Display) -> None:
        self.board.show(display)
        self.first_shown[display.object] = min(self.first_shown[display.object], day)
        self._since[display.object] = day
        self._starts.setdefault(day, {})[display.object] = display.since

    def _standing(self, now: Situation, object_: int) -> Standing:
        since = int(self._since[object_])
        held = bool(self.holds.kept[object_])
        return Standing(self.board.place_of(object_), since, locked=self._locked(now, object_), held=held)

    def _locked(self, now: Situation, object_: int) -> bool:
        return bool(now.day - self._since[object_] < 7 * self._p.minimum_weeks)

    def _newcomer(self, now: Situation, object_: int, slot: int, lot: int) -> Standing:
        first = bool(self.first_shown[object_] == NEVER)
        return Standing(slot, now.day if first else int(self._off[object_]), first=first, lot=lot)

    def _publish_and_undo(self, now: Situation, rng: np.random.Generator) -> None:
        """A rotation published in error at 14:05, undone at 16:35: what had left comes back to its place."""
        rested = self._ranked(now, self._rested(now, 7 * self._p.minimum_weeks))[:3]
        leaving = [o for o in self._removable(now) if not now.identified[o]][: len(rested)]
        if not leaving:
            return
        before = {o: (self._since[o], self.board.place_of(o)) for o in leaving}
        off = self._off.copy()
        rotation = self._publish(
            now, Swap(leaving, rested[: len(leaving)], {}), rng, self._clock.at(now.day, 14, 5)
        )
        rotation.undone_at = self._clock.at(now.day, 16, 35)
        rotation.undone_by = MANAGER
        for arrived in rested[: len(leaving)]:
            self.board.remove(arrived, rotation.undone_at)
            del self._starts[now.day][arrived]
        for gone, (since, slot) in before.items():
            back = Display(
                gone, slot, rotation.undone_at, None, rotation.number, 1.0, reasons.UNDONE, MANAGER
            )
            self.board.show(back)
            self._since[gone] = since
        self._off = off

    def _withdraw(self, now: Situation, rng: np.random.Generator) -> None:
        """One object comes off at once, for good; its place stays empty until the next rotation."""
        at = self._clock.at(now.day, 16, 20)
        candidates = [o for o in self.board.shown() if not now.identified[o] and not self.holds.kept[o]]
        chosen = int(rng.choice(candidates))
        self.board.remove(chosen, at)
        self._off[chosen] = now.day
        self.withdrawn.append((chosen, at))
        self.holds.add(chosen, "withhold", at, now.day, None, reasons.WITHDRAWN, MANAGER)
