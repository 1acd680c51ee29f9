"""Votes from tips: cases counted by hand, and a naive flood fill on random tips."""

import numpy as np
import pandas as pd

from analysis import consensus
from analysis.consensus import cluster_votes
from analysis.consensus_votes import vote_ids


def tips_frame(rows: list[tuple]) -> pd.DataFrame:
    """Tips from (object, suggested, received, origin country, cluster)."""
    frame = pd.DataFrame(
        rows, columns=["object_id", "suggested_country", "received_at", "origin_country", "cluster"]
    )
    frame["received_at"] = pd.to_datetime(frame["received_at"], utc=True)
    return frame


def as_dict(votes: pd.DataFrame) -> dict:
    return {(row.item, row.answer): row.n for row in votes.itertuples()}


def test_votes_counted_by_hand() -> None:
    votes = cluster_votes(tips_frame([
        ("A", "BE", "2025-01-01 10:01", "DE", None),
        ("A", "BE", "2025-01-01 10:59", "DE", None),  # same hour and origin: one voice with the first
        ("A", "BE", "2025-01-01 11:00", "DE", None),  # the next hour
        ("A", "BE", "2025-01-01 11:30", "FR", None),  # another origin
        ("A", "FR", "2025-01-01 10:05", "DE", None),  # another suggestion
        ("B", "BE", "2025-01-01 10:05", "DE", None),  # another object
    ]))  # fmt: skip
    assert as_dict(votes) == {("A", "BE"): 3, ("A", "FR"): 1, ("B", "BE"): 1}


def test_near_identical_tips_are_one_vote_whenever_they_came() -> None:
    votes = cluster_votes(tips_frame([
        ("A", "BE", "2025-01-01 10:00", "DE", "k1"),
        ("A", "BE", "2025-03-01 10:00", "FR", "k1"),
        ("A", "NL", "2025-03-01 10:00", "FR", "k1"),  # one cluster, but another suggestion
        ("A", "BE", "2025-03-01 10:00", "US", "k2"),
    ]))  # fmt: skip
    assert as_dict(votes) == {("A", "BE"): 2, ("A", "NL"): 1}


def test_a_chain_of_links_is_one_vote() -> None:
    votes = cluster_votes(tips_frame([
        ("A", "BE", "2025-01-01 10:00", "DE", "k1"),
        ("A", "BE", "2025-02-01 10:00", "FR", "k1"),
        ("A", "BE", "2025-02-01 10:30", "FR", None),
    ]))  # fmt: skip
    assert as_dict(votes) == {("A", "BE"): 1}


def test_an_unknown_origin_links_nobody() -> None:
    votes = cluster_votes(tips_frame([
        ("A", "BE", "2025-01-01 10:00", "unknown", None),
        ("A", "BE", "2025-01-01 10:01", "unknown", None),
        ("A", "BE", "2025-01-01 10:02", None, None),
        ("A", "BE", "2025-01-01 10:03", None, None),
    ]))  # fmt: skip
    assert as_dict(votes) == {("A", "BE"): 4}


def test_regions_tell_origins_apart() -> None:
    tips = tips_frame([("A", "BE", "2025-01-01 10:00", "DE", None)] * 3)
    assert as_dict(cluster_votes(tips.assign(origin_region=["BY", "BE", None]))) == {("A", "BE"): 3}
    assert as_dict(cluster_votes(tips.assign(origin_region=["BY", "BY", None]))) == {("A", "BE"): 2}


def test_what_is_no_vote() -> None:
    suggested = [*["BE"] * 6, "unknown", None, "BE"]
    objects = [*["A"] * 8, None]
    days = [f"2025-01-0{day} 10:00" for day in range(1, 10)]
    tips = tips_frame([(o, s, d, "DE", None) for o, s, d in zip(objects, suggested, days, strict=True)])
    assessed = ["actionable", "pending", "spam", "duplicate", "unusable", "actionable", *["actionable"] * 3]
    assert as_dict(cluster_votes(tips)) == {("A", "BE"): 6}
    assert as_dict(cluster_votes(tips.assign(assessment=assessed))) == {("A", "BE"): 3}


def test_no_tips_no_votes() -> None:
    votes = cluster_votes(tips_frame([]).astype({"object_id": "str", "suggested_country": "str"}))
    assert votes.dtypes.astype(str).to_dict() == {"item": "str", "answer": "str", "n": "int64"}
    assert votes.empty


def test_equals_a_naive_flood_fill() -> None:
    rng = np.random.default_rng(6)
    for _ in range(15):
        n = 60
        tips = tips_frame(list(zip(
            rng.choice(["A", "B"], n), rng.choice(["BE", "FR"], n),
            pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 8 * 60, n), unit="min"),
            rng.choice(["DE", "US", "unknown"], n), rng.choice([None, "k1", "k2", "k3", "k4"], n),
            strict=True,
        )))  # fmt: skip
        rows = list(tips.itertuples(index=False))

        def linked(i: int, j: int, rows: list = rows) -> bool:
            a, b = rows[i], rows[j]
            if (a.object_id, a.suggested_country) != (b.object_id, b.suggested_country):
                return False
            near = isinstance(a.cluster, str) and a.cluster == b.cluster
            same_hour = a.received_at.floor("h") == b.received_at.floor("h")
            return near or (same_hour and a.origin_country == b.origin_country != "unknown")

        left, expected = set(range(n)), {}
        while left:
            front = [left.pop()]
            key = (rows[front[0]].object_id, rows[front[0]].suggested_country)
            expected[key] = expected.get(key, 0) + 1
            while front:
                i = front.pop()
                reached = [j for j in left if linked(i, j)]
                left.difference_update(reached)
                front.extend(reached)
        assert as_dict(cluster_votes(tips)) == expected
        assert vote_ids(tips).nunique() == sum(expected.values())


def test_rows_for_several_tips_alike_count_as_those_tips_would() -> None:
    votes = cluster_votes(tips_frame([
        ("A", "BE", "2025-01-01 10:00", "DE", None),  # one hour and origin: one vote
        ("A", "BE", None, "unknown", None),  # nothing links them: a vote each
        ("A", "BE", "2025-01-01 10:00", "unknown", "k1"),  # one cluster: one vote
        ("B", "BE", "2025-01-01 10:00", None, None),
    ]).assign(n=[3, 4, 5, 2]))  # fmt: skip
    assert as_dict(votes) == {("A", "BE"): 1 + 4 + 1, ("B", "BE"): 2}


def test_weighted_rows_fit_as_one_row_a_tip_does() -> None:
    rng = np.random.default_rng(9)
    n = 900
    items = [f"O{k}" for k in rng.integers(0, 60, n)]
    tips = tips_frame(list(zip(
        items, rng.choice(["BE", "FR", "NL"], n),
        pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.integers(0, 6, n), unit="h"),
        rng.choice(["DE", "unknown"], n), rng.choice([None, None, "k1", "k2"], n),
        strict=True,
    )))  # fmt: skip
    alike = (
        tips.groupby(list(tips.columns), dropna=False, as_index=False).size().rename(columns={"size": "n"})
    )
    assert len(alike) < n
    one_by_one, weighted = cluster_votes(tips), cluster_votes(alike)
    pd.testing.assert_frame_equal(weighted, one_by_one)
    resolved = pd.DataFrame({"item": sorted(set(items))}).assign(answer="BE")
    assert len(resolved) >= 50
    assert consensus.fit(weighted, resolved) == consensus.fit(one_by_one, resolved)
