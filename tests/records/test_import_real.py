"""Real files, where they are at hand: clicks on shortened links, reports by country."""

import json
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa

from records.database import connect, reading
from records.tables import objects, shares, views
from tests.records.import_cases import bring, counts, findings

REAL = Path(__file__).parents[3] / "shared" / "real-input"
CLICKS, REPORTS = REAL / "usagov_clicks_2012-03-16.jsonl", REAL / "ncmec_reports_per_country.csv"
MAPPINGS = Path(__file__).parents[2] / "data" / "mappings"


@pytest.fixture
def engine(sqlite_url):
    opened = connect(sqlite_url)
    yield opened
    opened.dispose()


def read(path):
    if not path.is_file():
        pytest.skip(f"the real file {path.name} is not here")
    return path.read_bytes()


def clicks(engine, tmp_path, mapping):
    return bring(engine, tmp_path, "shares", read(CLICKS), mapping, name="clicks.jsonl")


def test_clicks_are_shares_and_heartbeats_are_not(engine, tmp_path):
    mapping = (MAPPINGS / "usagov-clicks.toml").read_text()
    assert counts(clicks(engine, tmp_path, mapping)) == (3560, 120, 3440, 0, 0)
    lines = [json.loads(line) for line in read(CLICKS).splitlines()]
    real = [line for line in lines if "_heartbeat_" not in line]
    with reading(engine) as db:
        by_country = db.execute(sa.select(shares.c.country, sa.func.count()).group_by(shares.c.country))
        assert dict(map(tuple, by_country)) == Counter(line["c"] or "unknown" for line in real)
        by_network = dict(
            map(tuple, db.execute(sa.select(shares.c.network, sa.func.count()).group_by(shares.c.network)))
        )
        assert by_network["direct"] == sum(line["r"] == "direct" for line in real)
        assert by_network["facebook"] >= sum("www.facebook.com/" in line["r"] for line in real)
        ids = set(db.execute(sa.select(objects.c.object_id)).scalars())
        assert ids == {f"USAGOV-{line['h']}" for line in real}
    assert counts(clicks(engine, tmp_path, mapping)) == (3560, 120, 0, 3440, 0)


def test_exact_repeats_are_known_where_the_whole_row_is_the_identifier(engine, tmp_path):
    whole = '["a", "c", "nk", "tz", "gr", "g", "h", "l", "al", "hh", "r", "u", "t", "hc", "cy", "ll", "kw"]'
    mapping = (
        MAPPINGS / "usagov-clicks.toml"
    ).read_text() + f'share_id = {{ from = {whole}, as = "hash" }}\n'
    assert counts(clicks(engine, tmp_path, mapping)) == (3560, 120, 3396, 44, 0)


def test_points_agree_with_the_stated_country(engine, tmp_path):
    """How often the point alone gives the stated country: the figure in docs/importing.md."""
    mapping = (MAPPINGS / "usagov-clicks.toml").read_text()
    without = "\n".join(line for line in mapping.splitlines() if not line.startswith("country"))
    assert counts(clicks(engine, tmp_path, without)) == (3560, 120, 3440, 0, 0)
    lines = [json.loads(line) for line in read(CLICKS).splitlines()]
    with reading(engine) as db:
        found = dict(map(tuple, db.execute(sa.select(shares.c.share_id, shares.c.country))))
    by_row = {int(share_id.rsplit(":", 1)[1]): country for share_id, country in found.items()}
    pairs = [(by_row[row], line["c"]) for row, line in enumerate(lines, start=1) if line.get("ll")]
    same = sum(point == stated for point, stated in pairs)
    others = Counter(pair for pair in pairs if pair[0] != pair[1])
    print(f"{same} of {len(pairs)} points give the stated country; others (point, stated): {others}")
    assert len(pairs) == 2919
    assert same >= 0.99 * len(pairs)


def test_reports_by_country_add_up_whatever_the_spelling(engine, tmp_path):
    mapping = (MAPPINGS / "ncmec-reports.toml").read_text()
    assert counts(bring(engine, tmp_path, "views", read(REPORTS), mapping)) == (252, 8, 244, 0, 0)
    with reading(engine) as db:
        total = db.execute(sa.select(sa.func.sum(views.c.n))).scalar()
        burma = db.execute(sa.select(views.c.n).where(views.c.country == "MM")).scalar()
        unknown = db.execute(sa.select(views.c.n).where(views.c.country == "unknown")).scalar()
    assert (total, burma) == (36210368, 209858)
    assert unknown >= 1851762 + 37
    spellings = {value: reason for _, _, value, reason, _ in findings(engine)}
    assert spellings["Eretria"] == "not a known country: stored as unknown"
    assert spellings["No Country Listed"] == "names no country: stored as unknown"
    assert "Burma/Myanmar" not in spellings
    without_skip = mapping.replace('skip_when_missing = ["2023"]', "")
    assert bring(engine, tmp_path, "views", read(REPORTS), without_skip).rejected == 8
