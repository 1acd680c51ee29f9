"""Budgets a network, counted in memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board import limits
from board.limits import Budget, Networks


def test_a_budget_is_used_up_and_refills_evenly():
    now = [0.0]
    budget = Budget(3, 60, lambda: now[0])
    assert [budget.take("a") for _ in range(3)] == [0, 0, 0]
    assert budget.take("a") == pytest.approx(20)
    assert budget.take("b") == 0
    now[0] = 19.9
    assert budget.take("a") == pytest.approx(0.1)
    now[0] = 20.1
    assert budget.take("a") == 0
    assert budget.take("a") > 0


@given(
    st.lists(st.tuples(st.floats(0, 30), st.sampled_from("ab")), max_size=60),
    st.integers(1, 5),
)
def test_no_window_grants_more_than_the_budget_allows(steps, allowed):
    """Naive check: over any span of s seconds at most allowed + s × rate are granted to one key."""
    now, granted = [0.0], []
    budget = Budget(allowed, 60, lambda: now[0])
    for wait, key in steps:
        now[0] += wait
        if budget.take(key) == 0:
            granted.append((now[0], key))
    for start, key in granted:
        for end, other in granted:
            if end >= start and key == other:
                n = sum(1 for at, name in granted if name == key and start <= at <= end)
                assert n <= allowed + (end - start) * allowed / 60 + 1e-6


def test_a_clock_that_goes_back_gives_nothing_and_breaks_nothing():
    now = [100.0]
    budget = Budget(1, 60, lambda: now[0])
    assert budget.take("a") == 0
    now[0] = 0.0
    assert budget.take("a") > 0


def test_memory_is_bounded(monkeypatch):
    monkeypatch.setattr(limits, "MOST_KEYS", 5)
    budget = Budget(1, 60, lambda: 0.0)
    for number in range(50):
        budget.take(str(number))
    assert len(budget._left) == 5


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.254", True),
        ("192.0.2.1", "192.0.3.1", False),
        ("2001:db8:1:1::1", "2001:db8:1:ffff::2", True),
        ("2001:db8:1::1", "2001:db8:2::1", False),
        (None, None, True),
    ],
)
def test_neighbours_share_a_network(one, other, same):
    networks = Networks()
    assert (networks.name(one) == networks.name(other)) == same


def test_a_name_tells_no_address_and_nothing_to_another_process():
    first, second = Networks(), Networks()
    assert first.name("192.0.2.1") != second.name("192.0.2.1")
    assert "192" not in first.name("192.0.2.1")
