"""What a visitor of the dashboard waits for and carries, and what a server process weighs afterwards.

A local Chromium with an empty cache opens the overview on the demonstration campaign: the time from
navigation until the first chart is drawn, and the bytes that came over the wire by then and until the network
is quiet. Then it walks through every page, and the memory of each gunicorn worker is read: its proportional
set (PSS), in which memory that processes share is divided among them.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks import asking, campaigns, serving
from benchmarks.goals import Goal, goal, unmeasured
from benchmarks.timing import median_and_quartiles
from dashboard.app import plotly_bundle
from layouts.pages import PAGES
from records.settings import ROOT
from tests.browser.conftest import chromium

ROUNDS, WORKERS = 5, 2
FIRST = "first chart after navigation, cold cache"
WIRE = "overview on the wire, cold cache"
MEMORY = "memory of a worker after every page"
TARGETS = {FIRST: (1.0, "s"), WIRE: (1.1, "MB"), MEMORY: (120.0, "MB")}
CHART = ".js-plotly-plot .main-svg .plot path, .js-plotly-plot .main-svg .point path"
# Two frames after the chart stands in the page it has been painted.
_SEEN = f"""() => new Promise(done => {{
  const look = () => document.querySelector('{CHART}')
    ? requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())))
    : requestAnimationFrame(look);
  look();
}})"""


def goals() -> list[Goal]:
    """Time, weight and memory."""
    if chromium() is None:
        why = "no Chromium here (apt install chromium, or set CHROME_PATH)"
        return [unmeasured(n, target, why, better="less", unit=u) for n, (target, u) in TARGETS.items()]
    with (
        campaigns.demonstration("sqlite") as place,
        serving.dashboard(place, WORKERS) as served,
        _browser() as browser,
    ):
        state = _signed_in(browser, served, asking.sign_in_path(place.engine))
        visits = [_cold_visit(browser, served, state) for _ in range(ROUNDS + 1)][1:]
        _walk(browser, served, state)
        weights = [memory(worker) for worker in serving.workers_of(served.pid)]
    return [_first(visits), _wire(visits), _memory(weights)]


@contextlib.contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium(), args=["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
        )
        yield opened
        opened.close()


def _signed_in(browser: Browser, served: serving.Served, path: str) -> Any:
    """The cookies of a visitor who used the one-time link."""
    visitor = asking.Visitor(served.port)
    visitor.sign_in(path)
    visitor.close()
    name, _, value = visitor.cookie.partition("=")
    return {"cookies": [{"name": name, "value": value, "domain": "127.0.0.1", "path": "/"}], "origins": []}


def _cold_visit(browser: Browser, served: serving.Served, state: Any) -> tuple[float, float]:
    """(seconds until the first chart, megabytes on the wire) of a visitor whose cache is empty."""
    context = browser.new_context(storage_state=state, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    wire = context.new_cdp_session(page)
    received: list[float] = []
    wire.send("Network.enable")
    wire.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page.goto(f"http://127.0.0.1:{served.port}/", wait_until="commit")
    seconds = page.evaluate(_SEEN) / 1000
    page.wait_for_load_state("networkidle")
    context.close()
    return seconds, sum(received) / 1e6


def _walk(browser: Browser, served: serving.Served, state: Any) -> None:
    """Open every page twice, so that both workers have seen most of them."""
    context = browser.new_context(storage_state=state, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    for path in [one.PATH for one in PAGES if one.IN_NAVIGATION] * 2 + ["/objects/OBJ-003"]:
        page.goto(f"http://127.0.0.1:{served.port}{path}")
        page.wait_for_load_state("networkidle")
    context.close()


def memory(pid: int) -> tuple[float, float]:
    """(PSS, USS) of a process in megabytes, from the kernel's own account."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines}
    unshared = kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]
    return kilobytes["Pss"] * 1024 / 1e6, unshared * 1024 / 1e6


def _first(visits: list[tuple[float, float]]) -> Goal:
    middle, spread = median_and_quartiles([seconds for seconds, _ in visits])
    target, unit = TARGETS[FIRST]
    return goal(FIRST, middle, target, better="less", unit=unit, spread=spread,
                detail=f"median of {len(visits)} visits, remembered answer, local Chromium")  # fmt: skip


def _wire(visits: list[tuple[float, float]]) -> Goal:
    middle, spread = median_and_quartiles([megabytes for _, megabytes in visits])
    target, unit = TARGETS[WIRE]
    own = (ROOT / "build" / "plotly" / "plotly-trace.min.js").exists()
    which = (
        "our own build of plotly.js (make bundle)" if own else "plotly's own file; `make bundle` is lighter"
    )
    detail = f"compressed as sent; {which}, {len(plotly_bundle()) / 1e6:.1f} MB before compression"
    return goal(WIRE, middle, target, better="less", unit=unit, spread=spread, detail=detail)


def _memory(weights: list[tuple[float, float]]) -> Goal:
    target, unit = TARGETS[MEMORY]
    if not weights:
        return unmeasured(MEMORY, target, "no /proc here to read it from", better="less", unit=unit)
    detail = "; ".join(f"PSS {pss:.0f}, USS {uss:.0f}" for pss, uss in weights)
    return goal(MEMORY, max(pss for pss, _ in weights), target, better="less", unit=unit,
                detail=f"the larger of {len(weights)} workers ({detail})")  # fmt: skip
