"""Tables that are printed together, protected together: every attack, from the quick to the thorough."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np

from analysis.disclosure_attack import Attack, Cut, Rule, attacks, by_equation, distinct, star_cuts
from analysis.disclosure_audit import LinearAttack
from analysis.disclosure_choice import cheapest
from analysis.disclosure_equations import build
from analysis.disclosure_exchange import exchangeable
from analysis.disclosure_network import Network, bridges, cuts, narrowed, network, networks
from analysis.disclosure_system import Bools, Floats, Key, Nesting, System, cells_under

STAYS_HIDDEN = 0.5  # weight of a number that the release before hid, so that the same ones stay hidden
SIZE_MATTERS = 0.1  # of two cells, hide the smaller: weight per factor of ten in the count
EXACT_UP_TO = 4000  # numbers a table (3 000 cells and their margins); beyond, what was found first stays
EXACT_ROUNDS = 12
KEPT = 1.25  # times the loss of a new choice that yesterday's may have, if it still stands
TRIED_UP_TO = 300  # numbers; in larger systems no single number is tried again


@dataclass(frozen=True)
class Protected:
    """The numbers of one or more tables, and which of them are hidden."""

    system: System
    hidden: Bools

    @property
    def index(self) -> dict[Key, int]:
        """By number, its position in the system."""
        return {key: position for position, key in enumerate(self.system.keys)}

    def states(self) -> dict[Key, str]:
        """By number: shown, suppressed or missing."""
        state = np.where(self.system.missing, "missing", np.where(self.hidden, "suppressed", "shown"))
        return dict(zip(self.system.keys, state.tolist(), strict=True))


def protect_together(
    tables: Mapping[str, Mapping[Key, int | None]],
    by: Mapping[str, tuple[str, ...]],
    k: int,
    nesting: Nesting | None = None,
    hidden_before: Collection[Key] = (),
) -> Protected:
    """Choose what to hide so that no hidden number under `k` is narrowed by anything printed in any of
    `tables`.

    `by`: by table, its crossed dimensions. `nesting`: see `disclosure_system.build`, which says what is an
    error.
    """
    system = build(tables, nesting)
    defence = Defence(system, Rule(k), weights(system, hidden_before), tables, by)
    hidden = defence.hidden()
    if hidden_before:
        before = frozenset(hidden_before)
        hidden = defence.as_before(np.array([key in before for key in system.keys]), hidden)
    return Protected(system, hidden)


def weights(system: System, hidden_before: Collection[Key]) -> Floats:
    """What is lost when a number is hidden: the cells it sums, a little more for large counts."""
    loss = cells_under(system) * (1 + SIZE_MATTERS * np.log10(np.maximum(system.values, 1)))
    before = frozenset(hidden_before)
    return np.asarray(
        loss * [STAYS_HIDDEN if key in before else 1.0 for key in system.keys], dtype=np.float64
    )


@dataclass
class Defence:
    """Chooses what to hide, against one attack after the other, from the quick to the thorough.

    First every equation by itself (the cheapest cells in the rows and columns that need one), then every
    table by itself (what is hidden must hang together), then all tables at once. From the second on numbers
    are only added.
    """

    system: System
    rule: Rule
    weight: Floats
    tables: Mapping[str, Mapping[Key, int | None]]
    by: Mapping[str, tuple[str, ...]]
    attacks: tuple[Attack, ...] = field(init=False)
    networks: list[Network] = field(init=False)
    whole: Network = field(init=False)
    linear: LinearAttack = field(init=False)

    def __post_init__(self) -> None:
        self.attacks = attacks(self.system, self.rule)
        self.linear = LinearAttack(self.system, self.rule)
        self.networks = [
            net
            for name, table in self.tables.items()
            for net in networks(self.system, self.by[name], set(table))
        ]
        self.whole = network(self.system, ~self.system.redundant)

    def hidden(self) -> Bools:
        primary = self.rule.primary(self.system)
        covered = self._covered(primary)
        bridged = self._bridged(covered)
        if (bridged != covered).any():  # choose again, now that the bridges stand
            again = self._bridged(self._covered(primary | (bridged & ~covered)))
            bridged = self._improved(primary, min(bridged, again, key=self._loss))
        return self._without_surplus(self._linked(bridged), primary)

    def as_before(self, before: Bools, fresh: Bools) -> Bools:
        """What was hidden before, and what has to be hidden now; `fresh` where that does not stand or hides
        too much.

        Who keeps both releases learns nothing from a number that is hidden in both, and all from one that was
        printed before: it protects nothing now.
        """
        primary = self.rule.primary(self.system)
        kept = primary | (before & self.rule.candidates(self.system))
        kept = _without_lone(self.system, kept, primary)
        plain = weights(self.system, ())
        if float(plain[kept].sum()) > KEPT * float(plain[fresh].sum()) or not self._stands(kept):
            return fresh
        return kept

    def _covered(self, hidden: Bools) -> Bools:
        """Against the attacks on one equation: exact, because what is added can move as far as any target
        needs. A number added in one table must be able to move in the others it is printed in.
        """
        needed = self._star_cuts(hidden)
        while needed:
            hidden = self._with(hidden, cheapest(needed, self.weight))
            needed = self._stuck(hidden)
        return hidden

    def _star_cuts(self, hidden: Bools) -> list[Cut]:
        moving = hidden | self.system.free
        every = (star_cuts(self.system, moving, attack, self.rule)[0] for attack in self.attacks)
        return sorted({cut for found in every for cut in found})

    def _stuck(self, hidden: Bools) -> list[Cut]:
        """Equations of which a number that tables share is the only hidden one, by their printed numbers."""
        system = self.system
        moving = hidden | system.free
        shared = np.ones(system.size, dtype=bool)
        shared[self.whole.number] = False
        alone = system.sums(np.ones_like(system.sign), moving[system.number]) == 1
        held = system.sums(np.ones_like(system.sign), (moving & shared)[system.number]) == 1
        chosen = (alone & held & ~system.redundant)[system.equation]
        return distinct(by_equation(system, chosen & (self.rule.candidates(system) & ~moving)[system.number]))

    def _bridged(self, hidden: Bools) -> Bools:
        for net in self.networks:
            for attack in self.attacks:
                moving = hidden | self.system.free
                hidden = self._with(hidden, bridges(net, self.system, moving, attack, self.rule, self.weight))
        return hidden

    def _loss(self, hidden: Bools) -> float:
        return float(self.weight[hidden].sum())

    def _improved(self, primary: Bools, best: Bools) -> Bools:
        """The cheapest choice that stands in every table by itself, or `best` where that is not found soon.

        Benders' decomposition (Fischetti and Salazar 2001): choose at least cost against the cuts so far,
        attack the choice, add the cuts it needs. Once the choice is as dear as `best`, `best` is the
        cheapest.
        """
        if max(len(net.number) for net in self.networks) > EXACT_UP_TO:
            return best
        pool = dict.fromkeys(self._star_cuts(primary))
        for _ in range(EXACT_ROUNDS):
            hidden = self._with(primary, cheapest(list(pool), self.weight))
            if self._loss(hidden) >= self._loss(best):
                return best
            fresh = [cut for net in self.networks for a in self.attacks for cut in self._cuts(net, hidden, a)]
            if not fresh:
                return hidden
            pool.update(dict.fromkeys(fresh))
        return best

    def _cuts(self, net: Network, hidden: Bools, attack: Attack) -> list[Cut]:
        return cuts(net, self.system, hidden | self.system.free, attack, self.rule)

    def _linked(self, hidden: Bools) -> Bools:
        """Against all tables at once. What is safe stays so: hiding more only adds ways to move."""
        left = self.attacks
        while True:
            left = self._unsettled(hidden | self.system.free, left)
            needed = self._linear_cuts(hidden | self.system.free, left)
            if not needed:
                return hidden
            hidden = self._with(hidden, cheapest(needed, self.weight))

    def _with(self, hidden: Bools, more: Collection[int]) -> Bools:
        answer = hidden.copy()
        answer[list(more)] = True
        return answer

    def _unsettled(self, moving: Bools, every: tuple[Attack, ...]) -> tuple[Attack, ...]:
        """The attacks, on those targets that are not shown to be safe without a linear programme."""
        if len(self.whole.number) == self.system.size and len(self.networks) == 1:
            return ()  # one table of one or two dimensions: its network says it all
        return tuple(attack.only(~self._safe(moving, attack)) for attack in every)

    def _linear_cuts(self, moving: Bools, every: tuple[Attack, ...]) -> list[Cut]:
        return [cut for attack in every for cut in self.linear.cuts(moving, attack)]

    def _safe(self, moving: Bools, attack: Attack) -> Bools:
        """By target: can it move as far as it must while the numbers that tables share stand still, or by an
        exchange between those?
        """
        safe = exchangeable(self.system, moving, attack, self.rule, self.whole)
        rest = np.isin(attack.target, self.whole.number) & ~safe
        safe[rest] = ~narrowed(self.whole, self.system, moving, attack.only(rest), self.rule)
        return safe

    def _stands(self, hidden: Bools) -> bool:
        """Is every target safe against every attack?"""
        moving = hidden | self.system.free
        return not (
            self._star_cuts(hidden)
            or any(
                narrowed(net, self.system, moving, a, self.rule).any()
                for net in self.networks
                for a in self.attacks
            )
            or self._linear_cuts(moving, self._unsettled(moving, self.attacks))
        )

    def _without_surplus(self, hidden: Bools, primary: Bools) -> Bools:
        """Print again, one by one and the dearest first, what turns out not to be needed (in small
        systems).
        """
        kept = _without_lone(self.system, hidden, primary)
        if self.system.size > TRIED_UP_TO:
            return kept
        surplus = np.flatnonzero(kept & ~primary)
        for number in surplus[np.argsort(-self.weight[surplus], kind="stable")]:
            fewer = kept.copy()
            fewer[number] = False
            if self._stands(fewer):
                kept = _without_lone(self.system, fewer, primary)
        return kept


def _without_lone(system: System, hidden: Bools, primary: Bools) -> Bools:
    """Print again what was hidden in vain: alone in an equation, it can be worked out, and so protects
    nothing.
    """
    kept = hidden.copy()
    while True:
        moving = (kept | system.free)[system.number]
        alone = (system.sums(np.ones_like(system.sign), moving) == 1)[system.equation] & moving
        vain = np.zeros(system.size, dtype=bool)
        vain[system.number[alone]] = True
        vain &= kept & ~primary
        if not vain.any():
            return kept
        kept &= ~vain
