"""A small campaign for tests of the public page: drawn objects, some on display, some taken down."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import Engine

from records.database import writing
from records.settings import Settings
from records.tables import campaign, display_periods, object_texts, objects

LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)
TAKEN_DOWN = datetime(2026, 2, 1, 9, tzinfo=UTC)
THINGS = (
    ("mug", "Mug with a house on it", "Where was this mug sold or given away?"),
    ("bag", "White bag, a red and a blue stripe", "Which shop gives out this bag?"),
    ("lamp", "Table lamp with a blue foot", "Do you know this lamp?"),
    ("chair", "Wooden chair with a green seat", "Which hotel or school has these chairs?"),
)
COLOURS = ("#c2453a", "#2c5c8a", "#00664b", "#b57700", "#7a3a60")


def drawing(number: int) -> str:
    """A picture as the project draws them: flat shapes, no text, no faces."""
    colour = COLOURS[number % len(COLOURS)]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120" width="480" height="480">'
        '<rect width="120" height="120" fill="#c9ccc4"/><rect y="92" width="120" height="28" fill="#8b8f86"/>'
        f'<rect x="34" y="34" width="44" height="60" rx="6" fill="{colour}"/>'
        f'<path d="M78 46h10v28H78" fill="none" stroke="{colour}" stroke-width="6"/>'
        f'<circle cx="56" cy="62" r="{8 + number % 7}" fill="#f2f0ea"/></svg>'
    )


def settings_for(url: str, folder: Path) -> Settings:
    """Settings whose files all lie in `folder`."""
    return Settings(database_url=url, var_dir=folder)


def fill(
    engine: Engine,
    folder: Path,
    shown: int = 4,
    taken_down: int = 1,
    never: int = 1,
    **rules: object,
) -> None:
    """`shown` objects O-001 … on display in slots 1 …, then `taken_down` and `never` shown ones.

    English everywhere, French for every other object, Arabic for the first; `rules` change the campaign.
    """
    images = folder / "images"
    images.mkdir(parents=True, exist_ok=True)
    row = {
        "campaign_id": 1,
        "name": "Trace an Object",
        "timezone": "Europe/Amsterdam",
        "languages": "en,fr,ar",
        "slots": 20,
        "minimum_weeks": 2.0,
        "four_eyes": False,
        "small_count_k": 5,
        "grace_days": 14,
        "simulated": False,
    }
    with writing(engine) as db:
        db.execute(campaign.insert().values({**row, **rules}))
        for number in range(1, shown + taken_down + never + 1):
            text = drawing(number)
            (images / f"{number}.svg").write_text(text, encoding="utf-8")
            object_id = f"O-{number:03d}"
            digest = hashlib.sha256(text.encode()).hexdigest()
            db.execute(
                objects.insert().values(
                    object_id=object_id, category="household", image=f"{number}.svg", image_sha256=digest
                )
            )
            db.execute(object_texts.insert(), _texts(number, object_id))
            if number <= shown + taken_down:
                db.execute(
                    display_periods.insert().values(
                        period_id=f"P-{number}",
                        object_id=object_id,
                        slot=min(number, shown) or 1,
                        shown_from=LONG_AGO if number > shown else TAKEN_DOWN,
                        shown_until=TAKEN_DOWN if number > shown else None,
                    )
                )


def _texts(number: int, object_id: str) -> list[dict[str, object]]:
    name, title, question = THINGS[number % len(THINGS)]
    texts = [("en", title, question, f"Drawing of a {name}")]
    if number % 2 == 0:
        texts.append(("fr", f"Objet {number}", f"Où cet objet {number} se vend-il ?", "Dessin"))
    if number == 1:
        texts.append(("ar", "حقيبة بيضاء", "أي متجر يعطي هذه الحقيبة؟", "رسم حقيبة"))
    return [
        {
            "object_id": object_id,
            "language": language,
            "title": title,
            "question": question,
            "alt": alt,
            "reviewed": True,
        }
        for language, title, question, alt in texts
    ]


def take_down(engine: Engine, object_id: str) -> None:
    """End an object's display now."""
    from sqlalchemy import update

    with writing(engine) as db:
        db.execute(
            update(display_periods)
            .where(display_periods.c.object_id == object_id, display_periods.c.shown_until.is_(None))
            .values(shown_until=datetime.now(UTC).replace(microsecond=0))
        )
