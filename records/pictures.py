"""Pictures of objects: what people upload is decoded, turned upright, made smaller and written anew.

Nothing of the uploaded file is kept but its pixels: no place, no camera, no name, no hidden trailer. Drawings
(SVG) are programs and are refused here; those of the demonstration are the project's own.
"""

import hashlib
import os
import re
import tempfile
import warnings
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

import sqlalchemy as sa
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from sqlalchemy.engine import Connection

from records import audit, dirty
from records.problems import Conflict, Problem
from records.tables import objects

MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 50_000_000
LEAST_SIDE, MOST_SIDE = 200, 2000  # pixels
FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = 88


@dataclass(frozen=True)
class Picture:
    """A picture fit to be shown: `content` as JPEG, or PNG where it is transparent, and its digest."""

    content: bytes
    sha256: str
    suffix: str

    def name(self, object_id: str) -> str:
        """File name: the object and the digest, so that a new picture never changes what caches hold."""
        slug = re.sub(r"[^a-z0-9]+", "-", object_id.lower()).strip("-") or "object"
        return f"{slug}-{self.sha256[:12]}{self.suffix}"


def accept(content: bytes) -> Picture:
    """The picture in an uploaded file. Raises Problem, in words, for what is none or cannot be shown."""
    if len(content) > MOST_BYTES:
        raise Problem(f"the file is larger than {MOST_BYTES // 1024**2} MB; save it smaller and try again")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=FORMATS) as opened:
                _check_size(opened.width, opened.height)
                return _encoded(_plain(opened))
    except (UnidentifiedImageError, Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Problem("this is no JPEG, PNG or WebP picture; drawings (SVG) are not taken") from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise Problem("the picture is damaged and cannot be read; save it again and try once more") from None


def _check_size(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise Problem(f"the picture has more than {MOST_PIXELS // 10**6} million pixels; save it smaller")
    if min(width, height) < LEAST_SIDE:
        raise Problem(f"the picture is only {width} × {height}; {LEAST_SIDE} pixels a side are needed")


def _plain(opened: Image.Image) -> Image.Image:
    """Upright, in sRGB, at most MOST_SIDE a side, and nothing but pixels."""
    opened.seek(0)
    upright = ImageOps.exif_transpose(opened)
    shown = _in_srgb(upright)
    shown.thumbnail((MOST_SIDE, MOST_SIDE), Image.Resampling.LANCZOS)
    bare = Image.new(shown.mode, shown.size)
    bare.paste(shown)
    return bare


def _in_srgb(image: Image.Image) -> Image.Image:
    transparent = "A" in image.getbands() or "transparency" in image.info
    mode = "RGBA" if transparent else "RGB"
    profile = image.info.get("icc_profile")
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
            if turned is not None:
                return turned
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile that cannot be read is as good as none: colours stay as they are
    return image.convert(mode)


def _encoded(image: Image.Image) -> Picture:
    made = BytesIO()
    opaque = image.mode == "RGB" or image.getchannel("A").getextrema() == (255, 255)
    if opaque:
        image.convert("RGB").save(made, "JPEG", quality=QUALITY, optimize=True)
    else:
        image.save(made, "PNG", optimize=True)
    content = made.getvalue()
    return Picture(content, hashlib.sha256(content).hexdigest(), ".jpg" if opaque else ".png")


def store(folder: Path, picture: Picture, object_id: str) -> str:
    """Write the picture into the campaign's folder, whole or not at all; returns its file name."""
    folder.mkdir(parents=True, exist_ok=True)
    name = picture.name(object_id)
    handle, path = tempfile.mkstemp(dir=folder, prefix=".upload-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(picture.content)
        Path(path).chmod(0o644)  # the public page reads it as another user
        Path(path).replace(folder / name)
    except OSError as error:
        Path(path).unlink(missing_ok=True)
        raise Problem(f"the picture cannot be written: {error.strerror}") from error
    return name


def illustrate(
    db: Connection, object_id: str, picture: Picture, *, seen: str | None, by: str, at: datetime
) -> str | None:
    """Make a stored picture the object's; `seen`: the file name that was on the screen. Returns the name it
    replaces. Raises Conflict when somebody else gave it another picture meanwhile."""
    chosen = sa.select(objects.c.image).where(objects.c.object_id == object_id).with_for_update()
    row = db.execute(chosen).first()
    if row is None:
        raise Problem(f"there is no object {object_id}")
    if (row.image or None) != (seen or None):
        raise Conflict(f"somebody else gave {object_id} another picture meanwhile; look at it, then decide")
    values = {"image": picture.name(object_id), "image_sha256": picture.sha256}
    db.execute(sa.update(objects).where(objects.c.object_id == object_id).values(values))
    detail = {"image": values["image"], "replaces": row.image}
    audit.append(db, at=at, by=by, action="picture changed", subject=object_id, detail=detail)
    dirty.mark_other(db)
    return str(row.image) if row.image and row.image != values["image"] else None


def discard(db: Connection, folder: Path, name: str | None) -> bool:
    """Delete a replaced picture unless an object still shows it; returns whether it went.

    Call it after the replacement is committed: until then the public page may still be asked for it.
    """
    if not name or Path(name).name != name:
        return False
    used = sa.select(objects.c.object_id).where(objects.c.image == name).limit(1)
    if db.execute(used).first() is not None:
        return False
    path = folder / name
    if not path.is_file():
        return False
    path.unlink()
    return True
