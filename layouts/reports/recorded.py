"""Reasons and broken rules as the record holds them, in a reader's language.

The record keeps what was said then, in English, as one text. What our own programs say is built of few parts
(analysis/rotation_words.py, records/rotating.py, and the demonstration's), so each is read back into its part
and its values, and said anew. A text of which any part is none of these was written by a person: it stays as
it is.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from layouts.speech import SOURCE, Speech, counted, later

# What the record's sentences consist of. A value is read by its name: numbers and shares are said as the
# language writes them, `word` is a category, `why` another of these, everything else a name.
CLAUSES = (
    later("withheld by investigators"),
    later("no longer eligible"),
    later("more objects on display than places"),
    later("over the cap of its category or agency"),
    later("gives its place to an object drawn at random"),
    later("candidate never shown"),
    later("candidate rested"),
    later("same category"),
    later("{share} against {other_share}"),
    later("and less known"),
    later("held by investigators: keep"),
    later("held by investigators: do not show"),
    later("not eligible"),
    later("locked: {weeks} of at least {least} weeks shown"),
    later("best chance on the board"),
    later("never shown"),
    later("rested"),
    later("novelty at {share}"),
    later("no actionable tip in {weeks} effective weeks"),
    later("tips not assessed yet"),
    later("analyst score {score}"),
    later("{word} brings {times} times the usual"),
    later("returned: {name} was undone"),
    # Of the demonstration.
    later("locked: under 14 days on display"),
    later("new"),
    later("identified: the place is free"),
    later("no score yet"),
    later("novelty back to {share}"),
    later("chosen by lot among {count}, to learn what the ranking misses"),
)
# One of something, several of it, by `n`.
COUNTED = (
    counted(
        "{n} actionable tip in {weeks} effective weeks", "{n} actionable tips in {weeks} effective weeks"
    ),
    counted("{n} lead open", "{n} leads open"),
    counted("{n} failed lead", "{n} failed leads"),
    counted("drawn at random: {count} of {n} object", "drawn at random: {count} of {n} objects"),
    counted("tips still coming in: {n} in 14 days", "tips still coming in: {n} in 14 days"),
    counted("steady after {n} day", "steady after {n} days"),
    counted("rested {n} week", "rested {n} weeks"),
    counted("novelty at {share} after {n} day", "novelty at {share} after {n} days"),
    counted("{count} useful among {n} tip", "{count} useful among {n} tips"),
)
# Rules that a plan could not keep: whole sentences.
SENTENCES = (
    later("{name} leaves after {weeks} of at least {least} weeks: {why}."),
    later("{name} was to be kept and leaves: {why}."),
    later(
        "Category {word} has {count} places, its cap is {cap}: the others are held, under the minimum time, "
        "over the limit on swaps, or nothing else may be shown."
    ),
    later(
        "Agency {name} has {count} places, its cap is {cap}: the others are held, under the minimum time, "
        "over the limit on swaps, or nothing else may be shown."
    ),
)
EMPTY = (
    counted("{n} place stays empty: the caps admit no further object.",
     "{n} places stay empty: the caps admit no further object."),
    counted("{n} place stays empty: no further object may be shown.",
     "{n} places stay empty: no further object may be shown."),
    counted("{count} of {n} randomised place could be given: too few are free or too few objects fit.",
     "{count} of {n} randomised places could be given: too few are free or too few objects fit."),
)  # fmt: skip
NUMBERS = frozenset(["n", "count", "cap", "weeks", "least", "score", "times"])
SHARES = frozenset(["share", "other_share"])
WHOLE = frozenset(["n", "count", "cap"])  # our programs count in whole numbers: other texts are a person's
FORMS = {
    **dict.fromkeys(NUMBERS, r"[0-9]{1,9}(?:\.[0-9]{1,9})?"),
    **dict.fromkeys(WHOLE, "[0-9]{1,9}"),
    **dict.fromkeys(SHARES, "(?:under )?[0-9]{1,9}(?:\\.[0-9])?[ \u202f]%"),
}
ANY = ".+?"


@dataclass(frozen=True)
class Form:
    """A text of the record: how it reads in English, for one and for several where it counts."""

    one: str
    several: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Part:
    """A form with the values that a text has in it, as the record writes them."""

    form: Form
    values: dict[str, str]


def said(text: str, speech: Speech) -> str:
    """The text in the reader's language, or as it stands where it is not in our own words."""
    if speech.language == SOURCE:
        return text
    whole = _whole(text)
    if whole is not None:
        return _spoken(whole, speech)
    parts = _parts(text)
    if not parts:
        return text
    mark = speech.say("; ")
    told = mark.join(speech.say(", ").join(_spoken(one, speech) for one in clauses) for clauses in parts)
    return told[:1].upper() + told[1:] if text[:1].isupper() else told


