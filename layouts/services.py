"""What pages need from the running application, handed to each page's `register`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from records.database import reading, writing
from records.settings import Settings

INTERNAL = "internal"
LEADERSHIP = "leadership"


@dataclass(frozen=True)
class Viewer:
    """Who looks: decides the audience of every number (exact, or protected) and what may be changed."""

    user_id: str
    name: str
    role: str

    @property
    def audience(self) -> str:
        """`leadership` sees the protected release, everybody else exact counts."""
        return LEADERSHIP if self.role == "leadership" else INTERNAL

    def may(self, *roles: str) -> bool:
        """Whether the role is one of `roles`; an administrator may do all of it."""
        return self.role in roles or self.role == "administrator"


@dataclass
class Services:
    """Database, settings and the present viewer; `audiences` is filled as callbacks are registered,
    `saved` (by id of a grid that the server pages: layouts.saving.Source) as rows are offered for saving."""

    engine: Any
    settings: Settings
    viewer: Callable[[], Viewer]
    now: Callable[[], datetime]
    audiences: dict[str, str] = field(default_factory=dict)
    cacheable: set[str] = field(default_factory=set)
    background: Any = None
    saved: dict[str, Any] = field(default_factory=dict)

    def reading(self) -> AbstractContextManager[Any]:
        """A consistent read of the records."""
        return reading(self.engine)

    def writing(self) -> AbstractContextManager[Any]:
        """A write transaction; writers in `records/` are the only ones to use it."""
        return writing(self.engine)
