"""Rows of what was decided (rotations, recommendations, displays, holds) and of annotations."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from records.demonstration.analysts import ANALYSTS, Analysts
from records.demonstration.attention import Attention
from records.demonstration.board import EMPTY, Rotation
from records.demonstration.clock import Clock, utc
from records.demonstration.holds import Hold
from records.demonstration.parameters import MODEL_VERSION, Parameters
from records.demonstration.reasons import rotation_id
from records.rotating import version_of

PROPOSED = 17 * 3600  # seconds before publication: the afternoon of the day before
APPROVED = 25 * 60
PRESS = (
    ("TV report", 0),
    ("Newspaper series", 4),
    ("Podcast", 0),
    ("Local radio", 0),
)


def rotations(listed: Sequence[Rotation], object_ids: Sequence[str]) -> pd.DataFrame:
    """Rows of `rotations`."""
    published = np.array([r.at for r in listed], dtype=np.int64)
    undone = np.array([r.undone_at or 0 for r in listed], dtype=np.int64)
    return pd.DataFrame(
        {
            "rotation_id": [rotation_id(r.number) for r in listed],
            "base_version": [_version(r.before, object_ids) for r in listed],
            "proposed_at": utc(published - PROPOSED),
            "proposed_by": [r.by for r in listed],
            "approved_at": utc(published - APPROVED),
            "approved_by": [r.approved_by for r in listed],
            "published_at": utc(published),
            "published_by": [r.by for r in listed],
            "reason": [r.reason for r in listed],
            "undone_at": utc(undone, undone == 0),
            "undone_by": [r.undone_by for r in listed],
        }
    )


def _version(places: Sequence[int], object_ids: Sequence[str]) -> str:
    return version_of({n: object_ids[o] for n, o in enumerate(places, start=1) if o != EMPTY})


def recommendations(listed: Sequence[Rotation], object_ids: Sequence[str]) -> pd.DataFrame:
    """Rows of `recommendations`."""
    rows = [
        {
            "rotation_id": rotation_id(rotation.number),
            "object_id": object_ids[r.object],
            "action": r.action,
            "slot": r.slot,
            "probability": r.probability,
            "low": r.low,
            "high": r.high,
            "index": r.index,
            "reason": r.reason,
            "propensity": r.propensity,
            "model_version": MODEL_VERSION,
            "override_reason": r.override,
        }
        for rotation in listed
        for r in rotation.recommendations
    ]
    return pd.DataFrame(rows)


def displays(analysts: Analysts, object_ids: Sequence[str]) -> pd.DataFrame:
    """Rows of `display_periods`."""
    listed = sorted(analysts.board.displays, key=lambda d: (d.since, d.slot))
    until = np.array([d.until or 0 for d in listed], dtype=np.int64)
    return pd.DataFrame(
        {
            "period_id": [f"DISP-{number:04d}" for number in range(1, len(listed) + 1)],
            "object_id": [object_ids[d.object] for d in listed],
            "slot": [d.slot for d in listed],
            "shown_from": utc(np.array([d.since for d in listed], dtype=np.int64)),
            "shown_until": utc(until, until == 0),
            "rotation_id": [None if d.rotation is None else rotation_id(d.rotation) for d in listed],
            "propensity": [d.propensity for d in listed],
            "reason": [d.reason for d in listed],
            "by": [d.by for d in listed],
        }
    )


def holds(listed: Sequence[Hold], object_ids: Sequence[str]) -> pd.DataFrame:
    """Rows of `holds`."""
    until = np.array([h.until or 0 for h in listed], dtype=np.int64)
    return pd.DataFrame(
        {
            "hold_id": [f"HOLD-{number:03d}" for number in range(1, len(listed) + 1)],
            "object_id": [object_ids[h.object] for h in listed],
            "kind": [h.kind for h in listed],
            "from_at": utc(np.array([h.since for h in listed], dtype=np.int64)),
            "until_at": utc(until, until == 0),
            "by": [h.by for h in listed],
            "reason": [h.reason for h in listed],
        }
    )


def annotations(p: Parameters, clock: Clock, attention: Attention) -> pd.DataFrame:
    """Rows of `annotations`: the launch, a change of policy, and the large press reports."""
    events: list[tuple[int, int, str, str]] = [
        (0, 0, "launch", f"Launch with {p.slots} objects"),
        (p.first_change, 0, "policy", "From now on places change every second week"),
    ]
    for report, (text, lasts) in zip(attention.press, PRESS, strict=True):
        events.append((report.day, lasts, "press", text))
    rows = [
        (f"NOTE-{number:03d}", clock.dates[day], _until(clock, day, lasts), kind, text, ANALYSTS[0])
        for number, (day, lasts, kind, text) in enumerate(events, start=1)
    ]
    columns = ["annotation_id", "day", "until_day", "kind", "text", "created_by"]
    return pd.DataFrame(rows, columns=columns)


def _until(clock: Clock, day: int, lasts: int) -> date | None:
    last = clock.dates[day] + timedelta(days=lasts)
    return min(last, clock.dates[-1]) if lasts else None
