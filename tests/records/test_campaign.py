"""The campaign's row, and local days in odd time zones."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from records import bulk, campaign, rollups
from records.bookkeeping import audit_log
from records.campaign import Campaign
from records.database import reading, writing
from records.problems import Problem
from records.rollup_verify import verify
from records.tables import objects, outcomes, tips, views

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ZONES = ["UTC", "Europe/Amsterdam", "Asia/Kathmandu", "America/Sao_Paulo", "Pacific/Kiritimati"]


def test_defaults_until_it_is_set_up_and_then_what_was_written(engine):
    wanted = Campaign(
        name="Trace", timezone="Europe/Amsterdam", launched_on=date(2025, 6, 1), languages=("en", "de")
    )
    with writing(engine) as db:
        assert campaign.read(db) == Campaign()
        campaign.write(db, wanted, at=AT, by="Ada")
        assert campaign.read(db) == wanted
        campaign.write(db, replace(wanted, slots=12), at=AT, by="Ada")
    with reading(engine) as db:
        assert campaign.read(db).slots == 12
        last = db.execute(
            sa.select(audit_log.c.detail).order_by(audit_log.c.seq.desc()).limit(1)
        ).scalar_one()
    assert last == '{"slots": [20, 12]}'


def test_what_cannot_be_is_refused_in_words(engine):
    for wrong in ({"timezone": "Mars/Phobos"}, {"languages": ()}, {"languages": ("en,de",)}, {"name": " "}):
        with pytest.raises(Problem), writing(engine) as db:
            campaign.write(db, replace(Campaign(), **wrong), at=AT, by="Ada")


def test_a_new_zone_moves_every_local_day_and_the_rollups_follow(engine):
    late = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
    tip = {"object_id": "A", "received_at": late, "day": date(2026, 1, 31)}
    with writing(engine) as db:
        campaign.write(db, Campaign(), at=AT, by="Ada")
        db.execute(objects.insert().values(object_id="A"))
        bulk.load(db, tips, pd.DataFrame([{"tip_id": "1", **tip}]))
        row = {"outcome_id": "1", "object_id": "A", "kind": "origin_located", "occurred_at": late}
        db.execute(outcomes.insert().values(**row, day=date(2026, 1, 31)))
        db.execute(
            views.insert().values(day=date(2026, 1, 31), object_id="A", country="DE", network="x", n=1)
        )
    rollups.refresh(engine, AT)
    with writing(engine) as db:
        campaign.write(db, Campaign(timezone="Europe/Amsterdam"), at=AT, by="Ada")
    rollups.refresh(engine, AT)
    with reading(engine) as db:
        for table in (tips, outcomes):
            assert db.execute(sa.select(table.c.day)).scalar_one() == date(2026, 2, 1)
        assert db.execute(sa.select(views.c.day)).scalar_one() == date(2026, 1, 31)
    assert [d for d in verify(engine) if d.table.startswith("rollup_tips")] == []


def test_local_day_hand_checked():
    late = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)
    assert campaign.local_day(late, "UTC") == date(2026, 3, 28)
    assert campaign.local_day(late, "Europe/Amsterdam") == date(2026, 3, 29)
    with pytest.raises(ValueError, match="without a time zone"):
        campaign.local_day(datetime(2026, 3, 1), "UTC")  # noqa: DTZ001


def test_windows_follow_the_clock_changes():
    spring = campaign.window(date(2026, 3, 29), date(2026, 3, 29), "Europe/Amsterdam")
    assert spring == (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC))
    # In São Paulo the clock skipped midnight: the day began at 01:00.
    assert campaign.day_start(date(2018, 11, 4), "America/Sao_Paulo") == datetime(2018, 11, 4, 3, tzinfo=UTC)


@given(
    st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from(ZONES),
)
def test_an_instant_lies_in_the_window_of_its_day_only(instant, zone):
    day = campaign.local_day(instant, zone)
    start, end = campaign.window(day, day, zone)
    assert start <= instant < end
    before = campaign.window(day - timedelta(days=1), day - timedelta(days=1), ZoneInfo(zone))
    assert before[1] == start


@given(st.lists(st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), min_size=1))  # noqa: DTZ001
def test_days_of_a_column_are_the_days_of_its_instants(instants):
    got = campaign.local_days(pd.Series(instants), "America/Sao_Paulo")
    assert got.dt.date.tolist() == [campaign.local_day(i, "America/Sao_Paulo") for i in instants]
