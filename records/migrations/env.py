"""Run by Alembic: applies revisions on the connection that records.schema hands over, in its transaction."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
