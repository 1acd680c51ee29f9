"""The planner: rules in their order of precedence, against brute force, over many random boards."""

import itertools
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.rotation_plan import decide
from analysis.rotation_rules import Board, Cause, Rules


def board(**columns):
    count = len(columns["rank"])
    defaults = {
        "category": [-1] * count,
        "agency": [-1] * count,
        "displayed": [False] * count,
        "slot": [0] * count,
        "weeks": [9.0] * count,
        "hold": ["none"] * count,
        "eligible": [True] * count,
    }
    return Board(**{**defaults, **columns})


@st.composite
def boards(draw, largest=14):
    count = draw(st.integers(0, largest))
    column = lambda of: draw(st.lists(of, min_size=count, max_size=count))  # noqa: E731
    slots = draw(st.integers(0, 6))
    displayed = column(st.booleans())
    places = iter(draw(st.permutations(range(1, count + 1))))
    one = board(
        rank=column(st.integers(0, 12).map(lambda n: n / 12)),
        category=column(st.integers(-1, 2)),
        agency=column(st.integers(-1, 2)),
        displayed=displayed,
        slot=[next(places) if on else 0 for on in displayed],
        weeks=column(st.integers(0, 4).map(float)),
        hold=column(st.sampled_from(["none", "none", "none", "keep", "withhold"])),
        eligible=column(st.sampled_from([True, True, True, False])),
    )
    rules = Rules(
        slots=slots,
        minimum_weeks=2,
        maximum_swaps=draw(st.sampled_from([None, 0, 1, 2, 3])),
        category_cap=draw(st.sampled_from([None, 1, 2, 3])),
        agency_cap=draw(st.sampled_from([None, 1, 2, 3])),
        random_slots=draw(st.integers(0, 3)),
    )
    return one, rules


def may_show(one, row):
    return one.eligible[row] and one.hold[row] != "withhold"


FORCED = (Cause.WITHHELD, Cause.INELIGIBLE, Cause.NO_PLACE)


@given(boards())
def test_every_plan_keeps_the_rules(case):
    one, rules = case
    plan = decide(one, rules, np.random.default_rng(1))
    count = range(len(one.rank))
    before = {row for row in count if one.displayed[row]}
    after = set(plan.place)
    assert sorted(set(plan.place.values())) == sorted(plan.place.values())
    assert all(1 <= slot <= rules.slots for slot in plan.place.values())
    assert all(may_show(one, row) for row in after)
    assert set(plan.shown) == after - before
    assert set(plan.removed) == before - after
    for row in before - after:
        assert plan.cause[row] in FORCED or (one.weeks[row] >= 2 and one.hold[row] != "keep")
    chosen = [row for row in plan.removed if plan.cause[row] not in FORCED]
    assert rules.maximum_swaps is None or len(chosen) <= rules.maximum_swaps


@given(boards())
def test_caps_yield_only_to_what_stayed(case):
    """Over a cap there are only objects that were on display; nobody was let in above it."""
    one, rules = case
    plan = decide(one, rules, np.random.default_rng(1))
    for codes, cap in ((one.category, rules.category_cap), (one.agency, rules.agency_cap)):
        counts = Counter(codes[row] for row in plan.place if codes[row] >= 0)
        for code, places in counts.items():
            if cap is not None and places > cap:
                assert not any(codes[row] == code for row in plan.shown)


@given(boards())
def test_an_empty_place_means_that_nobody_fits(case):
    one, rules = case
    plan = decide(one, rules, np.random.default_rng(1))
    if len(plan.place) == rules.slots:
        return
    for row in range(len(one.rank)):
        if may_show(one, row) and row not in plan.place and row not in plan.removed:
            full = False
            for codes, cap in ((one.category, rules.category_cap), (one.agency, rules.agency_cap)):
                taken = sum(codes[other] == codes[row] for other in plan.place)
                full |= cap is not None and codes[row] >= 0 and taken >= cap
            assert full


@given(boards())
def test_without_draws_every_swap_by_rank_gains(case):
    one, rules = case
    plan = decide(one, rules)
    for new, old in plan.instead_of.items():
        if plan.cause[old] is Cause.RANK:
            assert one.rank[new] > one.rank[old]


@given(boards(largest=9))
def test_without_caps_the_plan_is_the_best_of_all(case):
    """Brute force: no full board within the limit on swaps has a higher sum of ranks."""
    one, rules = case
    rules = Rules(rules.slots, 2, rules.maximum_swaps, None, None)
    plan = decide(one, rules)
    staying = [row for row in range(len(one.rank)) if one.displayed[row] and may_show(one, row)]
    if len(staying) > rules.slots:
        return
    locked = {row for row in staying if one.weeks[row] < 2 or one.hold[row] == "keep"}
    rows = [row for row in range(len(one.rank)) if may_show(one, row)]
    size = min(rules.slots, len(rows))
    limit = len(staying) if rules.maximum_swaps is None else rules.maximum_swaps
    boards_ = [
        set(chosen)
        for chosen in itertools.combinations(rows, size)
        if locked <= set(chosen) and len(set(staying) - set(chosen)) <= limit
    ]
    best = max(sum(one.rank[row] for row in chosen) for chosen in boards_)
    assert len(plan.place) == size
    assert sum(one.rank[row] for row in plan.place) == pytest.approx(best)


