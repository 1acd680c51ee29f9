"""Views and shares: what visitors looked at and passed on, by network and country."""

from collections.abc import Iterator

import numpy as np

from records.demonstration.answers import draw
from records.demonstration.attention import Attention
from records.demonstration.batch import Model
from records.demonstration.clock import instants
from records.demonstration.columns import Columns, length
from records.demonstration.geography import UNKNOWN, Indices
from records.demonstration.streams import Part, stream
from records.demonstration.world import Floats

# Share buttons, as the public page offers them, and the ways in which visitors arrive.
NETWORKS = {
    "whatsapp": 0.33, "facebook": 0.24, "copy": 0.14, "x": 0.11, "telegram": 0.05, "reddit": 0.05,
    "email": 0.04, "device": 0.03, "sms": 0.01,
}  # fmt: skip
ARRIVALS = {
    "direct": 0.62,
    "facebook": 0.15,
    "whatsapp": 0.1,
    "x": 0.05,
    "reddit": 0.03,
    "telegram": 0.02,
    "feed": 0.03,
}
SHARING = 0.8  # exponents: sharing and viewing follow attention, but less than in proportion …
VIEWING = 0.9
SHARED_APPEAL = 0.6  # … and the popular objects less than tips do
VIEWED_APPEAL = 0.35
BURST_HERE = 0.7  # of a burst: in one country and network
VIEW_CONCENTRATION = 1.2  # exponent on the countries' chances
VIEW_GROUP = 3.0  # visitors come in groups: of this mean size, from one country and network
UNLOCATED_SHARES = 0.04
UNLOCATED_VIEWS = 0.05
AT_ONCE = 250_000  # rows of a day that are written out together


def each_day_of_shares(model: Model, attention: Attention) -> Iterator[Columns]:
    """Rows of `shares`, a day at a time: clicks, then the share dialogs that reported completion."""
    p, number = model.p, 1
    weight = _weights(model, attention, SHARING, SHARED_APPEAL) * (1 + model.course.burst)
    weight /= weight.sum()
    for day in range(p.days):
        rng = stream(p.seed, Part.SHARES, day)
        for kind, amount in (("click", p.clicks), ("share", p.completed_shares)):
            for rows in _shares(model, rng, day, rng.poisson(weight[day] * amount), kind, number):
                number += length(rows)
                yield rows


def _weights(model: Model, attention: Attention, follows: float, appeal: float) -> Floats:
    """Relative interest by day and object: each day's attention shared out over what is on display."""
    seen = model.course.appeal.astype(float)
    shared = np.where(seen > 0, seen, 1.0) ** appeal * (seen > 0)
    shared /= shared.sum(axis=1, keepdims=True)
    return np.asarray(shared * attention.traffic[:, None] ** follows)


def _shares(
    model: Model, rng: np.random.Generator, day: int, counts: Indices, kind: str, number: int
) -> Iterator[Columns]:
    objects = np.repeat(np.arange(model.p.objects), counts)
    n = len(objects)
    at = model.clock.moments(rng, day, n, model.course.analysts.board.shown_from(day)[objects])
    country, network = _spread(model, rng, day, objects)
    order = np.lexsort((objects, at))
    for start in range(0, n, AT_ONCE):
        row = order[start : start + AT_ONCE]
        ids = [f"SHARE-{number + k:09d}" for k in range(start, start + len(row))]
        yield {
            "share_id": np.array(ids, dtype=object),
            "object_id": model.object_ids[objects[row]],
            "shared_at": instants(at[row]),
            "day": np.full(len(row), np.datetime64(model.clock.dates[day], "s")),
            "network": np.array(list(NETWORKS), dtype=object)[network[row]],
            "country": model.geo.names(country[row]),
            "kind": np.full(len(row), kind, dtype=object),
            "n": np.ones(len(row), dtype=np.int64),
        }


def _spread(model: Model, rng: np.random.Generator, day: int, objects: Indices) -> tuple[Indices, Indices]:
    """Country and network of each share; a burst stays mostly in one of each, drawn anew for every week."""
    n, chances = len(objects), np.array(list(NETWORKS.values()))
    week = stream(model.p.seed, Part.BURSTS, day // 7)
    home, medium = draw(week, model.geo.origin, model.p.objects), draw(week, chances, model.p.objects)
    burst = model.course.burst[day][objects]
    inside = rng.random(n) < BURST_HERE * burst / (1 + burst)
    country = np.where(inside, home[objects], draw(rng, model.geo.origin, n))
    country = np.where(rng.random(n) < UNLOCATED_SHARES, UNKNOWN, country)
    return country, np.where(inside, medium[objects], draw(rng, chances, n))


def each_day_of_views(model: Model, attention: Attention) -> Iterator[Columns]:
    """Rows of `views`, a day at a time: those of each displayed object by country and arriving network."""
    p = model.p
    weight = _weights(model, attention, VIEWING, VIEWED_APPEAL)
    expected = weight * (p.views / weight.sum())
    chance = np.append(model.geo.origin**VIEW_CONCENTRATION, 0.0)
    chance = np.append(chance[:-1] / chance.sum() * (1 - UNLOCATED_VIEWS), UNLOCATED_VIEWS)
    joint = np.outer(chance, list(ARRIVALS.values())).ravel()
    joint /= joint.sum()
    for day in range(p.days):
        rng = stream(p.seed, Part.VIEWS, day)
        shown = np.flatnonzero(expected[day] > 0)
        groups = rng.multinomial(rng.poisson(expected[day][shown] / VIEW_GROUP), joint)
        row, cell = np.nonzero(groups)
        others = rng.poisson((VIEW_GROUP - 1) * groups[row, cell])
        yield _views(model, day, shown[row], cell, groups[row, cell] + others)


def _views(model: Model, day: int, objects: Indices, cell: Indices, counts: Indices) -> Columns:
    country, arrival = np.divmod(cell, len(ARRIVALS))
    return {
        "day": np.full(len(cell), np.datetime64(model.clock.dates[day], "s")),
        "object_id": model.object_ids[objects],
        "country": np.append(model.geo.codes, "unknown")[country],
        "network": np.array(list(ARRIVALS), dtype=object)[arrival],
        "n": counts,
    }
