"""The simulated analysts: every second week they rotate the board; once they withdraw, once they undo."""

from dataclasses import dataclass

import numpy as np

from records.demonstration import reasons
from records.demonstration.advice import Situation, Standing, advise
from records.demonstration.board import NEVER, Board, Display, Rotation
from records.demonstration.clock import Clock
from records.demonstration.holds import Holds
from records.demonstration.parameters import Parameters
from records.demonstration.planning import Caps, fill, spread_over
from records.demonstration.streams import Part, stream
from records.demonstration.wear import Flags

ANALYSTS = ("Simulated analyst A", "Simulated analyst B", "Simulated analyst C")
MANAGER = "Simulated manager A"
OVERRIDE_CHANCE = 0.25
MOST_BACK = 2  # rested objects that come back without need at one rotation
UNDONE = 3  # places of the rotation that is undone


@dataclass(frozen=True)
class Swap:
    """A decided change: who goes, who comes, who of those by lot (out of how many), what was overridden."""

    leaving: list[int]
    arriving: list[int]
    by_lot: dict[int, int]
    overridden: tuple[int, int] | None = None  # (kept against advice, removed in its stead)


class Analysts:
    """The decisions on the board, in the order in which they fall due."""

    def __init__(self, p: Parameters, clock: Clock, caps: Caps, change_days: tuple[int, ...]) -> None:
        self._p, self._clock, self._caps = p, clock, caps
        self.board, self.holds = Board(p.slots, p.objects), Holds(p, clock)
        self.rotations: list[Rotation] = []
        later = p.published - p.slots - p.first_change_new
        weights = np.linspace(1.3, 0.7, len(change_days) - 1)
        counts = [p.slots, p.first_change_new, *spread_over(later, list(weights))]
        self._fresh = dict(zip((0, *change_days), counts, strict=True))  # objects never shown, by day

    def due(self, day: int) -> bool:
        """Whether anything is decided on this day."""
        return day in self._fresh or day in (self._p.undone_day, self._p.withdrawal_day)

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
        shown = self.board.on_display()
        rng = stream(self._p.seed, Part.HOLDS, day)
        self.holds.place(rng, day, shown, ~shown & ~self.holds.withheld)
        self.holds.start_day(day + 1)

    def _plan(self, now: Situation, rng: np.random.Generator, fresh: int) -> Swap:
        removable, free = self._removable(now), len(self.board.free())
        solved = sum(bool(now.identified[o]) for o in removable)
        rested = self._ranked(now, self._rested(now, self._p.rest_weeks * 7))
        back = min(len(rested), max(int(rng.integers(0, MOST_BACK + 1)), solved - fresh))
        usual = fresh if now.day <= self._p.first_change else max(fresh, self._p.swaps)
        total = min(fresh + back, usual + free, len(removable) + free)
        unseen = self._ranked(now, (self.board.first_shown == NEVER) & ~self.holds.withheld)
        lot = self._by_lot(now, rng, unseen)
        leaving, overridden = self._leaving(now, rng, removable, max(0, total - free))
        staying = [o for o in self.board.shown() if o not in leaving]
        arriving = fill(staying, dict.fromkeys([*lot, *unseen]), min(fresh, total), self._caps)
        self._carry_over(now.day, fresh - len(arriving))
        arriving += fill([*staying, *arriving], rested, total - len(arriving), self._caps)
        if len(arriving) < total:  # caps left a place without a candidate: fewer leaves
            leaving, overridden = leaving[: len(leaving) - (total - len(arriving))], None
        return Swap(leaving, arriving, {o: n for o, n in lot.items() if o in arriving}, overridden)

    def _carry_over(self, day: int, missing: int) -> None:
        later = [d for d in self._fresh if d > day]
        if later:
            self._fresh[later[0]] += missing

    def _removable(self, now: Situation) -> list[int]:
        """On display long enough and not held: the identified first, then from the lowest index up."""
        free = [o for o in self.board.shown() if not self._locked(now, o) and not self.holds.kept[o]]
        return sorted(free, key=lambda o: (not now.identified[o], now.scores.index[o], o))

    def _leaving(
        self, now: Situation, rng: np.random.Generator, ranked: list[int], count: int
    ) -> tuple[list[int], tuple[int, int] | None]:
        leaving = ranked[:count]
        if now.day <= self._p.first_change or count >= len(ranked) or not leaving:
            return leaving, None
        if now.identified[leaving[-1]] or rng.random() >= OVERRIDE_CHANCE:
            return leaving, None
        return [*leaving[:-1], ranked[count]], (leaving[-1], ranked[count])

    def _rested(self, now: Situation, days: float) -> Flags:
        off = self.board.days_off(now.day)
        blocked = now.identified | self.holds.withheld | self.board.on_display()
        return np.asarray((off >= days) & (off < NEVER) & ~blocked)

    def _ranked(self, now: Situation, which: Flags) -> list[int]:
        return sorted(np.flatnonzero(which).tolist(), key=lambda o: (-now.scores.index[o], o))

    def _by_lot(self, now: Situation, rng: np.random.Generator, unseen: list[int]) -> dict[int, int]:
        if now.day == 0 or len(unseen) <= self._p.random_slots:
            return {}
        drawn = rng.choice(len(unseen), self._p.random_slots, replace=False)
        return {unseen[int(n)]: len(unseen) for n in drawn}

    def _publish(self, now: Situation, swap: Swap, rng: np.random.Generator, at: int) -> Rotation:
        board = self.board
        slots = sorted([*board.free(), *(board.place_of(o) for o in swap.leaving)])
        places = dict(zip(swap.arriving, slots, strict=False))
        override = reasons.OVERRIDES[int(rng.integers(len(reasons.OVERRIDES)))]
        staying = {o: self._standing(now, o) for o in board.shown() if o not in swap.leaving}
        leaving = {o: self._standing(now, o) for o in swap.leaving}
        arriving = {o: self._newcomer(now, o, slot, swap.by_lot.get(o, 0)) for o, slot in places.items()}
        advice = advise(now, staying, leaving, arriving, swap.overridden, override)
        solved = sum(bool(now.identified[o]) for o in swap.leaving)
        by = ANALYSTS[int(rng.integers(len(ANALYSTS)))]
        reason = reasons.rotation(advice, solved, len(swap.leaving), now.day == 0)
        number = len(self.rotations) + 1
        rotation = Rotation(number, at, by, MANAGER, reason, list(board.places), advice)
        for gone in swap.leaving:
            board.remove(now.day, gone, at)
        for r in advice:
            if r.action == "show" and r.slot is not None:
                board.show(now.day, Display(r.object, r.slot, at, None, number, r.propensity, r.reason, by))
        self.rotations.append(rotation)
        return rotation

    def _standing(self, now: Situation, object_: int) -> Standing:
        since, held = int(self.board.since[object_]), bool(self.holds.kept[object_])
        return Standing(self.board.place_of(object_), since, locked=self._locked(now, object_), held=held)

    def _locked(self, now: Situation, object_: int) -> bool:
        return bool(now.day - self.board.since[object_] < 7 * self._p.minimum_weeks)

    def _newcomer(self, now: Situation, object_: int, slot: int, lot: int) -> Standing:
        first = bool(self.board.first_shown[object_] == NEVER)
        return Standing(slot, now.day if first else int(self.board.off[object_]), first=first, lot=lot)

    def _publish_and_undo(self, now: Situation, rng: np.random.Generator) -> None:
        """A rotation published in error at 14:05, undone at 16:35: what had left comes back to its place."""
        board, day = self.board, now.day
        leaving = [o for o in self._removable(now) if not now.identified[o]][:UNDONE]
        staying = [o for o in board.shown() if o not in leaving]
        rested = self._ranked(now, self._rested(now, 7 * self._p.minimum_weeks))
        arriving = fill(staying, rested, len(leaving), self._caps)
        leaving = leaving[: len(arriving)]
        if not leaving:
            return
        slots, before = [board.place_of(o) for o in leaving], (board.since.copy(), board.off.copy())
        rotation = self._publish(now, Swap(leaving, arriving, {}), rng, self._clock.at(day, 14, 5))
        at, reason = self._clock.at(day, 16, 35), reasons.undone(rotation.number)
        back = [
            Display(o, slot, at, None, None, 1.0, reason, MANAGER)
            for o, slot in zip(leaving, slots, strict=True)
        ]
        board.undo(day, arriving, back, before)
        rotation.undone_at, rotation.undone_by = at, MANAGER

    def _withdraw(self, now: Situation, rng: np.random.Generator) -> None:
        """One object comes off at once, for good; its place stays empty until the next rotation."""
        at = self._clock.at(now.day, 16, 20)
        open_ = [o for o in self.board.shown() if not now.identified[o] and not self.holds.kept[o]]
        chosen = int(rng.choice(open_))
        self.board.remove(now.day, chosen, at)
        self.holds.add(chosen, "withhold", at, now.day, None, reasons.WITHDRAWN, MANAGER)
