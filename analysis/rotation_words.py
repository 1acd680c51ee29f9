"""The words of a plan: why each object stays, leaves, comes or waits, and which rules could not be kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.rotation_frame import Objects
from analysis.rotation_model import Belief
from analysis.rotation_rules import Cause, Decision, Rules

WORN = 60.0  # percent of novelty below which it is the first thing to say
FRESH = 95.0  # percent of novelty from which it is not worth a word
_FORCED = {
    Cause.WITHHELD: "Withheld by investigators",
    Cause.INELIGIBLE: "No longer eligible",
    Cause.NO_PLACE: "More objects on display than places",
}
_BEYOND = "the others are held, under the minimum time, over the limit on swaps, or nothing else may be shown"


@dataclass(frozen=True)
class Evidence:
    """What the reasons speak of: the objects, their beliefs and chances, row for row."""

    objects: Objects
    belief: Belief
    probability: NDArray[np.float64]


def reasons(evidence: Evidence, decision: Decision, rules: Rules) -> list[str]:
    """One reason a row, in words, from the object's own terms."""
    teller = _Teller(evidence, decision, rules)
    return [_sentence(teller.tell(row)) for row in range(len(evidence.objects))]


def _sentence(parts: list[str]) -> str:
    text = "; ".join(part for part in parts if part)
    return text[:1].upper() + text[1:]


def percent(share: float) -> str:
    """A share as people read it: 57 %, 1.6 %, under 0.1 %."""
    points = 100 * share
    if 0 < points < 0.1:
        return "under 0.1 %"
    return f"{points:.0f} %" if points >= 10 else f"{points:.1f} %"


def _count(number: float, noun: str) -> str:
    return f"{number:.0f} {noun}" + ("" if number == 1 else "s")


class _Teller:
    def __init__(self, evidence: Evidence, decision: Decision, rules: Rules) -> None:
        self.objects, self.decision, self.rules = evidence.objects, decision, rules
        terms, belief = evidence.objects.terms, evidence.belief
        self.probability: list[float] = evidence.probability.tolist()
        self.assessed: list[float] = terms.assessed_exposure.tolist()
        self.exposure: list[float] = terms.exposure.tolist()
        self.actionable: list[float] = terms.actionable.tolist()
        self.pending: list[float] = terms.pending.tolist()
        self.failed: list[float] = terms.failed.tolist()
        self.score: list[float] = terms.identifiability.tolist()
        self.novelty: list[float] = evidence.objects.novelty.tolist()
        typical = float(np.median(belief.category_mean)) if len(belief.category_mean) else 1.0
        self.relative: list[float] = (belief.category_mean / typical).tolist()
        self.best = max((self.probability[row] for row in decision.place), default=0.0)
        self.pool = len(decision.random_pool)
        self.successor = {out: row for row, out in decision.instead_of.items()}
        self.removed = set(decision.removed)
        self.shown = set(decision.shown)

    def tell(self, row: int) -> list[str]:
        if row in self.removed:
            return self._leaving(row)
        if row in self.shown:
            return self._coming(row)
        return self._staying(row) if row in self.decision.place else self._waiting(row)

    def _leaving(self, row: int) -> list[str]:
        cause = self.decision.cause[row]
        if cause in _FORCED:
            return [_FORCED[cause]]
        if cause is Cause.CAP:
            return ["Over the cap of its category or agency", *self._case(row)]
        if cause is Cause.RANDOM:
            return ["Gives its place to an object drawn at random", *self._case(row)]
        return [*self._case(row), self._candidate(self.successor[row], row)]

    def _candidate(self, new: int, old: int) -> str:
        never = "never shown" if self.exposure[new] == 0 else "rested"
        category = self.objects.category
        same = ", same category" if category[new] is not None and category[new] == category[old] else ""
        chances = f"{percent(self.probability[new])} against {percent(self.probability[old])}"
        less_known = ", and less known" if self.probability[new] <= self.probability[old] else ""
        return f"candidate {never}{same}, {chances}{less_known}"

    def _coming(self, row: int) -> list[str]:
        if self.decision.cause[row] is Cause.RANDOM:
            return [
                f"Drawn at random: {self.decision.random_drawn} of {_count(self.pool, 'object')}",
                *self._case(row),
            ]
        return self._case(row)

    def _staying(self, row: int) -> list[str]:
        cause = self.decision.cause.get(row)
        if cause is Cause.HELD:
            return ["Held by investigators: keep"]
        if cause is Cause.MINIMUM:
            least = f"{self.rules.minimum_weeks:g} weeks"
            return [f"Locked: {self.objects.weeks[row]:.1f} of at least {least} shown"]
        best = "best chance on the board" if self.probability[row] == self.best > 0 else ""
        return [best, *self._case(row)]

    def _waiting(self, row: int) -> list[str]:
        if self.objects.hold[row] == "withhold":
            return ["Held by investigators: do not show"]
        if not self.objects.eligible[row]:
            return ["Not eligible"]
        return self._case(row)

    def _case(self, row: int) -> list[str]:
        return [part for part in self._terms(row) if part][:4]

    def _terms(self, row: int) -> Iterator[str]:
        """The object's own terms, the most telling first."""
        if self.exposure[row] == 0:
            yield "never shown"
        else:
            told = [self._evidence(self.actionable[row], self.assessed[row]), self._freshness(row)]
            yield from reversed(told) if 100 * self.novelty[row] < WORN else told
        if self.pending[row] > 0:
            yield f"{_count(self.pending[row], 'lead')} open"
        if self.failed[row] > 0:
            yield _count(self.failed[row], "failed lead")
        if np.isfinite(self.score[row]):
            yield f"analyst score {self.score[row]:g}"
        if self.objects.category[row] is not None and not 0.8 < self.relative[row] < 1.25:
            yield f"{self.objects.category[row]} brings {self.relative[row]:.1f} times the usual"

    def _freshness(self, row: int) -> str:
        """What showing it anew would be worth, where that is not all of it: then there is nothing to say."""
        share = 100 * self.novelty[row]
        rested = "" if self.objects.displayed[row] else "rested"
        return ", ".join(filter(None, (rested, f"novelty at {share:.0f} %" if share < FRESH else "")))

    @staticmethod
    def _evidence(actionable: float, assessed: float) -> str:
        if assessed < 0.05:
            return "tips not assessed yet"
        found = _count(actionable, "actionable tip") if actionable > 0 else "no actionable tip"
        return f"{found} in {assessed:.1f} effective weeks"


