"""Objects as leadership may see them: facts of the catalogue, and tips as the release has them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd

from layouts import released_words, words
from layouts.findings.release_scope import NO_MONTH, Answer
from layouts.findings.released import Scoped, by_value
from layouts.speech import ENGLISH, Speech, later
from queries import campaign as campaign_query
from queries import objects, outcomes
from queries.campaign import State
from queries.filters import Filters

EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
STAGES = {"located": "located", "eliminated": "trail eliminated", "identified": "identified"}
OUTCOMES = {
    "object_identified": "Identified",
    "origin_located": "Origin located",
    "trail_eliminated": "Trail eliminated",
}
NO_COUNT = later("The release prints no object's tips yet.")
CREDIT = {"yes": "thanks to a tip", "no": "not through tips"}


@dataclass(frozen=True)
class Objects:
    """`frame`: one row an object in scope: object_id, title, category, agency, image, question, stage,
    first_shown, displayed, slot, days_displayed, identified, located, eliminated, tips (missing where
    hidden), state. `answer`: where its tips come from."""

    state: State
    frame: pd.DataFrame
    answer: Answer
    outside: bool = False  # of the release: it has months, but none of the period
    narrowed: bool = False  # something was asked for that leaves objects out
    asked: Scoped | None = None  # the page's question, which `answer` may not answer in full

    @property
    def until(self) -> date | None:
        """The last day of the facts of the catalogue: stage and days shown."""
        asked = None if self.asked is None else self.asked.facts.to
        return min(filter(None, (asked, self.state.as_of_local)), default=None)


def listing(db: Any, scoped: Scoped) -> Objects:
    """The objects in scope, published or not."""
    state, facts = campaign_query.state(db), scoped.facts
    answer = scoped.tips("object_id")
    shown = objects.published(db, facts, state.as_of or EPOCH)
    columns = ["object_id", "first_shown", "displayed", "slot", "days_displayed"]
    frame = scoped.catalogue.merge(shown[columns], on="object_id", how="left")
    reached = outcomes.per_object(db, facts)[["object_id", *STAGES]]
    frame = frame.merge(reached, on="object_id", how="left")
    counted, none = by_value(answer), (None, "missing") if answer.outside else (0, "shown")
    cells = [counted.get(str(name), none) for name in frame["object_id"]]
    return Objects(
        state,
        frame.assign(
            stage=[_stage(row) for row in frame.to_dict("records")],
            displayed=frame["displayed"].astype("boolean").fillna(False).astype(bool),
            days_displayed=frame["days_displayed"].fillna(0).round().astype("int64"),
            tips=pd.array([count for count, _ in cells], dtype="Int64"),
            state=[state for _, state in cells],
        ),
        answer,
        answer.outside and scoped.release.first is not None,
        scoped.asked.objects is not None,
        scoped,
    )


def _stage(row: dict[Any, Any]) -> str:
    reached = (said for name, said in STAGES.items() if pd.notna(row[name]))
    return next(reached, "open" if pd.notna(row["first_shown"]) else "not shown yet")


def headline(found: Objects, speech: Speech = ENGLISH) -> tuple[str, str]:
    """How many were identified, and which brought most tips among those printed: of what, where tips are
    counted for something else than the page says."""
    frame = found.frame
    public = int((frame["stage"] != "not shown yet").sum())
    if frame.empty and found.narrowed:
        return speech.say("No object is in this scope."), speech.say("Widen the filters.")
    if not public:
        on_record = speech.many("{n} is on record.", "{n} are on record.", len(frame))
        return speech.say("No object has been published yet."), on_record
    first = _identified(int(frame["stage"].isin(list(STAGES.values())).sum()), public, speech)
    counted = frame[frame["tips"].notna() & (frame["tips"] > 0)]
    if counted.empty:
        nothing = NO_MONTH if found.outside else NO_COUNT
        return first, speech.say(nothing)
    best = counted.sort_values(["tips", "object_id"], ascending=[False, True]).to_dict("records")[0]
    name = " · ".join(filter(None, (best["object_id"], best["title"])))
    most = speech.number(int(best["tips"]))
    covers = "; ".join(released_words.differing(found.asked, found.answer, speech)) if found.asked else ""
    if covers:
        return first, speech.say(
            "Of the counts printed for {covers}, {object} has most tips, {count}.",
            covers=covers, object=name, count=most,
        )  # fmt: skip
    return first, speech.say(
        "Of the counts printed, {object} has most tips, {count}.", object=name, count=most
    )


def _identified(solved: int, public: int, speech: Speech) -> str:
    if public == 1 and solved:
        return speech.say("The only published object was identified.")
    if public == 1:
        return speech.say("The only published object was not identified yet.")
    values = {"x": speech.number(solved), "n": speech.number(public)}
    return speech.many(
        "{x} of {n} published objects was identified.",
        "{x} of {n} published objects were identified.",
        solved,
        **values,
    )


@dataclass(frozen=True)
class OneObject:
    """`row`: the listing's row. `periods`: its displays (queries.objects.periods). `events`: dated words, the
    latest first: displays, and outcomes of the object itself; none about people."""

    state: State
    row: dict[Any, Any]
    periods: pd.DataFrame
    events: list[tuple[datetime, str]]
    before: str | None
    after: str | None


def one(db: Any, scoped: Scoped, object_id: str) -> OneObject | None:
    """One object of the listing; None when there is no such object in it."""
    found = listing(db, scoped)
    rows = found.frame[found.frame["object_id"] == object_id].to_dict("records")
    if not rows:
        return None
    shown = objects.periods(db, Filters(object=(object_id,)))
    ids = list(objects.catalogue(db, Filters())["object_id"])
    place = ids.index(object_id)
    return OneObject(
        state=found.state,
        row=rows[0],
        periods=shown,
        events=_events(db, object_id, shown),
        before=ids[place - 1] if place else None,
        after=ids[place + 1] if place < len(ids) - 1 else None,
    )


def _events(db: Any, object_id: str, shown: pd.DataFrame) -> list[tuple[datetime, str]]:
    told: list[tuple[datetime, str]] = []
    for period in shown.to_dict("records"):
        told.append((period["shown_from"], f"Displayed, place {period['slot']}"))
        if pd.notna(period["shown_until"]):
            days = round((period["shown_until"] - period["shown_from"]) / pd.Timedelta(days=1))
            told.append((period["shown_until"], f"Taken off after {words.plural(days, 'day')}"))
    found = outcomes.events(db, Filters(object=(object_id,)))
    mine = found[(found["object_id"] == object_id) & found["kind"].isin(list(OUTCOMES))]
    for event in mine.to_dict("records"):
        credit = CREDIT.get(event["thanks_to"], "credit unknown")
        told.append((event["occurred_at"], f"{OUTCOMES[event['kind']]}, {credit}"))
    return sorted(told, key=lambda item: item[0], reverse=True)
