"""Findings that are dear to make, kept per database and data version: same data, same finding."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar, cast

from records import freshness

Found = TypeVar("Found")
MOST = 32
_kept: "OrderedDict[tuple[Any, ...], Any]" = OrderedDict()
_making: dict[tuple[Any, ...], Lock] = {}
_lock = Lock()


def remembered(db: Any, name: str, key: tuple[Any, ...], make: Callable[[], Found]) -> Found:
    """What `make` found for this name, key and data version, made at most once while it is kept.

    The finding is shared between requests: whoever gets it must not change its frames.
    """
    fresh = freshness.read(db)
    whole = (str(db.engine.url), fresh.version, fresh.as_of, name, key)
    with _lock:
        if whole in _kept:
            return cast("Found", _recalled(whole))
        mine = _making.setdefault(whole, Lock())
    # One makes it, the others wait for it: a page asks for the same plan from several callbacks at once.
    with mine:
        with _lock:
            if whole in _kept:
                return cast("Found", _recalled(whole))
        try:
            found = make()
            with _lock:
                _keep(whole, found)
        finally:
            with _lock:
                _making.pop(whole, None)
    return found


def _recalled(whole: tuple[Any, ...]) -> Any:
    _kept.move_to_end(whole)
    return _kept[whole]


def _keep(whole: tuple[Any, ...], found: Any) -> None:
    _kept[whole] = found
    while len(_kept) > MOST:
        _kept.popitem(last=False)
