"""The databases that tests share one after the other are as good as new."""

import random

import sqlalchemy as sa

from records import audit, freshness
from records.database import connect, reading, writing
from records.tables import metadata
from tests import postgres, random_campaign
from tests.queries.test_source import NOW


def test_an_emptied_database_is_as_good_as_new(postgres_url, template_shape):
    engine = connect(postgres_url)
    with writing(engine) as db:
        random_campaign.write(db, random.Random(1), 20)
        audit.append(db, at=NOW, by="Ada", action="x", subject="y")
        freshness.advance(db, NOW)
    assert postgres.emptied(postgres_url, template_shape)
    engine.dispose()
    with reading(engine) as db:
        for table in metadata.sorted_tables:
            rows = db.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            assert rows == (1 if table.name == "data_version" else 0), table.name
        assert freshness.read(db) == freshness.Freshness(0, None)
    with writing(engine) as db:
        assert audit.append(db, at=NOW, by="Ada", action="x", subject="y") == 1
    engine.dispose()


def test_one_whose_shape_was_changed_is_not(postgres_url, template_shape):
    for statement in ("GRANT SELECT (tip_id) ON tips TO PUBLIC", "DROP TRIGGER slots_on_display ON campaign"):
        engine = connect(postgres_url)
        with writing(engine) as db:
            db.execute(sa.text(statement))
        engine.dispose()
        assert not postgres.emptied(postgres_url, template_shape), statement
