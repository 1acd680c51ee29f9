"""From filters to the internal report's content, by the findings that the pages show."""

from collections.abc import Callable, Iterable
from typing import Any

from layouts import words
from layouts.findings.overview import Overview, overview
from layouts.reports import advice, changed, front, judgement, scope, sections, summary
from layouts.reports.content import Bar, Report
from layouts.reports.front import object_tiles
from layouts.reports.sections import SECTIONS
from layouts.speech import ENGLISH, Speech, later
from queries.filters import Filters

__all__ = ["SECTIONS", "object_tiles", "report"]
QUESTION = later("Is the pilot working?")
EXACT = later("Internal: exact counts. Not for publication.")
WEEKS = later("The last 4 whole weeks against the 4 before")
Progress = Callable[[str], None]


def report(
    db: Any,
    filters: Filters,
    *,
    sections: Iterable[str] = tuple(SECTIONS),
    progress: Progress = lambda _: None,
    speech: Speech = ENGLISH,
) -> Report:
    """The internal report on a scope: exact counts, every one with its denominator."""
    found = overview(db, filters)
    made = []
    for name in sections:
        progress(f"asking: {SECTIONS[name].lower()}")
        made.append(_SECTIONS[name](db, filters, found, speech))
    first, rest = judgement.verdict(found, speech)
    return Report(
        title=speech.say("{campaign}: report", campaign=found.state.name),
        question=speech.say(QUESTION),
        verdict=first,
        evidence=rest,
        audience="internal",
        simulated=found.state.simulated,
        facts=scope.facts(db, filters, found, "internal", speech.say(EXACT), speech),
        tiles=_tiles(found, speech),
        meaning=judgement.meaning(found, speech),
        sections=tuple(made),
        language=speech.language,
        bars=_bars(found, speech),
        changed_about=speech.say(WEEKS),
        changed=tuple(changed.lately(found, speech)),
        recommended=advice.internal(db, filters, found, speech),
        front=_front(found, speech),
    )


_SECTIONS = {
    "summary": summary.summary,
    "objects": sections.objects,
    "places": sections.places,
    "shares": sections.shares,
    "cases": sections.cases,
    "rotation": sections.rotation,
    "quality": sections.quality,
    "definitions": lambda db, filters, found, speech: sections.definitions(speech),
}


def _tiles(found: Overview, speech: Speech) -> tuple[tuple[str, str, str], ...]:
    assessed = int(found.tips["n"] - found.tips["pending"])
    share = judgement.part(int(found.tips["actionable"]), assessed, speech)
    useful = speech.say("{share} useful", share=share) if assessed else words.MISSING
    safe = speech.number(front.people(found))
    return (
        (speech.say("tips received"), speech.number(found.tips["n"]), useful),
        *object_tiles(found, speech),
        (speech.say("children safeguarded"), safe, ""),
    )


def _bars(found: Overview, speech: Speech) -> tuple[Bar, ...]:
    tips, cases = int(found.tips["n"]), len(found.cases)
    assessed = tips - int(found.tips["pending"])
    work = [
        front.bar(speech.say("Tips assessed"), assessed, tips, speech, "soft"),
        front.bar(speech.say("Tips actionable"), int(found.tips["actionable"]), assessed, speech, "soft"),
    ]
    counts: dict[str, tuple[int | None, int]] = {
        name: (int(found.cases[name].notna().sum()), cases) for name in ("referred", "resolved")
    }
    return (*work, *front.object_bars(found, speech), *front.case_bars(counts, speech))


def _front(found: Overview, speech: Speech) -> tuple[Any, ...]:
    charts = front.benchmark_charts(found, speech)
    if found.countries.total:
        charts.append(summary.world_chart(found.countries, speech))
    return tuple(front.small(chart) for chart in charts)
