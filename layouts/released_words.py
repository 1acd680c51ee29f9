"""What leadership asked, what the release answers, and what it cannot: in one sentence."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from dash import html

from layouts import words
from layouts.findings.release import NO_REGION
from layouts.findings.release_scope import NO_MONTH, Answer
from layouts.findings.released import Scoped
from queries.filters import Filters

UNKNOWN = "unknown country"
Names = Mapping[str, Mapping[str, str]]
# part → the filters that ask it, in the order in which they are said
ASKED_BY = {
    "period": (),
    "subject": ("object", "category", "agency"),
    "country": ("country",),
    "network": ("network",),
}
PLAIN = {"subject": "objects", "period": "periods", "country": "countries", "network": "networks"}


def scope(found: Scoped, *others: Answer, own: bool = False) -> html.P:
    """The sentence of a page, and the rule by which counts are hidden. `others`: answers beside the main one
    of which the page speaks, so that what no answer keeps is said. `own`: the object is the page's own, which
    nobody asked for in a filter."""
    said = sentence(found, *others, own=own)
    return html.P([html.B(said), f" Rule: {found.release.rule}."], className="note release-scope")


def sentence(found: Scoped, *others: Answer, own: bool = False) -> str:
    """`You asked for …; the release answers for …. Channel is not in the release.`"""
    main, given = found.main, found.asked.filters
    filters = replace(given, object=()) if own else given
    if found.release.first is None:
        return "The release covers whole months: no whole month yet."
    period = words.period(main.first, main.last)
    asked = _asked(filters, found.names)
    if not asked:
        return " ".join([f"The release covers whole months: {period}.", *_lost(found, others)])
    if main.outside:
        covers = words.period(found.release.first, found.release.last)
        return f"You asked for {'; '.join(asked)}. {NO_MONTH} It covers {covers}."
    told = "; ".join(filter(None, [period, *_kept(main, filters, found.names)]))
    said = [f"You asked for {'; '.join(asked)}; the release answers for {told}.", *_lost(found, others)]
    if main.never:
        said.append(f"{words.listed(list(main.never))} is not in the release.")
    return " ".join(said)


def _lost(found: Scoped, others: Sequence[Answer]) -> list[str]:
    """What no answer keeps, and what shares keep but tips do not."""
    same = [other for other in others if other.about == found.main.about]
    everywhere = [part for part in found.main.dropped if all(part in one.dropped for one in others)]
    here = [part for part in found.main.dropped if all(part in one.dropped for one in same)]
    said = []
    for start, lost in (
        ("No", everywhere),
        ("For tips, no", [part for part in here if part not in everywhere]),
    ):
        named = [_part(part, found.asked.filters, found.names) for part in lost]
        said += [f"{start} table of it answers for {words.listed(named)}."] if named else []
    return said


def aside(found: Scoped, answer: Answer) -> str:
    """Under a card: what it covers where that is not what the page says; else nothing."""
    said = []
    if (answer.first, answer.last) != (found.main.first, found.main.last):
        said.append(words.period(answer.first, answer.last))
    differently = [part for part in answer.dropped if part not in found.main.dropped]
    said += [f"all {PLAIN[part]}" for part in differently if part != "period"]
    wide = _wide(answer) if _wide(answer) != _wide(found.main) else []
    if wide:
        said.append(words.listed(wide))
    return f"Here: {'; '.join(said)}." if said else ""


def places(answer: Answer, found: Scoped) -> str:
    """The countries that an answer is about, or the regions that stand for them."""
    if "country" in answer.dropped or found.asked.countries is None:
        return "all countries"
    return (
        words.listed(_wide(answer)) if _wide(answer) else _part("country", found.asked.filters, found.names)
    )


def _asked(filters: Filters, names: Names) -> list[str]:
    said = [_days(filters.from_, filters.to)] if filters.from_ or filters.to else []
    for name in ("object", "category", "agency", "country", "channel", "network"):
        if chosen := getattr(filters, name):
            said.append(words.listed([names.get(name, {}).get(value, value) for value in chosen]))
    return said


def _days(first: date | None, last: date | None) -> str:
    if first and last:
        return words.period(first, last)
    return f"{words.day(first)} and later" if first else f"{words.day(last)} and earlier"


def _part(part: str, filters: Filters, names: Names) -> str:
    """One part as it was asked, in words."""
    if part == "period":
        return _days(filters.from_, filters.to)
    chosen = [(name, value) for name in ASKED_BY[part] for value in getattr(filters, name)]
    return words.listed([names.get(name, {}).get(value, value) for name, value in chosen])


def _kept(answer: Answer, filters: Filters, names: Names) -> list[str]:
    """What the answer is about beside its days."""
    said = []
    for part in ("subject", "country", "network"):
        if part in answer.dropped:
            continue
        wide = _wide(answer) if part == "country" else []
        said.append(
            words.listed(wide) if wide else _part(part, filters, names) if _asks(part, filters) else ""
        )
    return said


def _asks(part: str, filters: Filters) -> bool:
    return any(getattr(filters, name) for name in ASKED_BY[part])


def _wide(answer: Answer) -> list[str]:
    """Regions that stand for the countries asked for."""
    levels = ("subregion", "region", "part of the world")
    return [region(value) for level in levels for value in answer.values.get(level, ())]


def region(value: str) -> str:
    """A region as it is read; tips without a country have none."""
    return UNKNOWN if value == NO_REGION else value
