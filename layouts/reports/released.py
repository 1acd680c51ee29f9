"""Leadership's report: what its pages show under the same address, asked through the same scope.

Every count about tips, shares and people is a printed number of the day's release, or a sum of such numbers.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from layouts import released_words
from layouts.findings import release as release_finding
from layouts.findings import release_people
from layouts.findings import released as finding
from layouts.findings.overview import Overview, overview
from layouts.findings.release import Released
from layouts.findings.release_scope import NO_MONTH
from layouts.reports import (
    advice,
    changed,
    front,
    judgement,
    making,
    released_cases,
    released_sections,
    scope,
)
from layouts.reports import sections as internal
from layouts.reports.content import Bar, Chart, Report, Section
from layouts.reports.released_sections import Source, said
from layouts.speech import ENGLISH, Speech, later
from queries.filters import Filters

Progress = Callable[[str], None]
RULE = later("Leadership: {rule}.")


def report(
    db: Any,
    folder: Path,
    *,
    filters: Filters | None = None,
    sections: Iterable[str],
    progress: Progress = lambda _: None,
    speech: Speech = ENGLISH,
) -> Report:
    """The report for leadership on a scope, snapped to the release as on its pages."""
    progress("asking: the protected release")
    asked = finding.scoped(db, release_finding.released(db, folder), filters or Filters())
    source = Source(overview(db, asked.facts), asked)
    made = []
    for name in sections:
        progress(f"asking: {internal.SECTIONS[name].lower()}")
        made.append(_SECTIONS[name](db, source, speech))
    first, rest = judgement.verdict(source.found, speech)
    if source.found.published.empty:
        rest = ""  # it would speak of counts that are not the release's
    about, lines = changed.by_month(source.found, asked, speech)
    return Report(
        title=speech.say("{campaign}: report for leadership", campaign=source.found.state.name),
        question=speech.say(making.QUESTION),
        verdict=first,
        evidence=rest,
        audience="leadership",
        simulated=source.found.state.simulated,
        facts=_facts(db, source, speech),
        tiles=_tiles(source, speech),
        meaning=judgement.meaning(source.found, speech),
        sections=tuple(made),
        language=speech.language,
        bars=_bars(source, speech),
        changed_about=about,
        changed=tuple(lines),
        recommended=advice.leadership(db, _whole(db, source), asked.release, speech),
        front=_front(source, speech),
        scope=_scope(source, speech),
    )


def _whole(db: Any, source: Source) -> Overview:
    """The whole campaign, which recommendations are about whatever was asked for."""
    return overview(db, Filters()) if source.asked.facts != Filters() else source.found


def rule(released: Released, speech: Speech = ENGLISH) -> str:
    """The release's rule in words."""
    return speech.say(release_finding.RULE, below=released.state.rules.small_count_k - 1)


def _scope(source: Source, speech: Speech) -> str:
    """The sentence of the pages, and what of a report never follows filters."""
    asked = source.asked
    sentence = released_words.sentence(asked, asked.shares(), speech=speech)
    if not source.narrowed or asked.release.first is None:
        return sentence
    whole = speech.say("Cases, people, assessments and recommendations do not follow filters.")
    return speech.sentences([sentence, whole])


def _facts(db: Any, source: Source, speech: Speech) -> dict[str, str]:
    """The facts of every file; period and scope are those of the release's answer."""
    asked, given = source.asked, source.asked.asked.filters
    protected = speech.say(RULE, rule=rule(asked.release, speech))
    found = scope.facts(db, Filters(), source.found, "leadership", protected, speech)
    found["Scope"] = released_words.subject(asked, speech) or speech.say("all objects, all countries")
    period = {"Period": _period(source, speech)}
    if source.narrowed or given.ignored:
        period[scope.ASKED] = scope.described(given, asked.names, speech)
        if instead := released_words.instead(asked, asked.shares(), speech=speech):
            period[scope.SHOWN] = instead
    facts: dict[str, str] = {}
    for name, value in found.items():  # what was asked for comes right after the period that it explains
        facts.update(period if name == "Period" else {name: value})
    return facts


def _period(source: Source, speech: Speech) -> str:
    """The days of the tips, and the day of the facts of the catalogue where that is not the last of them."""
    if source.asked.release.first is None:
        return speech.say("no whole month yet")
    main, until = source.asked.main, source.found.filters.to
    if main.outside:
        return speech.say(NO_MONTH)
    period = speech.period(main.first, main.last)
    if until is None or (day := min(until, source.found.state.as_of_local or until)) == main.last:
        return period
    return speech.say("{period}; objects and verdict as of {day}", period=period, day=speech.day(day))


def _tiles(source: Source, speech: Speech) -> tuple[tuple[str, str, str], ...]:
    asked = source.asked
    tips = speech.say("tips received"), said(*asked.main.one, speech), released_words.months(asked, speech)
    whole = speech.say("all objects and countries") if source.narrowed else ""
    safe = release_people.reached(asked.release.results, "child_safeguarded")
    children = speech.say("children safeguarded"), said(*safe, speech), whole
    return (tips, *front.object_tiles(source.found, speech), children)


def _bars(source: Source, speech: Speech) -> tuple[Bar, ...]:
    counts = released_cases.counts(source.asked.release)
    return (
        *front.object_bars(source.found, speech),
        *front.case_bars(counts, speech, narrowed=source.narrowed),
    )


def _front(source: Source, speech: Speech) -> tuple[Chart, ...]:
    charts = front.benchmark_charts(source.found, speech)
    charts += released_sections.world_charts(source, speech)
    return tuple(front.small(chart) for chart in charts)


_SECTIONS: dict[str, Callable[[Any, Source, Speech], Section]] = {
    "summary": released_sections.summary_section,
    "objects": released_sections.objects,
    "places": released_sections.places,
    "shares": released_sections.shares,
    "cases": lambda db, source, speech: released_cases.section(
        source.asked.release, speech, narrowed=source.narrowed
    ),
    "rotation": released_sections.rotation,
    "quality": released_sections.quality,
    "definitions": lambda db, source, speech: internal.definitions(speech),
}
