"""The verdict and what it rests on, said in any language from the comparison's own figures."""

from analysis import benchmark, equal_age, proportion
from analysis.equal_age import Comparison
from layouts import words
from layouts.charts.equal_age import PRECISIONS
from layouts.findings.overview import Overview
from layouts.speech import ENGLISH, Speech, counted, later

TOO_EARLY = later("Too early to say.")
CLEAR = {
    "ahead": later("Ahead of its benchmark."),
    "behind": later("Behind its benchmark."),
    "level": later("Level with its benchmark."),
}
OPEN = later("No clear difference from its benchmark yet.")
LEANING_AHEAD = later("No clear difference from its benchmark yet, leaning ahead.")
LEANING_BEHIND = later("No clear difference from its benchmark yet, leaning behind.")
OURS = {
    "thanks_to_tips": counted(
        "In the first {age} days {x} of {n} object was located thanks to tips ({share}).",
        "In the first {age} days {x} of {n} objects were located thanks to tips ({share}).",
    ),
    "by_any_means": counted(
        "In the first {age} days {x} of {n} object was located ({share}).",
        "In the first {age} days {x} of {n} objects were located ({share}).",
    ),
}
SAME_AGE = {
    "thanks_to_tips": later("The benchmark, at that age: {counted} found thanks to tips ({share})."),
    "by_any_means": later("The benchmark, at that age: {counted} found ({share})."),
}
EARLIER = {
    "thanks_to_tips": later(
        "The benchmark, last counted on its day {day}: {counted} found thanks to tips ({share})."
    ),
    "by_any_means": later("The benchmark, last counted on its day {day}: {counted} found ({share})."),
}


def verdict(found: Overview, speech: Speech = ENGLISH) -> tuple[str, str]:
    """The verdict's first clause, and what it rests on in one breath, as the overview says them."""
    if not found.comparisons:
        return speech.say(TOO_EARLY), _without_benchmark(found, speech)
    main = found.comparisons[0]
    if main.verdict.word == "too early to say":
        return speech.say(TOO_EARLY), _missing(found, main, speech)
    return speech.say(_clause(main)), _in_one_breath(main, speech)


def _clause(main: Comparison) -> str:
    if main.verdict.word in CLEAR:
        return CLEAR[main.verdict.word]
    if main.verdict.probability >= benchmark.LEANING:
        return LEANING_AHEAD
    return LEANING_BEHIND if main.verdict.probability <= 1 - benchmark.LEANING else OPEN


def _without_benchmark(found: Overview, speech: Speech) -> str:
    if not found.published.empty:
        return speech.say("The campaign has no launch day or no benchmark to be compared with.")
    return speech.say("No object has been displayed yet; what came in is counted below.")


def _missing(found: Overview, main: Comparison, speech: Speech) -> str:
    if main.n0 is None and found.points.empty:
        return speech.say("The benchmark has no figure for this outcome.")
    if main.n0 is None:
        first = int(found.points["age_days"].iloc[0])
        return speech.say(
            "The benchmark's first figure is from its day {first}; the campaign is at day {day}.",
            first=first,
            day=main.age_days,
        )
    if main.n >= benchmark.MINIMUM_OBJECTS and main.age_days >= benchmark.MINIMUM_DAYS:
        return speech.say("The benchmark has no items to compare with.")
    time = speech.many("for {n} day", "for {n} days", main.age_days, n=main.age_days)
    values = {"time": time, "objects": benchmark.MINIMUM_OBJECTS, "days": benchmark.MINIMUM_DAYS}
    if not main.n:
        return speech.say(
            "No objects have been public {time}; a verdict needs {objects} and {days} days.", **values
        )
    return speech.many(
        "{n} object has been public {time}; a verdict needs {objects} and {days} days.",
        "{n} objects have been public {time}; a verdict needs {objects} and {days} days.",
        main.n,
        **{**values, "n": main.n},
    )


