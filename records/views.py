"""The views that the public page reads: all that its database role may see of the campaign."""

import sqlalchemy as sa

from records.columns import Instant

displayed_objects = sa.table(
    "displayed_objects",
    sa.column("object_id", sa.Text),
    sa.column("slot", sa.Integer),
    sa.column("shown_from", Instant),
    sa.column("category", sa.Text),
    sa.column("image", sa.Text),
    sa.column("image_sha256", sa.Text),
    sa.column("licence", sa.Text),
)
"""One row an object on display at this moment, by the database's clock."""

displayed_texts = sa.table(
    "displayed_texts",
    sa.column("object_id", sa.Text),
    sa.column("language", sa.Text),
    sa.column("title", sa.Text),
    sa.column("question", sa.Text),
    sa.column("alt", sa.Text),
    sa.column("reviewed", sa.Boolean),
)
"""One row an object on display and language."""

withdrawn_objects = sa.table("withdrawn_objects", sa.column("object_id", sa.Text))
"""One row an object that was on display once and is no longer."""

public_campaign = sa.table(
    "public_campaign",
    sa.column("name", sa.Text),
    sa.column("timezone", sa.Text),
    sa.column("languages", sa.Text),
    sa.column("slots", sa.Integer),
    sa.column("simulated", sa.Boolean),
)
"""One row: what the public may know of the campaign; none while it is not set up."""

public_results = sa.table(
    "public_results", sa.column("identified", sa.Integer), sa.column("located", sa.Integer)
)
"""One row: how many objects that were ever on display are identified, and how many of them located."""
