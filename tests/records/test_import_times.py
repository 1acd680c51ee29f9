from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.importing.times import days, instants

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def read(text, **options):
    found = instants([text], **{"zone": "Europe/Brussels", "not_after": NOW, **options})
    value = found.values[0]
    return None if pd.isna(value) or found.faults else value.to_pydatetime(), found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01T14:30:00+01:00", datetime(2026, 3, 1, 13, 30, tzinfo=UTC)),
        ("2026-03-01 14:30:00.250Z", datetime(2026, 3, 1, 14, 30, 0, 250000, UTC)),
        ("2026-03-01 14:30 UTC", datetime(2026, 3, 1, 14, 30, tzinfo=UTC)),
        ("2026-03-01T14:30-0500", datetime(2026, 3, 1, 19, 30, tzinfo=UTC)),
        ("2026-03-01 14:30", datetime(2026, 3, 1, 13, 30, tzinfo=UTC)),  # local, winter
        ("2026-07-01 14:30", datetime(2026, 7, 1, 12, 30, tzinfo=UTC)),  # local, summer
        ("2026-03-01", datetime(2026, 2, 28, 23, 0, tzinfo=UTC)),  # local midnight
        ("2026-03-01 24:00", datetime(2026, 3, 1, 23, 0, tzinfo=UTC)),  # the end of that day
        ("2026-03-01T24:00:00", datetime(2026, 3, 1, 23, 0, tzinfo=UTC)),
    ],
)
def test_iso_times_with_and_without_offset(text, expected):
    value, found = read(text)
    assert value == expected
    assert not found.faults and not found.warnings


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026", "no time such as"),
        ("01/02/2026", "write its format in the mapping"),
        ("20260301", "no time such as"),
        ("2026-13-01", "no time such as"),
        ("1331923247", 'write unit = "s"'),
        ("yesterday", "no time such as"),
        ("1899-12-31", "the year is before 1900"),
        ("2026-11-03", "lies in the future"),
        ("2026-03-29 02:30", "did not exist that day in Europe/Brussels"),
    ],
)
def test_what_is_no_time_is_a_fault_that_says_why(text, reason):
    _, found = read(text)
    assert reason in found.faults[0]


def test_the_hour_that_comes_twice_is_the_earlier_one_with_a_warning():
    value, found = read("2026-10-25 02:30")
    assert value == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert "came twice" in found.warnings[0]


def test_an_empty_epoch_is_a_warning():
    value, found = read("0", unit="s")
    assert value == datetime(1970, 1, 1, tzinfo=UTC)
    assert "before 1970" in found.warnings[0]


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("s", "1331923247.5"),
        ("ms", "1331923247500"),
        ("us", "1331923247500000"),
        ("ns", "1331923247500000000"),
    ],
)
def test_epochs_in_every_unit(unit, text):
    value, _ = read(text, unit=unit)
    assert value == datetime(2012, 3, 16, 18, 40, 47, 500000, UTC)


def test_milliseconds_taken_for_seconds_are_no_time_of_ours():
    _, found = read("1331923247500", unit="s")
    assert found.faults[0] == "no number of s since 1970 before the year 9893"


def test_formats_are_tried_in_order_and_in_their_zone():
    texts = ["10/10/2005 24:00", "1/2/2004 9:05", "2005-02-01", "13/13/2005", None]
    found = instants(texts, formats=("%m/%d/%Y %H:%M", "%Y-%m-%d"), zone="America/New_York")
    assert [None if pd.isna(v) else f"{v:%Y-%m-%dT%H:%M}" for v in found.values] == [
        "2005-10-11T04:00", "2004-01-02T14:05", "2005-02-01T05:00", None, None
    ]  # fmt: skip
    assert list(found.faults) == [3]


def test_a_format_with_an_offset_needs_no_zone():
    value, _ = read("16/Mar/2012:18:40:47 +0200", formats=("%d/%b/%Y:%H:%M:%S %z",))
    assert value == datetime(2012, 3, 16, 16, 40, 47, tzinfo=UTC)


def test_days_are_local_only_where_the_file_states_an_instant():
    texts = ["2026-03-01", "2026-03-01T23:30:00Z", "2026-03-01 23:30", None]
    found = days(texts, zone="Europe/Brussels")
    assert [None if pd.isna(v) else v.strftime("%m-%d") for v in found.values] == [
        "03-01",
        "03-02",
        "03-01",
        None,
    ]


def test_no_rows_are_no_trouble():
    assert len(instants([], zone="UTC").values) == 0
    assert len(days([], zone="UTC").values) == 0


seconds = st.integers(1, 1_750_000_000)
local = seconds.map(lambda n: datetime.fromtimestamp(86_400 * 365 + n, UTC).replace(tzinfo=None))


@given(
    local,
    st.sampled_from(["Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Europe/Dublin", "UTC"]),
)
def test_local_times_agree_with_the_zone_database(moment, zone):
    """Naive oracle: Python's zoneinfo, one value at a time; fold 0 is the earlier of two."""
    found = instants([moment.isoformat()], zone=zone)
    there = moment.replace(tzinfo=ZoneInfo(zone))
    exists = there.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == moment
    assert exists != bool(found.faults)
    if exists:
        assert found.values[0].to_pydatetime() == there.astimezone(UTC)
