"""One simulated campaign, from its parameters to the rows of every table."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pandas as pd
import sqlalchemy as sa

from records import tables
from records.campaign import Campaign
from records.demonstration import audience, decisions, objects, outcomes, tips
from records.demonstration.attention import Attention, attention
from records.demonstration.batch import Model
from records.demonstration.catalogue import Catalogue, catalogue
from records.demonstration.clock import Clock
from records.demonstration.columns import length, table
from records.demonstration.course import run
from records.demonstration.geography import geography
from records.demonstration.outcomes import Outcome
from records.demonstration.parameters import NAME, TIMEZONE, Parameters
from records.demonstration.pictures import Drawing, Picture, pictures
from records.demonstration.towns import Towns
from records.demonstration.world import world

Rows = tuple[sa.Table, pd.DataFrame]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Simulation:
    """A campaign that has run: what is small is kept, tips, shares and views are made on the way out."""

    model: Model
    catalogue: Catalogue
    attention: Attention
    results: tuple[Outcome, ...]
    pictures: tuple[Picture, ...]

    @property
    def campaign(self) -> Campaign:
        """The campaign's row."""
        p = self.model.p
        languages = sorted(
            {code for picture in self.pictures for code in picture.texts}, key=lambda c: (c != "en", c)
        )
        return Campaign(
            name=NAME,
            timezone=TIMEZONE,
            launched_on=p.launched_on,
            languages=tuple(languages),
            slots=p.slots,
            minimum_weeks=p.minimum_weeks,
            category_cap=p.category_cap,
            agency_cap=p.agency_cap,
            maximum_swaps=p.swaps,
            grace_days=p.grace_days,
            simulated=True,
        )


def simulate(p: Parameters, drawn: Sequence[Drawing]) -> Simulation:
    """Run the campaign. The same parameters and drawings give the same campaign, wherever it runs."""
    clock, geo = Clock(p.launched_on, p.days, TIMEZONE), geography(p.countries)
    truth, interest = world(p, geo), attention(p)
    listed = catalogue(p, [drawing.category for drawing in drawn])
    course = run(p, clock, truth, interest, listed.caps(p))
    return Simulation(
        model=Model(
            p=p,
            clock=clock,
            geo=geo,
            towns=Towns(geo.codes),
            world=truth,
            course=course,
            identified_at=outcomes.identified_at(p, clock, course.findings),
            object_ids=np.array(listed.object_ids, dtype=object),
        ),
        catalogue=listed,
        attention=interest,
        results=tuple(outcomes.outcomes(p, clock, truth, listed.case, course.findings)),
        pictures=tuple(pictures(listed, drawn)),
    )


def rows(simulation: Simulation, at_once: int = 100_000) -> Iterator[Rows]:
    """Table and rows, in an order that foreign keys accept, `at_once` rows or little more at a time.

    The rows do not depend on `at_once`.
    """
    yield from _catalogue_rows(simulation)
    yield from _decided_rows(simulation)
    model, finders = simulation.model, dict[int, str]()
    for part in _parts(tips.each_day(model), at_once, lambda day: length(day.tips)):
        yield tables.tips, table([day.tips for day in part])
        yield tables.tip_assessments, table([day.assessments for day in part])
        for day in part:
            finders.update(day.finders)
    yield tables.outcomes, _outcome_rows(simulation, finders)
    shares = audience.each_day_of_shares(model, simulation.attention)
    views = audience.each_day_of_views(model, simulation.attention)
    for where, days in ((tables.shares, shares), (tables.views, views)):
        for columns in _parts(days, at_once, length):
            yield where, table(columns)


def _catalogue_rows(simulation: Simulation) -> Iterator[Rows]:
    model, listed = simulation.model, simulation.catalogue
    p, clock, analysts = model.p, model.clock, model.course.analysts
    ready = objects.arrivals(p, analysts.board.first_shown)
    retired = objects.retirements(analysts.board, simulation.results)
    yield tables.cases, objects.cases(p, clock, listed, ready, retired, simulation.results)
    yield tables.objects, objects.objects(clock, listed, simulation.pictures, ready, retired)
    yield tables.object_texts, objects.texts(listed, simulation.pictures)
    yield tables.object_scores, objects.scores(p, clock, listed, model.world, ready)


def _decided_rows(simulation: Simulation) -> Iterator[Rows]:
    model, names = simulation.model, simulation.catalogue.object_ids
    analysts = model.course.analysts
    yield tables.holds, decisions.holds(analysts.holds.list, names)
    yield tables.rotations, decisions.rotations(analysts.rotations, names)
    yield tables.recommendations, decisions.recommendations(analysts.rotations, names)
    yield tables.display_periods, decisions.displays(analysts, names)
    yield tables.annotations, decisions.annotations(model.p, model.clock, simulation.attention)


def _outcome_rows(simulation: Simulation, finders: Mapping[int, str]) -> pd.DataFrame:
    model, listed = simulation.model, simulation.catalogue
    case_ids = [listed.case_ids[case] for case in listed.case]
    countries = list(model.geo.names(model.world.true))
    return outcomes.frame(model.clock, simulation.results, (listed.object_ids, case_ids, countries), finders)


def _parts(items: Iterable[Item], at_once: int, size: Callable[[Item], int]) -> Iterator[list[Item]]:
    """Consecutive items together until they hold `at_once` rows."""
    part: list[Item] = []
    held = 0
    for item in items:
        part.append(item)
        held += size(item)
        if held >= at_once:
            yield part
            part, held = [], 0
    if part:
        yield part
