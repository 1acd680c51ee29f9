"""Which twenty next: the board, the ranked pool, and the plan under the rules in the page's address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analysis.rotation import Plan, Rules
from layouts.findings import plan as plan_finding
from layouts.findings.plan import Planned
from layouts.findings.remembered import remembered
from layouts.view import View
from queries import campaign as campaign_query
from queries import objects, tips
from queries import rotation as rotation_query
from queries.campaign import State
from queries.filters import Filters
from records import rotating

PERIODS = ("7", "14", "28")
ORDERS = {"index": "By index", "wait": "By wait", "score": "By score"}
EPOCH = pd.Timestamp(0, tz="UTC")
EVERYTHING = Filters()
PAGE_ROWS = 6


@dataclass(frozen=True)
class RotationView(View):
    """The rules in the address (empty: the campaign's own) and what of the pool is looked at."""

    days: str = "14"
    weeks: str = ""
    swaps: str = ""
    percategory: str = ""
    peragency: str = ""
    random: str = ""
    order: str = "index"
    find: str = ""
    page: str = "1"

    @classmethod
    def allowed(cls) -> Mapping[str, tuple[str, ...]]:
        """Periods and orders that exist."""
        return {"days": PERIODS, "order": tuple(ORDERS)}

    @property
    def period_days(self) -> int:
        """Length of the coming period in days."""
        return int(self.days)

    @property
    def page_number(self) -> int:
        """The page of the pool, from 1."""
        return max(_whole(self.page) or 1, 1)


# field of the view → (rule of the planner, whole numbers only)
RULES = {
    "weeks": ("minimum_weeks", False),
    "swaps": ("maximum_swaps", True),
    "percategory": ("category_cap", True),
    "peragency": ("agency_cap", True),
    "random": ("random_slots", True),
}
CAPS = ("category_cap", "agency_cap")


def rules_of(state: State, view: RotationView) -> Rules:
    """The campaign's rules with those that the address changes; what is no number 0–999 is ignored.

    A cap of 0 means no limit: kept as it stands, it would only ever give an empty board.
    """
    changes: dict[str, Any] = {}
    for name, (rule, whole) in RULES.items():
        given = _number(getattr(view, name))
        if given is not None:
            changes[rule] = None if rule in CAPS and not given else int(given) if whole else given
    return plan_finding.campaign_rules(state, **changes)


def campaign_words(db: Any) -> dict[str, str]:
    """The campaign's own rules as the controls show them while they are empty."""
    rules = plan_finding.campaign_rules(campaign_query.state(db))
    values = {name: getattr(rules, rule) for name, (rule, _) in RULES.items()}
    return {name: "no limit" if value is None else f"{value:g}" for name, value in values.items()}


def rule_value(view: RotationView, name: str) -> float | int | str:
    """A rule of the address as a number, or empty text: the campaign's own."""
    value = _number(getattr(view, name))
    if value is None:
        return ""
    return int(value) if value == int(value) else value


def rule_text(value: Any) -> str:
    """What a control holds as the address has it."""
    number = _number(str(value)) if value not in (None, "") else None
    return "" if number is None else f"{number:g}"


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= 999 else None


def _whole(text: str) -> int | None:
    value = _number(text)
    return None if value is None else int(value)


@dataclass(frozen=True)
class Rotation:
    """`board`: slot → object now; `version`: of that board; `planned`: evidence and advice.

    `objects`: one row an object (index object_id): title, category, agency, image, displayed, slot,
    days_displayed (of the open display), tips, actionable, hold, eligible, identifiability, last_shown (NaT
    while displayed or never), ever (was displayed), and the plan's action, probability, low, high, index,
    reason, propensity.
    """

    planned: Planned
    board: dict[int, str]
    version: str
    objects: pd.DataFrame

    @property
    def plan(self) -> Plan:
        """What the index advises under these rules."""
        return self.planned.plan

    @property
    def state(self) -> State:
        """The campaign."""
        return self.planned.state

    @property
    def rules(self) -> Rules:
        """The rules of this plan."""
        return self.planned.rules

    @property
    def advised(self) -> dict[int, str]:
        """Slot → object of the next board as the index advises it."""
        keep = set(self.plan.keep)
        kept = {slot: name for slot, name in self.board.items() if name in keep}
        return {**kept, **{slot: str(name) for name, slot in self.plan.show.items()}}

    def row(self, object_id: str) -> Any:
        """One object's values by column of `objects`."""
        return row_of(self.objects, object_id)

    def title(self, object_id: str) -> str:
        """The object's words, or its reference where it has none."""
        if object_id not in self.objects.index:
            return object_id
        return str(self.objects.at[object_id, "title"]) or object_id


def row_of(frame: pd.DataFrame, name: str) -> Any:
    """The one row of that name, its values by column."""
    return frame.loc[name]


def rotation(db: Any, view: RotationView) -> Rotation:
    """Board, evidence and plan under the view's rules; remembered until the data change."""
    key = tuple(getattr(view, name) for name in ("days", *RULES))
    return remembered(db, "rotation", key, lambda: _rotation(db, view))


def _rotation(db: Any, view: RotationView) -> Rotation:
    state = campaign_query.state(db)
    planned = plan_finding.plan(db, period_days=view.period_days, rules=rules_of(state, view))
    # The board that the plan was made for, as of the refresh; a later one is noticed when publishing.
    shown = planned.frame[planned.frame["displayed"].astype(bool)]
    board = {int(slot): str(name) for slot, name in zip(shown["slot"], shown["object_id"], strict=True)}
    return Rotation(planned, board, rotating.version_of(board), _objects(db, planned))


def _objects(db: Any, planned: Planned) -> pd.DataFrame:
    known = objects.catalogue(db, EVERYTHING)[["object_id", "title", "image", "case_id"]]
    counted = tips.count_by_object(db, EVERYTHING).rename(columns={"n": "all_tips", "actionable": "useful"})
    evidence = planned.frame[
        ["object_id", "category", "agency", "displayed", "slot", "weeks_displayed_now", "hold", "eligible",
         "identifiability", "exposure"]
    ]  # fmt: skip
    # Without objects the plan has columns of no type; a merge wants the ids to be text.
    advice = planned.plan.objects.drop(columns=["slot"]).astype({"object_id": "str"})
    evidence = evidence.astype({"object_id": "str", "displayed": "bool", "eligible": "bool"})
    joined = known.merge(evidence, on="object_id", how="left")
    joined = joined.merge(counted[["object_id", "all_tips", "useful"]], on="object_id", how="left")
    joined = joined.merge(rotation_query.last_shown(db).assign(ever=True), on="object_id", how="left")
    joined["ever"] = joined["ever"].eq(True)
    joined[["tips", "actionable"]] = joined[["all_tips", "useful"]].fillna(0).astype("int64")
    joined["days_displayed"] = joined["weeks_displayed_now"].fillna(0.0) * 7
    joined = joined.drop(columns=["all_tips", "useful"]).merge(advice, on="object_id", how="left")
    return joined.set_index("object_id")


@dataclass(frozen=True)
class Pool:
    """`coming`: objects of the plan or the person's choice, by slot; `rows`: one page of the others that may
    be shown or are held; `total`: of those; `off`: objects off display; `free`: that may be shown; `held`."""

    coming: pd.DataFrame
    rows: pd.DataFrame
    total: int
    page: int
    pages: int
    off: int
    free: int
    held: int


def pool(db: Any, found: Rotation, coming: Mapping[str, int], view: RotationView, filters: Filters) -> Pool:
    """The objects off display in scope, ranked as the view says; `coming`: object → its next slot."""
    chosen = {name: slot for name, slot in coming.items() if name in found.objects.index}
    arriving = found.objects.loc[list(chosen)].assign(place=list(chosen.values())).sort_values("place")
    off = _off_display(db, found, filters)
    may = off["eligible"].astype(bool)
    held = off["hold"] == "withhold"
    waiting = _matching(off[may & ~off.index.isin(set(chosen))], view.find)
    listed = _ranked(waiting, view.order)
    pages = max(-(-len(listed) // PAGE_ROWS), 1)
    page = min(view.page_number, pages)
    first = (page - 1) * PAGE_ROWS
    rows = listed.iloc[first : first + PAGE_ROWS]
    free = int((may & ~held).sum())
    return Pool(arriving, rows, len(listed), page, pages, len(off), free, int((may & held).sum()))


def ranked(db: Any, found: Rotation, view: RotationView, filters: Filters) -> pd.DataFrame:
    """All objects off display in scope that may be shown or are held, as the view finds and ranks them; no
    plan, no page."""
    off = _off_display(db, found, filters)
    return _ranked(_matching(off[off["eligible"].astype(bool)], view.find), view.order)


def _off_display(db: Any, found: Rotation, filters: Filters) -> pd.DataFrame:
    off = found.objects[~found.objects.index.isin(set(found.board.values()))]
    scope = replace(filters, from_=None, to=None)
    if scope == EVERYTHING:
        return off
    return off[off.index.isin(set(objects.catalogue(db, scope)["object_id"]))]


def _matching(rows: pd.DataFrame, text: str) -> pd.DataFrame:
    wanted = text.strip().casefold()
    if not wanted:
        return rows
    said = rows["title"].fillna("") + " " + rows["category"].fillna("") + " " + rows.index.to_series()
    return rows[said.str.casefold().str.contains(wanted, regex=False)]


def _ranked(rows: pd.DataFrame, order: str) -> pd.DataFrame:
    """Best first; what is withheld goes last, because it cannot be chosen."""
    held = rows["hold"].eq("withhold")
    keys = {
        "index": -rows["index"],
        # Never shown has waited longest; then whose last display ended first.
        "wait": rows["last_shown"].fillna(EPOCH),
        "score": -rows["identifiability"].fillna(-1.0),
    }
    sorting = pd.DataFrame({"held": held, "key": keys[order], "index": -rows["index"], "name": rows.index})
    return rows.loc[sorting.sort_values(["held", "key", "index", "name"]).index]
