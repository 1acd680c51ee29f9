"""What a callback costs beyond its database work, and what a remembered answer costs beyond bare Flask.

Uncached: a page's whole call (session, filters, SQL, statistics, drawing, JSON) inside one process, against
the same SQL statements on the bare driver with their rows written by orjson. The data version is raised
before every round, so that nothing at all is remembered. 95th percentiles of alternated rounds.

Cached: the same call to the real server over a kept connection, against Flask under the same gunicorn that
hands out the same (already compressed) bytes. Medians of alternated rounds.
"""

import contextlib
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import orjson
import sqlalchemy as sa

from benchmarks import asking, campaigns, serving
from benchmarks.goals import Goal, goal, unmeasured
from benchmarks.timing import alternated, median_and_quartiles, percentile, ratios
from dashboard.app import create_app
from records import freshness
from records.database import writing

ON = {"sqlite": tuple(asking.PAGES), "postgresql": ("Overview", "Map")}
WARM, LEAST, MOST, SECONDS = 2, 8, 20, 10.0  # rounds a page: as many as fit into the seconds
TIMES, MORE = 1.25, 10.0  # the larger of this many times, and this many milliseconds more
CACHED_ROUNDS, CACHED_TARGET = 400, 1.2


def goals() -> Iterator[Goal]:
    """One goal a page cached, one a page and database uncached."""
    for kind, pages in ON.items():
        if why := campaigns.missing(kind):
            for page in pages:
                yield unmeasured(uncached_name(page, kind), MORE, why, better="less", unit="ms")
            continue
        with campaigns.demonstration(kind) as place:
            if kind == "sqlite":
                yield from cached(place, ("Overview", "Map"))
            yield from uncached(place, pages)


def uncached_name(page: str, kind: str) -> str:
    """The name of a goal."""
    return f"uncached callback p95, {page}, {campaigns.TITLES[kind]}"


def uncached(place: campaigns.Place, pages: tuple[str, ...]) -> Iterator[Goal]:
    """The whole call of each page against its bare SQL."""
    app = create_app(place.settings, engine=place.engine)
    client = app.server.test_client()
    if client.post(asking.sign_in_path(place.engine)).status_code != 303:
        raise RuntimeError("signing in failed")
    for page in pages:
        yield _one_page(place, app, client, page)


def _one_page(place: campaigns.Place, app: Any, client: Any, page: str) -> Goal:
    body = asking.question(app, page)

    def call() -> None:
        with recorded(place.engine) as asked:
            answer = client.post(asking.CALL, data=body, content_type="application/json")
        if answer.status_code != 200:
            raise RuntimeError(f"{page} answered {answer.status_code}")
        statements[:] = asked

    statements: list[tuple[str, Any]] = []
    call()
    connection = place.engine.raw_connection()
    spent: dict[str, list[float]] = {"ours": [], "bare": []}
    try:
        until = time.monotonic() + SECONDS
        for round_ in range(WARM + MOST):
            if round_ >= WARM + LEAST and time.monotonic() > until:
                break
            with writing(place.engine) as db:
                freshness.advance(db, None)
            once = alternated({"ours": call, "bare": partial(bare, connection, statements)}, 1, warm=0)
            connection.rollback()
            if round_ >= WARM:
                for name, (value,) in once.items():
                    spent[name].append(value)
    finally:
        connection.close()
    ours, beneath = percentile(spent["ours"], 95), percentile(spent["bare"], 95)
    middle, spread = median_and_quartiles(spent["ours"])
    return goal(
        uncached_name(page, place.kind),
        ours,
        max(TIMES * beneath, beneath + MORE),
        better="less",
        unit="ms",
        detail=f"bare SQL + orjson p95 {beneath:.1f} ms in {len(statements)} statements; "
        f"call p50 {middle:.1f} ms; {len(spent['ours'])} rounds",
        spread=spread,
    )


@contextlib.contextmanager
def recorded(engine: sa.Engine) -> Iterator[list[tuple[str, Any]]]:
    """The statements that are executed in the block, with their parameters."""
    asked: list[tuple[str, Any]] = []

    def note(_db: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        if statement.startswith(("SELECT", "WITH")):
            asked.append((statement, parameters))

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def bare(connection: Any, statements: list[tuple[str, Any]]) -> int:
    """Run the statements on the driver and write their rows as JSON; bytes written."""
    cursor, size = connection.cursor(), 0
    for statement, parameters in statements:
        cursor.execute(statement, parameters)
        size += len(orjson.dumps(cursor.fetchall(), default=str))
    cursor.close()
    return size


def cached(place: campaigns.Place, pages: tuple[str, ...]) -> list[Goal]:
    """A remembered answer against bare Flask, page by page."""
    app = create_app(place.settings, engine=place.engine)
    path = asking.sign_in_path(place.engine)
    found = []
    with serving.dashboard(place) as ours:
        visitor = asking.Visitor(ours.port)
        visitor.sign_in(path)
        for page in pages:
            found.append(_remembered(place, visitor, page, asking.question(app, page)))
        visitor.close()
    return found


def _remembered(place: campaigns.Place, visitor: asking.Visitor, page: str, body: bytes) -> Goal:
    answer = visitor.ask(body)
    file = place.folder / "answer"
    file.write_bytes(answer)
    port = serving.free_port()
    command = ["-m", "benchmarks.bare_flask", str(port), str(file), visitor.encoding]
    with serving.process(command, port, "/healthz", {}) as bare_one:
        plain = asking.Visitor(bare_one.port, visitor.cookie)
        variants = {"ours": lambda: visitor.ask(body), "bare": lambda: plain.ask(body)}
        spent = alternated(variants, CACHED_ROUNDS, warm=20)
        plain.close()
    ours, beneath = percentile(spent["ours"], 50), percentile(spent["bare"], 50)
    _, spread = median_and_quartiles(ratios(spent["ours"], spent["bare"]))
    return goal(
        f"cached callback p50 over bare Flask, {page}",
        ours / beneath,
        CACHED_TARGET,
        better="less",
        unit="times",
        detail=f"{ours:.2f} ms against {beneath:.2f} ms, {len(answer)} bytes ({visitor.encoding or 'plain'})",
        spread=spread,
    )
