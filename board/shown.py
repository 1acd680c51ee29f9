"""What the public may see: read at every request, so that a rotation or withdrawal shows at the next one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from board.languages import best_text
from records.views import (
    displayed_objects,
    displayed_texts,
    public_campaign,
    public_results,
    withdrawn_objects,
)


@dataclass(frozen=True)
class Campaign:
    """What the public may know of the campaign; the defaults while none is set up or the database is down."""

    name: str = "Trace an Object"
    timezone: str = "UTC"
    languages: tuple[str, ...] = ("en",)
    slots: int = 20
    simulated: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """The campaign's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def default_language(self) -> str:
        """The language its texts fall back to."""
        return self.languages[0]


@dataclass(frozen=True)
class Text:
    """What is said about an object in one language."""

    language: str
    title: str
    question: str
    alt: str

    @property
    def heading(self) -> str:
        """The question, or the title where no question was written."""
        return self.question or self.title


@dataclass(frozen=True)
class Shown:
    """One object on display, with its texts by language."""

    object_id: str
    slot: int
    shown_from: datetime
    image: str | None
    image_sha256: str | None
    texts: Mapping[str, Text]

    def text(self, language: str, default: str) -> Text:
        """The text in `language`, else the campaign's default, else any; its number where there is none."""
        code = best_text(self.texts, language, default)
        return self.texts[code] if code else Text(default, self.object_id, "", "")


@dataclass(frozen=True)
class Display:
    """The campaign, what it displays in the order of the places, and what it has solved so far."""

    campaign: Campaign
    objects: tuple[Shown, ...]
    identified: int = 0
    located: int = 0

    @cached_property
    def changed(self) -> datetime | None:
        """When the latest object was put up; None of an empty display."""
        return max((shown.shown_from for shown in self.objects), default=None)

    def find(self, object_id: str) -> Shown | None:
        """The object with that id, if it is on display."""
        return next((shown for shown in self.objects if shown.object_id == object_id), None)


def display(db: Connection) -> Display:
    """All that is on display now."""
    texts: dict[str, dict[str, Text]] = {}
    for row in db.execute(sa.select(displayed_texts)):
        text = Text(row.language, row.title, row.question, row.alt)
        texts.setdefault(row.object_id, {})[row.language] = text
    chosen = sa.select(displayed_objects).order_by(displayed_objects.c.slot, displayed_objects.c.object_id)
    objects = tuple(
        Shown(
            row.object_id,
            row.slot,
            row.shown_from,
            row.image,
            row.image_sha256,
            texts.get(row.object_id, {}),
        )
        for row in db.execute(chosen)
    )
    solved = db.execute(sa.select(public_results)).one()
    return Display(campaign(db), objects, solved.identified, solved.located)


def campaign(db: Connection) -> Campaign:
    """The campaign as the public may know it."""
    row = db.execute(sa.select(public_campaign)).first()
    if row is None:
        return Campaign()
    languages = tuple(code.strip() for code in row.languages.split(",") if code.strip()) or ("en",)
    return Campaign(row.name, row.timezone, languages, row.slots, bool(row.simulated))


def was_shown(db: Connection, object_id: str) -> bool:
    """Whether the object was on display once and is no longer."""
    gone = sa.select(withdrawn_objects.c.object_id).where(withdrawn_objects.c.object_id == object_id)
    return db.execute(gone).first() is not None