def test_ties_go_to_the_first_id():
    plan = decide(board(rank=[0.5, 0.5, 0.5, 0.5]), Rules(slots=2))
    assert plan.place == {0: 1, 1: 2}


def test_an_equal_rank_is_no_reason_to_swap():
    one = board(rank=[0.5, 0.5], displayed=[False, True], slot=[0, 1])
    assert decide(one, Rules(slots=1)).place == {1: 1}


def test_the_newcomer_takes_the_place_of_the_one_it_replaces():
    one = board(rank=[0.9, 0.1, 0.5, 0.8], displayed=[False, True, True, False], slot=[0, 7, 3, 0])
    plan = decide(one, Rules(slots=8, maximum_swaps=1))
    assert plan.place == {2: 3, 1: 7, 0: 1, 3: 2}
    tight = decide(board(rank=[0.9, 0.1, 0.5], displayed=[False, True, True], slot=[0, 1, 2]), Rules(slots=2))
    assert tight.place == {2: 2, 0: 1}
    assert tight.instead_of == {0: 1}


def test_a_limited_swap_goes_where_it_gains_most():
    """Category 0 is full: its newcomer may only replace its own kind, and gains less than the other one."""
    one = board(
        rank=[0.9, 0.8, 0.7, 0.1],
        category=[0, 1, 0, 1],
        displayed=[False, False, True, True],
        slot=[0, 0, 1, 2],
    )
    plan = decide(one, Rules(slots=2, maximum_swaps=1, category_cap=1))
    assert set(plan.place) == {1, 2}


def test_withhold_beats_the_minimum_time_and_keep_beats_the_cap():
    one = board(
        rank=[0.1, 0.1, 0.1],
        category=[0, 0, 0],
        displayed=[True] * 3,
        slot=[1, 2, 3],
        weeks=[0.5, 5.0, 0.5],
        hold=["withhold", "keep", "none"],
    )
    plan = decide(one, Rules(slots=3, category_cap=1))
    assert plan.removed == [0]
    assert set(plan.place) == {1, 2}


def test_over_a_cap_the_lowest_rank_makes_way_if_somebody_fits():
    one = board(
        rank=[0.9, 0.8, 0.7, 0.1],
        category=[0, 0, 0, 1],
        displayed=[True, True, True, False],
        slot=[1, 2, 3, 0],
    )
    assert set(decide(one, Rules(slots=3, category_cap=2)).place) == {0, 1, 3}
    alone = board(rank=[0.9, 0.8, 0.7], category=[0, 0, 0], displayed=[True] * 3, slot=[1, 2, 3])
    assert set(decide(alone, Rules(slots=3, category_cap=2)).place) == {0, 1, 2}


def test_slots_that_cannot_be_are_put_right():
    one = board(rank=[0.3, 0.2, 0.1], displayed=[True] * 3, slot=[2, 2, 99])
    assert sorted(decide(one, Rules(slots=3)).place.values()) == [1, 2, 3]


def test_too_many_on_display_lose_the_free_ones_first():
    one = board(
        rank=[0.9, 0.1, 0.2],
        displayed=[True] * 3,
        slot=[1, 2, 3],
        weeks=[9.0, 0.0, 9.0],
        hold=["none", "none", "keep"],
    )
    assert set(decide(one, Rules(slots=2, maximum_swaps=0)).place) == {1, 2}
    assert set(decide(one, Rules(slots=1, maximum_swaps=0)).place) == {2}


def test_draws_are_uniform_over_the_pool():
    one = board(
        rank=[0.9, 0.8, 0.1, 0.1, 0.1, 0.1],
        displayed=[True, True, False, False, False, False],
        slot=[1, 2, 0, 0, 0, 0],
    )
    drawn = Counter()
    for seed in range(2000):
        plan = decide(one, Rules(slots=2, random_slots=1), np.random.default_rng(seed))
        assert plan.random_pool == [2, 3, 4, 5]
        assert plan.place[0] == 1
        drawn.update(plan.shown)
    assert all(440 < drawn[row] < 560 for row in (2, 3, 4, 5))


def test_without_a_pool_those_who_made_way_return():
    one = board(rank=[0.9, 0.8], displayed=[True, True], slot=[1, 2])
    plan = decide(one, Rules(slots=2, random_slots=2), np.random.default_rng(0))
    assert plan.place == {0: 1, 1: 2}
    assert plan.removed == []
    assert plan.random_drawn == 0


@pytest.mark.parametrize("name", ["slots", "minimum_weeks", "maximum_swaps", "category_cap", "random_slots"])
def test_negative_rules_are_refused(name):
    with pytest.raises(ValueError, match=name):
        Rules(**{name: -1})
