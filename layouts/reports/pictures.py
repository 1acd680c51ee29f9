"""Charts as SVG and PNG through a local Chromium that can reach nothing outside."""

import copy
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any

import orjson

from layouts.reports.content import Chart
from records.problems import Problem
from records.settings import ROOT, Settings

NAMES = ("chromium", "chromium-browser", "google-chrome")
NO_CHROMIUM = (
    "Pictures of charts need Chromium, and none was found. Install it (Debian: apt install chromium) or set "
    "CHROME_PATH. Formats without pictures still work: XLSX and the archive of tables."
)
# Kaleido has one server in a process: two reports that are made at once would close each other's.
_ONE_AT_A_TIME = Lock()
PATIENCE = 180.0  # seconds that a report waits for another's pictures
BUSY = "the pictures of another report are still being drawn; make this one again in a few minutes"
SIZE = {"map": (900, 450), "line": (760, 380), "bar": (900, 420), "stacked": (900, 420)}


def chromium(settings: Settings) -> str | None:
    """The Chromium to use, or None."""
    found = settings.chrome_path or next(filter(None, map(shutil.which, NAMES)), None)
    return found or None


def drawn(charts: Sequence[Chart], settings: Settings, form: str, scale: float = 1.0) -> dict[str, bytes]:
    """Each chart's picture (`form`: svg or png) by its key. Raises Problem where there is no Chromium."""
    if not charts:
        return {}
    with _server(settings) as draw:
        return {chart.key: draw(chart, form, scale) for chart in charts}


@contextmanager
def _server(settings: Settings) -> Iterator[Any]:
    path = chromium(settings)
    if path is None:
        raise Problem(NO_CHROMIUM)
    # Kaleido's Chromium would look for MathJax and its maker's services; a closed proxy ends that at once.
    os.environ.setdefault("BROWSER_PATH", path)
    os.environ.setdefault("CHOREO_PROXY_SERVER", "http://127.0.0.1:9")
    import kaleido

    if not _ONE_AT_A_TIME.acquire(timeout=PATIENCE):
        raise Problem(BUSY)

    def draw(chart: Chart, form: str, scale: float) -> bytes:
        width, height = chart.size or SIZE[chart.kind]
        options = {"format": form, "width": width, "height": height, "scale": scale}
        picture: bytes = kaleido.calc_fig_sync(standalone(chart.figure), opts=options, topojson=_topojson())
        return picture

    try:
        kaleido.start_sync_server(n=1, mathjax=False, path=path, silence_warnings=True)
        yield draw
    finally:
        kaleido.stop_sync_server(silence_warnings=True)
        _ONE_AT_A_TIME.release()


def standalone(figure: dict[str, Any]) -> dict[str, Any]:
    """The figure with its polygons inside, on white, so that it needs no server."""
    alone = copy.deepcopy({"data": figure["data"], "layout": figure["layout"]})
    for trace in alone["data"]:
        if isinstance(trace.get("geojson"), str):
            trace["geojson"] = polygons()
    alone["layout"].update(paper_bgcolor="#FFFFFF", plot_bgcolor="#FFFFFF")
    alone["layout"]["font"] = {**alone["layout"].get("font", {}), "family": "Noto Sans, sans-serif"}
    return alone


@cache
def polygons() -> dict[str, Any]:
    """The coarser polygons: a picture needs no more, and it is made many times faster."""
    found: dict[str, Any] = orjson.loads((ROOT / "assets" / "geo" / "world_110m.geojson").read_bytes())
    return found


def _topojson() -> str:
    return (ROOT / "assets" / "topojson").as_uri() + "/"
