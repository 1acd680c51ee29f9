"""Files that stay the same while the server runs: compressed once, kept, and cached by browsers.

What is compressed for each request must be compressed fast, and is a fifth larger than it need be. What is
kept here is compressed hard, in the parent process before the workers are forked (`warm`), else at first use.
"""

import gzip
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import brotli
from flask import Flask, Response, request

FOREVER = "private, max-age=31536000, immutable"
DAY = "private, max-age=86400"
SUITES = "/_dash-component-suites/"
BROTLI, GZIP = 9, 9  # brotli's 11 would save another tenth, for twenty times as long
# Dash puts version and modification time into the names of what a page begins with: these never change.
# What a script fetches later (`async-graph.js`) has neither.
VERSIONED = re.compile(r"\.v[0-9_a-z]+m\d+\.")


@dataclass
class Fixed:
    """A file and its compressed forms, each made when it is first wanted."""

    body: bytes
    mimetype: str
    cache: str
    quality: int = BROTLI
    packed: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tag = hashlib.sha256(self.body).hexdigest()[:20]

    def encoded(self, encoding: str) -> bytes:
        """The body in an encoding: br, gzip or nothing."""
        if encoding not in ("br", "gzip"):
            return self.body
        if encoding not in self.packed:
            self.packed[encoding] = (
                brotli.compress(self.body, quality=self.quality)
                if encoding == "br"
                else gzip.compress(self.body, GZIP, mtime=0)
            )
        return self.packed[encoding]

    def response(self) -> Response:
        """The answer to the present request: 304 where the browser has it."""
        encoding = request.accept_encodings.best_match(["br", "gzip"]) or ""
        answer = Response(self.encoded(encoding), mimetype=self.mimetype)
        if encoding:
            answer.headers["Content-Encoding"] = encoding
        answer.headers["Vary"] = "Accept-Encoding"
        answer.headers["Cache-Control"] = self.cache
        answer.set_etag(f"{self.tag}-{encoding}" if encoding else self.tag)
        answer.make_conditional(request)
        return answer


class Shelf:
    """The fixed files of a server by their path."""

    def __init__(self) -> None:
        self.files: dict[str, Fixed] = {}

    def add(self, path: str, body: bytes, mimetype: str, cache: str, quality: int = BROTLI) -> Fixed:
        """Put a file on the shelf; the same path with the same content stays as it is."""
        known = self.files.get(path)
        if known is None or known.body != body:
            known = self.files[path] = Fixed(body, mimetype, cache, quality)
        return known


def install(server: Flask) -> Shelf:
    """Answer for the shelf's files; scripts of component libraries come onto it when Dash first serves them.

    Install it after the sign-in gate, which has to see a request first.
    """
    shelf = server.extensions["trace_fixed_files"] = Shelf()

    @server.before_request
    def recall() -> Response | None:
        found = shelf.files.get(request.path) if request.method in ("GET", "HEAD") else None
        return found.response() if found else None

    @server.after_request
    def keep(response: Response) -> Response:
        if request.method != "GET" or not request.path.startswith(SUITES) or request.path in shelf.files:
            return response
        if response.status_code != 200 or response.headers.get("Content-Encoding"):
            return response
        _kept(shelf, request.path, response)
        return shelf.files[request.path].response()

    return shelf


def warm(server: Any, paths: Iterable[str]) -> None:
    """Compress what these paths of component libraries serve, before any visitor asks for it."""
    shelf: Shelf = server.extensions["trace_fixed_files"]
    for path in paths:
        if path not in shelf.files:
            with server.test_request_context(path):
                _kept(shelf, path, server.make_response(server.dispatch_request()))
    for file in shelf.files.values():
        file.encoded("br")


def _kept(shelf: Shelf, path: str, response: Response) -> None:
    cache = FOREVER if VERSIONED.search(path) else DAY
    shelf.add(path, response.get_data(), response.mimetype or "", cache)
