"""How a page's time grows with the records: the same page over few and over many raw rows.

A page is the seven questions of `benchmarks.scale`, by filter class (F0 everything, 365 days; F1 20 objects,
90 days; F2 one country with one channel and network, 365 days; F3 one category, 365 days). Both databases are
open at once and asked in turn, so that a busy machine slows both. The objects, countries and days are the
same; only the rows become more.
"""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from sqlalchemy.engine import Engine

from benchmarks import campaigns, rebuilding, scale, synthetic
from benchmarks.goals import Goal, goal, unmeasured
from benchmarks.timing import alternated, median_and_quartiles, ratios
from queries.filters import Filters
from records import rollups
from records.database import reading

TARGET = 2.0
ROUNDS = 7
# What is compared with what, by the scale that was asked for.
PAIRS = {"S": ("XS", "S"), "M": ("S", "M")}


def goals(size: str = "S") -> Iterator[Goal]:
    """One goal a filter class, on PostgreSQL."""
    small, large = PAIRS[size]
    if why := campaigns.missing("postgresql"):
        names = [*(name_of(c, small, large) for c in scale.filters()), rebuilding.name_of(large)]
        for name in names:
            yield unmeasured(name, TARGET, why, better="less", unit="times")
        return
    with campaigns.empty("postgresql") as few, campaigns.empty("postgresql") as many:
        for place, scale_ in ((few, small), (many, large)):
            rows = synthetic.fill(place.engine, scale_)
            rollups.rebuild(place.engine, scale.NOW)
            print(
                f"  {scale_}: {rows['tips']:,} tips, {rows['shares']:,} shares", file=sys.stderr, flush=True
            )
        for name, chosen in scale.filters().items():
            yield _one(name_of(name, small, large), chosen, few.engine, many.engine)
        yield rebuilding.on(many, large)


def name_of(filter_class: str, small: str, large: str) -> str:
    """The name of a goal, with the rows that are compared."""
    tips, shares = (synthetic.SCALES[large][place] / synthetic.SCALES[small][place] for place in (0, 1))
    return f"page growth {small} to {large} ({tips:.0f}× the tips, {shares:.0f}× the shares), {filter_class}"


def _one(name: str, chosen: Filters, few: Engine, many: Engine) -> Goal:
    spent = alternated({"few": page(few, chosen), "many": page(many, chosen)}, ROUNDS, warm=2)
    growth, spread = median_and_quartiles(ratios(spent["many"], spent["few"]))
    before, _ = median_and_quartiles(spent["few"])
    after, _ = median_and_quartiles(spent["many"])
    return goal(
        name,
        growth,
        TARGET,
        better="less",
        unit="times",
        detail=f"seven questions: {before:.1f} ms, then {after:.1f} ms; {ROUNDS} rounds",
        spread=spread,
    )


def page(engine: Engine, chosen: Filters) -> Callable[[], Any]:
    """All questions of a page in one consistent read."""

    def ask() -> None:
        with reading(engine) as db:
            for question in scale.PAGE:
                partial(question, db, chosen)()

    return ask
