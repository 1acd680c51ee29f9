"""Advisory locks of PostgreSQL, one number each; on SQLite the one writer at a time does their work."""

from enum import IntEnum


class Lock(IntEnum):
    """Any fixed numbers, as long as no two are the same: who holds one waits for nobody else's.

    Save an upgrade of the schema: before it touches anything it waits for the refresher, too.
    """

    AUDIT_CHAIN = 7_214_001  # writers of the chain queue behind it
    ROLLUPS = 7_214_002  # the one refresher of a database holds it
    SCHEMA = 7_214_003  # two processes that start at once upgrade one after the other
    BOARD = 7_214_004  # whoever changes the twenty queues behind it
