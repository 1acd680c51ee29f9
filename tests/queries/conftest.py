"""What was asked of the database while a test ran."""

import pytest
import sqlalchemy as sa


@pytest.fixture
def statements(engine):
    """The SELECT statements since the test began, as they were sent."""
    sent = []

    def note(_db, _cursor, statement, _parameters, _context, _many):
        if statement.startswith(("SELECT", "WITH")):
            sent.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield sent
    sa.event.remove(engine, "before_cursor_execute", note)
