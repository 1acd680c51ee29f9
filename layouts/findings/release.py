"""What leadership may see: the year's tables, protected together once a day. No other count leaves here."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import pandas as pd

from layouts.findings import release_people, release_tables
from layouts.findings.remembered import remembered
from queries import campaign as campaign_query
from queries import release as counts
from queries.campaign import State
from records import snapshots
from records.database import reading
from records.log import logger
from records.problems import Problem

ALL = counts.ALL
NO_REGION = release_tables.NO_REGION
RESULTS = "results"  # the snapshot's table of cases and people
PATIENCE = 25.0  # seconds that a page waits for the first release of a day
RULE = (
    "counts of 1 to {below} are printed as “·”, and so are others where one could be worked out from the "
    "rest; zero is printed as 0; whole calendar months, snapshotted daily; objects shown and their results "
    "are facts of the catalogue and exact"
)


@dataclass(frozen=True)
class Released:
    """`tables`: by name, dimensions, count (missing where hidden), state. `first`, `last`: the whole months
    covered (None: no whole month yet). `day`: the snapshot's. `results`: cases and people by result and
    credit (release_people.results)."""

    state: State
    first: date | None
    last: date | None
    day: date | None
    tables: dict[str, pd.DataFrame]
    results: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=release_people.COLUMNS))

    @property
    def rule(self) -> str:
        """The rule in words, as every page and file prints it."""
        return RULE.format(below=self.state.rules.small_count_k - 1)

    def margin(self, table: str, dimension: str) -> pd.DataFrame:
        """The table's margin over everything but one dimension: that dimension, count, state."""
        frame = self.tables.get(table)
        if frame is None or dimension not in frame:
            return pd.DataFrame({dimension: [], "count": [], "state": []})
        others = [name for name in frame if name not in (dimension, "count", "state")]
        rows = frame[dimension] != ALL
        for other in others:
            rows &= frame[other] == ALL
        return frame.loc[rows, [dimension, "count", "state"]].reset_index(drop=True)

    def total(self, table: str) -> tuple[int | None, str]:
        """The grand total of a table and its state."""
        frame = self.tables.get(table)
        if frame is None or frame.empty:
            return 0, "shown"
        names = [name for name in frame if name not in ("count", "state")]
        row = frame[(frame[names] == ALL).all(axis=1)].to_dict("records")[0]
        return (None if pd.isna(row["count"]) else int(row["count"])), str(row["state"])


_under_way: dict[str, Thread] = {}
_lock = Lock()


def at_hand(engine: Any, folder: Path) -> Released:
    """The release for a page: at once from the day's snapshot, else made in the background.

    A page waits PATIENCE seconds for it; then Problem says, in words, that it is on its way.
    """
    thread = begin(engine, folder)
    thread.join(PATIENCE)
    if thread.is_alive():
        raise Problem("today's protected release is still being made; reload this page in a minute")
    with reading(engine) as db:
        return released(db, folder)


def begin(engine: Any, folder: Path) -> Thread:
    """The thread that brings the day's release to hand, started unless it is at work: one a process."""
    key = f"{engine.url}|{folder}"
    with _lock:
        thread = _under_way.get(key)
        if thread is None or not thread.is_alive():
            thread = Thread(target=_prepare, args=(engine, folder), name="release", daemon=True)
            _under_way[key] = thread
            thread.start()
    return thread


def kept(db: Any, folder: Path) -> bool:
    """Whether the release of the data's day was made already."""
    state = campaign_query.state(db)
    day = state.as_of_local
    return day is not None and snapshots.exists(folder, str(db.engine.url), _name(state), day)


def _prepare(engine: Any, folder: Path) -> None:
    try:
        with reading(engine) as db:
            released(db, folder)
    except Exception:  # noqa: BLE001 -- the page that waits asks again and is told then
        logger("release").exception("release failed")


def released(db: Any, folder: Path) -> Released:
    """The release of the data's day: from its snapshot, else made now and kept."""
    return remembered(db, "release", (str(folder),), lambda: _of_the_day(db, folder))


def _of_the_day(db: Any, folder: Path) -> Released:
    state = campaign_query.state(db)
    day = state.as_of_local
    months = counts.whole_months(campaign_query.extent(db)[0], day)
    if day is None or months is None:
        return Released(state, None, None, day, {})
    database, k = str(db.engine.url), state.rules.small_count_k
    name = _name(state)
    stored = snapshots.load(folder, database, name, day)
    if stored is None:
        with snapshots.making(
            folder, database
        ):  # processes make it one after the other: the next one finds it
            stored = snapshots.load(folder, database, name, day)
            if stored is None:
                stored = _content(db, months, k, snapshots.before(folder, database, name, day))
                snapshots.save(folder, database, name, day, stored)
    ends = [date.fromisoformat(stored[end]) for end in ("first", "last")]
    frames = _frames(stored["tables"])
    results = frames.pop(RESULTS)
    return Released(state, ends[0], ends[1], day, frames, results)


def _name(state: State) -> str:
    """What a snapshot is of: the campaign, and the rule by which it is protected."""
    return f"{state.name}|{state.launched_on}|k={state.rules.small_count_k}"


def _content(db: Any, months: tuple[date, date], k: int, earlier: dict[str, Any] | None) -> dict[str, Any]:
    """What a snapshot holds, made now; `earlier`: the one before, whose hidden numbers stay hidden."""
    before = _frames(earlier["tables"]) if earlier else {}
    was = before.pop(RESULTS, None)
    tables = _make(db, *months, k, before or None)
    tables[RESULTS] = release_people.results(db, months[1], k, was)
    return {"first": months[0].isoformat(), "last": months[1].isoformat(), "tables": _plain(tables)}


def _make(
    db: Any, first: date, last: date, k: int, previous: dict[str, pd.DataFrame] | None
) -> dict[str, pd.DataFrame]:
    tips, shares = counts.tips(db, first, last), counts.shares(db, first, last)
    assessments = counts.assessments(db, first, last)
    return release_tables.protected(tips, shares, assessments, k, previous).tables


def _plain(tables: dict[str, pd.DataFrame]) -> dict[str, Any]:
    plain = {}
    for name, frame in tables.items():
        cells: Any = frame.astype("object").where(frame.notna(), None)
        plain[name] = {"columns": list(frame.columns), "rows": cells.to_numpy().tolist()}
    return plain


def _frames(plain: dict[str, Any]) -> dict[str, pd.DataFrame]:
    frames = {}
    for name, table in plain.items():
        frame = pd.DataFrame(table["rows"], columns=table["columns"])
        frames[name] = frame.astype({"count": "Int64"}) if "count" in frame else frame
    return frames
