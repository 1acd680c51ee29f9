"""The day's release for leadership, made before somebody asks for it."""

import threading
from pathlib import Path
from typing import Any

from layouts.findings import release
from records.database import reading
from records.log import logger, new_trace

log = logger("release")


class Preparer:
    """A thread that makes the release of the data's day while a server runs, if it is not made yet: after the
    start, and after the first refresh of a day.

    Each server process may have one; only one of them makes a release at a time (`records.snapshots.making`).
    What fails is logged and tried again at the next turn. Start it after a fork.
    """

    def __init__(self, engine: Any, folder: Path, interval: float = 10.0) -> None:
        self._engine, self._folder, self._interval = engine, folder, interval
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, unless it runs already; the first turn comes after the interval, when the server answers."""
        if self._thread is None:
            self._stopped.clear()
            self._thread = threading.Thread(target=self._run, name="release preparer", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End after the turn that may be under way."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while not self._stopped.wait(self._interval):
            new_trace()
            try:
                self.turn()
            except Exception:  # whatever it is: leadership would wait for its first page of the day
                log.error("the release could not be prepared; trying again", exc_info=True)

    def turn(self) -> None:
        """Make the release of the data's day, unless it was made."""
        with reading(self._engine) as db:
            ready = release.kept(db, self._folder)
        if not ready:
            release.begin(self._engine, self._folder).join()
