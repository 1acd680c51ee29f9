"""Random small campaigns for property tests: raw rows by fixed seeds, written as writers write them."""

import random
from datetime import UTC, date, datetime, time, timedelta

import pandas as pd

from records import bulk
from records.tables import ASSESSMENTS, INVESTIGATIONS, cases, display_periods, objects, shares, tips, views

FIRST = date(2025, 11, 20)
OBJECTS = [f"O-{number}" for number in range(8)]
CATEGORIES = ["bag", "clothing", "toy"]
AGENCIES = ["Agency A", "Agency B"]
COUNTRIES = ["DE", "FR", "PL", "unknown"]
CHANNELS = ["web", "phone"]
NETWORKS = ["copy", "mastodon", "direct"]


def catalogue(db):
    """Objects of three categories, of two agencies' cases or of none."""
    case_ids = ["C-0", "C-1", "C-2"]
    bulk.load(db, cases, pd.DataFrame({"case_id": case_ids, "agency": [AGENCIES[i % 2] for i in range(3)]}))
    frame = pd.DataFrame({"object_id": OBJECTS})
    frame["category"] = [CATEGORIES[i % 3] for i in range(len(OBJECTS))]
    frame["case_id"] = [None if i % 4 == 3 else case_ids[i % 4] for i in range(len(OBJECTS))]
    bulk.load(db, objects, frame)
    return frame


def _when(rng, days):
    day = FIRST + timedelta(days=rng.randrange(days))
    return datetime.combine(day, time(rng.randrange(24)), UTC), day


def random_tips(rng: random.Random, n, days=120, prefix="t"):
    rows = []
    for number in range(n):
        at, day = _when(rng, days)
        rows.append(
            {
                "tip_id": f"{prefix}{number}",
                "object_id": rng.choice(OBJECTS),
                "received_at": at,
                "day": day,
                "channel": rng.choice(CHANNELS),
                "origin_country": rng.choice(COUNTRIES),
                "suggested_country": rng.choice([*COUNTRIES, None]),
                "assessment": rng.choice(ASSESSMENTS),
                "investigation": rng.choice(INVESTIGATIONS),
                **_progress(random.Random(f"{prefix}{number} {at}"), at),
            }
        )
    return pd.DataFrame(rows)


def _progress(rng, at):
    """When a tip was assessed and investigated, where it was sent from, what it is near-identical to."""
    later = [at + timedelta(hours=rng.randrange(400)) for _ in range(2)]
    return {
        "assessed_at": rng.choice([later[0], later[0], None]),
        "investigated_at": rng.choice([later[1], None]),
        "origin_region": rng.choice(["North", None]),
        "origin_place": rng.choice(["Harbour", None]),
        "cluster": rng.choice(["k1", "k2", None, None]),
    }


def random_shares(rng: random.Random, n, days=120, prefix="s"):
    rows = []
    for number in range(n):
        at, day = _when(rng, days)
        rows.append(
            {
                "share_id": f"{prefix}{number}",
                "object_id": rng.choice(OBJECTS),
                "shared_at": at,
                "day": day,
                "network": rng.choice(NETWORKS),
                "country": rng.choice(COUNTRIES),
                "kind": rng.choice(["click", "share"]),
                "n": rng.randrange(1, 5),
            }
        )
    return pd.DataFrame(rows)


def random_views(rng: random.Random, n, days=120):
    rows = {}
    for _ in range(n):
        key = (_when(rng, days)[1], rng.choice(OBJECTS), rng.choice(COUNTRIES), rng.choice(NETWORKS))
        rows[key] = rng.randrange(0, 50)
    return pd.DataFrame(
        [(*key, n) for key, n in rows.items()], columns=["day", "object_id", "country", "network", "n"]
    )


def display(db, rng, days=120):
    """Displays of some objects, one after the other, the last of each perhaps open."""
    rows = []
    for slot, object_id in enumerate(OBJECTS[:6], start=1):
        edges = sorted(rng.sample(range(24 * days), rng.choice([2, 4, 3])))
        for number in range(0, len(edges), 2):
            begins, *ends = (
                datetime.combine(FIRST, time(), UTC) + timedelta(hours=h) for h in edges[number : number + 2]
            )
            until = ends[0] if ends else None
            rows.append({"object_id": object_id, "slot": slot, "shown_from": begins, "shown_until": until})
    frame = pd.DataFrame(rows).assign(period_id=[f"D-{number}" for number in range(len(rows))])
    bulk.load(db, display_periods, frame)
    return frame


def write(db, rng, n=60):
    """A catalogue with `n` tips, shares and views; returns the frames by table name."""
    frames = {"tips": random_tips(rng, n), "shares": random_shares(rng, n), "views": random_views(rng, n)}
    frames["objects"] = catalogue(db)
    for table in (tips, shares, views):
        bulk.load(db, table, frames[table.name])
    return frames