def _in_one_breath(main: Comparison, speech: Speech) -> str:
    if main.n0 is None or not main.n or not main.n0:
        return evidence(main, speech)
    x0 = main.x0 or 0
    values = {
        "age": main.age_days,
        "ours": speech.percent(main.x / main.n),
        "ours_interval": _ends(main.x, main.n, speech),
        "theirs": speech.percent(x0 / main.n0),
        "theirs_interval": _ends(x0, main.n0, speech),
    }
    if main.benchmark_age_days == main.age_days:
        return speech.say(
            "In {age} days, tips helped to locate {ours} of objects ({ours_interval}); EU Most Wanted, at "
            "that age: {theirs} of suspects ({theirs_interval}).",
            **values,
        )
    return speech.say(
        "In {age} days, tips helped to locate {ours} of objects ({ours_interval}); EU Most Wanted, by its "
        "day {day}: {theirs} of suspects ({theirs_interval}).",
        **values,
        day=main.benchmark_age_days,
    )


def _ends(x: int, n: int, speech: Speech) -> str:
    rate = benchmark.rate(x, n)
    return speech.between(rate.low, rate.high)


def evidence(one: Comparison, speech: Speech = ENGLISH) -> str:
    """Both counts with their shares, sentence by sentence; empty while the benchmark has no figure."""
    if one.n0 is None or one.x0 is None:
        return ""
    values = {"age": one.age_days, "x": one.x, "share": _share(one.x, one.n, speech)}
    said = [speech.many(*OURS[one.pair.key], one.n, **values)]
    same = one.benchmark_age_days == one.age_days
    precision = PRECISIONS[one.precision or "exact"]
    located = speech.say(precision, x=one.x0, n=one.n0)
    theirs = {"counted": located, "share": _share(one.x0, one.n0, speech), "day": one.benchmark_age_days}
    said.append(speech.say((SAME_AGE if same else EARLIER)[one.pair.key], **theirs))
    if not same:
        then = {"day": one.benchmark_age_days, "x": one.x_then, "n": one.n_then}
        said.append(speech.say("On day {day} the campaign stood at {x} of {n}.", **then))
    if one.unknown:
        said.append(
            speech.many(
                "{n} more with unknown attribution is counted in neither class.",
                "{n} more with unknown attribution are counted in neither class.",
                one.unknown,
                n=one.unknown,
            )
        )
    return speech.sentences(said)


def _share(x: int, n: int, speech: Speech) -> str:
    if not n:
        return speech.say("no share yet")
    return f"{speech.percent(x / n)}, {_ends(x, n, speech)}"


def chance(found: Overview, speech: Speech = ENGLISH) -> str:
    """How likely the pilot does better; empty where there is nothing to compare with, or too early to say:
    a chance without evidence would be read as one."""
    if not found.comparisons or found.comparisons[0].n0 is None:
        return ""
    if found.comparisons[0].verdict.word == "too early to say":
        return ""
    said = speech.percent(found.comparisons[0].verdict.probability)
    return speech.say(
        "The chance that the pilot does better than its benchmark is {chance}; “ahead” needs {ahead}.",
        chance=said,
        ahead=speech.percent(benchmark.AHEAD),
    )


def meaning(found: Overview, speech: Speech = ENGLISH) -> tuple[str, ...]:
    """What the figures mean: the chance, the wider comparison, what an eliminated trail is worth."""
    said = [chance(found, speech)]
    said += [evidence(one, speech) for one in found.comparisons if one.pair is equal_age.LOCATED]
    eliminated = int(found.published["eliminated"].notna().sum())
    if eliminated:
        said.append(
            speech.many(
                "{n} trail eliminated: a result, nobody searches there again.",
                "{n} trails eliminated: a result, nobody searches there again.",
                eliminated,
            )
        )
    return tuple(sentence for sentence in said if sentence)


def part(x: int, n: int, speech: Speech = ENGLISH) -> str:
    """A share with its Wilson interval; a dash where there is no denominator."""
    if not n:
        return words.MISSING
    return speech.share(x / n, *proportion.interval(x, n))
