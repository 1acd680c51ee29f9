"""Rows about cases and objects: when they came in, what the public reads, how analysts scored them."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from records.demonstration.analysts import ANALYSTS
from records.demonstration.board import NEVER, Board
from records.demonstration.catalogue import Catalogue
from records.demonstration.clock import Clock, utc
from records.demonstration.outcomes import Outcome
from records.demonstration.parameters import Parameters
from records.demonstration.pictures import Picture
from records.demonstration.streams import Part, stream
from records.demonstration.world import Ints, World

LICENCE = "Drawn for this project, Apache-2.0; shows no real case"
NONE = -1


def arrivals(p: Parameters, first_shown: Ints) -> Ints:
    """The day (before the launch: negative) on which each object was ready to be shown."""
    rng = stream(p.seed, Part.CATALOGUE, 1)
    shown = np.where(first_shown < NEVER, first_shown, p.days - 1)
    return shown - rng.integers(4, 75, len(shown))


def objects(
    clock: Clock, catalogue: Catalogue, pictures: Sequence[Picture], ready: Ints, retired: Mapping[int, int]
) -> pd.DataFrame:
    """Rows of `objects`. `ready`: the day each came in; `retired`: since when it is not shown any more."""
    until = np.array([retired.get(n, NONE) for n in range(len(ready))], dtype=np.int64)
    return pd.DataFrame(
        {
            "object_id": list(catalogue.object_ids),
            "case_id": [catalogue.case_ids[case] for case in catalogue.case],
            "category": list(catalogue.categories),
            "image": [picture.name for picture in pictures],
            "image_sha256": [picture.sha256 for picture in pictures],
            "licence": [LICENCE] * len(pictures),
            "available_from": utc(np.array([clock.at(int(day), 9) for day in ready], dtype=np.int64)),
            "available_until": utc(until, until == NONE),
        }
    )


def texts(catalogue: Catalogue, pictures: Sequence[Picture]) -> pd.DataFrame:
    """Rows of `object_texts`: every language of every drawing."""
    rows = [
        (object_id, language, text.title, text.question, text.alt, text.reviewed)
        for object_id, picture in zip(catalogue.object_ids, pictures, strict=True)
        for language, text in sorted(picture.texts.items())
    ]
    return pd.DataFrame(rows, columns=["object_id", "language", "title", "question", "alt", "reviewed"])


def scores(p: Parameters, clock: Clock, catalogue: Catalogue, world: World, ready: Ints) -> pd.DataFrame:
    """Rows of `object_scores`: one soon after the object came in; some are scored again three weeks later."""
    rng = stream(p.seed, Part.CATALOGUE, 2)
    rows = []
    for object_, object_id in enumerate(catalogue.object_ids):
        score, day = int(world.score[object_]), int(ready[object_]) + int(rng.integers(0, 3))
        by, again, other = ANALYSTS[int(rng.integers(3))], rng.random() < 0.1, int(rng.choice([-1, 1]))
        if score < 0:
            continue
        if again and day + 21 < p.days:
            rows.append((object_id, clock.at(day, 11), int(np.clip(score + other, 0, 5)), by))
            day += 21
        rows.append((object_id, clock.at(day, 14), score, by))
    made = pd.DataFrame(rows, columns=["object_id", "scored_at", "identifiability", "scored_by"])
    return made.assign(scored_at=utc(made["scored_at"].to_numpy(dtype=np.int64)))


def cases(
    p: Parameters,
    clock: Clock,
    catalogue: Catalogue,
    ready: Ints,
    retired: Mapping[int, int],
    results: Sequence[Outcome],
) -> pd.DataFrame:
    """Rows of `cases`. Each was opened before its first object came in. A resolved case is closed some weeks
    after its last outcome, once all its objects are retired."""
    rng = stream(p.seed, Part.CATALOGUE, 3)
    count = len(catalogue.case_ids)
    first = np.full(count, p.days, dtype=np.int64)
    np.minimum.at(first, catalogue.case, ready)
    opened = first - rng.integers(30, 700, count)
    wait = rng.integers(7, 40, count) * 86_400
    closed = np.full(count, NONE, dtype=np.int64)
    resolved = {int(catalogue.case[o.finding.object]) for o in results if o.whole_case}
    for case in resolved - {int(case) for n, case in enumerate(catalogue.case) if n not in retired}:
        last = [o.at for o in results if catalogue.case[o.finding.object] == case]
        gone = [retired[int(n)] for n in np.flatnonzero(catalogue.case == case)]
        closed[case] = max(*last, *gone) + wait[case]
    done = (closed > NONE) & (closed < clock.end())
    return pd.DataFrame(
        {
            "case_id": list(catalogue.case_ids),
            "agency": list(catalogue.agencies),
            "status": np.where(done, "closed", "open").astype(object),
            "opened_at": utc(np.array([clock.at(int(day), 10) for day in opened], dtype=np.int64)),
            "closed_at": utc(closed, ~done),
        }
    )


def retirements(board: Board, results: Sequence[Outcome]) -> dict[int, int]:
    """Identified objects that have left the board, and the instant from which on they are not shown again."""
    left = {display.object: display.until for display in board.displays if display.until is not None}
    shown = set(board.shown())
    found = {o.finding.object: o.at for o in results if o.kind == "object_identified"}
    return {n: max(at, left[n]) for n, at in found.items() if n in left and n not in shown}
