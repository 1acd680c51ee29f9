"""What the fields of the record forms mean: read back as they were filled in, and refused in words."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layouts import ids, note_form, outcome_form
from records.annotating import Annotation
from records.outcomes import Outcome
from records.problems import Problem
from records.tables import ANNOTATION_KINDS, OUTCOME_KINDS

ZONES = ("Europe/Amsterdam", "America/New_York", "UTC", "Asia/Kathmandu")


def outcome_fields(**changes):
    blank = dict(zip(outcome_form.FIELDS, outcome_form.BLANK, strict=True))
    given_ = {ids.OUTCOME_OBJECT: "OBJ-1", ids.OUTCOME_KIND: "origin_located", ids.OUTCOME_DAY: "2026-05-28"}
    return {**blank, **given_, **changes}


def test_a_local_day_and_time_become_an_instant():
    read = outcome_form.read(outcome_fields(**{ids.OUTCOME_TIME: "14:30"}), "C-1", "Europe/Amsterdam", None)
    assert read.occurred_at == datetime(2026, 5, 28, 12, 30, tzinfo=UTC)
    assert (read.object_id, read.case_id, read.thanks_to, read.people) == ("OBJ-1", "C-1", "unknown", None)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({ids.OUTCOME_OBJECT: None}, "choose what the outcome is about"),
        ({ids.OUTCOME_KIND: None}, "choose what happened"),
        ({ids.OUTCOME_DAY: None}, "the day it happened"),
        ({ids.OUTCOME_PEOPLE: 1.5}, "whole numbers"),
    ],
)
def test_what_is_missing_is_asked_for(changes, said):
    with pytest.raises(Problem, match=said):
        outcome_form.read(outcome_fields(**changes), "C-1", "UTC", None)


def test_an_outcome_about_people_is_about_one_at_least_and_of_the_whole_case_of_no_object():
    changes = {ids.OUTCOME_KIND: "child_safeguarded", ids.OUTCOME_OBJECT: outcome_form.WHOLE_CASE}
    read = outcome_form.read(outcome_fields(**changes), "C-1", "UTC", None)
    assert (read.people, read.object_id, read.case_id) == (1, None, "C-1")


FIRST, LAST = datetime(2020, 1, 1), datetime(2030, 1, 1)  # noqa: DTZ001 -- the zone is given beside them


@example(
    at=datetime(2026, 10, 25, 1, 30, 7, tzinfo=UTC),
    zone="Europe/Amsterdam",
    kind="origin_located",
    people=None,
    tip=None,
)  # the second half past two of that night
@given(
    at=st.datetimes(FIRST, LAST, timezones=st.just(UTC)),
    zone=st.sampled_from(ZONES),
    kind=st.sampled_from(OUTCOME_KINDS),
    people=st.integers(1, 40) | st.none(),
    tip=st.sampled_from([None, "TIP-1"]),
)
def test_an_outcome_left_as_it_was_is_the_same_to_the_microsecond(at, zone, kind, people, tip):
    people = people or (1 if kind in outcome_form.OF_PEOPLE else None)
    seen = Outcome(kind=kind, occurred_at=at, object_id="OBJ-1", case_id="C-1", country="NL", people=people,
                   thanks_to="yes" if tip else "no", tip_id=tip)  # fmt: skip
    fields = dict(zip(outcome_form.FIELDS, outcome_form.filled(seen, zone), strict=True))
    assert outcome_form.read(fields, "C-1", zone, seen) == seen
    assert outcome_form.from_store(outcome_form.to_store(seen)) == seen


@pytest.mark.parametrize("form", [outcome_form, note_form])
def test_a_store_that_was_tampered_with_is_refused_in_words(form):
    with pytest.raises(Problem, match="reload the page"):
        form.from_store({"kind": "press", "day": "soon", "until_day": None, "occurred_at": "soon"})
    assert form.from_store(None) is None


@given(
    day=st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    days=st.integers(0, 60) | st.none(),
    kind=st.sampled_from(ANNOTATION_KINDS),
    object_id=st.sampled_from([None, "OBJ-1"]),
)
def test_an_annotation_comes_back_as_it_was_filled_in(day, days, kind, object_id):
    until = None if days is None else date.fromordinal(day.toordinal() + days)
    seen = Annotation(day=day, kind=kind, text="Evening news", until_day=until, object_id=object_id)
    fields = dict(zip(note_form.FIELDS, note_form.filled(seen), strict=True))
    assert note_form.read(fields) == seen
    assert note_form.from_store(note_form.to_store(seen)) == seen
