from datetime import UTC, datetime

import sqlalchemy as sa

from records import audit
from records.bookkeeping import audit_log
from records.database import reading, writing

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_the_chain_holds_until_a_row_is_changed(engine):
    with writing(engine) as db:
        for number in range(3):
            audit.append(db, at=AT, by="A", action="publish", subject=f"R{number}", detail={"n": number})
    with reading(engine) as db:
        assert audit.broken_at(db) is None
    with writing(engine) as db:
        db.execute(sa.update(audit_log).where(audit_log.c.subject == "R1").values(by="B"))
    with reading(engine) as db:
        assert audit.broken_at(db) == 2
