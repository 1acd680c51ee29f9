"""`python -m dashboard demo`, from the arguments to the words it prints."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from dashboard.__main__ import main
from queries import quality
from queries.filters import Filters
from records import campaign
from records.database import connect, reading
from records.tables import tips


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{tmp_path / 'demo.sqlite'}"
    monkeypatch.setenv("TRACE_DATABASE_URL", url)
    monkeypatch.setenv("TRACE_VAR_DIR", str(tmp_path))
    return url


def test_it_fills_a_new_database_and_compares_with_what_was_published(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--seed", "3"]) == 0
    said = capsys.readouterr().out
    assert "No figure of it is real." in said
    assert "tips within a year" in said
    assert "119         119" in said
    engine = connect(database)
    with reading(engine) as db:
        row = campaign.read(db)
        count = db.execute(sa.select(sa.func.count()).select_from(tips)).scalar_one()
        outside = quality.outside_display(db, Filters(), row.grace_days)
        last = db.execute(sa.select(sa.func.max(tips.c.day))).scalar_one()
    engine.dispose()
    assert row.simulated
    assert count == pytest.approx(21_000, rel=0.1)
    assert 0.005 < outside / count < 0.03
    assert datetime.now(UTC).date() - last <= timedelta(days=2)  # it ends yesterday, in Amsterdam
    assert len(list((tmp_path / "images").iterdir())) == 127

    assert main(["demo"]) == 1
    assert "--force replaces it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--until", "2100-01-01"], "--until must be a past day"),
        (["--seed", "-1"], "--seed must be 0 or more"),
    ],
)
def test_it_says_what_is_wrong(
    database: str, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main(["demo", *arguments]) == 1
    assert words in capsys.readouterr().err
