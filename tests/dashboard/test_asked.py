"""What an address may ask for: values that nobody offers are left out, for pages and filter bar alike."""

from dataclasses import replace
from datetime import date

import pytest

from layouts import asked
from layouts.services import Viewer
from records import dirty, rollups
from records.database import writing
from records.tables import campaign, cases, objects
from tests.dashboard.conftest import NOW


@pytest.fixture
def services(app):
    found = app.server.extensions["trace_services"]
    with writing(found.engine) as db:
        db.execute(campaign.insert().values(
            campaign_id=1, name="Scene", timezone="UTC", launched_on=date(2026, 5, 1), languages="en",
            slots=20, minimum_weeks=2, four_eyes=False, small_count_k=5, grace_days=14, simulated=True,
        ))  # fmt: skip
        db.execute(cases.insert().values(case_id="C-1", agency="North"))
        db.execute(objects.insert().values(object_id="O-1", case_id="C-1", category="bags"))
        dirty.mark_other(db)
    rollups.refresh(found.engine, NOW)
    return replace(found, viewer=lambda: Viewer("u", "Ada", "leadership"))


def test_unknown_values_go_and_everything_else_stays(services):
    with services.reading() as db:
        found = asked.filters(services, db, "?agency=NOBODY,North&object=NOPE")
    assert found.agency == ("North",)
    assert found.object == ()
    assert sorted(found.ignored) == ["agency=NOBODY (not known)", "object=NOPE (not known)"]
    assert (
        asked.cleaned(services, "?object=NOPE&layer=shares&from=2026-01-01")
        == "?layer=shares&from=2026-01-01"
    )
    for same in ("", "?layer=shares", "?agency=North&layer=shares", "?from=yesterday"):
        assert asked.cleaned(services, same) == same


def test_leadership_may_ask_for_any_country_and_analysts_for_those_that_occur(services):
    analyst = replace(services, viewer=lambda: Viewer("u", "Ada", "analyst"))
    assert asked.cleaned(services, "?country=FJ") == "?country=FJ"
    assert asked.cleaned(analyst, "?country=FJ") == ""


def test_an_object_of_this_moment_is_known_before_the_figures_are_new(services):
    assert asked.cleaned(services, "?object=NEW-1") == ""
    with writing(services.engine) as db:
        db.execute(cases.insert().values(case_id="NEW", agency="North"))
        db.execute(objects.insert().values(object_id="NEW-1", case_id="NEW", category="bags"))
        dirty.mark_other(db)
    assert asked.cleaned(services, "?object=NEW-1") == "?object=NEW-1"
