"""Tips counted by how far they have come, as votes for a country and outside displays, so that nobody reads
them one by one; a changed display, or grace after it, is marked for the refresher."""

from alembic import op
from sqlalchemy import BigInteger, Column, Date, Integer, MetaData, Table, Text

revision = "0003"
down_revision = "0002"

_TABLES = {
    "progress_delay": (("assessed_on", "day"), ("n", "pending")),
    "progress_state": (("object_id", "day", "assessment", "investigation"), ("n", "pending")),
    "progress_cube": (
        ("object_id", "day", "assessment", "assessed_on", "investigation", "investigated_on"),
        ("n", "pending"),
    ),
    "votes": (
        (
            "object_id", "day", "suggested_country", "origin_country", "hour", "origin_region",
            "origin_place", "cluster",
        ),
        ("n",),
    ),
    "outside": (("object_id", "day", "origin_country", "channel"), ("n",)),
}  # fmt: skip
_FILL = (
    """INSERT INTO rollup_progress_cube
SELECT object_id, day, assessment, {assessed_on}, investigation, {investigated_on}, count(*),
       sum(CASE WHEN assessment = 'pending' THEN 1 ELSE 0 END)
FROM tips GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6""",
    """INSERT INTO rollup_progress_state
SELECT object_id, day, assessment, investigation, sum(n), sum(pending)
FROM rollup_progress_cube GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4""",
    """INSERT INTO rollup_progress_delay
SELECT assessed_on, day, sum(n), sum(pending) FROM rollup_progress_cube GROUP BY 1, 2 ORDER BY 1, 2""",
    """INSERT INTO rollup_votes
SELECT object_id, day, suggested_country, origin_country,
       CASE WHEN origin_country <> 'unknown' THEN {hour} ELSE '' END,
       CASE WHEN origin_country <> 'unknown' THEN coalesce(origin_region, '') ELSE '' END,
       CASE WHEN origin_country <> 'unknown' THEN coalesce(origin_place, '') ELSE '' END,
       coalesce(cluster, ''), count(*)
FROM tips
WHERE suggested_country <> 'unknown' AND assessment NOT IN ('spam', 'duplicate', 'unusable')
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY 1, 2, 3, 4, 5, 6, 7, 8""",
    """INSERT INTO rollup_outside
SELECT object_id, day, origin_country, channel, count(*)
FROM tips
WHERE NOT EXISTS (
    SELECT 1 FROM display_periods AS shown
    WHERE shown.object_id = tips.object_id AND shown.shown_from <= tips.received_at
    AND (shown.shown_until IS NULL OR tips.received_at < {grace_ends}))
GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4""",
)
_GRACE = "(SELECT coalesce(max(grace_days), 14) FROM campaign)"
_EXPRESSIONS = {
    "sqlite": {
        "assessed_on": "coalesce(substr(assessed_at, 1, 10), '9999-12-31')",
        "investigated_on": "coalesce(substr(investigated_at, 1, 10), '9999-12-31')",
        "hour": "replace(substr(received_at, 1, 13), ' ', 'T')",
        "grace_ends": f"strftime('%Y-%m-%d %H:%M:%f000', shown.shown_until, {_GRACE} || ' days')",
    },
    "postgresql": {
        "assessed_on": "coalesce(CAST(assessed_at AT TIME ZONE 'UTC' AS date), DATE '9999-12-31')",
        "investigated_on": "coalesce(CAST(investigated_at AT TIME ZONE 'UTC' AS date), DATE '9999-12-31')",
        "hour": """to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24')""",
        "grace_ends": f"shown.shown_until + make_interval(days => {_GRACE})",
    },
}

