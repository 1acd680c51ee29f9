"""What a page is about: the filters in its URL, their words, and the only WHERE made of them."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from queries import search as url
from records import campaign, countries
from records.tables import CHANNELS, cases, objects

Condition = sa.ColumnElement[bool]
Known = Mapping[str, Collection[str]]

LISTS = ("category", "object", "country", "channel", "network", "agency")
KEYS = ("from", "to", *LISTS)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_COUNTRY = re.compile(r"[A-Z]{2}")
# Wider than any campaign; local midnights of these days are still valid UTC instants in every zone.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True)
class Filters:
    """The scope of a question. Days are local to the campaign and both included; an empty list means all.

    `object`, `category` and `agency` choose objects and everything recorded about them; `country` is where
    tips, shares and views came from (and where outcomes happened); `channel` narrows tips, `network` shares
    and views. `ignored` says in words what a URL asked for in vain; it takes no part in comparisons.
    """

    from_: date | None = None
    to: date | None = None
    category: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    network: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    ignored: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        for name in LISTS:
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)))))
        for day in (self.from_, self.to):
            if day is not None and not FIRST_DAY <= day <= LAST_DAY:
                raise ValueError(f"{day} is outside {FIRST_DAY} to {LAST_DAY}")
        if self.from_ and self.to and self.from_ > self.to:
            raise ValueError(f"the period ends ({self.to}) before it begins ({self.from_})")

    @classmethod
    def from_search(cls, search: str, known: Known | None = None) -> Self:
        """The filters of a query string; the exact inverse of `to_search`.

        What cannot be read, or is none of the `known` values of its filter (where given), falls back to the
        default and is told in `ignored`. Other keys belong to others and are left alone.
        """
        given = url.parse(search)
        ignored: list[str] = []
        from_, to = (_read_day(name, given.get(name, ()), ignored) for name in ("from", "to"))
        if from_ and to and from_ > to:
            ignored.append(f"the period {from_} to {to} ends before it begins")
            from_ = to = None
        lists = {
            name: _read_list(name, given.get(name, ()), (known or {}).get(name), ignored) for name in LISTS
        }
        return cls(from_=from_, to=to, **lists, ignored=tuple(ignored))

    def to_search(self, search: str = "") -> str:
        """The query string (with its question mark, empty when nothing is filtered).

        With the present `search` of a page, its other keys are kept.
        """
        return url.merge(search, self._values())

    def _values(self) -> dict[str, tuple[str, ...]]:
        days = {"from": self.from_, "to": self.to}
        return {
            **{name: (day.isoformat(),) if day else () for name, day in days.items()},
            **{name: getattr(self, name) for name in LISTS},
        }

    def where(self, table: sa.FromClause, zone: ZoneInfo | str | None = None) -> Condition:
        """The condition that these filters put on the rows of `table`: all that its columns can tell.

        Tables with a `day` are bound by local days. Display periods count when they overlap the half-open UTC
        window of those days, for which the campaign's `zone` is needed (ValueError without it).
        """
        return sa.and_(sa.true(), *self._period(table, zone), *self._scope(table))

    def _period(self, table: sa.FromClause, zone: ZoneInfo | str | None) -> list[Condition]:
        columns = table.c
        if "shown_from" in columns:
            return self._overlap(columns.shown_from, columns.shown_until, zone)
        if "until_day" in columns:
            return _between(columns.day, None, self.to) + _between(
                sa.func.coalesce(columns.until_day, columns.day), self.from_, None
            )
        return _between(columns.day, self.from_, self.to) if "day" in columns else []

    def _overlap(
        self, start: sa.ColumnElement[Any], end: sa.ColumnElement[Any], zone: ZoneInfo | str | None
    ) -> list[Condition]:
        if not (self.from_ or self.to):
            return []
        if zone is None:
            raise ValueError("display periods are instants: their window needs the campaign's zone")
        conditions: list[Condition] = []
        if self.to:
            conditions.append(start < campaign.day_start(self.to + timedelta(days=1), zone))
        if self.from_:
            conditions.append(sa.or_(end.is_(None), end > campaign.day_start(self.from_, zone)))
        return conditions

    def _scope(self, table: sa.FromClause) -> list[Condition]:
        columns = table.c
        conditions = self._about_objects(table)
        for name, candidates in _COLUMNS.items():
            column = next((columns[c] for c in candidates if c in columns), None)
            chosen = getattr(self, name)
            if chosen and column is not None:
                conditions.append(column.in_(chosen))
        return conditions

    def _about_objects(self, table: sa.FromClause) -> list[Condition]:
        columns, chosen = table.c, self.objects()
        if chosen is None:
            return []
        if "agency" in columns and "category" in columns and not self.object:  # a rollup by what objects are
            named = (("category", self.category), ("agency", self.agency))
            return [columns[name].in_(values) for name, values in named if values]
        if table.name == "cases":  # type: ignore[attr-defined]
            by_case = sa.select(objects.c.case_id).where(objects.c.object_id.in_(chosen))
            return [columns.case_id.in_(by_case)]
        if "object_id" not in columns:
            return []
        one: Condition = columns.object_id.in_(chosen)
        if "case_id" in columns and "category" not in columns:  # an outcome of a whole case
            by_case = sa.select(objects.c.case_id).where(objects.c.object_id.in_(chosen))
            one = one | (columns.object_id.is_(None) & columns.case_id.in_(by_case))
        elif columns.object_id.nullable:  # an annotation of the whole campaign
            one = one | columns.object_id.is_(None)
        return [one]

    def objects(self) -> Any:
        """The chosen objects as a list of ids or a SELECT of them; None when all are meant."""
        if not (self.category or self.agency):
            return self.object or None
        chosen = sa.select(objects.c.object_id)
        if self.object:
            chosen = chosen.where(objects.c.object_id.in_(self.object))
        if self.category:
            chosen = chosen.where(objects.c.category.in_(self.category))
        if self.agency:
            chosen = chosen.join(cases, cases.c.case_id == objects.c.case_id)
            chosen = chosen.where(cases.c.agency.in_(self.agency))
        return chosen

    def unbounded(self) -> Self:
        """The same question about all days."""
        return replace(self, from_=None, to=None)

    def until_end(self) -> Self:
        """The same question about everything up to the end of the period: what judging the pilot uses."""
        return replace(self, from_=None)

    def previous(self) -> Self | None:
        """The same question about the period of equal length just before; None for a period without ends."""
        if self.from_ is None or self.to is None:
            return None
        days = (self.to - self.from_).days + 1
        first = self.from_ - timedelta(days=days)
        if first < FIRST_DAY:
            return None
        return replace(self, from_=first, to=self.from_ - timedelta(days=1))

    def describe(self, names: Mapping[str, Mapping[str, str]] | None = None) -> str:
        """What is in scope, in English words, as on the screen and in every export.

        `names`: readable names by filter and value, such as `{"object": {"O-17": "Orange pamphlet"}}`;
        countries have their English names without it.
        """
        names = {"country": countries.names("en"), **(names or {})}
        parts = [_words_of_period(self.from_, self.to)]
        for name in LISTS:
            if chosen := getattr(self, name):
                said = [names.get(name, {}).get(value, value) for value in chosen]
                parts.append(f"{_LABELS[name]} {' or '.join(said)}")
        parts += [f"left out: {words}" for words in self.ignored]
        return "; ".join(parts)


# filter → the column it is about, by the table's own word for it
_COLUMNS: dict[str, tuple[str, ...]] = {
    "country": ("origin_country", "country"),
    "channel": ("channel",),
    "network": ("network",),
}
_LABELS = {
    "category": "category",
    "object": "object",
    "country": "country of origin",
    "channel": "tips by",
    "network": "shares and views by",
    "agency": "agency",
}


def _between(column: sa.ColumnElement[Any], first: date | None, last: date | None) -> list[Condition]:
    conditions: list[Condition] = []
    if first:
        conditions.append(column >= first)
    if last:
        conditions.append(column < last + timedelta(days=1))
    return conditions


def _read_day(name: str, texts: tuple[str, ...], ignored: list[str]) -> date | None:
    if not texts:
        return None
    try:
        if len(texts) != 1 or not _DAY.fullmatch(texts[0]):
            raise ValueError
        day = date.fromisoformat(texts[0])
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValueError
    except ValueError:
        ignored.append(f"{name}={','.join(texts)} (no day like 2025-06-01)")
        return None
    return day


def _read_list(
    name: str, texts: tuple[str, ...], known: Collection[str] | None, ignored: list[str]
) -> tuple[str, ...]:
    tidy, valid = _READERS.get(name, (str, lambda _: True))
    values = [tidy(text) for text in texts]
    good = [value for value in values if valid(value) and (known is None or value in known)]
    ignored += [f"{name}={value} (not known)" for value in values if value not in good]
    return tuple(good)


def _country(text: str) -> str:
    return "unknown" if text.lower() == "unknown" else text.upper()


# filter → how its texts are tidied, and whether the result can be one
_READERS: dict[str, tuple[Callable[[str], str], Callable[[str], bool]]] = {
    "country": (_country, lambda code: code == "unknown" or _COUNTRY.fullmatch(code) is not None),
    "channel": (str, lambda word: word in CHANNELS),
}


def _words_of_period(first: date | None, last: date | None) -> str:
    def said(day: date) -> str:
        return f"{day.day} {day:%B %Y}"

    if first and last:
        return said(first) if first == last else f"{said(first)} to {said(last)}"
    if first:
        return f"from {said(first)}"
    return f"until {said(last)}" if last else "the whole campaign"
