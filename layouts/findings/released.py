"""One leadership page's question: its filters, the release that answers, and facts of the catalogue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from layouts.findings import release_scope
from layouts.findings.release import Released
from layouts.findings.release_scope import Answer, Wanted
from queries import objects, options
from queries.filters import Filters


@dataclass(frozen=True)
class Scoped:
    """`catalogue`: one row an object in scope. `names`: readable names by filter and value. `main`: tips as
    one number, which tells for which days and of what the page speaks."""

    release: Released
    asked: Wanted
    catalogue: pd.DataFrame
    names: Mapping[str, Mapping[str, str]]
    main: Answer

    def tips(self, *by: str) -> Answer:
        """Tips by the first of these dimensions that the release has, or as one number."""
        return release_scope.answer(self.release, self.asked, by=by)

    def shares(self, *by: str) -> Answer:
        """Shares and share clicks likewise."""
        return release_scope.answer(self.release, self.asked, about="shares", by=by)

    def without(self, *parts: str) -> "Scoped":
        """The same question without some of its parts."""
        asked = release_scope.without(self.asked, parts)
        return replace(self, asked=asked, main=release_scope.answer(self.release, asked))

    @property
    def facts(self) -> Filters:
        """The filters for facts of the catalogue, which are exact: up to the last day of the answer, or to
        the last day asked for where the answer does not keep the period."""
        given = self.asked.filters
        snapped = self.main.last if given.to and "period" not in self.main.dropped else None
        return Filters(
            to=snapped or given.to, object=given.object, category=given.category, agency=given.agency
        )


def scoped(db: Any, release: Released, filters: Filters) -> Scoped:
    """The filters, snapped to the release."""
    asked = release_scope.wanted(filters, objects.catalogue(db, Filters()))
    known = objects.catalogue(
        db, Filters(object=filters.object, category=filters.category, agency=filters.agency)
    )
    return Scoped(release, asked, known, options.names(db), release_scope.answer(release, asked))


def by_value(found: Answer) -> dict[str, tuple[int | None, str]]:
    """Count and state of each value of the answer's dimension."""
    rows: Sequence[dict[Any, Any]] = found.rows.to_dict("records")
    return {
        str(row[found.by]): (None if pd.isna(row["count"]) else int(row["count"]), str(row["state"]))
        for row in rows
    }
