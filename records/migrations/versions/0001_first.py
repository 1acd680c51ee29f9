"""The first schema: records, bookkeeping, rollups, and what keeps bad states out."""

import sqlalchemy as sa
from alembic import op

from records.migrations.first import guards, own_tables, public_views, rollup_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table, guard and view; the data version begins at 0."""
    db = op.get_bind()
    rollup_tables.metadata.create_all(db, checkfirst=False)  # one metadata holds them all
    on_postgresql = db.dialect.name == "postgresql"
    statements = list(guards.POSTGRESQL) if on_postgresql else guards.sqlite()
    statements += public_views.views(db.dialect.name)
    if on_postgresql:
        schema = db.execute(sa.text("SELECT quote_ident(current_schema())")).scalar_one()
        statements.append(public_views.COUNT_VIEWS.format(schema=schema))
        statements.append("REVOKE EXECUTE ON FUNCTION count_views FROM PUBLIC")
    for statement in statements:
        db.execute(sa.text(statement))
    db.execute(own_tables.data_version.insert().values(one=1, version=0))
