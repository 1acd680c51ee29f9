"""What we recommend: changes of the display, the backlog, and what the verdict still needs."""

from typing import Any

import pandas as pd

from analysis import benchmark, rotation
from layouts.findings import plan as plan_finding
from layouts.findings.overview import Overview
from layouts.findings.plan import Planned
from layouts.findings.release import Released
from layouts.findings.remembered import remembered
from layouts.speech import ENGLISH, Speech
from queries import tips
from queries.filters import Filters

MOST_OBJECTS = 2  # named as those with the longest queue


def internal(db: Any, filters: Filters, found: Overview, speech: Speech = ENGLISH) -> tuple[str, ...]:
    """For those who run the campaign: with what the plan is expected to bring, and where the queue is."""
    planned = plan_finding.plan(db)
    said = [speech.sentences((display(planned, speech), _expected(db, planned, speech)))]
    return _kept([*said, _backlog(db, filters, found, speech), *_verdict(found, speech)])


def leadership(db: Any, found: Overview, released: Released, speech: Speech = ENGLISH) -> tuple[str, ...]:
    """For leadership: nothing that is not in the release or among the results of objects. `found`: of the
    whole campaign, as the display and the release's backlog are, whatever the report is about."""
    said = [display(plan_finding.plan(db), speech), _released_backlog(released, speech)]
    return _kept([*said, *_verdict(found, speech)])


def _kept(said: list[str]) -> tuple[str, ...]:
    return tuple(sentence for sentence in said if sentence)


def display(planned: Planned, speech: Speech = ENGLISH) -> str:
    """How many objects to replace, and why."""
    advice, slots = planned.plan, planned.rules.slots
    if not len(planned.frame):
        return ""
    out, fills = len(advice.remove), max(len(advice.show) - len(advice.remove), 0)
    said = []
    if out:
        text = speech.many(
            "Replace {n} of the {slots} objects on display", "Replace {n} of the {slots} objects on display",
            out, slots=slots,
        )  # fmt: skip
        said.append(f"{text}: {'; '.join(_why(planned, speech))}.")
    if fills:
        said.append(
            speech.many(
                "Fill {n} free place with the best of the pool.",
                "Fill {n} free places with the best of the pool.",
                fills,
            )
        )
    if not said:
        return speech.say("Leave the display as it is: no object that may be shown has a better chance.")
    return " ".join(said)


def _why(planned: Planned, speech: Speech) -> list[str]:
    frame = planned.frame[planned.frame["object_id"].isin(planned.plan.remove)]
    held = frame["hold"].eq("withhold")
    barred = ~held & ~frame["eligible"].astype(bool)
    weaker = int((~held & ~barred).sum())
    said = []
    if weaker:
        said.append(
            speech.many(
                "{n} has a smaller chance of identification than what waits",
                "{n} have a smaller chance of identification than what waits",
                weaker,
            )
        )
    if barred.any():
        said.append(
            speech.many(
                "{n} identified meanwhile or no longer available",
                "{n} identified meanwhile or no longer available",
                int(barred.sum()),
            )
        )
    if held.any():
        said.append(
            speech.many(
                "{n} is held back by investigators", "{n} are held back by investigators", int(held.sum())
            )
        )
    return said


def _expected(db: Any, planned: Planned, speech: Speech) -> str:
    if not (planned.plan.remove or planned.plan.show):
        return ""
    gain = remembered(db, "report gain", (planned.period_days,), lambda: _compared(planned))
    rows = gain.to_dict("index")
    now, then = rows["no change"], rows["plan"]
    values = {
        "days": planned.period_days,
        "plan": speech.number(then["expected"], 1),
        "stay": speech.number(now["expected"], 1),
    }
    if now["difference_low"] <= 0 <= now["difference_high"]:
        return speech.say(
            "Expected in {days} days: {plan} identifications instead of {stay}, a difference too small to be "
            "sure of.",
            **values,
        )
    return speech.say("Expected in {days} days: {plan} identifications instead of {stay}.", **values)


def _compared(planned: Planned) -> pd.DataFrame:
    as_of = planned.state.as_of
    moment = pd.Timestamp(as_of) if as_of else pd.Timestamp("1970-01-01", tz="UTC")
    return rotation.compare(planned.frame, planned.rules, moment, planned.plan).set_index("board")


def _backlog(db: Any, filters: Filters, found: Overview, speech: Speech) -> str:
    waiting, oldest = found.quality["pending"], found.quality["oldest"]
    if not waiting:
        return ""
    said = [speech.many("Assess the {n} tip that waits.", "Assess the {n} tips that wait.", waiting)]
    if oldest is not None and found.state.as_of is not None:
        days = max((found.state.as_of - oldest).days, 0)
        said.append(
            speech.many("The oldest has waited for {n} day.", "The oldest has waited for {n} days.", days)
        )
    counted = tips.count_by_object(db, filters)
    queue = counted[counted["pending"] > 0].sort_values(["pending", "object_id"], ascending=[False, True])
    if len(queue) > MOST_OBJECTS:
        rows = queue.head(MOST_OBJECTS).to_dict("records")
        names = [f"{row['object_id']} ({speech.number(int(row['pending']))})" for row in rows]
        said.append(speech.say("The longest queues: {objects}.", objects=speech.listed(names)))
    return " ".join(said)


def _released_backlog(released: Released, speech: Speech) -> str:
    total, state = released.total("assessment")
    rows = released.margin("assessment", "assessment").to_dict("records")
    pending = next((row for row in rows if row["assessment"] == "pending"), None)
    if pending is None or pending["state"] != "shown" or state != "shown" or not total:
        return ""
    waiting = int(pending["count"])
    if not waiting:
        return ""
    share = speech.percent(waiting / total, 1)
    return speech.many(
        "Give time to assessment: {n} tip of the release ({share}) is not assessed.",
        "Give time to assessment: {n} tips of the release ({share}) are not assessed.",
        waiting,
        share=share,
    )


def _verdict(found: Overview, speech: Speech) -> list[str]:
    if not found.comparisons:
        return [speech.say("Enter the launch day and the benchmark: without them there is no verdict.")]
    main = found.comparisons[0]
    said = []
    if main.verdict.word == "too early to say":
        said.append(
            speech.say(
                "Wait with a verdict: it needs {objects} published objects and {days} days.",
                objects=benchmark.MINIMUM_OBJECTS,
                days=benchmark.MINIMUM_DAYS,
            )
        )
    elif main.verdict.word == "no clear difference yet":
        said.append(
            speech.say(
                "Treat the comparison as open: the chance of doing better is {chance}; “ahead” needs "
                "{ahead}, “behind” at most {behind}.",
                chance=speech.percent(main.verdict.probability),
                ahead=speech.percent(benchmark.AHEAD),
                behind=speech.percent(benchmark.BEHIND),
            )
        )
    elif main.verdict.word == "behind":
        said.append(speech.say("Decide what to change: the campaign is behind its benchmark."))
    if main.unknown:
        said.append(
            speech.many(
                "Find out who gets the credit for {n} located object: its attribution is unknown.",
                "Find out who gets the credit for {n} located objects: their attribution is unknown.",
                main.unknown,
            )
        )
    return said
