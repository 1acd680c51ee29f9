"""Filters: URL and back, bad input, words, and the one WHERE against a naive reading of the rows."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from queries.filters import FIRST_DAY, LAST_DAY, Filters
from records.database import reading, writing
from records.tables import CHANNELS, annotations, cases, display_periods, objects, outcomes, tips

days = st.none() | st.dates(FIRST_DAY, LAST_DAY)
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
lists = st.lists(names, max_size=3).map(tuple)
countries = st.lists(st.sampled_from(["DE", "XK", "unknown"]), max_size=3).map(tuple)
channels = st.lists(st.sampled_from(CHANNELS), max_size=3).map(tuple)


@st.composite
def filters(draw):
    first, last = draw(days), draw(days)
    if first and last and first > last:
        first, last = last, first
    return Filters(
        from_=first,
        to=last,
        category=draw(lists),
        object=draw(lists),
        country=draw(countries),
        channel=draw(channels),
        network=draw(lists),
        agency=draw(lists),
    )


@given(filters())
def test_from_search_inverts_to_search(given_filters):
    assert Filters.from_search(given_filters.to_search()) == given_filters
    assert Filters.from_search(given_filters.to_search()).ignored == ()


@given(filters(), filters())
def test_other_keys_survive_and_old_filters_go(before, after):
    search = before.to_search("?layer=shares&measure=n,share")
    changed = after.to_search(search)
    assert Filters.from_search(changed) == after
    assert "layer=shares" in changed
    assert "measure=n,share" in changed


def test_a_link_written_by_hand():
    got = Filters.from_search(
        "?from=2025-02-01&to=2025-03-31&category=clothing,bag&country=de&country=unknown"
    )
    assert got == Filters(
        date(2025, 2, 1), date(2025, 3, 31), category=("bag", "clothing"), country=("DE", "unknown")
    )
    assert got.to_search() == "?from=2025-02-01&to=2025-03-31&category=bag,clothing&country=DE,unknown"


@pytest.mark.parametrize(
    "search",
    [
        "?from=yesterday",
        "?from=2025-02-30",
        "?from=20250201",
        "?from=2025-02-01,2025-02-02",
        "?to=0001-01-01",
        "?from=2025-03-01&to=2025-02-01",
        "?country=Germany",
        "?country=D1",
        "?channel=smoke",
    ],
)
def test_bad_input_falls_back_to_everything_and_says_so(search):
    got = Filters.from_search(search)
    assert got == Filters()
    assert len(got.ignored) == 1
    assert "left out" in got.describe()


def test_values_must_be_known_where_that_is_asked():
    got = Filters.from_search("?object=A,B&category=x", known={"object": ["A"]})
    assert got == Filters(object=("A",), category=("x",))
    assert got.ignored == ("object=B (not known)",)


def test_equal_filters_are_one_key_of_a_cache():
    one, other = Filters(country=("DE", "FR", "DE")), Filters(country=("FR", "DE"), ignored=("x",))
    assert (one, hash(one)) == (other, hash(other))


def test_impossible_filters_cannot_be_made():
    with pytest.raises(ValueError, match="before it begins"):
        Filters(from_=date(2025, 2, 1), to=date(2025, 1, 1))
    with pytest.raises(ValueError, match="outside"):
        Filters(from_=date(1, 1, 1))


def test_words():
    assert Filters().describe() == "the whole campaign"
    got = Filters(
        date(2025, 6, 1), date(2025, 6, 30), object=("O-1",), country=("DE", "XK"), channel=("web",)
    ).describe({"object": {"O-1": "Orange pamphlet"}})
    said = "1 June 2025 to 30 June 2025; object Orange pamphlet; country of origin Germany or Kosovo"
    assert got == f"{said}; tips by web"
    assert Filters(from_=date(2025, 6, 1)).describe() == "from 1 June 2025"
    assert Filters(to=date(2025, 6, 1)).describe() == "until 1 June 2025"
    assert Filters(date(2025, 6, 1), date(2025, 6, 1)).describe() == "1 June 2025"


def test_the_previous_equal_period():
    got = Filters(date(2025, 3, 1), date(2025, 3, 31), country=("DE",)).previous()
    assert got == Filters(date(2025, 1, 29), date(2025, 2, 28), country=("DE",))
    assert Filters(from_=date(2025, 3, 1)).previous() is None


@pytest.fixture
def recorded(engine):
    noon = datetime(2026, 3, 10, 12, tzinfo=UTC)
    with writing(engine) as db:
        db.execute(
            cases.insert(), [{"case_id": "C1", "agency": "North"}, {"case_id": "C2", "agency": "South"}]
        )
        rows = [("A", "C1", "bag"), ("B", "C2", "bag"), ("C", "C2", "toy"), ("D", None, "toy")]
        keys = ("object_id", "case_id", "category")
        db.execute(objects.insert(), [dict(zip(keys, row, strict=True)) for row in rows])
        for number, (name, *_) in enumerate(rows):
            day = date(2026, 3, 10) + timedelta(days=number)
            at = noon + timedelta(days=number)
            db.execute(tips.insert().values(tip_id=name, object_id=name, received_at=at, day=day))
            db.execute(
                display_periods.insert().values(
                    period_id=name,
                    object_id=name,
                    slot=number + 1,
                    shown_from=at,
                    shown_until=at + timedelta(days=1),
                )
            )
        for number, row in enumerate(
            ({"object_id": "A"}, {"case_id": "C2"}, {"object_id": "C", "case_id": "C2"})
        ):
            db.execute(
                outcomes.insert().values(
                    outcome_id=str(number),
                    kind="case_referred",
                    occurred_at=noon,
                    day=date(2026, 3, 10),
                    **row,
                )
            )
        for number, object_id in enumerate(("A", None)):
            db.execute(
                annotations.insert().values(
                    annotation_id=str(number),
                    day=date(2026, 3, 1),
                    until_day=date(2026, 3, 5) if number else None,
                    text="x",
                    object_id=object_id,
                )
            )
    return engine


def chosen(engine, table, where):
    key = next(iter(table.primary_key.columns))
    with reading(engine) as db:
        return "".join(db.execute(sa.select(key).where(where).order_by(key)).scalars())


def test_objects_by_category_and_agency_reach_every_table(recorded):
    for given_filters, expected in (
        (Filters(category=("bag",)), "AB"),
        (Filters(agency=("South",)), "BC"),
        (Filters(agency=("South",), category=("bag",)), "B"),
        (Filters(agency=("South",), object=("A", "C")), "C"),
        (Filters(object=("D",)), "D"),
    ):
        for table in (tips, objects, display_periods):
            assert chosen(recorded, table, given_filters.where(table)) == expected, table.name


def test_outcomes_of_a_whole_case_belong_to_its_objects(recorded):
    assert chosen(recorded, outcomes, Filters(object=("B",)).where(outcomes)) == "1"
    assert chosen(recorded, outcomes, Filters(category=("toy",)).where(outcomes)) == "12"
    assert chosen(recorded, outcomes, Filters(agency=("North",)).where(outcomes)) == "0"


def test_cases_of_the_chosen_objects(recorded):
    assert chosen(recorded, cases, Filters(object=("B",)).where(cases)) == "C2"
    assert chosen(recorded, cases, Filters(agency=("North",)).where(cases)) == "C1"


def test_annotations_of_the_campaign_always_belong(recorded):
    assert chosen(recorded, annotations, Filters(object=("B",)).where(annotations)) == "1"
    assert chosen(recorded, annotations, Filters(from_=date(2026, 3, 4)).where(annotations)) == "1"
    assert chosen(recorded, annotations, Filters(to=date(2026, 2, 28)).where(annotations)) == ""


OVERLAPS = [
    ("UTC", date(2026, 3, 11), "AB"),
    ("Asia/Tokyo", date(2026, 3, 11), "AB"),
    ("Pacific/Kiritimati", date(2026, 3, 12), "AB"),  # the day is 11 March 10:00 to 12 March 10:00 UTC
    ("Pacific/Kiritimati", date(2026, 3, 11), "A"),
    ("Pacific/Kiritimati", date(2026, 3, 10), ""),
]


def test_display_periods_overlap_local_days(recorded):
    for zone, day, expected in OVERLAPS:
        where = Filters(day, day).where(display_periods, zone)
        assert chosen(recorded, display_periods, where) == expected, (zone, day)


def test_display_periods_need_the_zone():
    with pytest.raises(ValueError, match="zone"):
        Filters(from_=date(2026, 3, 1)).where(display_periods)
