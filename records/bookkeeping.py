"""Tables of our own: people, decisions, imports, versions. Others may read them, not rely on them."""

import sqlalchemy as sa
from sqlalchemy import BigInteger, Column, Date, ForeignKey, Integer, Table, Text

from records.columns import Instant, enumerated
from records.tables import metadata

ROLES = ("leadership", "analyst", "manager", "administrator")
# SQLite numbers rows by itself only for its own INTEGER type.
Serial = BigInteger().with_variant(Integer, "sqlite")

users = Table(
    "users",
    metadata,
    Column("user_id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    enumerated("role", ROLES, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("disabled_at", Instant),
    Column("session_epoch", Integer, nullable=False, server_default="0"),
    comment="One row a person who may sign in. session_epoch: raised to end every session of that person.",
)

login_links = Table(
    "login_links",
    metadata,
    Column("token_sha256", Text, primary_key=True),
    Column("user_id", Text, ForeignKey("users.user_id", ondelete="CASCADE"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    comment="One row a one-time link; only the hash of its token is kept.",
)

user_visits = Table(
    "user_visits",
    metadata,
    Column("user_id", Text, ForeignKey("users.user_id", ondelete="CASCADE"), primary_key=True),
    Column("page", Text, primary_key=True),
    Column("visited_at", Instant, nullable=False),
    Column("previous_at", Instant),
    comment="One row a person and page: the present visit and the one before it.",
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("seq", Serial, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    comment="One row a decision, chained: hash covers the row and the one before. detail: canonical JSON.",
)

imports = Table(
    "imports",
    metadata,
    Column("import_id", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("records", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("file_sha256", Text, nullable=False),
    Column("mapping_sha256", Text),
    Column("read", Integer, nullable=False),
    Column("skipped", Integer, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Column("warnings", Integer, nullable=False, server_default="0"),
    comment="One row an imported file. read = skipped + accepted + unchanged + rejected.",
)

import_rejects = Table(
    "import_rejects",
    metadata,
    Column("import_id", Text, ForeignKey("imports.import_id", ondelete="CASCADE"), primary_key=True),
    Column("seq", Integer, primary_key=True),
    Column("row_number", Integer, nullable=False),
    Column("column", Text, nullable=False),
    Column("value", Text),
    Column("reason", Text, nullable=False),
    enumerated("severity", ("error", "warning"), nullable=False, server_default="error"),
    comment="One row a finding of an import: where, what, why.",
)

reports = Table(
    "reports",
    metadata,
    Column("report_id", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("format", Text, nullable=False),
    Column("parameters", Text, nullable=False),
    Column("data_version", BigInteger, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("file_sha256", Text, nullable=False),
    Column("bytes", BigInteger, nullable=False),
    comment="One row a report file that was made. parameters: canonical JSON.",
)

data_version = Table(
    "data_version",
    metadata,
    Column("one", Integer, sa.CheckConstraint("one = 1", name="one_row"), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("as_of", Instant),
    comment="One row: raised by the refresher whenever what pages show has changed; as_of: the refresh time.",
)

dirty_keys = Table(
    "dirty_keys",
    metadata,
    Column("key_id", Serial, primary_key=True),
    enumerated("source", ("tips", "shares", "views", "other"), nullable=False),
    Column("day", Date),
    Column("object_id", Text),
    comment="One row a (day, object) whose rollups are stale, logged in the writer's own transaction. "
    "other with an object: it became something else, or with a day, its displays changed from then on; "
    "without: pages must look again.",
)
