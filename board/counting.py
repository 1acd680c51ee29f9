"""Counting views and presses: numbers by day, object, country and network; nobody is followed.

Counts are kept in memory for a moment and written together, so that a busy hour costs one transaction every
two seconds and no row stands for one person's visit.
"""

import threading
from collections import Counter
from zoneinfo import ZoneInfo

import crawleruseragents
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from werkzeug.datastructures import Headers

from records import public
from records.database import writing
from records.log import logger

MOST_WAITING = 20_000  # different combinations kept while the database does not answer


def is_robot(headers: Headers) -> bool:
    """Whether a request calls itself a program (or nothing at all), or only fetches ahead of a person."""
    agent = headers.get("User-Agent", "")
    ahead = "prefetch" in f"{headers.get('Sec-Purpose', '')} {headers.get('Purpose', '')}".lower()
    return not agent.strip() or ahead or bool(crawleruseragents.is_crawler(agent))


class Counts:
    """Waiting counts, written at most `seconds` after the first of them (0: at once)."""

    def __init__(self, engine: Engine, seconds: float) -> None:
        self._engine = engine
        self._seconds = seconds
        self._lock = threading.Lock()
        self._views: Counter[public.View] = Counter()
        self._presses: Counter[tuple[public.Press, ZoneInfo]] = Counter()
        self._timer: threading.Timer | None = None

    def view(self, view: public.View) -> None:
        """Count one view."""
        with self._lock:
            if view in self._views or len(self._views) < MOST_WAITING:
                self._views[view] += 1
        self._soon()

    def press(self, press: public.Press, zone: ZoneInfo) -> None:
        """Count one press; `zone` is the campaign's, for the local day."""
        with self._lock:
            key = (press, zone)
            if key in self._presses or len(self._presses) < MOST_WAITING:
                self._presses[key] += 1
        self._soon()

    def flush(self) -> None:
        """Write what waits. What cannot be written now waits on."""
        with self._lock:
            self._timer = None
            views, self._views = self._views, Counter()
            presses, self._presses = self._presses, Counter()
        if not views and not presses:
            return
        try:
            with writing(self._engine) as db:
                public.add_views(db, views)
                for zone in {zone for _, zone in presses}:
                    chosen = {press: n for (press, its_zone), n in presses.items() if its_zone == zone}
                    public.add_presses(db, chosen, zone)
        except IntegrityError:
            # An object that no longer exists would hold up all others for ever.
            lost = views.total() + presses.total()
            logger("board").error("counts of an object that is gone were dropped", n=lost)
        except SQLAlchemyError as error:
            logger("board").error("counts could not be written", kind=type(error).__name__)
            with self._lock:
                self._views.update(views)
                self._presses.update(presses)

    def _soon(self) -> None:
        if self._seconds <= 0:
            self.flush()
            return
        with self._lock:
            if self._timer is None:
                self._timer = threading.Timer(self._seconds, self.flush)
                self._timer.daemon = True
                self._timer.start()
