"""Where objects come from is said the same whatever is filtered."""

from datetime import UTC, date, datetime, timedelta

import pandas as pd

from layouts.findings import origin
from queries import evidence
from queries.filters import Filters
from records import bulk, rollups
from records.database import connect, reading, writing
from records.tables import objects, tips

AT = datetime(2026, 4, 10, 12, tzinfo=UTC)
NAMED = {"O-1": ("PL", "PL", "PL", "DE"), "O-2": ("DE", "DE", "FR"), "O-3": ("US",) * 5, "O-4": ()}


def test_a_filter_changes_which_objects_are_shown_and_never_what_is_said_of_one(sqlite_url):
    engine = connect(sqlite_url)
    with writing(engine) as db:
        db.execute(
            objects.insert(),
            [{"object_id": name, "category": "bags" if name < "O-3" else "toys"} for name in NAMED],
        )
        shared = {"day": date(2026, 4, 10), "assessment": "actionable", "origin_country": "NL"}
        rows = [
            {
                **shared,
                "tip_id": f"{name}-{n}",
                "object_id": name,
                "received_at": AT + timedelta(hours=3 * n),
                "suggested_country": country,
            }
            for name, countries in NAMED.items()
            for n, country in enumerate(countries)
        ]
        bulk.load(db, tips, pd.DataFrame(rows))
    rollups.refresh(engine, AT)
    with reading(engine) as db:
        everything = origin.origins(db, Filters()).decided.set_index("item")
        assert list(everything.index) == ["O-1", "O-2", "O-3"]
        for filters in (Filters(category=("bags",)), Filters(object=("O-2",)), Filters(to=date(2026, 4, 30))):
            some = origin.origins(db, filters).decided.set_index("item")
            assert set(some.index) == set(evidence.suggested_objects(db, filters)) != set()
            assert some["probability"].equals(everything["probability"].reindex(some.index))
            assert some["answer"].equals(everything["answer"].reindex(some.index))
        assert origin.origins(db, Filters(object=("O-4",))).decided.empty
    engine.dispose()
