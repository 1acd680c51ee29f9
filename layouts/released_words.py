"""What leadership asked, what the release answers, and what it cannot: in one sentence, in any language."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from dash import html

from layouts.findings.release import NO_REGION
from layouts.findings.release_scope import NO_MONTH, Answer
from layouts.findings.released import Scoped
from layouts.reports.scope import Names, value_said
from layouts.speech import ENGLISH, Speech, later
from queries.filters import Filters

UNKNOWN = later("unknown country")
ELSEWHERE = later("elsewhere")
# part → the filters that ask it, in the order in which they are said
ASKED_BY = {
    "period": (),
    "subject": ("object", "category", "agency"),
    "country": ("country",),
    "network": ("network",),
}
ALL_COUNTRIES = later("all countries")
ALL_OF = {
    "subject": later("all objects"),
    "country": ALL_COUNTRIES,
    "network": later("all networks"),
}
NOT_ANSWERED = later("The release has no table that also answers for {parts}.")
NOT_FOR_TIPS = later("The release has no table of tips that also answers for {parts}.")


def scope(found: Scoped, *others: Answer, own: bool = False) -> html.P:
    """The sentence of a page, and the rule by which counts are hidden. `others`: answers beside the main one
    of which the page speaks, so that what no answer keeps is said. `own`: the object is the page's own, which
    nobody asked for in a filter."""
    said = sentence(found, *others, own=own)
    return html.P([html.B(said), f" Rule: {found.release.rule}."], className="note release-scope")


def sentence(found: Scoped, *others: Answer, own: bool = False, speech: Speech = ENGLISH) -> str:
    """`You asked for …; the release answers for …. Channel is not in the release.`"""
    main, given = found.main, found.asked.filters
    filters = replace(given, object=()) if own else given
    if found.release.first is None:
        return speech.say("The release covers whole months: no whole month yet.")
    asked = _asked(filters, found.names, speech)
    if not asked:
        period = speech.period(main.first, main.last)
        whole = speech.say("The release covers whole months: {period}.", period=period)
        return speech.sentences([whole, *_lost(found, others, speech)])
    if main.outside:
        first = speech.say("You asked for {asked}.", asked="; ".join(asked))
        return speech.sentences([first, outside(found, speech)])
    told = "; ".join(_told(found, filters, speech))
    first = speech.say(
        "You asked for {asked}; the release answers for {told}.", asked="; ".join(asked), told=told
    )
    return speech.sentences(
        [first, *_lost(found, others, speech), _never(main, speech), _facts(found, speech)]
    )


def outside(found: Scoped, speech: Speech = ENGLISH) -> str:
    """That the release has nothing of the period asked for, and what it covers."""
    covers = speech.period(found.release.first, found.release.last)
    return speech.sentences([speech.say(NO_MONTH), speech.say("It covers {period}.", period=covers)])


def instead(found: Scoped, *others: Answer, speech: Speech = ENGLISH) -> str:
    """What is shown where that is not what was asked for, and what no table answers; else nothing."""
    main, filters = found.main, found.asked.filters
    if found.release.first is None:
        return ""
    if main.outside:
        return outside(found, speech)
    asked = (filters.from_ or found.release.first, filters.to or found.release.last)
    lost = [*_lost(found, others, speech), *filter(None, [_never(main, speech), _facts(found, speech)])]
    if asked == (main.first, main.last) and not (lost or main.dropped or _wide(main)):
        return ""
    return speech.sentences([f"{'; '.join(_told(found, filters, speech))}.", *lost])


def subject(found: Scoped, speech: Speech = ENGLISH) -> str:
    """Of which objects, countries and networks the main answer is; nothing where it is of all."""
    return "; ".join(filter(None, _kept(found.main, found.asked.filters, found.names, speech)))


def months(found: Scoped, speech: Speech = ENGLISH) -> str:
    """Of which months the number of tips is; which ones, where that is not what was asked."""
    if found.main.outside and found.release.first:
        return speech.say(NO_MONTH)
    if "period" not in found.main.dropped or not found.release.first:
        return speech.say("in whole months")
    return speech.say("in whole months, {period}", period=speech.period(found.main.first, found.main.last))


def _never(answer: Answer, speech: Speech) -> str:
    named = speech.listed([speech.say(name) for name in answer.never])
    return speech.say("{filters} is not in the release.", filters=named) if named else ""


def _facts(found: Scoped, speech: Speech) -> str:
    """As of which day objects and verdict stand, where that is not the last day of the tips."""
    given = found.asked.filters.to
    today = found.release.day
    until = min(given, today) if given and today else given
    if "period" not in found.main.dropped or until in (None, found.main.last):
        return ""
    return speech.say("Objects and verdict are as of {day}.", day=speech.day(until))


def _lost(found: Scoped, others: Sequence[Answer], speech: Speech) -> list[str]:
    """What no answer keeps, and what shares keep but tips do not."""
    same = [other for other in others if other.about == found.main.about]
    everywhere = [part for part in found.main.dropped if all(part in one.dropped for one in others)]
    here = [part for part in found.main.dropped if all(part in one.dropped for one in same)]
    said = []
    for text, lost in (
        (NOT_ANSWERED, everywhere),
        (NOT_FOR_TIPS, [part for part in here if part not in everywhere]),
    ):
        named = [_part(part, found.asked.filters, found.names, speech) for part in lost]
        said += [speech.say(text, parts=speech.listed(named))] if named else []
    return said


def aside(found: Scoped, answer: Answer, speech: Speech = ENGLISH) -> str:
    """Under a card: what it covers where that is not what the page says; else nothing."""
    said = differing(found, answer, speech)
    return speech.say("Here: {covers}.", covers="; ".join(said)) if said else ""


def differing(found: Scoped, answer: Answer, speech: Speech = ENGLISH) -> list[str]:
    """What an answer covers where that is not what the main one does."""
    said = []
    if (answer.first, answer.last) != (found.main.first, found.main.last):
        said.append(speech.period(answer.first, answer.last))
    differently = [part for part in answer.dropped if part not in found.main.dropped]
    said += [speech.say(ALL_OF[part]) for part in differently if part in ALL_OF]
    wide = _wide(answer) if _wide(answer) != _wide(found.main) else []
    if wide:
        said.append(speech.listed([region(value, speech) for value in wide]))
    return said


def places(answer: Answer, found: Scoped, speech: Speech = ENGLISH) -> str:
    """The countries that an answer is about, or the regions that stand for them."""
    if "country" in answer.dropped or found.asked.countries is None:
        return speech.say(ALL_COUNTRIES)
    if wide := _wide(answer):
        return speech.listed([region(value, speech) for value in wide])
    return _part("country", found.asked.filters, found.names, speech)


def _asked(filters: Filters, names: Names, speech: Speech) -> list[str]:
    said = [_days(filters.from_, filters.to, speech)] if filters.from_ or filters.to else []
    for name in ("object", "category", "agency", "country", "channel", "network"):
        if chosen := getattr(filters, name):
            said.append(speech.listed([value_said(name, value, names, speech) for value in chosen]))
    return said


def _days(first: date | None, last: date | None, speech: Speech) -> str:
    if first and last:
        return speech.period(first, last)
    if first:
        return speech.say("{day} and later", day=speech.day(first))
    return speech.say("{day} and earlier", day=speech.day(last))


def _part(part: str, filters: Filters, names: Names, speech: Speech) -> str:
    """One part as it was asked, in words."""
    if part == "period":
        return _days(filters.from_, filters.to, speech)
    chosen = [(name, value) for name in ASKED_BY[part] for value in getattr(filters, name)]
    return speech.listed([value_said(name, value, names, speech) for name, value in chosen])


def _told(found: Scoped, filters: Filters, speech: Speech) -> list[str]:
    """What the main answer is about: its days first."""
    period = speech.period(found.main.first, found.main.last)
    return [period, *filter(None, _kept(found.main, filters, found.names, speech))]


def _kept(answer: Answer, filters: Filters, names: Names, speech: Speech) -> list[str]:
    """What the answer is about beside its days."""
    said = []
    for part in ("subject", "country", "network"):
        if part in answer.dropped:
            continue
        wide = _wide(answer) if part == "country" else []
        if wide:
            said.append(speech.listed([region(value, speech) for value in wide]))
        elif any(getattr(filters, name) for name in ASKED_BY[part]):
            said.append(_part(part, filters, names, speech))
    return said


def _wide(answer: Answer) -> list[str]:
    """Regions that stand for the countries asked for."""
    levels = ("subregion", "region", "part of the world")
    return [value for level in levels for value in answer.values.get(level, ())]


def region(value: str, speech: Speech = ENGLISH) -> str:
    """A region as it is read; tips without a country have none."""
    return speech.region(UNKNOWN if value == NO_REGION else value)
