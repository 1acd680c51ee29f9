"""Whether the simulated year has the published figures, for several seeds and not for a lucky one."""

import csv
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from records.demonstration import audience, tips
from records.demonstration.calibration import TARGETS
from records.demonstration.parameters import parameters
from records.demonstration.pictures import drawings
from records.demonstration.simulation import Simulation, simulate
from records.settings import Settings

LAUNCH = date(2017, 5, 31)
BY_COUNT = {
    "objects_identified_cumulative": "object_identified",
    "objects_located_cumulative": "origin_located",
    "trails_eliminated_cumulative": "trail_eliminated",
}


@pytest.fixture(scope="module", params=[1, 7, 2026])
def year(request: pytest.FixtureRequest) -> Simulation:
    return simulate(
        parameters(request.param, "S", date(2026, 5, 31)), drawings(Settings().data_dir / "objects")
    )


@pytest.fixture(scope="module")
def listed(year: Simulation) -> pd.DataFrame:
    days = [pd.DataFrame(day.tips) for day in tips.each_day(year.model)]
    return pd.concat(days, ignore_index=True)


def test_the_targets_are_the_published_figures() -> None:
    with (Settings().data_dir / "published_figures.csv").open(encoding="utf-8", newline="") as file:
        published = [row for row in csv.DictReader(file) if row["campaign"] == "trace_an_object"]
    for target in TARGETS:
        said = [
            row for row in published if row["metric"] == target.metric and int(row["value"]) == target.value
        ]
        assert said, target
        assert said[0]["precision"] == target.precision
        if "children" in target.metric or "offenders" in target.metric:
            continue  # published for a later date only, as the command says
        age = (date.fromisoformat(said[0]["as_of"]) - LAUNCH).days
        assert abs(age - target.day) <= 1  # the source counts the launch as day 0 or as day 1


def test_tips_follow_the_published_points_within_a_tenth(year: Simulation) -> None:
    daily = (year.model.course.actionable + year.model.course.other).sum(axis=1)
    for target in TARGETS:
        if target.metric == "tips_cumulative":
            assert daily[: target.day].sum() == pytest.approx(target.value, rel=0.1)
    assert daily[:12].sum() / daily.sum() == pytest.approx(0.48, abs=0.02)


def test_objects_and_their_outcomes_follow_the_published_points(year: Simulation) -> None:
    first = year.model.course.analysts.board.first_shown
    for target in TARGETS:
        if target.metric == "objects_published_cumulative":
            assert (first < target.day).sum() == target.value
        if target.metric in BY_COUNT:
            kind = BY_COUNT[target.metric]
            had = sum(outcome.kind == kind and outcome.day < target.day for outcome in year.results)
            assert had == pytest.approx(target.value, rel=0.1), target


def test_people_and_cases_are_in_the_range_of_what_was_published(year: Simulation) -> None:
    people = Counter[str]()
    for outcome in year.results:
        people[outcome.kind] += outcome.people or 0
    assert 8 <= people["child_safeguarded"] <= 10
    assert 1 <= people["offender_prosecuted"] <= 2
    owed = Counter(o.finding.thanks for o in year.results if o.kind == "origin_located")
    assert 27 <= owed["yes"] <= 29
    assert owed["no"] + owed["unknown"] == 32 - owed["yes"]
    shown = np.flatnonzero(year.model.course.analysts.board.first_shown < year.model.p.days)
    assert len(set(year.catalogue.case[shown])) == pytest.approx(86, rel=0.1)
    ended = sum(o.kind in ("origin_located", "trail_eliminated") for o in year.results)
    assert 76 <= ended <= 79
    assert 20 <= sum(o.kind == "case_referred" for o in year.results) <= 32


def test_the_quality_of_tips_is_as_assumed(listed: pd.DataFrame) -> None:
    kinds = listed["assessment"].value_counts(normalize=True)
    assert kinds["spam"] == pytest.approx(0.034, abs=0.006)
    assert kinds["duplicate"] == pytest.approx(0.06, abs=0.01)
    assert kinds["actionable"] == pytest.approx(0.087, abs=0.015)
    assert (listed["origin_country"] == "unknown").mean() == pytest.approx(0.055, abs=0.008)
    pending = listed[listed["assessment"] == "pending"]
    assert 350 <= len(pending) <= 650
    oldest = pd.Timestamp("2026-05-31 21:59") - pending["received_at"].min()
    assert timedelta(days=35) < oldest < timedelta(days=43)


def test_views_and_shares_are_as_many_as_assumed(year: Simulation) -> None:
    views = pd.concat(map(pd.DataFrame, audience.each_day_of_views(year.model, year.attention)))
    assert views["n"].sum() == pytest.approx(1_200_000, rel=0.02)
    assert len(views) < 165_000
    assert (views["n"] > 0).all()
    assert not views.duplicated(["day", "object_id", "country", "network"]).any()
    shares = pd.concat(map(pd.DataFrame, audience.each_day_of_shares(year.model, year.attention)))
    assert (shares["kind"] == "click").sum() == pytest.approx(33_000, rel=0.03)
    daily = shares.groupby(["day", "object_id"]).size()
    assert daily.max() > 8 * daily.mean()  # bursts
