"""What the public page says of the campaign's results: two totals, and no object by name."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# The dashboard's meaning of identified: what it is, where it is from, or that its trail ends, is known.
RESULTS = """CREATE VIEW public_results AS
SELECT count(DISTINCT found.object_id) AS identified,
       count(DISTINCT CASE WHEN found.kind = 'origin_located' THEN found.object_id END) AS located
FROM (
    SELECT o.kind, coalesce(o.object_id, t.object_id) AS object_id
    FROM outcomes AS o LEFT JOIN tips AS t ON t.tip_id = o.tip_id
    WHERE o.kind IN ('object_identified', 'origin_located', 'trail_eliminated')
) AS found
WHERE found.object_id IN (SELECT object_id FROM display_periods)"""

READERS = """SELECT DISTINCT quote_ident(grantee) FROM information_schema.role_table_grants
WHERE table_schema = current_schema() AND table_name = 'public_campaign' AND privilege_type = 'SELECT'"""


def upgrade() -> None:
    """Add the view; whoever may read the campaign's public row may read it too."""
    db = op.get_bind()
    db.execute(sa.text(RESULTS))
    if db.dialect.name == "postgresql":
        for role in db.execute(sa.text(READERS)).scalars():
            db.execute(sa.text(f"GRANT SELECT ON public_results TO {role}"))
