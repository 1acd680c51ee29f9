"""Remembered callback answers: same question, same audience, same data version, same bytes."""

import hashlib
from typing import Any

import orjson
from cachelib import SimpleCache
from flask import Flask, Response, g, request
from flask_login import current_user

from layouts.services import Services
from records import freshness

PATH = "/_dash-update-component"
ENTRIES = 600


def install(server: Flask, services: Services) -> None:
    """Answer repeated pure callbacks from memory, before Dash looks at them."""
    remembered = SimpleCache(threshold=ENTRIES, default_timeout=0)

    @server.before_request
    def recall() -> Response | None:
        key = _key(services)
        if key is None:
            return None
        g.response_key = key
        body = remembered.get(key)
        return Response(body, mimetype="application/json") if body is not None else None

    @server.after_request
    def remember(response: Response) -> Response:
        key = g.pop("response_key", None)
        if key is not None and response.status_code == 200 and not response.direct_passthrough:
            remembered.set(key, response.get_data())
        return response


def _key(services: Services) -> str | None:
    if request.path != PATH or request.method != "POST" or not current_user.is_authenticated:
        return None
    body = request.get_data()
    try:
        asked: Any = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if asked.get("output") not in services.cacheable:
        return None
    viewer = current_user.viewer
    with services.reading() as db:
        version = freshness.read(db).version
    # The browser's own idea of the version must not split the cache; ours decides.
    asked.pop("changedPropIds", None)
    question = orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)
    head = f"{version}|{viewer.audience}|{viewer.role}|".encode()
    return hashlib.sha256(head + question).hexdigest()
