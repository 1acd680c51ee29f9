"""What every file carries: campaign, period, filters in words, as-of time, version, audience, rule."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from babel import dates

from layouts.findings.overview import Overview
from layouts.reports import cells
from layouts.speech import ENGLISH, SOURCE, Speech, later
from queries import options
from queries.filters import LISTS, Filters

# The facts' names: keys of `Report.facts` in any language, said by `Report.labelled`.
FACTS = (
    later("Campaign"),
    later("Simulated"),
    later("Period"),
    later("Asked for"),
    later("Shown instead"),
    later("Scope"),
    later("As of"),
    later("Time zone"),
    later("Data version"),
    later("Audience"),
    later("Disclosure rule"),
    later("Intervals"),
)
LABELS = {
    "category": later("category {names}"),
    "object": later("object {names}"),
    "country": later("country of origin {names}"),
    "channel": later("tips by {names}"),
    "network": later("shares and views by {names}"),
    "agency": later("agency {names}"),
}
WORDS = ("category", "channel")  # filters whose values may be words; the others' are names
ASKED = "Asked for"  # of a release, where something was asked for
SHOWN = "Shown instead"  # of a release, where that is not what was asked for
AUDIENCES = {"leadership": later("leadership"), "internal": later("internal")}
SIMULATED = later("simulated")  # after the title of a mail
Names = Mapping[str, Mapping[str, str]]


def facts(
    db: Any, filters: Filters, found: Overview, audience: str, rule: str, speech: Speech = ENGLISH
) -> dict[str, str]:
    """Values by the facts' fixed names, in print order."""
    state = found.state
    return {
        "Campaign": state.name,
        **({"Simulated": speech.say("yes; no figure is real")} if state.simulated else {}),
        "Period": speech.period(filters.from_ or found.first, filters.to or found.last),
        "Scope": described(filters, options.names(db), speech),
        "As of": speech.instant(state.as_of, state.timezone),
        "Time zone": state.timezone,
        "Data version": str(state.version),
        "Audience": speech.say(AUDIENCES[audience]),
        "Disclosure rule": rule,
        "Intervals": speech.say("95 %, Wilson for shares, Jeffreys for the benchmark"),
    }


def described(filters: Filters, names: Names, speech: Speech = ENGLISH) -> str:
    """`Filters.describe` in any language."""
    said = [_days(filters.from_, filters.to, speech)]
    for name in LISTS:
        if chosen := getattr(filters, name):
            said.append(speech.say(LABELS[name], names=_either(name, chosen, names, speech)))
    said += [speech.say("left out: {text}", text=text) for text in filters.ignored]
    return "; ".join(said)


def _either(name: str, chosen: tuple[str, ...], names: Names, speech: Speech) -> str:
    joint = speech.say("or")
    return f" {joint} ".join(value_said(name, value, names, speech) for value in chosen)


def value_said(name: str, value: str, names: Names, speech: Speech = ENGLISH) -> str:
    """A filter's value as it is read: countries, categories and networks in the reader's language."""
    known = names.get(name, {}).get(value, value)
    if name == "country" and speech.language != SOURCE:
        return speech.country(value)
    if name == "network":
        return cells.network(known, speech)
    return speech.say(known) if name in WORDS else known


def _days(first: date | None, last: date | None, speech: Speech) -> str:
    if first and last:
        if first == last:
            return _long(first, speech)
        return speech.say("{first} to {last}", first=_long(first, speech), last=_long(last, speech))
    if first:
        return speech.say("from {day}", day=_long(first, speech))
    return speech.say("until {day}", day=_long(last, speech)) if last else speech.say("the whole campaign")


def _long(day: date, speech: Speech) -> str:
    if speech.language == SOURCE:
        return f"{day.day} {day:%B %Y}"
    return dates.format_date(day, "long", locale=speech.locale)
