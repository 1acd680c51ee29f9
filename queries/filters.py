"""What is asked about: the one set of filters, its URL, its WHERE and its words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import parse_qsl, urlencode

import sqlalchemy as sa

from records.tables import cases, objects

CHOICES = ("object", "category", "agency", "country", "channel", "network")
KEYS = ("from", "to", *CHOICES)
LONGEST = 200  # characters of one value; longer ones are no names of ours


@dataclass(frozen=True)
class Filters:
    """Days are the campaign's local days, both ends included; an empty tuple means everything.

    `notes` says in words which parts of a URL were not understood and fell back to everything.
    """

    from_: date | None = None
    to: date | None = None
    object: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    network: tuple[str, ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)

    @classmethod
    def from_search(cls, search: str) -> "Filters":
        """Read a URL's query string (with or without `?`); what is wrong falls back and is noted."""
        pairs = parse_qsl(search.lstrip("?"), keep_blank_values=False)
        given: dict[str, list[str]] = {}
        for key, value in pairs:
            if key in KEYS:
                given.setdefault(key, []).append(value)
        notes: list[str] = []
        first = _day(given.get("from"), "from", notes)
        last = _day(given.get("to"), "to", notes)
        if first and last and first > last:
            notes.append(f"The period ends ({last}) before it begins ({first}); showing all dates.")
            first = last = None
        chosen = {name: _values(given.get(name, []), name, notes) for name in CHOICES}
        return cls(from_=first, to=last, notes=tuple(notes), **chosen)

    @classmethod
    def from_values(
        cls, from_: str | date | None, to: str | date | None, **chosen: Iterable[str]
    ) -> "Filters":
        """Filters from a form's values; days as ISO text or dates."""
        days = {"from": _iso(from_), "to": _iso(to)}
        search = [(key, value) for key, value in days.items() if value]
        search += [(name, value) for name, values in chosen.items() for value in values]
        return cls.from_search(urlencode(search))

    def to_search(self) -> str:
        """The query string without `?`, canonical: sorted values, fixed order. Inverse of `from_search`."""
        pairs = [("from", _iso(self.from_)), ("to", _iso(self.to))]
        pairs += [(name, value) for name in CHOICES for value in sorted(set(getattr(self, name)))]
        return urlencode([(key, value) for key, value in pairs if value])

    def into_search(self, search: str) -> str:
        """`search` with its filter part replaced by these filters; a page's own keys stay."""
        others = [(key, value) for key, value in parse_qsl(search.lstrip("?")) if key not in KEYS]
        joined = "&".join(part for part in (self.to_search(), urlencode(others)) if part)
        return f"?{joined}" if joined else ""

    def only(self, **changes: object) -> "Filters":
        """These filters with some fields replaced."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def objects_chosen(self) -> sa.Select[tuple[str]] | None:
        """The ids of objects in scope by object, category and agency; None where all are."""
        if not (self.object or self.category or self.agency):
            return None
        chosen = sa.select(objects.c.object_id)
        if self.object:
            chosen = chosen.where(objects.c.object_id.in_(self.object))
        if self.category:
            chosen = chosen.where(objects.c.category.in_(self.category))
        if self.agency:
            chosen = chosen.join(cases, cases.c.case_id == objects.c.case_id)
            chosen = chosen.where(cases.c.agency.in_(self.agency))
        return chosen

    def where(self, table: sa.FromClause) -> list[sa.ColumnElement[bool]]:
        """The conditions on `table`, for whichever of the filtered columns it has."""
        columns: Mapping[str, sa.ColumnElement[object]] = table.c  # type: ignore[assignment]
        found: list[sa.ColumnElement[bool]] = []
        if "day" in columns:
            if self.from_:
                found.append(columns["day"] >= self.from_)
            if self.to:
                found.append(columns["day"] <= self.to)
        chosen = self.objects_chosen()
        if chosen is not None and "object_id" in columns:
            found.append(columns["object_id"].in_(chosen))
        country = next((name for name in ("origin_country", "country") if name in columns), None)
        for column, values in ((country, self.country), ("channel", self.channel), ("network", self.network)):
            if column in columns and values:
                found.append(columns[column].in_(values))
        return found

    def describe(self, names: Mapping[str, Mapping[str, str]] | None = None) -> str:
        """The scope in words, as screens and exports print it. `names`: readable names per filter."""
        said = [_period_words(self.from_, self.to)]
        for name in CHOICES:
            values = getattr(self, name)
            known = (names or {}).get(name, {})
            plural = {"category": "categories", "agency": "agencies", "country": "countries"}.get(
                name, f"{name}s"
            )
            if values:
                said.append(f"{plural}: {', '.join(known.get(value, value) for value in values)}")
            elif name in ("object", "country"):
                said.append(f"all {plural}")
        return "; ".join([*said, *self.notes])


def _period_words(first: date | None, last: date | None) -> str:
    if first and last:
        return f"{first.isoformat()} to {last.isoformat()}"
    if first:
        return f"from {first.isoformat()}"
    return f"until {last.isoformat()}" if last else "all dates"


def _iso(value: str | date | None) -> str:
    return value.isoformat() if isinstance(value, date) else value or ""


def _day(values: list[str] | None, key: str, notes: list[str]) -> date | None:
    if not values:
        return None
    try:
        return date.fromisoformat(values[-1][:10])
    except ValueError:
        notes.append(f"“{key}” is no date (use YYYY-MM-DD); showing all dates.")
        return None


def _values(raw: list[str], name: str, notes: list[str]) -> tuple[str, ...]:
    cleaned = {text.strip() for text in raw}
    good = {text for text in cleaned if text and len(text) <= LONGEST and text.isprintable()}
    if name == "country":
        good = {text if text == "unknown" else text.upper() for text in good}
        wrong = {text for text in good if text != "unknown" and not (len(text) == 2 and text.isalpha())}
        good -= wrong
        if wrong:
            notes.append("A country in the address is no two-letter code; it was left out.")
    if len(good) < len(cleaned) and name != "country":
        notes.append(f"A value of “{name}” in the address could not be read; it was left out.")
    return tuple(sorted(good))
