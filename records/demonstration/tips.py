"""The tips themselves, day by day."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from records.demonstration import judgement
from records.demonstration.answers import Origin, Suggestion, origins, people, suggestions
from records.demonstration.batch import Finding, Model, Received
from records.demonstration.clock import Seconds, instants
from records.demonstration.columns import Columns, only
from records.demonstration.copies import Originals, variants
from records.demonstration.geography import Codes
from records.demonstration.judgement import Assessed
from records.demonstration.parameters import Parameters
from records.demonstration.streams import Part, stream
from records.demonstration.wear import Flags
from records.demonstration.world import Ints

CHANNELS = {"web": 0.905, "feed": 0.045, "email": 0.03, "phone": 0.015, "post": 0.003, "other": 0.002}
ASSESSORS = tuple(f"Simulated analyst {letter}" for letter in "ABCDEF")


@dataclass(frozen=True)
class Judged:
    """What became of each tip: its kind (once assessed), variant of its cluster (0: none), assessment,
    investigation and when that ended (0: not)."""

    kind: Codes
    variant: Ints
    assessed: Assessed
    investigation: Codes
    investigated: Seconds


@dataclass(frozen=True)
class DayTips:
    """One day's rows for `tips` and `tip_assessments`, and by object the tips that identified it."""

    tips: Columns
    assessments: Columns
    finders: dict[int, str]


def each_day(model: Model) -> Iterator[DayTips]:
    """The tips of every day, in order; rows of a day in order of receipt. Memory: one day."""
    originals, number = Originals(model.p.objects), 1
    for day in range(model.p.days):
        rng = stream(model.p.seed, Part.TIPS, day)
        got = _received(model, rng, day)
        origin, said = _content(model, rng, got)
        judged = _judged(model, rng, got, said, originals)
        ids = np.array([f"TIP-{n:08d}" for n in range(number, number + len(got.at))], dtype=object)
        number += len(ids)
        mine = got.finding.mine
        yield DayTips(
            tips=_tips(model, rng, day, ids, got, (origin, said), judged),
            assessments=_assessments(model, rng, ids, judged),
            finders=dict(zip(got.objects[mine].tolist(), ids[mine].tolist(), strict=True)),
        )


def _received(model: Model, rng: np.random.Generator, day: int) -> Received:
    course, everything = model.course, np.arange(model.p.objects)
    counts = (course.actionable[day], course.other[day])
    objects = np.concatenate([np.repeat(everything, count) for count in counts])
    actionable = np.arange(len(objects)) < counts[0].sum()
    at = model.clock.moments(rng, day, len(objects), course.analysts.board.shown_from(day)[objects])
    order = np.lexsort((rng.random(len(objects)), at))
    objects, actionable, at = objects[order], actionable[order], at[order]
    wanted = np.isin(everything, [f.object for f in course.findings if f.tip_day == day])
    mine = judgement.first_of_each(objects, wanted, actionable)
    return Received(objects, actionable, at, Finding(model.identified_at[objects], mine))


def _content(model: Model, rng: np.random.Generator, got: Received) -> tuple[Origin, Suggestion]:
    sender = people(rng, model.p, model.world, got)
    origin = origins(rng, model.geo, model.towns, sender)
    return origin, suggestions(rng, model, got, sender, origin.country)


def _judged(
    model: Model, rng: np.random.Generator, got: Received, said: Suggestion, originals: Originals
) -> Judged:
    p, clock = model.p, model.clock
    kind = _kinds(rng, p, got.actionable)
    read = judgement.delays(rng, p, clock, got.at, kind == "spam")
    read = judgement.in_time(rng, read, got.at, got.finding)
    original = (kind == "actionable") | (kind == "unusable")
    variant = variants(rng, original & (rng.random(len(kind)) < p.clustered))
    variant, read, copied = originals.repeat(got.objects, kind == "duplicate", variant, said, read)
    kind[(kind == "duplicate") & ~copied] = "unusable"  # nothing came before it
    assessed = judgement.again(rng, p, clock, read, kind, got.finding)
    word, ended = judgement.investigate(rng, p, clock, assessed.at, got.actionable, got.finding)
    return Judged(kind, variant, assessed, word, ended)


def _kinds(rng: np.random.Generator, p: Parameters, actionable: Flags) -> Codes:
    draw, rest = rng.random(len(actionable)), 1 - p.actionable
    kind = np.where(
        draw < p.spam / rest, "spam", np.where(draw < (p.spam + p.duplicate) / rest, "duplicate", "unusable")
    )
    return np.where(actionable, "actionable", kind).astype(object)


def _tips(
    model: Model,
    rng: np.random.Generator,
    day: int,
    ids: Codes,
    got: Received,
    content: tuple[Origin, Suggestion],
    judged: Judged,
) -> Columns:
    origin, said = content
    names = model.object_ids[got.objects]
    suggested = only(said.country >= 0, model.geo.names(said.country))
    pending = judged.assessed.at > model.clock.end()
    touched = np.maximum(np.where(pending, got.at, judged.assessed.at), judged.investigated)
    channels = np.array(list(CHANNELS), dtype=object)
    return {
        "tip_id": ids,
        "object_id": names,
        "received_at": instants(got.at),
        "day": np.full(len(ids), np.datetime64(model.clock.dates[day], "s")),
        "channel": channels[rng.choice(len(channels), len(ids), p=list(CHANNELS.values()))],
        "language": model.geo.languages_of(rng, origin.country),
        "origin_country": model.geo.names(origin.country),
        "origin_region": origin.region,
        "origin_place": origin.place,
        "origin_source": origin.source,
        "suggested_country": suggested,
        "suggested_region": said.region,
        "assessment": np.where(pending, "pending", judged.kind).astype(object),
        "assessed_at": instants(judged.assessed.at, pending),
        "cluster": _clusters(names, suggested, judged.variant, pending),
        "investigation": judged.investigation,
        "investigated_at": instants(judged.investigated, judged.investigated == 0),
        "updated_at": instants(touched),
    }


def _clusters(names: Codes, suggested: Codes, variant: Ints, pending: Flags) -> Codes:
    """OBJ-047-NL-2: second of the near-identical suggestions that place the object in the Netherlands."""
    rows = np.flatnonzero((variant > 0) & ~pending)
    clusters = np.full(len(names), None, dtype=object)
    clusters[rows] = [
        f"{name}-{country or 'any'}-{number}"
        for name, country, number in zip(names[rows], suggested[rows], variant[rows], strict=True)
    ]
    return clusters


def _assessments(model: Model, rng: np.random.Generator, ids: Codes, judged: Judged) -> Columns:
    now = judged.assessed.at <= model.clock.end()
    before = judged.assessed.first_at > 0
    assessors = np.array(ASSESSORS, dtype=object)
    row = np.concatenate([np.flatnonzero(before), np.flatnonzero(now)])
    at = np.concatenate([judged.assessed.first_at[before], judged.assessed.at[now]])
    what = np.concatenate([judged.assessed.first[before], judged.kind[now]])
    order = np.lexsort((at, row))
    return {
        "tip_id": ids[row[order]],
        "at": instants(at[order]),
        "assessment": what[order],
        "by": assessors[rng.integers(0, len(assessors), len(order))],
    }
