"""`board.json`: what is on display, for a campaign that has a site of its own."""

import hashlib
from typing import Any

from flask import Flask, Response, request, url_for

from board import shown
from board.networks import FEED
from board.pictures import TYPES, file_of
from board.services import Services
from board.visit import visit

_TEXT = {
    "type": "object",
    "required": ["title", "question", "alt"],
    "properties": {name: {"type": "string"} for name in ("title", "question", "alt")},
    "additionalProperties": False,
}
_OBJECT: dict[str, Any] = {
    "type": "object",
    "required": ["id", "slot", "shown_from", "page", "tip", "picture", "texts"],
    "properties": {
        "id": {"type": "string"},
        "slot": {"type": "integer", "minimum": 1},
        "shown_from": {"type": "string", "format": "date-time"},
        "page": {"type": "string", "format": "uri"},
        "tip": {"type": "string", "format": "uri"},
        "picture": {
            "type": ["object", "null"],
            "required": ["url", "type"],
            "properties": {"url": {"type": "string", "format": "uri"}, "type": {"type": "string"}},
            "additionalProperties": False,
        },
        "texts": {"type": "object", "additionalProperties": _TEXT},
    },
    "additionalProperties": False,
}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "The objects on display",
    "description": "Ask again with If-None-Match; show nothing that the latest answer no longer holds.",
    "type": "object",
    "required": ["version", "campaign", "simulated", "changed", "default_language", "slots", "objects"],
    "properties": {
        "version": {"const": 1},
        "campaign": {"type": "string"},
        "simulated": {"type": "boolean"},
        "changed": {"type": ["string", "null"], "format": "date-time"},
        "default_language": {"type": "string"},
        "slots": {"type": "integer", "minimum": 1},
        "objects": {"type": "array", "items": _OBJECT},
    },
    "additionalProperties": False,
}


def register(app: Flask, services: Services) -> None:
    """Add the feed and its schema."""

    @app.get("/board.json")
    def board_json() -> Response:
        body = app.json.dumps(_feed(services, visit().display), ensure_ascii=False)
        return _answer(body, "application/json")

    @app.get("/board.schema.json")
    def board_schema() -> Response:
        address = _absolute(services, url_for("board_schema"))
        return _answer(app.json.dumps({**SCHEMA, "$id": address}), "application/schema+json")


def _answer(body: str, kind: str) -> Response:
    response = Response(body, mimetype=kind)
    response.set_etag(hashlib.sha256(body.encode()).hexdigest()[:32])
    response.headers["Cache-Control"] = "no-cache"
    # Public by nature: any site may read it from a visitor's browser.
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.make_conditional(request)
    return response


def _feed(services: Services, display: shown.Display) -> dict[str, Any]:
    campaign = display.campaign
    return {
        "version": 1,
        "campaign": campaign.name,
        "simulated": campaign.simulated,
        "changed": display.changed.isoformat() if display.changed else None,
        "default_language": campaign.default_language,
        "slots": campaign.slots,
        "objects": [_object(services, chosen) for chosen in display.objects],
    }


def _object(services: Services, chosen: shown.Shown) -> dict[str, Any]:
    number = chosen.object_id
    path = file_of(services.settings.image_dir, chosen)
    address = _absolute(services, url_for("picture", object_id=number))
    return {
        "id": number,
        "slot": chosen.slot,
        "shown_from": chosen.shown_from.isoformat(),
        "page": _absolute(services, url_for("object_page", object_id=number, via=FEED)),
        "tip": _absolute(services, url_for("tip", object_id=number, via=FEED)),
        "picture": {"url": address, "type": TYPES[path.suffix.lower()]} if path else None,
        "texts": {
            code: {"title": text.title, "question": text.question, "alt": text.alt}
            for code, text in sorted(chosen.texts.items())
        },
    }


def _absolute(services: Services, path: str) -> str:
    return services.settings.public_url.rstrip("/") + path
