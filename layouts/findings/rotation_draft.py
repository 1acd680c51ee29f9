"""The next board as a person has it before them: the plan with their own swaps, and what it would bring."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analysis import rotation
from analysis.rotation import MODEL_VERSION, Plan
from layouts.findings.remembered import remembered
from layouts.findings.rotation import Rotation
from records.problems import Problem
from records.rotating import Advice

Places = Mapping[int, str]  # slot → object; an empty text leaves the place empty


@dataclass(frozen=True)
class Draft:
    """`places`: slot → object of the next board; `own`: slots where a person differs from the plan;
    `warnings`: rules that it does not keep, and edits that could not be kept, one sentence each."""

    found: Rotation
    places: dict[int, str]
    own: frozenset[int]
    warnings: list[str]

    @property
    def changed(self) -> list[int]:
        """Slots whose object changes, in order."""
        board = self.found.board
        return sorted(slot for slot in {*board, *self.places} if board.get(slot) != self.places.get(slot))

    @property
    def swaps(self) -> list[int]:
        """Slots where one object gives way to another."""
        return [slot for slot in self.changed if slot in self.found.board and slot in self.places]

    @property
    def fills(self) -> list[int]:
        """Free slots that get an object."""
        return [slot for slot in self.changed if slot not in self.found.board]

    @property
    def emptied(self) -> list[int]:
        """Slots that lose their object and stay free."""
        return [slot for slot in self.changed if slot not in self.places]

    @property
    def coming(self) -> dict[str, int]:
        """Object → slot of those that the next board shows anew."""
        return {self.places[slot]: slot for slot in self.changed if slot in self.places}

    @property
    def plan(self) -> Plan:
        """The draft as a plan: what stays, leaves, comes."""
        board = self.found.board
        show: dict[object, int] = {}
        show.update(self.coming)
        return replace(
            self.found.plan,
            keep=[self.places[slot] for slot in sorted(self.places) if board.get(slot) == self.places[slot]],
            remove=[*sorted(board[slot] for slot in self.changed if slot in board)],
            show=show,
        )


def draft(found: Rotation, edits: Places) -> Draft:
    """The plan with a person's edits on top; edits that cannot be are left out and told in `warnings`."""
    advised, told = found.advised, []
    wanted: dict[int, str] = {}
    for slot, name in sorted(edits.items()):
        refusal = _refusal(found, slot, name)
        if refusal:
            told.append(refusal)
        elif name not in wanted.values() or not name:
            wanted[slot] = name
    places = _settled(found, {**advised, **wanted}, wanted)
    own = frozenset(slot for slot in wanted if places.get(slot) != advised.get(slot))
    moved = {slot for slot in advised if slot not in wanted and places.get(slot) != advised[slot]}
    own |= moved
    broken = list(_broken(found, places)) if own else list(found.plan.broken)
    return Draft(found, places, own, [*told, *broken])


def edits_from(stored: Any) -> dict[int, str]:
    """The edits as the browser keeps them; what is no slot and object is dropped."""
    given = (stored or {}).get("places") if isinstance(stored, dict) else None
    pairs = given.items() if isinstance(given, dict) else ()
    return {int(slot): str(name or "") for slot, name in pairs if str(slot).isdecimal()}


def seen(made: Draft) -> dict[str, Any]:
    """What a person has before them, as the browser hands it back with their decision."""
    return {
        "version": made.found.version,
        "board": {str(slot): name for slot, name in made.found.board.items()},
        "places": {str(slot): name for slot, name in made.places.items()},
        "own": sorted(made.own),
    }


def as_seen(found: Rotation, shown: Any) -> Draft:
    """The draft that a person saw, even if plan or board changed since: what they decided is what is
    proposed. Raises Problem while nothing was drawn, or for what no page of ours sends."""
    try:
        board, places = (
            {int(slot): str(name) for slot, name in shown[part].items()} for part in ("board", "places")
        )
        version, own = str(shown["version"]), frozenset(int(slot) for slot in shown["own"])
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise Problem("the page has not drawn the board yet; wait a moment") from error
    unknown = sorted({*board.values(), *places.values()} - set(found.objects.index))
    if unknown:
        raise Problem(f"there is no object {unknown[0]}")
    return Draft(replace(found, board=board, version=version), places, own, [])


def _refusal(found: Rotation, slot: int, name: str) -> str:
    """Why this edit cannot be; empty when it can."""
    now = found.board.get(slot, "")
    if not 1 <= slot <= found.rules.slots:
        return f"There is no place {slot}."
    if now and now != name and found.objects.at[now, "hold"] == "keep":
        return f"{found.title(now)} is held by investigators: end the hold before its place is given away."
    return _unfit(found, name, now) if name else ""


def _unfit(found: Rotation, name: str, now: str) -> str:
    """Why an object cannot take the place of `now`; empty when it can."""
    if name not in found.objects.index:
        return f"There is no object {name}."
    row, title = found.row(name), found.title(name)
    if row["hold"] == "withhold":
        return f"{title} is not to be shown: investigators hold it."
    if not bool(row["eligible"]):
        return f"{title} may not be shown: it is solved, retired or not available."
    if name in found.board.values() and name != now:
        return f"{title} is on display already; objects keep their place."
    return ""


