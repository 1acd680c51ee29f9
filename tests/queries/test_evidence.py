"""What is read of tips in sums equals what single tips say, counted naively; and gives the same findings."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
import sqlalchemy as sa
from pandas.testing import assert_frame_equal

from analysis import consensus, exposure
from queries import evidence, objects, quality
from queries.filters import Filters
from records import campaign, rollups
from records.database import reading, writing
from records.tables import cases, tips
from records.tables import objects as object_table
from tests import random_campaign

NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
DISCARDED = ("spam", "duplicate", "unusable")
FIRST = random_campaign.FIRST
SCOPES = [
    Filters(),
    Filters(from_=FIRST + timedelta(days=10), to=FIRST + timedelta(days=70)),
    Filters(category=("bag",), to=FIRST + timedelta(days=90)),
    Filters(object=("O-1", "O-7"), country=("DE", "unknown")),
    Filters(agency=("Agency A",), channel=("web",)),
]


@pytest.fixture
def recorded(engine):
    """A campaign with refreshed rollups, and its tips and displays as lists of rows."""
    with writing(engine) as db:
        random_campaign.write(db, random.Random(3), 400)
        random_campaign.display(db, random.Random(3))
        # Moves every local day: half past an hour is midnight there.
        campaign.write(db, campaign.Campaign(timezone="Asia/Kolkata", grace_days=5), at=NOW, by="test")
    rollups.refresh(engine, NOW)
    with reading(engine) as db:
        what = sa.select(tips, object_table.c.category, cases.c.agency).join(
            object_table, object_table.c.object_id == tips.c.object_id
        )
        rows = db.execute(what.outerjoin(cases, cases.c.case_id == object_table.c.case_id)).mappings().all()
    return engine, rows


def in_scope(row, filters):
    chosen = {
        "category": filters.category, "object_id": filters.object, "origin_country": filters.country,
        "channel": filters.channel, "agency": filters.agency,
    }  # fmt: skip
    after = filters.from_ is None or row["day"] >= filters.from_
    before = filters.to is None or row["day"] <= filters.to
    return after and before and all(not values or row[name] in values for name, values in chosen.items())


def displayed(row, shown, grace):
    return any(
        one["object_id"] == row["object_id"]
        and one["shown_from"] <= row["received_at"]
        and (pd.isna(one["shown_until"]) or row["received_at"] < one["shown_until"] + timedelta(days=grace))
        for one in shown
    )


def single(rows):
    """The tips as analysis takes them, one row a tip."""
    frame = pd.DataFrame([dict(row) for row in rows])
    instants = ("received_at", "assessed_at", "investigated_at")
    return frame.assign(**{name: pd.to_datetime(frame[name], utc=True) for name in instants})


def test_tips_outside_displays_are_those_that_no_display_explains(recorded):
    engine, rows = recorded
    with reading(engine) as db:
        shown = objects.periods(db, Filters()).to_dict("records")
        for grace in (5, 0, 40):  # the campaign's own, and others
            outside = [row for row in rows if not displayed(row, shown, grace)]
            assert 0 < len(outside) < len(rows)
            for filters in SCOPES:
                expected = sum(in_scope(row, filters) for row in outside)
                assert quality.outside_display(db, filters, grace) == expected, (grace, filters)


def test_assessment_delays_are_those_of_single_tips(recorded):
    engine, rows = recorded
    as_of = FIRST + timedelta(days=110)
    for filters in SCOPES:
        recent = [row for row in rows if as_of - timedelta(days=quality.HISTORY) < row["day"] <= as_of]
        expected = Counter(
            (row["day"], row["assessed_at"] and row["assessed_at"].date())
            for row in recent
            if in_scope(row, filters.unbounded())
        )
        with reading(engine) as db:
            got = quality.assessment_delays(db, filters, as_of)
        assert got["assessed_on"].isna().any()
        assert list(got.columns) == ["day", "assessed_on", "n"]
        found = [
            (row.day.date(), None if pd.isna(row.assessed_on) else row.assessed_on.date(), row.n)
            for row in got.itertuples()
        ]
        assert sorted(found, key=str) == sorted(((*key, n) for key, n in expected.items()), key=str)


def test_votes_from_sums_are_those_from_single_tips(recorded):
    engine, rows = recorded
    for until in (None, FIRST + timedelta(days=45)):
        with reading(engine) as db:
            summed = evidence.suggestions(db, until)
        one_by_one = single([row for row in rows if until is None or row["day"] <= until])
        assert_frame_equal(consensus.cluster_votes(summed), consensus.cluster_votes(one_by_one))
        kept = one_by_one[~one_by_one["assessment"].isin(DISCARDED)]
        assert summed["n"].sum() == kept["suggested_country"].isin(["DE", "FR", "PL"]).sum() > 20


def test_suggested_objects_are_those_with_a_vote_in_scope(recorded):
    engine, rows = recorded
    for filters in SCOPES:
        expected = {
            row["object_id"]
            for row in rows
            if in_scope(row, filters)
            and row["suggested_country"] not in (None, "unknown")
            and row["assessment"] not in DISCARDED
        }
        with reading(engine) as db:
            assert set(evidence.suggested_objects(db, filters)) == expected != set()


def test_sums_over_assessment_days_give_the_same_evidence(recorded):
    """Tips by state with the delays beside them, tips by all their days, and single tips say one thing."""
    engine, rows = recorded
    with reading(engine) as db:
        shown, catalogue = objects.periods(db, Filters()), evidence.catalogue(db)
        assert not evidence.dated_after(db, NOW.date())
        states, waits = evidence.tips_by_state(db), evidence.assessment_waits(db)
        joint = evidence.tips_by_day(db)
    one_by_one = single(rows).drop(columns="received_at")
    for name in ("assessed_at", "investigated_at"):
        one_by_one[name] = one_by_one[name].dt.floor("D")
    setting = exposure.Campaign("Asia/Kolkata", 5, 14)
    moment = pd.Timestamp(NOW)
    expected = exposure.aggregate(catalogue, shown, one_by_one, moment, campaign=setting)
    assert expected[["actionable", "failed", "pending", "open_exposure"]].gt(0).any().all()
    by_joint = exposure.aggregate(catalogue, shown, joint, moment, campaign=setting)
    assert_frame_equal(by_joint, expected)
    summed = exposure.aggregate(catalogue, shown, states, moment, waits=waits, campaign=setting)
    assert_frame_equal(summed, expected)
    assert len(states) < len(joint) <= len(rows)


def test_what_is_dated_ahead_is_told(recorded):
    engine, rows = recorded
    days = [row[name].date() for row in rows for name in ("assessed_at", "investigated_at") if row[name]]
    last = max(days)
    with reading(engine) as db:
        assert evidence.dated_after(db, last - timedelta(days=1))
        assert not evidence.dated_after(db, last)
        assert not evidence.dated_after(db, date(9000, 1, 1))
