"""Pictures of displayed objects only: by name from the campaign's folder, revalidated at every request."""

import hashlib
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from PIL import Image, UnidentifiedImageError
from werkzeug.exceptions import NotFound

from board import previews, shown
from board.headers import PICTURE_POLICY
from board.services import Services
from board.visit import visit
from records.log import logger

TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}
WIDTHS = (480, 960)  # pixels: a card on a phone, a card on a dense screen


def register(app: Flask, services: Services) -> None:
    """Add the pictures and their previews, and `picture(shown)` for templates."""
    folder = services.settings.image_dir

    @app.get("/picture/<id:object_id>")
    def picture(object_id: str) -> Response:
        path = file_of(folder, visit().find(object_id))
        if path is None:
            raise NotFound()
        body, kind = _served(path, request.args.get("w", 0, type=int))
        return _answer(body, kind)

    @app.get("/preview/<id:object_id>.png")
    def preview(object_id: str) -> Response:
        path = file_of(folder, visit().find(object_id))
        if path is None:
            raise NotFound()
        try:
            card = previews.card(path, _digest(path, path.stat().st_mtime_ns))
        except OSError as error:
            logger("board").error("no preview of a picture", object_id=object_id, kind=type(error).__name__)
            raise NotFound() from error
        return _answer(card, "image/png")

    @app.context_processor
    def names() -> dict[str, Any]:
        return {"has_picture": lambda chosen: file_of(folder, chosen) is not None}


def file_of(folder: Path, chosen: shown.Shown) -> Path | None:
    """The object's picture file, or None when it has none, it is missing, or it is not the one on record."""
    name = chosen.image or ""
    path = folder / name
    # A name is a name: nothing in a record may lead out of the folder, by dots or by a link.
    if Path(name).name != name or path.suffix.lower() not in TYPES or not path.is_file():
        return None
    if path.resolve().parent != folder.resolve():
        return None
    if chosen.image_sha256 and _digest(path, path.stat().st_mtime_ns) != chosen.image_sha256.lower():
        logger("board").error("picture differs from its record and is not shown", object_id=chosen.object_id)
        return None
    return path


@lru_cache(maxsize=1024)
def _digest(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _served(path: Path, width: int) -> tuple[bytes, str]:
    if width in WIDTHS and path.suffix.lower() != ".svg":
        smaller = _narrowed(path, path.stat().st_mtime_ns, width)
        if smaller is not None:
            return smaller, "image/webp"
    return path.read_bytes(), TYPES[path.suffix.lower()]


@lru_cache(maxsize=128)
def _narrowed(path: Path, _changed: int, width: int) -> bytes | None:
    """The picture as WebP of that width, or None when it is narrow already or cannot be decoded."""
    try:
        with Image.open(path) as image:
            if image.width <= width:
                return None
            smaller = image.convert("RGBA" if "A" in image.getbands() else "RGB")
            smaller = smaller.resize((width, max(1, round(image.height * width / image.width))))
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        logger("board").error("picture cannot be decoded", kind=type(error).__name__)
        return None
    made = BytesIO()
    smaller.save(made, "WEBP", quality=82)
    return made.getvalue()


def _answer(body: bytes, kind: str) -> Response:
    response = Response(body, mimetype=kind)
    response.set_etag(hashlib.sha256(body).hexdigest()[:32])
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    # A campaign's own site may show the pictures that its board.json names.
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.make_conditional(request)
    return response
