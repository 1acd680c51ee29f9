"""Asking the dashboard what a browser asks it: signing in, and the calls of its callbacks."""

import http.client
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy.engine import Engine

from layouts import ids
from records import people
from records.database import writing

CALL = "/_dash-update-component"
NAME = "Benchmark"
# The callback that draws each page, known by its first output.
PAGES = {
    "Overview": ids.OVERVIEW,
    "Map": ids.MAP_HEAD,
    "Objects": "objects-head",
    "Cases": "cases-head",
    "Tips": "tips-head",
    "Data": "data-counts",
}


def sign_in_path(engine: Engine) -> str:
    """A fresh one-time link for an analyst, to be posted to."""
    now = datetime.now(UTC)
    with writing(engine) as db:
        if people.by_name(db, NAME) is None:
            people.add(db, name=NAME, role="analyst", at=now, by="benchmark")
        return f"/sign-in/{people.link(db, name=NAME, at=now, by='benchmark')}"


def callback(app: Any, page: str) -> str:
    """The name under which Dash knows the callback that draws a page."""
    first = PAGES[page]
    return next(name for name in app.callback_map if name.strip(".").split("...")[0].startswith(f"{first}."))


def question(app: Any, page: str, *, search: str = "", version: int = 0) -> bytes:
    """The body of the call that draws a page. A version never asked for is not remembered."""
    name = callback(app, page)
    known = {
        (ids.LOCATION, "search"): search,
        (ids.VERSION, "data"): version,
        (ids.THEME, "data"): "light",
    }

    def filled(listed: list[dict[str, str]]) -> list[dict[str, Any]]:
        return [
            {
                "id": one["id"],
                "property": one["property"],
                "value": known.get((one["id"], one["property"])),
            }
            for one in listed
        ]

    outputs = [
        dict(zip(("id", "property"), o.rsplit(".", 1), strict=True)) for o in name.strip(".").split("...")
    ]
    registered = app.callback_map[name]
    return orjson.dumps(
        {
            "output": name,
            "outputs": outputs if name.startswith("..") else outputs[0],
            "inputs": filled(registered["inputs"]),
            "state": filled(registered["state"]),
            "changedPropIds": [],
        }
    )


class Visitor:
    """A signed-in visitor with one connection that is kept open, as a browser keeps its own."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self._port, self.cookie = port, cookie
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def sign_in(self, path: str) -> None:
        """Use a one-time link."""
        self._connection.request("POST", path, b"")
        answer = self._connection.getresponse()
        answer.read()
        if answer.status != 303:
            raise RuntimeError(f"signing in answered {answer.status}")
        self.cookie = str(answer.getheader("Set-Cookie")).split(";")[0]

    def ask(self, body: bytes, path: str = CALL) -> bytes:
        """Send one call as a browser does (compressed answers are welcome); returns the body as it came."""
        headers = {
            "Content-Type": "application/json",
            "Accept-Encoding": "gzip, deflate, br",
            "Cookie": self.cookie,
        }
        try:
            self._connection.request("POST", path, body, headers)
            answer = self._connection.getresponse()
        except (http.client.HTTPException, ConnectionError):  # an idle connection was closed: ask again once
            self._connection.close()
            self._connection.request("POST", path, body, headers)
            answer = self._connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}: {content[:200]!r}")
        self.encoding = answer.getheader("Content-Encoding") or ""
        return content

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
