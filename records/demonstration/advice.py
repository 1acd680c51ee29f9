"""What is known on the morning of a decision, and the advice that follows for each object."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from records.demonstration import reasons
from records.demonstration.board import Recommendation
from records.demonstration.parameters import Parameters
from records.demonstration.scoring import ENOUGH, LAUNCH, RIPE, UNASSESSED, Scores, scores
from records.demonstration.wear import Flags, Wear
from records.demonstration.world import Counts, Floats, Ints, Singles

RECENT = 14  # days that count as "still coming in"


@dataclass(frozen=True)
class Situation:
    """The morning of `day`. One entry an object; `actionable` and `other`: tips, with a row a day."""

    day: int
    scores: Scores
    novelty: Floats
    identified: Flags
    score: Ints
    actionable: Counts
    other: Counts

    def tips(self, object_: int, since: int) -> tuple[int, int]:
        """Useful tips and all tips of an object received from day `since` on."""
        useful = int(self.actionable[since : self.day, object_].sum())
        return useful, useful + int(self.other[since : self.day, object_].sum())


@dataclass(frozen=True)
class Standing:
    """One object's place in a decision: day of its display's beginning or end, and what binds it."""

    slot: int | None
    since: int
    locked: bool = False
    held: bool = False
    first: bool = False
    lot: int = 0


def look(
    p: Parameters,
    day: int,
    wear: Wear,
    found: Ints,
    score: Ints,
    tips: tuple[Counts, Counts],
    exposure: Singles,
) -> Situation:
    """The situation from what has happened so far; `found`: each object's day of identification."""
    actionable, other = tips
    read, ripe = max(0, day - UNASSESSED), actionable[: max(0, day - RIPE)].sum(axis=0)
    return Situation(
        day=day,
        scores=scores(
            actionable[:read].sum(axis=0).astype(float),
            exposure[:read].sum(axis=0).astype(float),
            wear.interest(),
            score,
            (int((found < day).sum()), int(np.minimum(ripe, ENOUGH).sum())),
            p.period / 7 * (LAUNCH if day == 0 else 1),
        ),
        novelty=wear.novelty(),
        identified=np.asarray(found < day),
        score=score,
        actionable=actionable,
        other=other,
    )


def advise(
    now: Situation,
    staying: Mapping[int, Standing],
    leaving: Mapping[int, Standing],
    arriving: Mapping[int, Standing],
    overridden: tuple[int, int] | None,
    override: str,
) -> list[Recommendation]:
    """One recommendation for each object concerned, with the action that was taken.

    `overridden`: (kept, removed in its stead) against the advice; `override`: the reason for keeping it.
    """
    kept, removed = overridden or (None, None)
    advice = [_one(now, o, s, "keep", override if o == kept else None) for o, s in staying.items()]
    for o, standing in leaving.items():
        advice.append(_one(now, o, standing, "remove", reasons.MAKES_ROOM if o == removed else None))
    return advice + [_one(now, o, s, "show", None) for o, s in arriving.items()]


def _one(
    now: Situation, object_: int, standing: Standing, action: str, override: str | None
) -> Recommendation:
    s = now.scores
    return Recommendation(
        object=object_,
        action=action,
        slot=standing.slot,
        probability=float(s.probability[object_]),
        low=float(s.low[object_]),
        high=float(s.high[object_]),
        index=float(s.index[object_]),
        reason=_reason(now, object_, standing, action),
        propensity=1 / standing.lot if standing.lot else 1.0,
        override=override,
    )


def _reason(now: Situation, object_: int, standing: Standing, action: str) -> str:
    novelty, days = float(now.novelty[object_]), now.day - standing.since
    if action == "show":
        return reasons.show(standing.first, int(now.score[object_]), days // 7, novelty, standing.lot)
    if action == "remove":
        return reasons.remove(
            bool(now.identified[object_]), days, novelty, *now.tips(object_, standing.since)
        )
    recent = now.tips(object_, max(standing.since, now.day - RECENT))[1]
    return reasons.keep(days, novelty, standing.locked, standing.held, recent)
