"""What a browser is told to fetch for the first page: less than Dash would, and at once.

Our own styles and scripts go as one file each. AG Grid waits until a table needs it (assets/25-grid.js).
plotly.js comes along with the other scripts instead of after the first answer, since nearly every page draws.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dash import Dash, html
from flask import Response, abort, request

from dashboard import fixed_files
from dashboard.fixed_files import FOREVER, SUITES, Shelf

PLOTLY = f"{SUITES}plotly/package_data/plotly.min.js"
STYLE = re.compile(r'<link rel="stylesheet" href="/assets/([^"?]+)[^"]*">')
SCRIPT = re.compile(r'<script src="/assets/([^"?]+)[^"]*"></script>')
LIBRARY = re.compile(rf'(?:src|content)="({SUITES}[^"]+)"')
GRID = re.compile(rf'<script src="({SUITES}dash_ag_grid/[^"]+)"></script>')
UNUSED = re.compile(rf'<script src="{SUITES}dash/dash_table/[^"]+"></script>\n?')
# What stands between two files of a kind, their type, and the tag that asks for them.
KINDS = {
    "css": (b"\n", "text/css", '<link rel="stylesheet" href="{}">'),
    "js": (b"\n;\n", "text/javascript", '<script src="{}"></script>'),
}
# Pages that show a table of AG Grid's: a browser may begin to fetch it before a table asks for it.
WITH_GRIDS = frozenset(["map", "objects", "cases", "rotation", "tips", "data"])


class Dashboard(Dash):
    """Dash with a lighter first page. `shelf` is set before the first request."""

    shelf: Shelf
    joined: "dict[str, Joined]"  # kind → our files as one

    def _config(self) -> dict[str, Any]:
        """With the names and kinds of components only, against which a browser checks the callbacks.

        Dash would send every page's layout, and an empty list for each kind of component.
        """
        found: dict[str, Any] = super()._config()
        listed = found["children_props"].items()
        filled = {name: {kind: props for kind, props in kinds.items() if props} for name, kinds in listed}
        return {**found, "children_props": filled, "validation_layout": self._identified()}

    @cache  # noqa: B019  (there is one application)
    def _identified(self) -> Any:
        layout: Any = self.validation_layout
        named = [one for one in layout._traverse() if getattr(one, "id", None) is not None]
        short: Any = [
            {"props": {"id": one.id}, "type": one._type, "namespace": one._namespace} for one in named
        ]
        return html.Div(short)

    def interpolate_index(self, **pieces: str) -> str:  # type: ignore[override]
        """The page, with our files joined and the libraries in the order in which they are needed."""
        folder = Path(str(self.config.assets_folder))
        css = self._with_joined(folder, pieces["css"], STYLE, "css")
        css += f'<script defer src="{PLOTLY}"></script>'
        scripts = self._with_joined(folder, UNUSED.sub("", pieces["scripts"]), SCRIPT, "js")
        self.shelf.named = frozenset(LIBRARY.findall(css + scripts))
        grid, metas = GRID.search(scripts), pieces["metas"]
        if grid:
            scripts = GRID.sub("", scripts)
            metas += f'<meta name="grid-library" content="{grid[1]}">'
            if request.path.strip("/").split("/")[0] in WITH_GRIDS:
                metas += f'<link rel="preload" as="script" href="{grid[1]}">'
        return str(super().interpolate_index(**{**pieces, "css": css, "scripts": scripts, "metas": metas}))

    def _with_joined(self, folder: Path, tags: str, pattern: re.Pattern[str], kind: str) -> str:
        """The tags with ours replaced by a single one, where the first of them stood."""
        names = pattern.findall(tags)
        if not names:
            return tags
        once = iter([KINDS[kind][2].format(self._joined(folder, names, kind))])
        return pattern.sub(lambda _found: next(once, ""), tags)

    def _joined(self, folder: Path, names: list[str], kind: str) -> str:
        """The address of these files as one, which is made anew only where one of them has changed."""
        stamps = ((name, (folder / name).stat()) for name in names)
        state = tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stamps)
        known = self.joined.get(kind)
        if known is None or known.state != state:
            body = KINDS[kind][0].join((folder / name).read_bytes() for name in names)
            path = f"/fixed/{hashlib.sha256(body).hexdigest()[:20]}.{kind}"
            self.joined[kind] = Joined(state, path, body)
            if known is not None and known.path != path:
                self.shelf.files.pop(known.path, None)
            known = self.joined[kind]
        self.shelf.add(known.path, known.body, KINDS[kind][1], FOREVER)
        return known.path


@dataclass(frozen=True)
class Joined:
    """Our files of a kind as one: names, times and sizes of what it was made of, its address, its bytes."""

    state: tuple[tuple[str, int, int], ...]
    path: str
    body: bytes


def install(app: Dashboard) -> None:
    """Serve the joined files also where a process has not written the page itself."""
    shelf = app.shelf

    @app.server.get("/fixed/<name>")
    def joined(name: str) -> Response:
        app.index()
        found = shelf.files.get(f"/fixed/{name}")
        return found.response() if found else abort(404)


def warm(app: Dashboard) -> None:
    """Compress what the first page begins with, and AG Grid."""
    app.server.test_client().get("/favicon.ico").close()  # Dash sets itself up at the first request
    with app.server.test_request_context("/"):
        page = app.index()
    fixed_files.warm(app.server, LIBRARY.findall(page))
