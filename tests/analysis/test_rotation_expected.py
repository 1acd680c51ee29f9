"""What a board is expected to bring: posterior draws against the closed form, and paired differences."""

import numpy as np
import pytest

from analysis import rotation
from analysis.rotation import Rules
from tests.analysis.rotation_case import NOW, campaign, table


def test_the_mean_is_the_sum_of_the_chances():
    objects = campaign(2)
    plan = rotation.recommend(objects, Rules(), NOW)
    shown = [*plan.keep, *plan.show]
    result = rotation.expected_identifications(objects, shown, draws=20_000)
    chances = plan.objects.set_index("object_id")["probability"][shown]
    assert result.mean == pytest.approx(chances.sum(), rel=0.02)
    assert result.low < result.mean < result.high


def test_draws_are_shared_by_what_is_shared():
    objects = campaign(3)
    names = objects["object_id"].tolist()
    first = rotation.expected_identifications(objects, names[:10], 500, seed=4)
    again = rotation.expected_identifications(objects.iloc[::-1], names[9::-1], 500, seed=4)
    assert first.sample == pytest.approx(again.sample)
    more = rotation.expected_identifications(objects, names[:11], 500, seed=4)
    alone = rotation.expected_identifications(objects, names[10:11], 500, seed=4)
    assert more.sample - first.sample == pytest.approx(alone.sample)


def test_compare_pairs_the_plan_with_no_change_and_fifo():
    objects = campaign(6).assign(hold="none", eligible=True)
    plan = rotation.recommend(objects, Rules(), NOW)
    told = rotation.compare(objects, Rules(), NOW, plan).set_index("board")
    assert list(told.index) == ["plan", "no change", "first in, first out"]
    assert told.loc["plan", ["difference", "difference_low", "difference_high"]].tolist() == [0, 0, 0]
    assert told.loc["no change", "difference"] > 0
    spread = told["high"] - told["low"]
    paired = told["difference_high"] - told["difference_low"]
    assert paired["no change"] < spread["plan"] + spread["no change"]
    gain = told.loc["plan", "expected"] - told.loc["no change", "expected"]
    assert told.loc["no change", "difference"] == pytest.approx(gain)


def test_no_change_does_not_count_what_must_leave():
    objects = table(30, 20)
    objects.loc[:9, "eligible"] = False
    plan = rotation.recommend(objects, Rules(), NOW)
    told = rotation.compare(objects, Rules(), NOW, plan, draws=200).set_index("board")
    stays = rotation.expected_identifications(objects, objects["object_id"][10:20], 200)
    assert told.loc["no change", "expected"] == pytest.approx(stays.mean)


def test_an_empty_board_brings_nothing():
    result = rotation.expected_identifications(table(3), [], 100)
    assert (result.mean, result.low, result.high) == (0, 0, 0)
    assert np.all(result.sample == 0)


def test_an_unknown_object_is_refused():
    with pytest.raises(ValueError, match="OBJ-9999 is not in the table"):
        rotation.expected_identifications(table(3), ["OBJ-9999"])
