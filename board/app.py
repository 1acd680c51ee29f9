"""The application of the public page."""

from typing import Any

from flask import Flask
from werkzeug.routing import BaseConverter

from board import errors, feed, headers, pages, pictures, shares, static_files, tips, visit
from board.services import Clock, Services, now
from board.tokens import PROOF_BITS
from records.settings import Settings

LARGEST_REQUEST = 256 * 1024  # bytes; a form with every field full of four-byte letters stays below


class IdConverter(BaseConverter):
    """Object ids in addresses: sources may put a slash in theirs, which no server passes on unharmed."""

    regex = r"[^/]{1,400}"

    def to_python(self, value: str) -> str:
        return value.replace("~s", "/").replace("~t", "~")

    def to_url(self, value: Any) -> str:
        return super().to_url(str(value).replace("~", "~t").replace("/", "~s"))


def create_app(
    settings: Settings,
    *,
    clock: Clock = now,
    counting_seconds: float = 2.0,
    proof_bits: int = PROOF_BITS,
) -> Flask:
    """The public page as a WSGI application; it opens the database at the first request.

    `clock` gives the present instant; counts of views and presses are written `counting_seconds` later;
    `proof_bits` is how hard the proof of work is.
    """
    app = Flask("board", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.converters["id"] = IdConverter
    services = Services(settings, clock, counting_seconds, proof_bits)
    app.extensions["board"] = services
    headers.register(app)
    errors.register(app, services)
    visit.register(app, services)
    static_files.register(app)
    for module in (pages, tips, shares, pictures, feed):
        module.register(app, services)
    return app
