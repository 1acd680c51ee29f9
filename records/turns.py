"""Work that a server does in the background, turn by turn, in a thread of its own."""

import threading
from abc import ABC, abstractmethod


class Turns(ABC):
    """A daemon thread that takes a turn, waits `interval` seconds, and takes the next.

    `first`: seconds before the first turn. What fails is logged by `failed` and tried again at the next turn.
    Start it after a fork: a thread does not survive one.
    """

    def __init__(self, name: str, interval: float, first: float = 0.0) -> None:
        self._name, self._interval, self._first = name, interval, first
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    @abstractmethod
    def turn(self) -> None:
        """Do the work once."""

    @abstractmethod
    def failed(self) -> None:
        """Log the error of a turn; called while it is being handled."""

    def start(self) -> None:
        """Begin, unless it runs already."""
        if self._thread is None:
            self._stopped.clear()
            self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End after the turn that may be under way."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        wait = self._first
        while not self._stopped.wait(wait):
            try:
                self.turn()
            except Exception:  # noqa: BLE001 -- a thread that died silently would leave its work undone for good
                self.failed()
            wait = self._interval
