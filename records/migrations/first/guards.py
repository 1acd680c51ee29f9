"""What keeps bad states out where a check of one row cannot: overlapping displays, slots that do not exist,
rollups that nobody marked when an object became something else.

The same rules on both databases, under the same names (records.refusals puts them into words).
"""

POSTGRESQL = (
    # A range over text, so that equal object ids overlap: exclusion constraints without an extension.
    'CREATE TYPE text_span AS RANGE (subtype = text, collation = "C")',
    """ALTER TABLE display_periods
    ADD CONSTRAINT ex_display_periods_slot EXCLUDE USING gist (
        int4range(slot, slot, '[]') WITH &&, tstzrange(shown_from, shown_until) WITH &&),
    ADD CONSTRAINT ex_display_periods_object EXCLUDE USING gist (
        text_span(object_id, object_id, '[]') WITH &&, tstzrange(shown_from, shown_until) WITH &&)""",
    """CREATE FUNCTION refuse_slot_beyond_campaign() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE allowed integer;
    BEGIN
        SELECT slots INTO allowed FROM campaign FOR SHARE;
        IF NEW.slot > coalesce(allowed, 20) THEN
            RAISE EXCEPTION 'slot % is beyond the campaign''s number of slots', NEW.slot
                USING ERRCODE = 'check_violation', CONSTRAINT = 'slot_within_campaign';
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER slot_within_campaign BEFORE INSERT OR UPDATE OF slot ON display_periods
    FOR EACH ROW EXECUTE FUNCTION refuse_slot_beyond_campaign()""",
    """CREATE TRIGGER slot_within_campaign BEFORE INSERT OR UPDATE OF slot ON recommendations
    FOR EACH ROW EXECUTE FUNCTION refuse_slot_beyond_campaign()""",
    """CREATE FUNCTION refuse_fewer_slots_than_displayed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM display_periods WHERE shown_until IS NULL AND slot > NEW.slots) THEN
            RAISE EXCEPTION 'a slot beyond % is on display', NEW.slots
                USING ERRCODE = 'check_violation', CONSTRAINT = 'slots_on_display';
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER slots_on_display BEFORE INSERT OR UPDATE OF slots ON campaign
    FOR EACH ROW EXECUTE FUNCTION refuse_fewer_slots_than_displayed()""",
    # An object became something else: it is marked, whoever changed it.
    """CREATE FUNCTION mark_reclassified() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_TABLE_NAME = 'cases' THEN
            INSERT INTO dirty_keys (source, object_id)
            SELECT 'other', object_id FROM objects WHERE case_id = NEW.case_id;
        ELSE
            INSERT INTO dirty_keys (source, object_id) VALUES ('other', NEW.object_id);
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER mark_reclassified AFTER UPDATE OF category, case_id ON objects FOR EACH ROW
    WHEN ((OLD.category, OLD.case_id) IS DISTINCT FROM (NEW.category, NEW.case_id))
    EXECUTE FUNCTION mark_reclassified()""",
    """CREATE TRIGGER mark_reclassified AFTER UPDATE OF agency ON cases FOR EACH ROW
    WHEN (OLD.agency IS DISTINCT FROM NEW.agency) EXECUTE FUNCTION mark_reclassified()""",
    # Who moves an object into a case holds a key-share lock on it: wait for them, to see that object too.
    """CREATE FUNCTION lock_case() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        PERFORM 1 FROM cases WHERE case_id = OLD.case_id FOR UPDATE;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER lock_case BEFORE UPDATE OF agency ON cases FOR EACH ROW
    WHEN (OLD.agency IS DISTINCT FROM NEW.agency) EXECUTE FUNCTION lock_case()""",
)

_OVERLAP = """CREATE TRIGGER {name}_{event} BEFORE {when} ON display_periods
    WHEN EXISTS (
        SELECT 1 FROM display_periods AS other
        WHERE other.{column} = NEW.{column} AND other.period_id <> {own}
        AND (other.shown_until IS NULL OR other.shown_until > NEW.shown_from)
        AND (NEW.shown_until IS NULL OR NEW.shown_until > other.shown_from))
    BEGIN SELECT RAISE(ABORT, '{name}: two displays would overlap'); END"""
_SLOT = """CREATE TRIGGER slot_within_campaign_{table}_{event} BEFORE {when} ON {table}
    WHEN NEW.slot > coalesce((SELECT slots FROM campaign), 20)
    BEGIN SELECT RAISE(ABORT, 'slot_within_campaign: the slot is beyond the campaign''s number'); END"""
_SLOTS = """CREATE TRIGGER slots_on_display_{event} BEFORE {when} ON campaign
    WHEN EXISTS (SELECT 1 FROM display_periods WHERE shown_until IS NULL AND slot > NEW.slots)
    BEGIN SELECT RAISE(ABORT, 'slots_on_display: a slot beyond the new number is on display'); END"""

_MARK = """CREATE TRIGGER mark_reclassified_{table} AFTER UPDATE OF {columns} ON {table}
    WHEN {changed}
    BEGIN
        INSERT INTO dirty_keys (source, object_id) SELECT 'other', object_id FROM objects WHERE {chosen};
    END"""
_RECLASSIFIED = (
    {
        "table": "cases",
        "columns": "agency",
        "changed": "OLD.agency IS NOT NEW.agency",
        "chosen": "case_id = NEW.case_id",
    },
    {
        "table": "objects",
        "columns": "category, case_id",
        "changed": "OLD.category IS NOT NEW.category OR OLD.case_id IS NOT NEW.case_id",
        "chosen": "object_id = NEW.object_id",
    },
)

# event → its clause by columns, and the row's own id before the event
_EVENTS = {"insert": ("INSERT", "NEW.period_id"), "update": ("UPDATE OF {columns}", "OLD.period_id")}


def sqlite() -> list[str]:
    """The same rules as triggers, one statement each."""
    statements = []
    for event, (when, own) in _EVENTS.items():
        for column in ("slot", "object_id"):
            clause = when.format(columns=f"{column}, shown_from, shown_until")
            name = f"ex_display_periods_{column.removesuffix('_id')}"
            statements.append(_OVERLAP.format(name=name, event=event, when=clause, column=column, own=own))
        of_slot = when.format(columns="slot")
        statements += [_SLOT.format(table=t, event=event, when=of_slot) for t in _WITH_SLOTS]
        statements.append(_SLOTS.format(event=event, when=when.format(columns="slots")))
    return statements + [_MARK.format(**rule) for rule in _RECLASSIFIED]


_WITH_SLOTS = ("display_periods", "recommendations")