def read(text: str) -> list[list[tuple[str, dict[str, str]]]]:
    """The parts of a text in our own words, each of one clause or more: (English template, values)."""
    whole = _whole(text)
    parts = [[whole]] if whole is not None else _parts(text)
    return [[(_template(clause), clause.values) for clause in clauses] for clauses in parts]


def _template(part: Part) -> str:
    return part.form.one if part.values.get("n") == "1" else part.form.several


@cache
def _forms(kind: str) -> tuple[Form, ...]:
    single, pairs = {"clauses": (CLAUSES, COUNTED), "sentences": (SENTENCES, EMPTY)}[kind]
    several = [(one, many, text) for one, many in pairs for text in dict.fromkeys((one, many))]
    return (
        *(Form(text, text, _pattern(text)) for text in single),
        *(Form(one, many, _pattern(text)) for one, many, text in several),
    )


def _pattern(text: str) -> re.Pattern[str]:
    """What the English text matches, its values by name."""
    pieces = re.split(r"\{(\w+)\}", text)
    kept = [re.escape(piece) if place % 2 == 0 else _value(piece) for place, piece in enumerate(pieces)]
    return re.compile("".join(kept))


def _value(name: str) -> str:
    return f"(?P<{name}>{FORMS.get(name, ANY)})"


def _whole(text: str) -> Part | None:
    """A text that is one sentence of its own."""
    return _found("sentences", text)


def _parts(text: str) -> list[list[Part]]:
    """The text's parts, each of one clause or more; nothing where one of them is not ours."""
    found = []
    for place, part in enumerate(text.split("; ")):
        # A text begins with a capital, its parts do not.
        clauses = _clauses(part if place else part[:1].lower() + part[1:])
        if not clauses:
            return []
        found.append(clauses)
    return found


def _clauses(part: str) -> list[Part]:
    whole = _found("clauses", part)
    if whole is not None:
        return [whole]
    several = [_found("clauses", clause) for clause in part.split(", ")]
    return [clause for clause in several if clause] if all(several) else []


def _found(kind: str, text: str) -> Part | None:
    matches = ((form, form.pattern.fullmatch(text)) for form in _forms(kind))
    return next((Part(form, match.groupdict()) for form, match in matches if match), None)


def _spoken(part: Part, speech: Speech) -> str:
    values = dict(_values(part, speech))
    if part.form.one == part.form.several and "n" not in values:
        return speech.say(part.form.one, **values)
    return speech.many(part.form.one, part.form.several, int(part.values["n"]), **values)


def _values(part: Part, speech: Speech) -> Iterator[tuple[str, Any]]:
    for name, text in part.values.items():
        if name in NUMBERS:
            yield name, speech.number(float(text), _decimals(text))
        elif name in SHARES:
            yield name, _share(text, speech)
        elif name == "why":
            yield name, said(text, speech)
        else:
            yield name, speech.say(text) if name == "word" else text


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])


def _share(text: str, speech: Speech) -> str:
    """57 % or 1.6 %, also after “under”."""
    number = re.sub(r"[^\d.]", "", text)
    told = speech.percent(float(number) / 100, _decimals(number))
    return speech.say("under {share}", share=told) if text.startswith("under") else told
