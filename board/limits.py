"""How much one network may send: counted in memory under a keyed hash, forgotten with the process."""

import hashlib
import hmac
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import ip_address, ip_network

MOST_KEYS = 50_000  # about 10 MB at most; whoever came first is forgotten first


class Networks:
    """Names a sender's network (IPv4 /24, IPv6 /48) by a keyed hash that means nothing elsewhere."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def name(self, address: str | None) -> str:
        """16 hexadecimal digits; senders whose address nobody knows share one name."""
        network = "unknown"
        if address is not None:
            wide = 24 if ip_address(address).version == 4 else 48
            network = str(ip_network(f"{address}/{wide}", strict=False))
        return hmac.new(self._key, network.encode(), hashlib.sha256).hexdigest()[:16]


class Budget:
    """A token bucket a key: `allowed` at once, refilled evenly over `seconds`."""

    def __init__(self, allowed: int, seconds: float, clock: Callable[[], float] = time.time) -> None:
        self._allowed = float(allowed)
        self._rate = allowed / seconds
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, key: str) -> float:
        """Take one; returns 0.0 when granted, else the seconds until one will be there (none is taken)."""
        with self._lock:
            now = self._clock()
            left = self._refilled(key, now)
            granted = left >= 1.0
            self._left[key] = (left - 1.0 if granted else left, now)
            self._left.move_to_end(key)
            while len(self._left) > MOST_KEYS:
                self._left.popitem(last=False)
        return 0.0 if granted else (1.0 - left) / self._rate

    def give_back(self, key: str) -> None:
        """Return one that was taken for something that did not happen in the end."""
        with self._lock:
            now = self._clock()
            self._left[key] = (min(self._allowed, self._refilled(key, now) + 1.0), now)

    def _refilled(self, key: str, now: float) -> float:
        left, since = self._left.get(key, (self._allowed, now))
        return min(self._allowed, left + max(0.0, now - since) * self._rate)
