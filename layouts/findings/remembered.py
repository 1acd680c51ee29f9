"""Findings that are dear to make, kept per database and data version: same data, same finding."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from records import freshness

Found = TypeVar("Found")
MOST = 24
_kept: "OrderedDict[tuple[Any, ...], Any]" = OrderedDict()
_lock = Lock()


def remembered(db: Any, name: str, key: tuple[Any, ...], make: Callable[[], Found]) -> Found:
    """What `make` found for this name, key and data version, made at most once while it is kept.

    The finding is shared between requests: whoever gets it must not change its frames.
    """
    fresh = freshness.read(db)
    whole = (str(db.engine.url), fresh.version, fresh.as_of, name, key)
    with _lock:
        if whole in _kept:
            _kept.move_to_end(whole)
            found: Found = _kept[whole]
            return found
    found = make()
    with _lock:
        _kept[whole] = found
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return found