def _settled(found: Rotation, places: dict[int, str], wanted: Mapping[int, str]) -> dict[int, str]:
    """Each object in one place: the person's choice goes first, the plan's other place keeps what it has."""
    settled = {slot: name for slot, name in places.items() if slot in wanted and name}
    for slot, name in sorted(places.items()):
        if slot in wanted:
            continue
        then = _stays(found, slot, settled) if name in settled.values() else name
        if then:
            settled[slot] = then
    return settled


def _stays(found: Rotation, slot: int, settled: Mapping[int, str]) -> str:
    now = found.board.get(slot, "")
    if not now or now in settled.values():
        return ""
    row = found.row(now)
    return now if bool(row["eligible"]) and row["hold"] != "withhold" else ""


def _broken(found: Rotation, places: Mapping[int, str]) -> Iterator[str]:
    """The rules that a board with a person's own swaps does not keep."""
    rules, rows = found.rules, found.objects
    leaving = [name for slot, name in found.board.items() if places.get(slot) != name]
    free_swaps = 0
    for row in (found.row(name) for name in sorted(leaving)):
        if row["hold"] != "none" or not bool(row["eligible"]):
            continue
        free_swaps += 1
        weeks = row["days_displayed"] / 7
        if weeks + 1e-6 < rules.minimum_weeks:
            least = f"{rules.minimum_weeks:g} weeks"
            yield f"{found.title(row.name)} leaves after {weeks:.1f} of at least {least}."
    if rules.maximum_swaps is not None and free_swaps > rules.maximum_swaps:
        yield f"{free_swaps} swaps; the limit is {rules.maximum_swaps}."
    for column, cap in (("category", rules.category_cap), ("agency", rules.agency_cap)):
        counts = Counter(rows.loc[list(places.values()), column].dropna())
        for label, n in sorted(counts.items()):
            if cap is not None and n > cap:
                yield f"{column.capitalize()} {label} has {n} places; its cap is {cap}."
    empty = rules.slots - len(places)
    if empty:
        yield f"{empty} {'place stays' if empty == 1 else 'places stay'} empty."


def carried(found: Rotation, changes: pd.DataFrame) -> dict[int, str]:
    """The swaps of an earlier proposal that are still possible on the present board, as edits.

    A place that somebody else has changed meanwhile is left to the plan. `changes`: rows of a proposal that
    it shows or removes.
    """
    left = changes[changes["action"] == "remove"].set_index("slot")["object_id"].to_dict()
    edits: dict[int, str] = {}
    for row in changes[changes["action"] == "show"].to_dict("records"):
        slot, name = int(row["slot"]), str(row["object_id"])
        same = found.board.get(slot) == left.get(slot)
        if same and not _refusal(found, slot, name):
            edits[slot] = name
    return edits


def expected(db: Any, made: Draft) -> pd.DataFrame:
    """One row each for plan, no change, first in first out, as `analysis.rotation.compare`; index: board."""
    planned = made.found.planned
    moment = pd.Timestamp(planned.state.as_of) if planned.state.as_of else pd.Timestamp(0, tz="UTC")
    key = (planned.period_days, planned.rules, tuple(sorted(made.places.items())))

    def simulate() -> pd.DataFrame:
        compared = rotation.compare(planned.frame, planned.rules, moment, made.plan)
        return compared.set_index("board")

    return remembered(db, "expected", key, simulate)


def advice(made: Draft, override_reason: str = "") -> list[Advice]:
    """The draft as records keep it. Raises Problem where own swaps lack their reason."""
    if made.own and not override_reason.strip():
        raise Problem("your own swaps differ from the plan: say in a few words why; it is kept with them")
    board, rows = made.found.board, []
    for slot in sorted({*board, *made.places}):
        why = override_reason.strip() if slot in made.own else ""
        now, then = board.get(slot), made.places.get(slot)
        if now is not None:
            rows.append(_advice(made.found, now, "keep" if now == then else "remove", slot, why))
        if then is not None and now != then:
            rows.append(_advice(made.found, then, "show", slot, why))
    return rows


def _advice(found: Rotation, name: str, action: str, slot: int, why: str) -> Advice:
    row = found.row(name)
    # Whoever was put there by hand was drawn by nobody: no propensity, so that it takes no part in estimates.
    chance = None if why and action == "show" else float(row["propensity"])
    return Advice(
        object_id=name,
        action=action,
        slot=slot,
        probability=float(row["probability"]),
        low=float(row["low"]),
        high=float(row["high"]),
        index=float(row["index"]),
        reason=str(row["reason"]),
        propensity=chance,
        override_reason=why,
    )


__all__ = ["MODEL_VERSION", "Draft", "Places", "advice", "draft", "edits_from", "expected"]
