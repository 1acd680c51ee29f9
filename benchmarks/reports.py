"""How long report files take, how large they are, and that both stay as they are while tips become more.

    python -m benchmarks.reports

The full report (every section) of the demonstration campaign in every format, for leadership and internal,
made one after the other in a process that has made such files before. Then the same campaign with each of
its tips 20 times: the content (asking and measuring, nothing remembered: the data version is raised before
each round) and all files (their content remembered, as for all who ask for the same data version), both in
turns with the smaller campaign.
"""

import contextlib
import resource
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from benchmarks import campaigns
from benchmarks.goals import Goal, goal, table, unmeasured
from benchmarks.timing import alternated, median_and_quartiles, ratios
from layouts.reports import formats, making, pictures
from layouts.reports.content import Report
from queries.filters import Filters
from records import freshness, rollups
from records.database import connect, reading, writing
from records.settings import Settings
from records.tables import tips

TIMES = 20  # as many tips
SECONDS = 20.0  # for all files together
FLAT = 1.5  # files of the larger campaign over those of the smaller, their content remembered
PAGE = 2.0  # the same for asking, as for a page
ROUNDS = 2
ALL = "all report files, every section, internal and leadership, warm"
CONTENT = f"report content with {TIMES}× the tips, nothing remembered, {{audience}}"
FILES = f"all report files with {TIMES}× the tips"
NO_CHROMIUM = "no Chromium here, which draws the charts of PDF and PowerPoint"


@dataclass(frozen=True)
class Place:
    """A campaign's database and the settings that reports are made with."""

    engine: Engine
    settings: Settings

    def content(self, audience: str) -> Report:
        """The full report's content, with everything asked again."""
        with writing(self.engine) as db:
            freshness.advance(db, freshness.read(db).as_of)
        return self.remembered(audience)

    def remembered(self, audience: str) -> Report:
        """The full report's content as the data version has it."""
        with reading(self.engine) as db:
            folder = self.settings.var_dir
            return formats.content(db, Filters(), audience, making.SECTIONS, folder=folder)

    def file(self, audience: str, form: str) -> int:
        """Make a file, its content remembered for all files of its data version; its bytes."""
        return len(formats.file(self.remembered(audience), form, self.settings))


@dataclass(frozen=True)
class Made:
    """A file of both campaigns: seconds, bytes, and processor seconds of the smaller one's."""

    name: str
    seconds: float
    size: int
    processor: float
    seconds_many: float


def goals() -> list[Goal]:
    """Time of all files, and growth of content and files with the number of tips."""
    if pictures.chromium(Settings()) is None:
        return [
            unmeasured(ALL, SECONDS, NO_CHROMIUM, better="less", unit="s"),
            unmeasured(FILES, FLAT, NO_CHROMIUM, better="less", unit="times"),
        ]
    print(f"  a campaign, and one with {TIMES}× the tips", file=sys.stderr, flush=True)
    with campaigns.demonstration("sqlite") as small:
        few = Place(small.engine, small.settings)
        with _many(small) as many:
            print("  asking, nothing remembered", file=sys.stderr, flush=True)
            grown = [_growth(audience, few, many) for audience in formats.AUDIENCES]
            print("  making files", file=sys.stderr, flush=True)
            made = _files(few, many)
    for one in made:
        large = f"{one.seconds_many:7.2f} s with {TIMES}× the tips"
        print(f"{one.name:20}{one.seconds:7.2f} s{one.size / 1024:9.0f} kB{large}")
    whole, whole_many = sum(one.seconds for one in made), sum(one.seconds_many for one in made)
    size, spent = sum(one.size for one in made) / 1024, sum(one.processor for one in made)
    told = f"{len(made)} files, {size:.0f} kB; {spent:.1f} s of processor time"
    print(f"together {whole:.1f} s; {told}")
    growth, spread = median_and_quartiles([one.seconds_many / one.seconds for one in made])
    grown_told = (
        f"median of {len(made)} files in turns, content remembered; {whole:.1f} s, then {whole_many:.1f} s"
    )
    return [
        goal(ALL, whole, SECONDS, better="less", unit="s", detail=told),
        goal(FILES, growth, FLAT, better="less", unit="times", detail=grown_told, spread=spread),
        *grown,
    ]


def _files(few: Place, many: Place) -> list[Made]:
    """Every file of both campaigns in turns; the first of a kind in this process is not counted."""
    made = []
    for audience in formats.AUDIENCES:
        for form in formats.FORMATS:
            if audience == formats.AUDIENCES[0]:
                few.file(audience, form)
            before, start = _processor_seconds(), time.perf_counter()
            size = few.file(audience, form)
            seconds, processor = time.perf_counter() - start, _processor_seconds() - before
            start = time.perf_counter()
            many.file(audience, form)
            made.append(Made(f"{audience} {form}", seconds, size, processor, time.perf_counter() - start))
    return made


def _processor_seconds() -> float:
    """Of this process and of the browsers that it started and that have ended."""
    own, others = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def _growth(audience: str, few: Place, many: Place) -> Goal:
    work = {"few": lambda: few.content(audience), "many": lambda: many.content(audience)}
    spent = alternated(work, ROUNDS)
    growth, spread = median_and_quartiles(ratios(spent["many"], spent["few"]))
    before, after = (statistics.median(spent[name]) / 1000 for name in ("few", "many"))
    told = f"{before:.2f} s, then {after:.2f} s; {ROUNDS} rounds"
    name = CONTENT.format(audience=audience)
    return goal(name, growth, PAGE, better="less", unit="times", detail=told, spread=spread)


@contextlib.contextmanager
def _many(small: campaigns.Place) -> Iterator[Place]:
    """The same campaign in a database of its own, with each of its tips TIMES times."""
    folder = Path(tempfile.mkdtemp(prefix="bench"))
    path = folder / "trace.sqlite"
    source, copy = (sqlite3.connect(one) for one in (small.engine.url.database or "", path))
    with contextlib.closing(source), contextlib.closing(copy):
        source.backup(copy)
    engine = connect(f"sqlite:///{path}")
    try:
        _multiply(engine)
        rollups.rebuild(engine, campaigns.NOW)
        yield Place(engine, Settings(database_url=f"sqlite:///{path}", var_dir=folder))
    finally:
        engine.dispose()
        shutil.rmtree(folder)


def _multiply(engine: Engine) -> None:
    others = [column for column in tips.columns if column is not tips.c.tip_id]
    numbers = sa.union_all(
        *(sa.select(sa.literal(f"-{n}").label("ending")) for n in range(1, TIMES))
    ).subquery()
    copies = sa.select(tips.c.tip_id + numbers.c.ending, *others).select_from(
        sa.join(tips, numbers, sa.true())
    )
    with writing(engine) as db:
        # SQLite reads all of it before it writes the first row.
        db.execute(tips.insert().from_select(["tip_id", *(column.name for column in others)], copies))


def main() -> None:
    """Measure and print."""
    print(table(goals()))


if __name__ == "__main__":
    main()
