"""The drawn polygons, compressed once and sent once: every map names the same address."""

import gzip
import hashlib
from functools import cache
from typing import Any

import brotli
from flask import Flask, Response, abort, request

from records.settings import ROOT

FOLDER = ROOT / "assets" / "geo"
NAMES = ("world_110m.geojson", "world_50m.geojson")
DAY = "private, max-age=86400"


@cache
def _encoded(name: str, encoding: str) -> tuple[bytes, str]:
    body = (FOLDER / name).read_bytes()
    tag = hashlib.sha256(body).hexdigest()[:16]
    if encoding == "br":
        return brotli.compress(body, quality=9), tag
    return (gzip.compress(body, 9, mtime=0) if encoding == "gzip" else body), tag


def install(server: Flask) -> None:
    """Serve /geo/<name>."""

    @server.get("/geo/<name>")
    def geometry(name: str) -> Any:
        if name not in NAMES:
            abort(404)
        encoding = request.accept_encodings.best_match(["br", "gzip"]) or ""
        body, tag = _encoded(name, encoding)
        response = Response(body, mimetype="application/geo+json")
        if encoding:
            response.headers["Content-Encoding"] = encoding
        response.headers["Vary"] = "Accept-Encoding"
        response.headers["Cache-Control"] = DAY
        response.set_etag(f"{tag}-{encoding}" if encoding else tag)
        return response.make_conditional(request)
