"""What changed since a person's last visit: dated words, the latest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from layouts import words
from queries import campaign as campaign_query
from queries import changes
from queries.campaign import State
from records import countries

STAGES = {
    "object_identified": ("identified", "accent"),
    "origin_located": ("located", "good"),
    "trail_eliminated": ("trail eliminated", "good"),
    "case_referred": ("referred", "accent"),
    "child_safeguarded": ("child safeguarded", "good"),
    "offender_identified": ("offender identified", "good"),
    "offender_prosecuted": ("offender prosecuted", "good"),
}
CREDIT = {"yes": "thanks to a tip", "no": "not through tips", "unknown": "credit unknown"}


@dataclass(frozen=True)
class Change:
    """One line: when, what it is about (bold), a state (word and kind of pill, or none), the rest, a link."""

    at: datetime
    about: str = ""
    state: tuple[str, str] | None = None
    text: str = ""
    link: tuple[str, str] | None = None


@dataclass(frozen=True)
class Since:
    """`previous`: when the visit before this one was (None: this is the first)."""

    state: State
    previous: datetime | None
    changes: list[Change]


def since(db: Any, previous: datetime | None) -> Since:
    """Everything that changed after `previous`."""
    state = campaign_query.state(db)
    if previous is None:
        return Since(state, None, [])
    found = [
        *_outcomes(db, previous),
        *_rotations(db, previous),
        *_withdrawals(db, previous),
        *_tips(db, previous, state),
        *_imports(db, previous),
    ]
    return Since(state, previous, sorted(found, key=lambda change: change.at, reverse=True))


def _outcomes(db: Any, previous: datetime) -> list[Change]:
    return [_outcome(row) for row in changes.outcomes_since(db, previous).to_dict("records")]


def _outcome(row: dict[Any, Any]) -> Change:
    about = row["object_id"] if isinstance(row["object_id"], str) else row["case_id"]
    title = f" {row['title']}" if isinstance(row["title"], str) and row["title"] else ""
    said = [CREDIT[row["thanks_to"]]]
    if isinstance(row["country"], str):
        said.insert(0, countries.names("en").get(row["country"], row["country"]))
    if pd.notna(row["people"]) and row["people"] > 1:
        said.insert(0, words.plural(int(row["people"]), "person", "people"))
    path = f"/objects/{about}" if isinstance(row["object_id"], str) else f"/cases?case={about}"
    return Change(row["at"], f"{about}{title}", STAGES[row["kind"]], ", ".join(said), ("Look", path))


def _rotations(db: Any, previous: datetime) -> list[Change]:
    found = []
    for row in changes.rotations_since(db, previous).to_dict("records"):
        swaps = f"{row['shown']} in, {row['removed']} out"
        link = ("Look", "/rotation")
        if pd.notna(row["undone_at"]):
            found.append(
                Change(row["undone_at"], text=f"A rotation was undone by {row['undone_by']}", link=link)
            )
        elif pd.notna(row["published_at"]):
            text = f"The display changed: {swaps}, by {row['published_by']}"
            found.append(Change(row["published_at"], text=text, link=link))
        else:
            text = f"A plan by {row['proposed_by']} waits: {swaps}"
            found.append(Change(row["proposed_at"], text=text, link=link))
    return found


def _withdrawals(db: Any, previous: datetime) -> list[Change]:
    rows = changes.withdrawals_since(db, previous).to_dict("records")
    return [Change(row["at"], row["subject"], ("withdrawn", "error"), f"by {row['by']}") for row in rows]


def _tips(db: Any, previous: datetime, state: State) -> list[Change]:
    counts = changes.tips_since(db, previous)
    if not (counts["received"] or counts["assessed"]):
        return []
    text = f"{words.plural(counts['received'], 'tip')} arrived, {words.number(counts['assessed'])} assessed"
    if counts["assessed"]:
        text += f", {words.number(counts['actionable'])} actionable"
    return [Change(state.as_of or previous, text=text, link=("Assess", "/tips"))]


def _imports(db: Any, previous: datetime) -> list[Change]:
    found = []
    for row in changes.imports_since(db, previous).to_dict("records"):
        link = ("See why", f"/data?file={row['import_id']}")
        text = (
            f"{words.plural(row['rejected'], 'row')} rejected of the {row['records']} in {row['file_name']}"
        )
        if not row["rejected"]:
            link = ("See", link[1])
            text = (
                f"{words.plural(row['accepted'], 'row')} imported: {row['records']} from {row['file_name']}"
            )
        found.append(Change(row["at"], text=text, link=link))
    return found
