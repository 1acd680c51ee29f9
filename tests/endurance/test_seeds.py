"""The demonstration over many seeds: its calibration is no matter of luck."""

from datetime import date

import pytest

from records.demonstration.calibration import TARGETS
from records.demonstration.parameters import parameters
from records.demonstration.pictures import drawings
from records.demonstration.simulation import simulate
from records.settings import Settings

pytestmark = pytest.mark.slow
SEEDS = range(100, 140)


@pytest.mark.timeout(1800)
def test_every_seed_follows_the_published_tips():
    drawn, apart = drawings(Settings().data_dir / "objects"), []
    for seed in SEEDS:
        course = simulate(parameters(seed, "S", date(2026, 5, 31)), drawn).model.course
        daily = (course.actionable + course.other).sum(axis=1)
        for target in TARGETS:
            if target.metric == "tips_cumulative" and abs(daily[: target.day].sum() / target.value - 1) > 0.1:
                apart.append((seed, target.day, int(daily[: target.day].sum())))
        early = daily[:12].sum() / daily.sum()
        if abs(early - 0.48) > 0.02:
            apart.append((seed, "first twelve days", float(early)))
    assert apart == []
