"""Remembered callback answers: same question, same audience, same data version, same bytes.

An answer is kept as it goes over the wire, compressed once: to compress it anew each time would take longer
than everything else that a remembered answer needs.
"""

import hashlib
from typing import Any

import brotli
import orjson
from cachelib import SimpleCache
from flask import Flask, Response, g, request
from flask_login import current_user

from dashboard.recall import Recall, Sessions
from layouts.services import Services, Viewer
from records import freshness

PATH = "/_dash-update-component"
ENTRIES = 600
QUALITY = 4  # of the compression: more would keep the first visitor waiting


def install(server: Flask, services: Services) -> None:
    """Answer repeated pure callbacks from memory, before Dash looks at them."""
    remembered = SimpleCache(threshold=ENTRIES, default_timeout=0)
    sessions = Sessions(server.config["SESSION_COOKIE_NAME"])

    def find(body: bytes, viewer: Viewer, version: int) -> bytes | None:
        asked = _question(services, body)
        kept: bytes | None = remembered.get(_key(asked, viewer, version)) if asked else None
        return kept

    strict = server.extensions["trace_headers"]
    server.wsgi_app = Recall(server.wsgi_app, services, sessions, PATH, find, strict)  # type: ignore[method-assign]

    @server.before_request
    def recall() -> Response | None:
        if request.path != PATH or request.method != "POST" or not current_user.is_authenticated:
            return None
        sessions.note(server, request.environ, current_user.get_id())
        asked = _question(services, request.get_data())
        if asked is None:
            return None
        key = _key(asked, current_user.viewer, _version(services))
        body = remembered.get(key)
        if body is None:
            g.response_key = key
            return None
        return _packed(Response(mimetype="application/json"), body)

    @server.after_request
    def remember(response: Response) -> Response:
        key = g.pop("response_key", None)
        if key is None or response.status_code != 200 or response.direct_passthrough:
            return response
        body = brotli.compress(response.get_data(), quality=QUALITY)
        remembered.set(key, body)
        return _packed(response, body)


def _packed(response: Response, body: bytes) -> Response:
    """The response with a compressed body; unpacked for a client that does not take it so."""
    if not request.accept_encodings.quality("br"):
        response.set_data(brotli.decompress(body))
        return response
    response.set_data(body)
    response.headers["Content-Encoding"] = "br"
    response.vary.add("Accept-Encoding")
    return response


def _question(services: Services, body: bytes) -> bytes | None:
    """What is asked of a callback that may be remembered, in one spelling; None for anything else."""
    try:
        asked: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    output = asked.get("output") if isinstance(asked, dict) else None
    if not isinstance(output, str) or output not in services.cacheable:
        return None
    # What triggered the call makes no difference to a pure answer.
    asked.pop("changedPropIds", None)
    try:
        return orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:  # nested deeper than can be written
        return None


def _key(question: bytes, viewer: Viewer, version: int) -> str:
    return hashlib.sha256(f"{version}|{viewer.audience}|{viewer.role}|".encode() + question).hexdigest()


def _version(services: Services) -> int:
    """The data version, as the look at the session's person found it in the same trip to the database."""
    known: int | None = g.get("data_version")
    if known is not None:
        return known
    with services.reading() as db:
        return freshness.read(db).version
