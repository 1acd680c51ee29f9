"""Bringing a database's schema up to date."""

from sqlalchemy.engine import Engine

from records import bookkeeping, rollup_tables, tables

__all__ = ["bookkeeping", "rollup_tables", "upgrade"]


def upgrade(engine: Engine) -> None:
    """Create what is missing."""
    tables.metadata.create_all(engine)
