"""Display periods share neither slot nor object in time, whatever the file says."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.importing.overlaps import Period, find_overlaps
from tests.records.import_cases import OBJECTS, bring, counts, findings, rows

HEAD = "period_id,object_id,slot,shown_from,shown_until\n"
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def engine(engine, tmp_path):
    bring(engine, tmp_path, "objects", OBJECTS)
    return engine


def test_overlaps_name_the_period_in_the_way(engine, tmp_path):
    stored = HEAD + "P1,O1,1,2026-01-01,2026-01-15\nP2,O2,1,2026-01-15,\n"
    assert counts(bring(engine, tmp_path, "display_periods", stored)) == (2, 0, 2, 0, 0)
    text = HEAD + (
        "P3,O3,1,2026-02-01,2026-02-15\n"  # the slot of P2, which is open
        "P4,O1,2,2026-01-10,2026-01-20\n"  # the object of P1
        "P5,O3,2,2026-01-10,2026-01-20\n"
        "P6,O3,2,2026-01-19,2026-01-20\n"  # row 4 of this file
        "P7,O3,21,2026-03-01,\n"
        "P8,O3,0,2026-03-01,\n"
        "P9,O3,3,2026-03-01,2026-03-01\n"
    )
    assert counts(bring(engine, tmp_path, "display_periods", text)) == (7, 0, 1, 0, 6)
    overlaps = "overlaps the display period "
    assert [f[:4] for f in findings(engine)] == [
        (2, "shown_from", None, overlaps + "P2: object O2 in slot 1, 2026-01-15 to open"),
        (3, "shown_from", None, overlaps + "P1: object O1 in slot 1, 2026-01-01 to 2026-01-15"),
        (5, "shown_from", None, overlaps + "P5 (row 4): object O3 in slot 2, 2026-01-10 to 2026-01-20"),
        (6, "slot", "21", "the campaign has 20 slots"),
        (7, "slot", "0", "less than 1"),
        (8, "shown_until", "2026-03-01T00:00:00+00:00", "the same as shown_from: the period has no length"),
    ]  # fmt: skip


def test_a_period_may_be_ended_and_followed_in_one_file(engine, tmp_path):
    bring(engine, tmp_path, "display_periods", HEAD + "P1,O1,1,2026-01-01,\n")
    text = HEAD + "P1,O1,1,2026-01-01,2026-01-15\nP2,O2,1,2026-01-15,\n"
    assert counts(bring(engine, tmp_path, "display_periods", text)) == (2, 0, 2, 0, 0)
    assert counts(bring(engine, tmp_path, "display_periods", text)) == (2, 0, 0, 2, 0)
    short = "period_id,object_id,slot,shown_from\nP1,O1,1,2026-01-01\nP2,O2,1,2026-01-15\n"
    assert counts(bring(engine, tmp_path, "display_periods", short)) == (2, 0, 0, 2, 0)
    assert [until is None for _, until in rows(engine, "display_periods", "period_id", "shown_until")] == [
        False,
        True,
    ]


def test_periods_may_trade_places_in_one_file(engine, tmp_path):
    stored = HEAD + "P1,O1,1,2026-01-01,2026-01-15\nP2,O2,1,2026-01-15,\n"
    bring(engine, tmp_path, "display_periods", stored)
    moved = HEAD.replace("slot", "reason,slot") + (
        "P1,O2,x,1,2026-01-01,2026-01-16\nP2,O1,x,1,2026-01-16,\nP3,O2,x,2,2026-01-16,\n"
    )
    assert counts(bring(engine, tmp_path, "display_periods", moved)) == (3, 0, 3, 0, 0)
    back = "period_id,object_id,slot,shown_from\nP1,O1,1,2026-01-01\nP2,O3,1,2026-01-16\n"
    assert counts(bring(engine, tmp_path, "display_periods", back)) == (2, 0, 2, 0, 0)
    held = rows(engine, "display_periods", "period_id", "object_id", "reason", "shown_until")
    assert [(p, o, r, until and until.day) for p, o, r, until in held] == [
        ("P1", "O1", "x", 16),
        ("P2", "O3", "x", None),
        ("P3", "O2", "x", None),
    ]


@st.composite
def periods(draw, prefix, rows=False):
    found = []
    for at in range(draw(st.integers(0, 7))):
        begin = draw(st.integers(0, 12))
        end = begin + draw(st.integers(1, 6))
        identifier = draw(st.sampled_from([f"{prefix}{at}", f"S{at}"]))
        found.append(
            Period(
                identifier,
                f"O{draw(st.integers(0, 3))}",
                draw(st.integers(1, 3)),
                START + timedelta(days=begin),
                START + timedelta(days=end),
                at if rows else None,
            )
        )
    return found


def overlap(one, other):
    """Naive: day by day."""
    same = one.slot == other.slot or one.object_id == other.object_id
    days = [START + timedelta(days=n) for n in range(20)]
    return same and any(one.start <= d < one.end and other.start <= d < other.end for d in days)


@given(periods("S"), periods("F", rows=True))
def test_what_is_left_never_overlaps(stored, stated):
    stored = [p for at, p in enumerate(stored) if not any(overlap(p, q) for q in stored[:at])]
    refused = find_overlaps(stated, stored)
    taken = {p.period_id: p for p in stated if p.row not in refused}
    left = [*taken.values(), *(p for p in stored if p.period_id not in taken)]
    assert not any(overlap(p, q) for at, p in enumerate(left) for q in left[:at])
    for row in refused:
        assert any(p.row == row and overlap(p, refused[row]) for p in stated)
