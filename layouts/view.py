"""What changes only a page's picture, kept in the URL beside the filters."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from queries import search as url


@dataclass(frozen=True)
class View:
    """Base of a page's view: text fields, each with the values it may take in ALLOWED (absent: any)."""

    @classmethod
    def allowed(cls) -> Mapping[str, tuple[str, ...]]:
        """Per field the values that exist; a field without an entry takes any text."""
        return {}

    @classmethod
    def from_search(cls, search: str) -> Self:
        """The view of a query string; what does not exist falls back to the default."""
        given, allowed = url.parse(search), cls.allowed()
        values: dict[str, Any] = {}
        for item in fields(cls):
            text = given.get(item.name, ("",))[-1]
            if text and (item.name not in allowed or text in allowed[item.name]):
                values[item.name] = text
        return cls(**values)

    def to_search(self, search: str) -> str:
        """`search` with this view's keys set; defaults are left out, other keys stay."""
        default = type(self)()
        changes = {
            item.name: (getattr(self, item.name),)
            if getattr(self, item.name) != getattr(default, item.name)
            else ()
            for item in fields(self)
        }
        return url.merge(search, changes)
