"""Where a request comes from: a country at most. The address is looked at once and kept nowhere."""

from collections.abc import Mapping
from functools import cached_property
from ipaddress import ip_address
from typing import Any

import maxminddb

from records.log import logger

UNKNOWN = "unknown"


def client_address(environ: Mapping[str, Any], hops: int) -> str | None:
    """The sender's address, or None when it cannot be known.

    Behind `hops` reverse proxies only the entry that our own outermost proxy wrote is believed: the `hops`-th
    from the right of X-Forwarded-For. What stands left of it anybody can make up.
    """
    if hops == 0:
        return _address(str(environ.get("REMOTE_ADDR", "")))
    entries = str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    return _address(entries[-hops]) if len(entries) >= hops else None


def _address(text: str) -> str | None:
    try:
        parsed = ip_address(text.strip().strip("[]").partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(parsed, "ipv4_mapped", None)
    return str(mapped or parsed)


class CountryTable:
    """An offline table from address to country (MMDB), if the campaign installed one; opened at first use."""

    def __init__(self, path: str) -> None:
        self._path = path

    def country(self, address: str | None) -> str:
        """ISO 3166-1 alpha-2 code (or XK), or `unknown`."""
        if address is None or self._reader is None:
            return UNKNOWN
        try:
            return _code(self._reader.get(address))
        except (ValueError, maxminddb.InvalidDatabaseError):  # a table of the other kind of addresses; damage
            return UNKNOWN

    @cached_property
    def _reader(self) -> Any:
        if not self._path:
            return None
        try:
            return maxminddb.open_database(self._path, maxminddb.MODE_MEMORY)
        except (OSError, maxminddb.InvalidDatabaseError) as error:
            logger("board").error("country table cannot be read", kind=type(error).__name__)
            return None


def _code(record: Any) -> str:
    """The code in a record of a usual layout: {"country": {"iso_code": "FR"}} or {"country_code": "FR"}."""
    if not isinstance(record, Mapping):
        return UNKNOWN
    country = record.get("country")
    code = country.get("iso_code") if isinstance(country, Mapping) else record.get("country_code")
    if isinstance(code, str) and len(code) == 2 and code.isascii() and code.isupper():
        return code
    return UNKNOWN
