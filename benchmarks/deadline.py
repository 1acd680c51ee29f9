"""A bound on how long a piece of work may take, which still lets it clean up behind itself."""

import contextlib
import signal
from collections.abc import Iterator
from typing import Any


class OutOfTimeError(BaseException):
    """Raised inside the work. Not an Exception: what guards against failures must not take it for one."""


@contextlib.contextmanager
def deadline(seconds: int) -> Iterator[None]:
    """Stop the block after some seconds; only in the main thread, and only where the system has alarms."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(*_: Any) -> None:
        raise OutOfTimeError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
