"""The record tables of the campaign: names and columns are the public contract.

Grain and units are in each table's comment. Times are UTC instants; a `day` is the campaign's local day,
computed when the row is written. A tip's text, a contact or an address is in none of these tables.
"""

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, Date, Float, ForeignKey, Integer, Table, Text

from records.columns import Instant, country, enumerated

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = sa.MetaData(naming_convention=NAMING)

CHANNELS = ("web", "feed", "email", "phone", "post", "import", "other")
ASSESSMENTS = ("pending", "spam", "duplicate", "unusable", "actionable")
INVESTIGATIONS = ("none", "open", "no_lead", "identified")
ORIGIN_SOURCES = ("stated", "connection", "unknown")
OUTCOME_KINDS = (
    "object_identified",
    "origin_located",
    "trail_eliminated",
    "case_referred",
    "child_safeguarded",
    "offender_identified",
    "offender_prosecuted",
)
THANKS_TO = ("yes", "no", "unknown")
ANNOTATION_KINDS = ("press", "launch", "policy", "other")
PRECISIONS = ("exact", "about", "more_than", "at_least", "almost")

campaign = Table(
    "campaign",
    metadata,
    Column("campaign_id", Integer, CheckConstraint("campaign_id = 1", name="one_row"), primary_key=True),
    Column("name", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("launched_on", Date),
    Column("languages", Text, nullable=False, server_default="en"),
    Column("slots", Integer, CheckConstraint("slots BETWEEN 1 AND 200", name="slots"), nullable=False),
    Column("minimum_weeks", Float, CheckConstraint("minimum_weeks >= 0", name="weeks"), nullable=False),
    Column("category_cap", Integer, CheckConstraint("category_cap > 0", name="category_cap")),
    Column("agency_cap", Integer, CheckConstraint("agency_cap > 0", name="agency_cap")),
    Column("maximum_swaps", Integer, CheckConstraint("maximum_swaps >= 0", name="swaps")),
    Column("four_eyes", sa.Boolean, nullable=False),
    Column("small_count_k", Integer, CheckConstraint("small_count_k >= 2", name="k"), nullable=False),
    Column("grace_days", Integer, CheckConstraint("grace_days >= 0", name="grace"), nullable=False),
    Column("simulated", sa.Boolean, nullable=False),
    comment="One row: the campaign and its rules. languages: comma-separated codes, the default first.",
)

cases = Table(
    "cases",
    metadata,
    Column("case_id", Text, primary_key=True),
    Column("agency", Text, nullable=False),
    enumerated("status", ("open", "closed"), nullable=False, server_default="open"),
    Column("opened_at", Instant),
    Column("closed_at", Instant),
    CheckConstraint("closed_at IS NULL OR opened_at IS NULL OR closed_at >= opened_at", name="order"),
    comment="One row a case.",
)

objects = Table(
    "objects",
    metadata,
    Column("object_id", Text, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.case_id"), index=True),
    Column("category", Text, nullable=False, server_default="unknown"),
    Column("image", Text),
    Column("image_sha256", Text),
    Column("licence", Text),
    Column("available_from", Instant),
    Column("available_until", Instant),
    CheckConstraint(
        "available_until IS NULL OR available_from IS NULL OR available_until >= available_from", name="order"
    ),
    sa.Index("ix_objects_category", "category"),
    comment="One row an object. image: file name in the campaign's picture folder.",
)

object_texts = Table(
    "object_texts",
    metadata,
    Column("object_id", Text, ForeignKey("objects.object_id", ondelete="CASCADE"), primary_key=True),
    Column("language", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("question", Text, nullable=False, server_default=""),
    Column("alt", Text, nullable=False, server_default=""),
    Column("reviewed", sa.Boolean, nullable=False, server_default=sa.false()),
    comment="One row an object and language: what the public reads.",
)

object_scores = Table(
    "object_scores",
    metadata,
    Column("object_id", Text, ForeignKey("objects.object_id", ondelete="CASCADE"), primary_key=True),
    Column("scored_at", Instant, primary_key=True),
    Column(
        "identifiability",
        Integer,
        CheckConstraint("identifiability BETWEEN 0 AND 5", name="scale"),
        nullable=False,
    ),
    Column("scored_by", Text, nullable=False),
    comment="One row a scoring: an analyst's 0-5; the latest counts.",
)

holds = Table(
    "holds",
    metadata,
    Column("hold_id", Text, primary_key=True),
    Column("object_id", Text, ForeignKey("objects.object_id"), nullable=False, index=True),
    enumerated("kind", ("keep", "withhold"), nullable=False),
    Column("from_at", Instant, nullable=False),
    Column("until_at", Instant),
    Column("by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    CheckConstraint("until_at IS NULL OR until_at >= from_at", name="order"),
    comment="One row a hold by investigators: keep on display or do not show. Half-open [from_at, until_at).",
)

rotations = Table(
    "rotations",
    metadata,
    Column("rotation_id", Text, primary_key=True),
    Column("base_version", Text, nullable=False),
    Column("proposed_at", Instant),
    Column("proposed_by", Text),
    Column("approved_at", Instant),
    Column("approved_by", Text),
    Column("published_at", Instant, index=True),
    Column("published_by", Text),
    Column("reason", Text, nullable=False, server_default=""),
    Column("undone_at", Instant),
    Column("undone_by", Text),
    comment="One row a rotation. base_version: the board's version it was planned against.",
)

recommendations = Table(
    "recommendations",
    metadata,
    Column("rotation_id", Text, ForeignKey("rotations.rotation_id"), primary_key=True),
    Column("object_id", Text, ForeignKey("objects.object_id"), primary_key=True),
    enumerated("action", ("keep", "remove", "show"), nullable=False),
    Column("slot", Integer, CheckConstraint("slot >= 1", name="slot")),
    Column("probability", Float, CheckConstraint("probability BETWEEN 0 AND 1", name="probability")),
    Column("low", Float),
    Column("high", Float),
    Column("index", Float),
    Column("reason", Text),
    Column("propensity", Float, CheckConstraint("propensity BETWEEN 0 AND 1", name="propensity")),
    Column("model_version", Text),
    Column("override_reason", Text),
    CheckConstraint("action <> 'show' OR slot IS NOT NULL", name="shown_in_a_slot"),
    CheckConstraint("low <= high", name="interval"),
    # One object a slot among those that the rotation leaves on display.
    sa.Index(
        "uq_recommendations_slot",
        "rotation_id",
        "slot",
        unique=True,
        sqlite_where=sa.text("action <> 'remove'"),
        postgresql_where=sa.text("action <> 'remove'"),
    ),
    comment="One row an object of a rotation: what the engine advised and what was overridden.",
)

display_periods = Table(
    "display_periods",
    metadata,
    Column("period_id", Text, primary_key=True),
    Column("object_id", Text, ForeignKey("objects.object_id"), nullable=False, index=True),
    Column("slot", Integer, CheckConstraint("slot >= 1", name="slot"), nullable=False),
    Column("shown_from", Instant, nullable=False),
    Column("shown_until", Instant),
    Column("rotation_id", Text, ForeignKey("rotations.rotation_id")),
    Column("propensity", Float, CheckConstraint("propensity > 0 AND propensity <= 1", name="propensity")),
    Column("reason", Text),
    Column("by", Text),
    CheckConstraint("shown_until IS NULL OR shown_until > shown_from", name="order"),
    sa.Index("ix_display_periods_slot_shown_from", "slot", "shown_from"),
    # Overlaps are refused by exclusion constraints (PostgreSQL) or triggers (SQLite): records/migrations.
    comment="One row a display: half-open [shown_from, shown_until). No two share slot or object in time.",
)

tips = Table(
    "tips",
    metadata,
    Column("tip_id", Text, primary_key=True),
    Column("object_id", Text, ForeignKey("objects.object_id"), nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("day", Date, nullable=False),
    enumerated("channel", CHANNELS, nullable=False, server_default="web"),
    Column("language", Text),
    country("origin_country", nullable=False, server_default="unknown"),
    Column("origin_region", Text),
    Column("origin_place", Text),
    enumerated("origin_source", ORIGIN_SOURCES, nullable=False, server_default="unknown"),
    country("suggested_country"),
    Column("suggested_region", Text),
    enumerated("assessment", ASSESSMENTS, nullable=False, server_default="pending"),
    Column("assessed_at", Instant),
    Column("cluster", Text),
    enumerated("investigation", INVESTIGATIONS, nullable=False, server_default="none"),
    Column("investigated_at", Instant),
    Column("import_id", Text, index=True),
    Column("updated_at", Instant),
    sa.Index("ix_tips_object_id_day", "object_id", "day"),
    sa.Index("ix_tips_day_object_id", "day", "object_id"),
    sa.Index("ix_tips_origin_country_day", "origin_country", "day"),
    sa.Index("ix_tips_assessment_day", "assessment", "day"),
    comment="One row a tip: metadata only. suggested_country NULL: the tip names no place.",
)

tip_assessments = Table(
    "tip_assessments",
    metadata,
    Column("tip_id", Text, ForeignKey("tips.tip_id", ondelete="CASCADE"), primary_key=True),
    Column("at", Instant, primary_key=True),
    enumerated("assessment", ASSESSMENTS, nullable=False),
    Column("by", Text, nullable=False),
    comment="One row an assessment of a tip: the history behind the current value.",
)

outcomes = Table(
    "outcomes",
    metadata,
    Column("outcome_id", Text, primary_key=True),
    Column("case_id", Text, ForeignKey("cases.case_id"), index=True),
    Column("object_id", Text, ForeignKey("objects.object_id"), index=True),
    enumerated("kind", OUTCOME_KINDS, nullable=False),
    Column("occurred_at", Instant, nullable=False),
    Column("day", Date, nullable=False, index=True),
    country("country"),
    Column("people", Integer, CheckConstraint("people >= 0", name="people")),
    enumerated("thanks_to", THANKS_TO, nullable=False, server_default="unknown"),
    Column("tip_id", Text, ForeignKey("tips.tip_id", ondelete="SET NULL")),
    CheckConstraint("case_id IS NOT NULL OR object_id IS NOT NULL", name="subject"),
    comment="One row an outcome of a case or an object. people: how many persons, where it is about people.",
)

shares = Table(
    "shares",
    metadata,
    Column("share_id", Text, primary_key=True),
    Column("object_id", Text, ForeignKey("objects.object_id"), nullable=False),
    Column("shared_at", Instant, nullable=False),
    Column("day", Date, nullable=False),
    Column("network", Text, nullable=False, server_default="other"),
    country("country", nullable=False, server_default="unknown"),
    enumerated("kind", ("click", "share"), nullable=False, server_default="click"),
    Column("n", Integer, CheckConstraint("n > 0", name="n"), nullable=False, server_default="1"),
    sa.Index("ix_shares_object_id_day", "object_id", "day"),
    sa.Index("ix_shares_day_object_id", "day", "object_id"),
    sa.Index("ix_shares_country_day", "country", "day"),
    comment="One row n share clicks or reported shares; never a person.",
)

views = Table(
    "views",
    metadata,
    Column("day", Date, primary_key=True),
    Column("object_id", Text, ForeignKey("objects.object_id"), primary_key=True),
    country("country", primary_key=True, server_default="unknown"),
    Column("network", Text, primary_key=True, server_default="direct"),
    Column("n", Integer, CheckConstraint("n >= 0", name="n"), nullable=False),
    sa.Index("ix_views_object_id_day", "object_id", "day"),
    comment="Views by day, object, country and arriving network; bots left out where we count ourselves.",
)

annotations = Table(
    "annotations",
    metadata,
    Column("annotation_id", Text, primary_key=True),
    Column("day", Date, nullable=False, index=True),
    Column("until_day", Date),
    enumerated("kind", ANNOTATION_KINDS, nullable=False, server_default="other"),
    Column("text", Text, nullable=False),
    Column("object_id", Text, ForeignKey("objects.object_id")),
    Column("created_by", Text),
    CheckConstraint("until_day IS NULL OR until_day >= day", name="order"),
    comment="One row an event drawn on charts: press, launch, policy.",
)

benchmarks = Table(
    "benchmarks",
    metadata,
    Column("name", Text, primary_key=True),
    Column("item", Text, primary_key=True),
    Column("outcome", Text, primary_key=True),
    Column("as_of", Date, primary_key=True),
    Column("age_days", Integer, CheckConstraint("age_days >= 0", name="age"), nullable=False),
    Column("n", Integer, CheckConstraint("n >= 0", name="n"), nullable=False),
    Column("x", Integer, CheckConstraint("x >= 0 AND x <= n", name="x"), nullable=False),
    enumerated("precision", PRECISIONS, nullable=False, server_default="exact"),
    Column("source", Text, nullable=False),
    comment="One row a published point of a benchmark campaign: x of n items had the outcome by as_of.",
)

sealed_tips = Table(
    "sealed_tips",
    metadata,
    Column("tip_id", Text, primary_key=True),
    Column("key_id", Text, nullable=False),
    Column("sealed", sa.LargeBinary, nullable=False),
    comment="The sealed text of a public tip: unreadable here, opened offline by who holds the key.",
)
