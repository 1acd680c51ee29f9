"""The words of simulated decisions."""

from records.demonstration.board import Recommendation

THIN = "\u202f"
WITHDRAWN = "withdrawn: somebody recognised their own belongings"
OVERRIDES = (
    "A lead on it came in this morning; keep it one period longer",
    "Its agency asked for two more weeks",
    "A newspaper shows it this week",
)
MAKES_ROOM = "Makes room for an object that was kept against the advice"
HOLDS = {
    "keep": ("Investigators expect a second report on it", "A shop is being visited; keep it until then"),
    "withhold": (
        "Court hearing in its case: not to be shown meanwhile",
        "Its agency follows a lead of its own first",
    ),
}


def rotation_id(number: int) -> str:
    """The id of a rotation, counted from 1."""
    return f"ROT-{number:03d}"


def undone(number: int) -> str:
    """Why an object is back that a rotation had removed."""
    return f"returned: {rotation_id(number)} was undone"


def percent(share: float) -> str:
    """A share as a whole percentage with a narrow space."""
    return f"{share:.0%}".replace("%", f"{THIN}%")


def keep(days: int, novelty: float, locked: bool, held: bool, recent: int) -> str:
    """Why an object stays: `days` on display, `recent` tips in the last 14 days."""
    if held:
        return "Held by investigators: keep"
    if locked:
        return "Locked: under 14 days on display"
    if novelty > 0.6:
        return f"New; novelty at {percent(novelty)}"
    return f"Tips still coming in: {recent} in 14 days" if recent else f"Steady after {days} days"


def remove(identified: bool, days: int, novelty: float, useful: int, tips: int) -> str:
    """Why an object goes; `useful` and `tips`: received since it was last put on display."""
    if identified:
        return "Identified: the place is free"
    return f"Novelty at {percent(novelty)} after {days} days; {useful} useful among {tips} tips"


def show(first: bool, score: int, rested: int, novelty: float, lot: int) -> str:
    """Why an object comes; `lot`: how many it was drawn from by lot, 0 if it was not."""
    if lot:
        return f"Chosen by lot among {lot}, to learn what the ranking misses"
    if first:
        return f"Never shown; analyst score {score}" if score >= 0 else "Never shown; no score yet"
    return f"Rested {rested} weeks; novelty back to {percent(novelty)}"


def rotation(advice: list[Recommendation], identified: int, leaving: int, launch: bool) -> str:
    """The written reason of a rotation of which `leaving` objects go, `identified` of them identified."""
    if launch:
        return "Launch: the first objects."
    fresh = sum(r.action == "show" and r.reason.startswith(("Never", "Chosen")) for r in advice)
    back = sum(r.action == "show" for r in advice) - fresh
    counts = (
        (identified, "identified"),
        (leaving - identified, "worn out"),
        (back, "rested and back"),
        (fresh, "never shown before"),
    )
    return "; ".join(f"{count} {words}" for count, words in counts if count) + "."
