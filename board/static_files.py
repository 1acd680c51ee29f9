"""Stylesheet, scripts and icon: their address carries a hash of their content, so browsers may keep them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request, url_for
from werkzeug.exceptions import NotFound

FOLDER = Path(__file__).resolve().parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class StaticFile:
    """A file in memory: they are few and small."""

    content: bytes
    kind: str

    @property
    def version(self) -> str:
        """12 hexadecimal digits of its content's SHA-256."""
        return hashlib.sha256(self.content).hexdigest()[:12]


@cache
def _files() -> Mapping[str, StaticFile]:
    return {path.name: StaticFile(path.read_bytes(), TYPES[path.suffix]) for path in FOLDER.iterdir()}


def register(app: Flask) -> None:
    """Add the files, and `asset(name)` for templates."""

    @app.get("/static/<name>")
    def static_file(name: str) -> Response:
        file = _files().get(name)
        if file is None:
            raise NotFound()
        response = Response(file.content, mimetype=file.kind)
        response.set_etag(file.version)
        latest = request.args.get("v") == file.version
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if latest else "no-cache"
        response.make_conditional(request)
        return response

    @app.context_processor
    def names() -> dict[str, Any]:
        return {"asset": lambda name: url_for("static_file", name=name, v=_files()[name].version)}