# Marks of changed displays name the first local day whose tips may be concerned: the day before the UTC day.
_SQLITE_MARKS = (
    """CREATE TRIGGER mark_displayed_insert AFTER INSERT ON display_periods BEGIN
        INSERT INTO dirty_keys (source, day, object_id)
        VALUES ('other', date(NEW.shown_from, '-1 day'), NEW.object_id);
    END""",
    """CREATE TRIGGER mark_displayed_delete AFTER DELETE ON display_periods BEGIN
        INSERT INTO dirty_keys (source, day, object_id)
        VALUES ('other', date(OLD.shown_from, '-1 day'), OLD.object_id);
    END""",
    """CREATE TRIGGER mark_displayed_moved AFTER UPDATE OF object_id, shown_from ON display_periods
    WHEN OLD.object_id <> NEW.object_id OR OLD.shown_from <> NEW.shown_from BEGIN
        INSERT INTO dirty_keys (source, day, object_id)
        VALUES ('other', date(OLD.shown_from, '-1 day'), OLD.object_id),
               ('other', date(NEW.shown_from, '-1 day'), NEW.object_id);
    END""",
    """CREATE TRIGGER mark_displayed_ended AFTER UPDATE OF shown_until ON display_periods
    WHEN OLD.shown_until IS NOT NEW.shown_until BEGIN
        INSERT INTO dirty_keys (source, day, object_id)
        VALUES ('other', date(min(coalesce(OLD.shown_until, NEW.shown_until),
                                  coalesce(NEW.shown_until, OLD.shown_until)), '-1 day'), NEW.object_id);
    END""",
    """CREATE TRIGGER mark_displayed_grace AFTER UPDATE OF grace_days ON campaign
    WHEN OLD.grace_days <> NEW.grace_days BEGIN
        INSERT INTO dirty_keys (source, day, object_id) SELECT 'other', '0001-01-01', object_id FROM objects;
    END""",
    """CREATE TRIGGER mark_displayed_campaign AFTER INSERT ON campaign WHEN NEW.grace_days <> 14 BEGIN
        INSERT INTO dirty_keys (source, day, object_id) SELECT 'other', '0001-01-01', object_id FROM objects;
    END""",
    """CREATE TRIGGER mark_displayed_no_campaign AFTER DELETE ON campaign WHEN OLD.grace_days <> 14 BEGIN
        INSERT INTO dirty_keys (source, day, object_id) SELECT 'other', '0001-01-01', object_id FROM objects;
    END""",
)
_POSTGRESQL_MARKS = (
    """CREATE FUNCTION mark_displayed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            IF (OLD.object_id, OLD.shown_from) = (NEW.object_id, NEW.shown_from) THEN
                INSERT INTO dirty_keys (source, day, object_id) VALUES ('other',
                    CAST(least(OLD.shown_until, NEW.shown_until) AT TIME ZONE 'UTC' AS date) - 1,
                    NEW.object_id);
                RETURN NULL;
            END IF;
        END IF;
        IF TG_OP <> 'INSERT' THEN
            INSERT INTO dirty_keys (source, day, object_id) VALUES ('other',
                CAST(OLD.shown_from AT TIME ZONE 'UTC' AS date) - 1, OLD.object_id);
        END IF;
        IF TG_OP <> 'DELETE' THEN
            INSERT INTO dirty_keys (source, day, object_id) VALUES ('other',
                CAST(NEW.shown_from AT TIME ZONE 'UTC' AS date) - 1, NEW.object_id);
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER mark_displayed AFTER INSERT OR DELETE ON display_periods
    FOR EACH ROW EXECUTE FUNCTION mark_displayed()""",
    """CREATE TRIGGER mark_displayed_moved AFTER UPDATE OF object_id, shown_from, shown_until
    ON display_periods FOR EACH ROW WHEN ((OLD.object_id, OLD.shown_from, OLD.shown_until)
        IS DISTINCT FROM (NEW.object_id, NEW.shown_from, NEW.shown_until))
    EXECUTE FUNCTION mark_displayed()""",
    """CREATE FUNCTION mark_grace() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO dirty_keys (source, day, object_id)
        SELECT 'other', DATE '0001-01-01', object_id FROM objects;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER mark_grace AFTER UPDATE OF grace_days ON campaign FOR EACH ROW
    WHEN (OLD.grace_days <> NEW.grace_days) EXECUTE FUNCTION mark_grace()""",
    """CREATE TRIGGER mark_grace_of_new AFTER INSERT ON campaign FOR EACH ROW
    WHEN (NEW.grace_days <> 14) EXECUTE FUNCTION mark_grace()""",
    """CREATE TRIGGER mark_grace_of_none AFTER DELETE ON campaign FOR EACH ROW
    WHEN (OLD.grace_days <> 14) EXECUTE FUNCTION mark_grace()""",
)
_COMMENT = """COMMENT ON TABLE dirty_keys IS
'One row a (day, object) whose rollups are stale, logged in the writer''s own transaction. \
other with an object: it became something else, or with a day, its displays changed from then on; \
without: pages must look again.'"""


def _comment(name: str, key: tuple[str, ...]) -> str:
    dimensions = [part for part in key if part != "day"]
    return f"{name.partition('_')[0]} summed by {', '.join((*dimensions, 'day'))}."


def upgrade() -> None:
    """Add the tables and fill them: pages read them as soon as the program is the newer one."""
    db = op.get_bind()
    metadata = MetaData(naming_convention={"pk": "pk_%(table_name)s"})
    for name, (key, measures) in _TABLES.items():
        days = ("day", "assessed_on", "investigated_on")
        Table(
            f"rollup_{name}",
            metadata,
            *(Column(part, Date if part in days else Text, primary_key=True, nullable=False) for part in key),
            *(
                Column(part, BigInteger().with_variant(Integer, "sqlite"), nullable=False)
                for part in measures
            ),
            sqlite_with_rowid=False,
            comment=_comment(name, key),
        )
    metadata.create_all(db, checkfirst=False)
    for statement in _FILL:
        db.exec_driver_sql(statement.format(**_EXPRESSIONS[db.dialect.name]))
    on_postgresql = db.dialect.name == "postgresql"
    for statement in (*_POSTGRESQL_MARKS, _COMMENT) if on_postgresql else _SQLITE_MARKS:
        db.exec_driver_sql(statement)
