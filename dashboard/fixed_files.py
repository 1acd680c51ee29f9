"""Files that stay the same while the server runs: compressed once, kept, and cached by browsers.

What is compressed for each request must be compressed fast, and is a fifth larger than it need be. What is
kept here is compressed hard, in the parent process before the workers are forked (`warm`), else at first use.
"""

import gzip
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import brotli
from dash.fingerprint import check_fingerprint
from flask import Flask, Response, request

FOREVER = "private, max-age=31536000, immutable"
DAY = "private, max-age=86400"
SUITES = "/_dash-component-suites/"
BROTLI, GZIP = 9, 9  # brotli's 11 would save another tenth, for twenty times as long
MOST = 200  # files on a shelf; what comes after is served, but not kept


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
    """The fixed files of a server by their path; `named` are those of libraries that our page asks for."""

    def __init__(self) -> None:
        self.files: dict[str, Fixed] = {}
        self.named: frozenset[str] = frozenset()

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
        if not request.path.startswith(SUITES) or request.path in shelf.files or response.status_code != 200:
            return response
        cache = _caching(shelf, request.path)
        response.headers["Cache-Control"] = cache or "no-store"
        if cache is None or request.method != "GET" or len(shelf.files) >= MOST:
            return response
        return _kept(shelf, request.path, response, cache).response()

    return shelf


def warm(server: Any, paths: Iterable[str]) -> None:
    """Compress what these paths of component libraries serve, before any visitor asks for it."""
    shelf: Shelf = server.extensions["trace_fixed_files"]
    for path in paths:
        cache = _caching(shelf, path)
        if path not in shelf.files and cache:
            with server.test_request_context(path):
                _kept(shelf, path, server.make_response(server.dispatch_request()), cache)
    for file in shelf.files.values():
        file.encoded("br")


def _kept(shelf: Shelf, path: str, response: Response, cache: str) -> Fixed:
    return shelf.add(path, response.get_data(), response.mimetype or "", cache)


def _caching(shelf: Shelf, path: str) -> str | None:
    """How long a library's file may be kept; None for a name that we did not give it.

    Dash puts version and modification time into the names of what a page begins with: these never change.
    But it answers to any other version too. What a script fetches later (`async-graph.js`) has neither.
    """
    if not check_fingerprint(path)[1]:
        return DAY
    return FOREVER if path in shelf.named else None
