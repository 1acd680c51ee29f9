"""The day's release for leadership, made before somebody asks for it."""

from pathlib import Path
from typing import Any

from layouts.findings import release
from records.database import reading
from records.log import logger, new_trace
from records.turns import Turns

log = logger("release")


class Preparer(Turns):
    """A thread that makes the release of the data's day while a server runs, if it is not made yet: after the
    start, and after the first refresh of a day.

    Each server process may have one; only one of them makes a release at a time (`records.snapshots.making`).
    The first turn comes after the interval, when the server answers.
    """

    def __init__(self, engine: Any, folder: Path, interval: float = 10.0) -> None:
        super().__init__("release preparer", interval, first=interval)
        self._engine, self._folder = engine, folder

    def turn(self) -> None:
        """Make the release of the data's day, unless it was made."""
        new_trace()
        with reading(self._engine) as db:
            ready = release.kept(db, self._folder)
        if not ready:
            release.begin(self._engine, self._folder).join()

    def failed(self) -> None:
        """Leadership would wait for its first page of the day."""
        log.error("the release could not be prepared; trying again", exc_info=True)
