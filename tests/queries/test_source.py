"""Routed counts equal raw counts equal a naive reading of the rows; and the router takes small tables."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from queries import source
from queries.filters import Filters
from queries.frames import frame
from queries.source import Question
from records import rollups
from records.database import connect, reading, writing
from tests import random_campaign
from tests.queries import oracle

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DIMENSIONS = {
    "tips": ("origin_country", "suggested_country", "object_id", "channel", "category"),
    "shares": ("country", "network", "object_id", "category"),
    "views": ("country", "network", "object_id"),
}
days = st.none() | st.integers(-5, 125).map(lambda n: random_campaign.FIRST + timedelta(days=n))


def some(values):
    return st.lists(st.sampled_from(values), max_size=2).map(tuple)


@st.composite
def questions(draw):
    name = draw(st.sampled_from(["tips", "shares", "views"]))
    first, last = draw(days), draw(days)
    if first and last and first > last:
        first, last = last, first
    filters = Filters(
        from_=first,
        to=last,
        category=draw(some(random_campaign.CATEGORIES)),
        object=draw(some(random_campaign.OBJECTS)),
        country=draw(some(random_campaign.COUNTRIES)),
        channel=draw(some(random_campaign.CHANNELS)),
        network=draw(some(random_campaign.NETWORKS)),
        agency=draw(some(random_campaign.AGENCIES)),
    )
    by = draw(st.lists(st.sampled_from(DIMENSIONS[name]), max_size=2, unique=True).map(tuple))
    return Question(name, filters, by, draw(st.sampled_from([None, "day", "week", "month"])))


@pytest.fixture
def campaign(engine):
    with writing(engine) as db:
        frames = random_campaign.write(db, random.Random(11), 300)
    rollups.refresh(engine, NOW)
    return engine, frames


def answered(db, statement, question):
    got = frame(db, statement)
    keys = [*question.by, *([question.grain] if question.grain else [])]
    rows = {}
    for row in got.to_dict("records"):
        key = tuple(row[k].date() if k == question.grain else row[k] for k in keys)
        assert key not in rows, "one row a group"
        rows[key] = {name: row[name] for name in row if name not in keys}
    return rows


AGENCIES = {"C-0": "Agency A", "C-1": "Agency B", "C-2": "Agency A"}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(questions())
def test_every_way_gives_the_same_answer(campaign, question):
    engine, frames = campaign
    expected = oracle.counts(frames, question.source, question.filters, AGENCIES, question.by, question.grain)
    with reading(engine) as db:
        assert answered(db, source.counts(question), question) == expected
        assert answered(db, source.raw_counts(question), question) == expected


@pytest.mark.parametrize(
    ("question", "rollup"),
    [
        (Question("tips", Filters()), "tips"),
        (Question("tips", Filters(channel=("web",)), grain="day"), "tips"),
        (Question("tips", Filters(), ("origin_country",)), "tips_country"),
        (Question("tips", Filters(channel=("web",), country=("DE",)), grain="week"), "tips_country"),
        (Question("tips", Filters(category=("bag",)), ("origin_country",)), "tips_class_country"),
        (Question("tips", Filters(), ("category",)), "tips_class"),
        (Question("tips", Filters(object=("A",)), ("category",)), None),
        (Question("tips", Filters(category=("bag",), object=("A",))), "tips_object"),
        (Question("tips", Filters(category=("bag",)), ("object_id",)), "tips_object"),
        (Question("tips", Filters(object=("A",)), ("suggested_country",)), "tips_object_suggested"),
        (Question("tips", Filters(object=("A",), country=("DE",)), ("suggested_country",)), None),
        (Question("tips", Filters(country=("DE",)), ("suggested_country",)), None),
        (Question("shares", Filters(network=("copy",)), ("country",)), "shares_network_country"),
        (Question("shares", Filters(agency=("North",)), grain="week"), "shares_class"),
        (Question("shares", Filters(channel=("web",))), "shares_network"),
        (Question("views", Filters(), ("object_id",)), "views_object"),
        (Question("views", Filters(network=("copy",))), "views_network"),
        (Question("views", Filters(network=("copy",), country=("DE",))), None),
    ],
)
def test_the_smallest_rollup_that_covers_the_question(question, rollup):
    found = source.covering(question, "month")
    assert (found.name if found else None) == rollup


def test_the_cube_answers_by_day_where_objects_are_chosen():
    asked = {"grain": "day", "by": ("origin_country",)}
    assert source.covering(Question("tips", Filters(object=("A",)), **asked), "day").name == "tips_cube"
    assert (
        source.covering(Question("tips", Filters(category=("bag",)), **asked), "day").name
        == "tips_class_country"
    )
    both = Question("tips", Filters(category=("bag",), channel=("web",)), **asked)
    assert source.covering(both, "day").name == "tips_cube"
    assert source.covering(Question("tips", Filters(), ("object_id", "origin_country"), "day"), "day") is None


@pytest.mark.parametrize(
    ("first", "last", "parts"),
    [
        (None, None, ["month None None"]),
        ("2026-01-01", "2026-03-31", ["month 2026-01-01 2026-03-31"]),
        (
            "2026-01-02",
            "2026-03-30",
            ["month 2026-02-01 2026-02-28", "day 2026-01-02 2026-01-31", "day 2026-03-01 2026-03-30"],
        ),
        ("2026-01-02", None, ["month 2026-02-01 None", "day 2026-01-02 2026-01-31"]),
        (None, "2026-01-02", ["month None 2025-12-31", "day 2026-01-01 2026-01-02"]),
        ("2026-01-02", "2026-02-27", ["day 2026-01-02 2026-02-27"]),
        ("2026-01-31", "2026-01-31", ["day 2026-01-31 2026-01-31"]),
        ("2024-02-01", "2024-02-29", ["month 2024-02-01 2024-02-29"]),
    ],
)
def test_long_periods_read_whole_months_and_ragged_days(first, last, parts):
    ends = [date.fromisoformat(day) if day else None for day in (first, last)]
    got = [
        f"{'month' if table.name == 'rollup_tips_month' else 'day'} {part.from_} {part.to}"
        for table, part in source._parts(Question("tips", Filters(*ends)))
    ]
    assert got == parts


def test_weeks_read_days_however_long(postgres_url):
    question = Question("tips", Filters(), grain="week")
    assert [table.name for table, _ in source._parts(question)] == ["rollup_tips"]
    engine = connect(postgres_url)
    with reading(engine) as db:
        assert frame(db, source.counts(question)).empty
    engine.dispose()
