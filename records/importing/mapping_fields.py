"""Reading and checking the `[fields]` of a mapping file: one column each."""

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import available_timezones

import pandas as pd

from records.importing.mapping import Field, choice
from records.importing.targets import POINT, Target
from records.problems import Problem

# What `as` may say, and the kinds of column for which it makes sense.
CONVERSIONS = {
    "hash": ("identifier",),
    "country": ("country",),
    "network": ("network",),
    "number": ("integer", "number"),
}
UNITS = ("s", "ms", "us", "ns")
_FIELD_KEYS = ("from", "as", "prefix", "default", "format", "timezone", "unit", "index", "map", "const")
_TIMED = ("instant", "day")


def read_fields(target: Target, stated: Mapping[str, Any]) -> tuple[Field, ...]:
    """The fields of a mapping for `target`. Raises Problem naming the one that is wrong, and how."""
    for name in stated:
        if name not in target.fields:
            raise Problem(f"{target.name} takes no column {name!r}; {choice(name, target.fields)}")
    if len(set(POINT) & set(stated)) == 1:
        raise Problem("latitude and longitude are mapped together or not at all")
    missing = [name for name in target.required if name not in stated]
    if missing:
        raise Problem(f"{target.name} need {', '.join(missing)}; add to [fields]")
    return tuple(_field(target, name, stated[name]) for name in stated)


def _field(target: Target, name: str, stated: Any) -> Field:
    kind = target.kinds.get(name, "coordinate")
    if not isinstance(stated, dict):
        raise Problem(f'fields.{name} must be a table such as {{ from = "column" }}, not {stated!r}')
    known_keys(f"fields.{name}: ", stated, _FIELD_KEYS)
    if ("from" in stated) == ("const" in stated):
        raise Problem(f"fields.{name} needs either from or const")
    if "const" in stated and len(stated) > 1:
        raise Problem(f"fields.{name} is a const: nothing else can be said of it")
    field = Field(
        name,
        source=texts(f"fields.{name}.from", stated.get("from", [])),
        conversion=_conversion(name, kind, stated.get("as")),
        prefix=_scalar(f"fields.{name}.prefix", stated.get("prefix", "")),
        default=_scalar(f"fields.{name}.default", stated["default"]) if "default" in stated else None,
        formats=_formats(name, kind, stated.get("format", [])),
        timezone=_timezone(name, kind, stated.get("timezone")),
        unit=_unit(name, kind, stated.get("unit")),
        index=_index(name, stated.get("index")),
        values=_values(name, stated.get("map")),
        constant=_scalar(f"fields.{name}.const", stated["const"]) if "const" in stated else None,
    )
    _check_combination(field)
    return field


def _check_combination(field: Field) -> None:
    if len(field.source) > 1 and field.conversion != "hash":
        raise Problem(f'fields.{field.name} has several columns in from: only as = "hash" takes several')
    if field.unit and field.formats:
        raise Problem(f"fields.{field.name} has a unit and a format: an epoch has no format")
    if field.unit and field.timezone:
        raise Problem(f"fields.{field.name} has a unit and a timezone: an epoch is counted in UTC")
    if field.conversion == "hash" and (field.default is not None or field.values or field.index is not None):
        raise Problem(f"fields.{field.name}: a hash takes from and prefix only")


def _conversion(name: str, kind: str, value: Any) -> str | None:
    conversion = one_of(f"fields.{name}.as", value, CONVERSIONS)
    if conversion and kind not in CONVERSIONS[conversion]:
        raise Problem(f"fields.{name} takes a value of kind {kind}: as = {conversion!r} makes none")
    return conversion


def _scalar(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    if hasattr(value, "isoformat"):  # TOML's own dates and times
        return str(value.isoformat())
    raise Problem(f"{key} must be a text or a number, not {value!r}")


def _formats(name: str, kind: str, value: Any) -> tuple[str, ...]:
    formats = texts(f"fields.{name}.format", value)
    if formats and kind not in _TIMED:
        raise Problem(f"fields.{name} is no time: it has no format")
    for pattern in formats:
        try:
            pd.to_datetime(pd.Series(["-"]), format=pattern, errors="coerce")
            wrong = "%" not in pattern
        except ValueError:
            wrong = True
        if wrong:
            raise Problem(f"fields.{name}.format {pattern!r} is no time format such as '%d/%m/%Y %H:%M'")
    return formats


def _timezone(name: str, kind: str, value: Any) -> str | None:
    if value is None:
        return None
    if kind != "instant":
        raise Problem(f"fields.{name} is no instant: it has no timezone")
    if value not in available_timezones():
        raise Problem(f"fields.{name}.timezone {value!r} is not known; write one like 'America/New_York'")
    return str(value)


def _unit(name: str, kind: str, value: Any) -> str | None:
    if value is not None and kind not in _TIMED:
        raise Problem(f"fields.{name} is no time: it has no unit")
    return one_of(f"fields.{name}.unit", value, UNITS)


def _index(name: str, value: Any) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
        return value
    raise Problem(f"fields.{name}.index must be 0, 1, 2 …, not {value!r}")


def _values(name: str, value: Any) -> Mapping[str, str] | None:
    if value is None:
        return None
    if not isinstance(value, dict) or not value:
        raise Problem(f"fields.{name}.map must be a table such as {{ open = 'pending' }}, not {value!r}")
    return {key: _scalar(f"fields.{name}.map.{key}", item) for key, item in value.items()}


def known_keys(where: str, stated: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """Raise Problem for a key that no mapping has."""
    for key in stated:
        if key not in known:
            raise Problem(f"{where}{key!r} is no key of a mapping; {choice(key, known)}")


def one_of(key: str, value: Any, known: Iterable[str]) -> str | None:
    """The value if it is one of the known words (or absent); Problem otherwise."""
    if value is None or value in known:
        return value if value is None else str(value)
    raise Problem(f"{key} is {value!r}; known: {', '.join(known)}")


def texts(key: str, value: Any) -> tuple[str, ...]:
    """One text or a list of them, as a tuple; Problem otherwise."""
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(v, str) and v for v in values):
        raise Problem(f"{key} must be a text or a list of texts, not {value!r}")
    return tuple(values)
