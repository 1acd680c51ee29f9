"""What one consistent read has already asked: pages ask for the campaign, its displays and its outcomes from
several findings at once, and within one `records.database.reading` the answer cannot change."""

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

import pandas as pd
from sqlalchemy.engine import Connection

Found = TypeVar("Found")
ASKED = "trace_asked"


def once(db: Connection, question: Hashable, ask: Callable[[], Found]) -> Found:
    """The answer to a question, asked at most once in a consistent read; always anew while writing.

    A frame comes as a shallow copy: pandas copies what is written to, so callers cannot disturb each other.
    """
    known = db.get_execution_options().get(ASKED)
    if known is None:
        return ask()
    if question not in known:
        known[question] = ask()
    found = known[question]
    return cast("Found", found.copy(deep=False)) if isinstance(found, pd.DataFrame) else cast("Found", found)
