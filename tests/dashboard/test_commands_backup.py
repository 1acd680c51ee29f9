"""Backup and restore: what comes back is what was there, and a damaged backup changes nothing."""

import json
import random
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from dashboard.__main__ import main
from records import audit, bulk, campaign, rollups
from records.database import connect, is_sqlite, reading, writing
from records.rollup_verify import verify
from records.tables import metadata, tips
from tests import random_campaign

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
OURS_TO_REBUILD = ("dirty_keys", "data_version", "audit_log")


@pytest.fixture
def place(engine, tmp_path, monkeypatch):
    """A filled database with pictures; the command line works on it."""
    with writing(engine) as db:
        random_campaign.write(db, random.Random(1), 50)
        campaign.write(db, campaign.Campaign(name='Trace "ü", 1\n', slots=5), at=AT, by="Ada")
        audit.append(db, at=AT, by="Ada", action="x", subject="y")
        db.execute(sa.text("INSERT INTO sealed_tips VALUES ('t1', 'k', :sealed)"), {"sealed": b"\x00,\n\xff"})
    rollups.refresh(engine, AT)
    images = tmp_path / "var" / "images"
    images.mkdir(parents=True)
    (images / "a.png").write_bytes(b"picture")
    (tmp_path / "var" / "secret_key").write_text("not for backups")
    monkeypatch.setenv("TRACE_DATABASE_URL", engine.url.render_as_string(False))
    monkeypatch.setenv("TRACE_VAR_DIR", str(tmp_path / "var"))
    return tmp_path


def contents(engine):
    with reading(engine) as db:
        return {
            table.name: sorted(map(repr, db.execute(sa.select(table))))
            for table in metadata.sorted_tables
            if table.name not in OURS_TO_REBUILD
        }


def test_there_and_back(place, engine, capsys):
    before = contents(engine)
    folder = place / "backups" / "one"
    assert main(["backup", str(folder)]) == 0
    assert "keys" in capsys.readouterr().out
    assert not any("secret" in path.name for path in folder.rglob("*"))
    with writing(engine) as db:
        for name in ("tips", "shares", "views"):
            db.execute(sa.text(f"DELETE FROM {name}"))
        db.execute(sa.text("UPDATE campaign SET name = 'Another'"))
    (place / "var" / "images" / "a.png").write_bytes(b"other")
    assert main(["restore", str(folder)]) == 1
    assert "--force" in capsys.readouterr().err
    assert main(["restore", str(folder), "--force"]) == 0
    assert contents(engine) == before
    assert (place / "var" / "images" / "a.png").read_bytes() == b"picture"
    assert verify(engine) == []
    with writing(engine) as db:
        assert audit.broken_at(db) is None
        assert audit.head(db).action == "restored"
        bulk.load(
            db, tips, random_campaign.random_tips(random.Random(2), 3, prefix="new")
        )  # keys go on counting
        audit.append(db, at=AT, by="Ada", action="x", subject="after")


def test_into_an_empty_database_without_force(place, engine, request, tmp_path, monkeypatch):
    folder = place / "backup"
    assert main(["backup", str(folder)]) == 0
    if is_sqlite(engine):
        url = f"sqlite:///{tmp_path / 'empty.sqlite'}"
    else:
        with writing(engine) as db:
            names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
            db.execute(sa.text(f"TRUNCATE {names}"))
        url = engine.url.render_as_string(False)
    monkeypatch.setenv("TRACE_DATABASE_URL", url)
    assert main(["restore", str(folder)]) == 0
    restored = connect(url)
    with reading(restored) as db:
        assert db.execute(sa.select(sa.func.count()).select_from(tips)).scalar_one() == 50
    restored.dispose()


def test_the_same_records_give_the_same_files(place, engine):
    assert main(["backup", str(place / "one")]) == 0
    assert main(["backup", str(place / "two")]) == 0
    one, two = (json.loads((place / name / "manifest.json").read_text()) for name in ("one", "two"))
    assert one["counts"] == two["counts"]
    assert one["counts"]["tips"] == 50
    assert one["files"] == two["files"]


def test_a_damaged_or_incomplete_backup_changes_nothing(place, engine, capsys):
    folder = place / "backup"
    assert main(["backup", str(folder)]) == 0
    before = contents(engine)
    victim = next(
        path for path in sorted(folder.rglob("*")) if path.name.startswith(("records.sqlite", "tips"))
    )
    with victim.open("ab") as file:
        file.write(b"x")
    assert main(["restore", str(folder), "--force"]) == 1
    assert "damaged" in capsys.readouterr().err
    (folder / "manifest.json").unlink()
    assert main(["restore", str(folder), "--force"]) == 1
    assert "no complete backup" in capsys.readouterr().err
    assert contents(engine) == before


def test_a_backup_needs_a_folder_of_its_own(place, capsys):
    (place / "used").mkdir()
    (place / "used" / "file").write_text("x")
    assert main(["backup", str(place / "used")]) == 1
    assert "not empty" in capsys.readouterr().err


def test_another_kind_of_database_or_an_other_schema_is_refused(place, capsys):
    folder = place / "backup"
    assert main(["backup", str(folder)]) == 0
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, "database": "oracle"}))
    assert main(["restore", str(folder), "--force"]) == 1
    assert "backup is of oracle" in capsys.readouterr().err


def test_a_backup_is_consistent_while_others_write(place, engine):
    """A write that is not committed yet is not in it."""
    with writing(engine) as db:
        bulk.load(db, tips, random_campaign.random_tips(random.Random(2), 5, prefix="open"))
        assert main(["backup", str(place / "backup")]) == 0
    counts = json.loads((place / "backup" / "manifest.json").read_text())["counts"]
    assert counts["tips"] == 50
