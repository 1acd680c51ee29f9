"""Displays summed up by object, and the first outcomes of objects and cases, against a naive reading."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from queries import objects, outcomes
from records.tables import OUTCOME_KINDS

START = datetime(2025, 3, 20, 22, 30, tzinfo=UTC)
ZONE = "Europe/Amsterdam"


def displays(rng, n):
    rows = []
    for _ in range(n):
        begin = START + timedelta(minutes=rng.randrange(60 * 24 * 30))
        end = begin + timedelta(minutes=rng.randrange(1, 60 * 24 * 20))
        rows.append((rng.choice("ABCDE"), rng.randrange(1, 21), begin, None if rng.random() < 0.2 else end))
    rows.sort(key=lambda row: (row[2], row[1]))
    frame = pd.DataFrame(rows, columns=["object_id", "slot", "shown_from", "shown_until"])
    return frame.astype(
        {"object_id": "str", "slot": "int64", "shown_from": "datetime64[us, UTC]",
         "shown_until": "datetime64[us, UTC]"}
    )  # fmt: skip


def naive(frame, until):
    found = {}
    for row in frame.to_dict("records"):
        if row["shown_from"] >= until:
            continue
        still = pd.isna(row["shown_until"]) or row["shown_until"] >= until
        end = until if still else row["shown_until"].to_pydatetime()
        days = (end - row["shown_from"].to_pydatetime()) / timedelta(days=1)
        one = found.setdefault(
            row["object_id"],
            {"first_shown": row["shown_from"].astimezone(ZoneInfo(ZONE)).date(), "displayed": False,
             "days": 0.0, "slot": None, "weeks": 0.0},
        )  # fmt: skip
        one["days"] += days
        if still:
            one |= {"displayed": True, "slot": row["slot"], "weeks": days / 7}
    return found


@pytest.mark.parametrize("seed", range(12))
def test_display_totals_are_those_of_a_naive_reading(seed):
    rng = random.Random(seed)
    shown, until = displays(rng, rng.randrange(0, 25)), START + timedelta(days=rng.randrange(35))
    got, wanted = objects.display_totals(shown, until, ZONE), naive(shown, until)
    assert list(got["object_id"]) == sorted(wanted)
    for row in got.to_dict("records"):
        one = wanted[row["object_id"]]
        assert row["first_shown"].date() == one["first_shown"]
        assert (row["displayed"], None if pd.isna(row["slot"]) else row["slot"]) == (
            one["displayed"],
            one["slot"],
        )
        assert row["days_displayed"] == pytest.approx(one["days"], abs=1e-9)
        assert row["weeks_displayed_now"] == pytest.approx(one["weeks"], abs=1e-9)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    ("of", "stages"), [("object_id", outcomes.OBJECT_STAGES), ("case_id", outcomes.CASE_STAGES)]
)
def test_the_first_outcome_of_each_stage_counts(seed, of, stages):
    rng = random.Random(seed)
    rows = [
        {
            of: rng.choice(["A", "B", "C", None]),
            "kind": rng.choice(OUTCOME_KINDS),
            "day": pd.Timestamp(START.date()) + pd.Timedelta(days=day // 3),
            "thanks_to": rng.choice(["yes", "no", "unknown"]),
        }
        for day in range(rng.randrange(0, 30))
    ]
    types = {of: "str", "kind": "str", "day": "datetime64[s]", "thanks_to": "str"}
    events = pd.DataFrame(rows, columns=list(types)).astype(types)
    got = outcomes.first_of_each(events, of, stages).set_index(of)
    some = {row[of] for row in rows if row[of] and any(row["kind"] in kinds for kinds in stages.values())}
    assert list(got.index) == sorted(some)
    for whose in some:
        for name, kinds in stages.items():
            first = next((row for row in rows if row[of] == whose and row["kind"] in kinds), None)
            if first is None:
                assert pd.isna(got.at[whose, name]) and pd.isna(got.at[whose, f"{name}_thanks_to"])
            else:
                assert (got.at[whose, name], got.at[whose, f"{name}_thanks_to"]) == (
                    first["day"],
                    first["thanks_to"],
                )
