"""Times in files: ISO 8601, stated formats or epochs, and the zone of those that name none."""

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd

from records.importing.converted import Converted, Texts

_OFFSET = r"\s?(?:[Zz]|UTC|[+-]\d{2}(?::?\d{2})?)"
_ISO = rf"\d{{4}}-\d{{2}}-\d{{2}}(?:[T ]\d{{2}}:\d{{2}}(?::\d{{2}}(?:\.\d{{1,9}})?)?(?:{_OFFSET})?)?"
_AWARE = rf".*:\d.*{_OFFSET}$"  # an hour comes first: the end of 2026-03-01 is no offset
_MIDNIGHT_AS_24 = r"(?<!\d)24:00(?::00)?\b"
_MICROSECONDS = {"s": 1e6, "ms": 1e3, "us": 1.0, "ns": 1e-3}
_LONGEST_EPOCH = 2.5e17  # microseconds: year 9892, what every database can hold
EARLIEST = pd.Timestamp("1900-01-01", tz="UTC")
_SUSPECT = pd.Timestamp("1970-01-01", tz="UTC")
_AHEAD = dt.timedelta(days=1)  # clocks and zones of sources differ; more is a mistake
Instants = "pd.Series[Any]"


def instants(
    texts: Texts,
    *,
    formats: tuple[str, ...] = (),
    unit: str | None = None,
    zone: str,
    not_after: dt.datetime | None = None,
) -> Converted:
    """UTC instants (datetime64[us, UTC]) of texts, by `unit` since 1970 or the first of `formats` that fits.

    A text that names no offset is local time in `zone`. Local times that the clock skips are faults; of those
    that it runs through twice the earlier is taken, with a warning. Instants before 1900 or more than a day
    after `not_after` are faults, those up to 1970 warnings (an empty epoch reads as 1970-01-01).
    """
    series = pd.Series(texts, dtype="str")
    found = Converted(pd.Series(pd.NaT, index=series.index, dtype="datetime64[us, UTC]"))
    if unit:
        found.values = _epochs(series, unit)
    else:
        for pattern in formats or ("ISO8601",):
            _try_format(series, pattern, zone, found)
    for at in np.flatnonzero(series.notna() & found.values.isna()):
        found.faults.setdefault(int(at), _unreadable(str(series[at]), formats, unit))
    _check_range(found, not_after)
    return found


def days(
    texts: Texts,
    *,
    formats: tuple[str, ...] = (),
    unit: str | None = None,
    zone: str,
    not_after: dt.datetime | None = None,
) -> Converted:
    """Days (midnight, datetime64[us]) of texts; an epoch or a text with an offset gives its day in `zone`."""
    found = instants(texts, formats=formats, unit=unit, zone="UTC", not_after=not_after)
    in_utc = found.values.dt.tz_localize(None)
    in_zone = found.values.dt.tz_convert(zone).dt.tz_localize(None)
    found.values = in_zone.where(_aware(pd.Series(texts, dtype="str"), formats, unit), in_utc).dt.normalize()
    return found


def _aware(series: "pd.Series[str]", formats: tuple[str, ...], unit: str | None) -> "pd.Series[bool]":
    if unit or formats:
        return pd.Series(bool(unit) or any("%z" in pattern for pattern in formats), index=series.index)
    return series.str.match(_AWARE).fillna(False).astype(bool)


def _epochs(series: "pd.Series[str]", unit: str) -> "pd.Series[Any]":
    numbers = pd.to_numeric(series, errors="coerce").astype("float64")
    micro = (numbers * _MICROSECONDS[unit]).round()
    micro = micro.where(micro.abs() < _LONGEST_EPOCH)
    return pd.to_datetime(micro.astype("Int64"), unit="us", utc=True).astype("datetime64[us, UTC]")


def _try_format(series: "pd.Series[str]", pattern: str, zone: str, found: Converted) -> None:
    """Read what is still unread and not yet at fault with one format."""
    open_ = series.notna() & found.values.isna()
    open_.iloc[list(found.faults)] = False
    texts = series[open_]
    if texts.empty:
        return
    if pattern == "ISO8601":
        texts = texts[texts.str.fullmatch(_ISO)].str.replace("UTC", "Z")
        aware = texts.str.match(_AWARE)
    else:
        aware = pd.Series("%z" in pattern or "%Z" in pattern, index=texts.index)
    parsed = pd.to_datetime(texts[aware], format=pattern, errors="coerce", utc=True)
    found.values.update(parsed.astype("datetime64[us, UTC]"))
    _localise(_naive(texts[~aware], pattern), zone, found)


def _naive(texts: "pd.Series[str]", pattern: str) -> "pd.Series[Any]":
    """Local times without a zone; 24:00 is the end of its day."""
    parsed = pd.to_datetime(texts, format=pattern, errors="coerce").astype("datetime64[us]")
    late = texts[parsed.isna()]
    late = late[late.str.contains(_MIDNIGHT_AS_24)]
    if not late.empty:
        begun = late.str.replace("24:00", "00:00", regex=False)
        ended = pd.to_datetime(begun, format=pattern, errors="coerce").astype("datetime64[us]")
        parsed.update(ended + pd.Timedelta(days=1))
    return parsed.dropna()


def _localise(naive: "pd.Series[Any]", zone: str, found: Converted) -> None:
    if naive.empty:
        return
    first, second = (
        naive.dt.tz_localize(zone, ambiguous=np.full(len(naive), summer), nonexistent="NaT")
        for summer in (True, False)
    )
    earlier = first.where(first <= second, second)
    found.values.update(earlier.dt.tz_convert("UTC"))
    for at in naive.index[earlier.isna()]:
        found.faults[int(at)] = f"a time that did not exist that day in {zone}: the clock was put forward"
    for at in naive.index[first.ne(second) & earlier.notna()]:
        found.warnings[int(at)] = f"a time that came twice that day in {zone}: taken as the earlier one"


def _unreadable(text: str, formats: tuple[str, ...], unit: str | None) -> str:
    if unit:
        return f"no number of {unit} since 1970 before the year 9893"
    if formats:
        return f"not a time in the format {' or '.join(formats)}"
    if text.isdigit() and len(text) >= 9:
        return 'no time: a number; if it counts from 1970, write unit = "s" (or ms, us, ns) in the mapping'
    return "no time such as 2026-03-01T14:30:00+01:00; write its format in the mapping"


def _check_range(found: Converted, not_after: dt.datetime | None) -> None:
    values = found.values
    for at in np.flatnonzero(values < EARLIEST):
        found.faults[int(at)] = "the year is before 1900"
    for at in np.flatnonzero((values >= EARLIEST) & (values <= _SUSPECT)):
        found.warnings.setdefault(
            int(at), "a time before 1970: is the year right, or the source's clock empty?"
        )
    if not_after is not None:
        latest = pd.Timestamp(not_after) + _AHEAD
        for at in np.flatnonzero(values > latest):
            found.faults[int(at)] = "the time lies in the future"