def broken(objects: Objects, decision: Decision, rules: Rules) -> list[str]:
    """The rules that this plan could not keep, one sentence each; empty when it keeps them all."""
    return [
        *_cut_short(objects, decision, rules),
        *_over_cap("Category", objects.category, rules.category_cap, decision),
        *_over_cap("Agency", objects.agency, rules.agency_cap, decision),
        *_empty_places(objects, decision, rules),
        *_randomised(decision),
    ]


def _cut_short(objects: Objects, decision: Decision, rules: Rules) -> Iterator[str]:
    for row in decision.removed:
        cause = decision.cause[row]
        if cause not in _FORCED:
            continue
        name, why, weeks = objects.object_id[row], _FORCED[cause].lower(), objects.weeks[row]
        if weeks < rules.minimum_weeks:
            yield f"{name} leaves after {weeks:.1f} of at least {rules.minimum_weeks:g} weeks: {why}."
        if objects.hold[row] == "keep":
            yield f"{name} was to be kept and leaves: {why}."


def _over_cap(kind: str, labels: list[Any], cap: int | None, decision: Decision) -> Iterator[str]:
    counts = Counter(labels[row] for row in decision.place if labels[row] is not None)
    for label, places in sorted(counts.items(), key=lambda item: str(item[0])):
        if cap is not None and places > cap:
            yield f"{kind} {label} has {places} places, its cap is {cap}: {_BEYOND}."


def _empty_places(objects: Objects, decision: Decision, rules: Rules) -> Iterator[str]:
    empty = rules.slots - len(decision.place)
    if empty <= 0:
        return
    waiting = objects.showable
    waiting[[*decision.place, *decision.removed]] = False
    why = "the caps admit no further object" if waiting.any() else "no further object may be shown"
    yield f"{_count(empty, 'place')} {'stays' if empty == 1 else 'stay'} empty: {why}."


def _randomised(decision: Decision) -> Iterator[str]:
    if decision.random_drawn < decision.random_wanted:
        asked = _count(decision.random_wanted, "randomised place")
        yield f"{decision.random_drawn} of {asked} could be given: too few are free or too few objects fit."
