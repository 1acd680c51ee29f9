import hashlib
from datetime import UTC, datetime
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from records import pictures
from records.bookkeeping import audit_log
from records.database import reading, writing
from records.problems import Conflict, Problem
from records.tables import objects

WHO = {"by": "analyst", "at": datetime(2026, 5, 1, 9, tzinfo=UTC)}
SECRET = b"GPS 52.09 4.32 of the kitchen"


def encoded(image, kind="JPEG", **options):
    made = BytesIO()
    image.save(made, kind, **options)
    return made.getvalue()


def photo(width=400, height=300, colour=(200, 80, 20)):
    return Image.new("RGB", (width, height), colour)


def opened(picture):
    return Image.open(BytesIO(picture.content))


def test_nothing_but_pixels_is_kept():
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x8825] = {1: "N", 2: (52.0, 5.0, 24.0)}
    jpeg = encoded(photo(), exif=exif, comment=SECRET) + b"<trailer>" + SECRET
    notes = PngInfo()
    notes.add_text("Author", SECRET.decode())
    for content in (jpeg, encoded(photo(), "PNG", pnginfo=notes), encoded(photo(), "WEBP", exif=exif)):
        made = pictures.accept(content)
        shown = opened(made)
        assert SECRET not in made.content
        assert not dict(shown.getexif())
        assert set(shown.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert shown.getpixel((200, 150)) == pytest.approx((200, 80, 20), abs=6)
        assert made.sha256 == hashlib.sha256(made.content).hexdigest()


def test_upright_small_enough_and_opaque_as_jpeg_transparent_as_png():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90°
    assert opened(pictures.accept(encoded(photo(), exif=exif))).size == (300, 400)
    assert opened(pictures.accept(encoded(photo(5000, 2500)))).size == (2000, 1000)
    clear = photo().convert("RGBA")
    assert pictures.accept(encoded(clear, "PNG")).suffix == ".jpg"
    clear.putpixel((0, 0), (0, 0, 0, 0))
    made = pictures.accept(encoded(clear, "PNG"))
    assert (made.suffix, opened(made).mode) == (".png", "RGBA")
    palette = encoded(photo().convert("P"), "PNG", transparency=0)
    assert pictures.accept(palette).suffix in (".jpg", ".png")


def test_a_colour_profile_is_applied_or_left_aside_but_never_kept():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same = pictures.accept(encoded(photo(), icc_profile=srgb))
    assert opened(same).getpixel((9, 9)) == pytest.approx((200, 80, 20), abs=6)
    broken = pictures.accept(encoded(photo(), icc_profile=b"not a profile"))
    assert opened(broken).getpixel((9, 9)) == pytest.approx((200, 80, 20), abs=6)
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert pictures.accept(encoded(photo(), icc_profile=lab)).suffix == ".jpg"


SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no JPEG"),
        (b"hello", "no JPEG"),
        (SVG, "SVG"),
        (b"%PDF-1.7 ...", "no JPEG"),
        (encoded(photo(), "GIF"), "no JPEG"),
        (encoded(photo(), "TIFF"), "no JPEG"),
        (encoded(photo())[:900], "damaged"),
        (encoded(photo(199, 300)), "199 × 300"),
        (encoded(Image.new("1", (9000, 9000)), "PNG"), "million pixels"),
        (b"x" * (pictures.MOST_BYTES + 1), "larger than 15 MB"),
    ],
)
def test_what_is_no_picture_is_refused_in_words(content, words):
    with pytest.raises(Problem, match=words):
        pictures.accept(content)


def test_a_decompression_bomb_is_never_decoded(monkeypatch):
    bomb = encoded(Image.new("1", (20_000, 20_000)), "PNG")
    monkeypatch.setattr(Image.Image, "load", lambda _: pytest.fail("decoded"))
    with pytest.raises(Problem, match=r"million pixels|no JPEG"):
        pictures.accept(bomb)


@pytest.fixture
def catalogue(engine):
    with writing(engine) as db:
        db.execute(objects.insert(), [{"object_id": "O-1"}, {"object_id": "O-2"}])
    return engine


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "images"


def illustrate(engine, folder, object_id, picture, seen=None):
    name = pictures.store(folder, picture, object_id)
    with writing(engine) as db:
        return name, pictures.illustrate(db, object_id, picture, seen=seen, **WHO)


def test_a_new_picture_replaces_the_old_one_which_goes_once_nobody_shows_it(catalogue, folder):
    first, second = (pictures.accept(encoded(photo(colour=c))) for c in ((1, 2, 3), (200, 2, 3)))
    one, before = illustrate(catalogue, folder, "O-1", first)
    assert before is None
    assert one == f"o-1-{first.sha256[:12]}.jpg"
    assert (folder / one).read_bytes() == first.content
    with writing(catalogue) as db:
        db.execute(sa.update(objects).where(objects.c.object_id == "O-2").values(image=one))
    two, replaced = illustrate(catalogue, folder, "O-1", second, seen=one)
    assert replaced == one
    with reading(catalogue) as db:
        row = db.execute(sa.select(objects).where(objects.c.object_id == "O-1")).mappings().one()
        assert (row["image"], row["image_sha256"]) == (two, second.sha256)
        assert not pictures.discard(db, folder, replaced)  # O-2 shows it, too
    with writing(catalogue) as db:
        db.execute(sa.update(objects).where(objects.c.object_id == "O-2").values(image=None))
        assert pictures.discard(db, folder, replaced)
        assert not pictures.discard(db, folder, replaced)
        assert not pictures.discard(db, folder, "../o-1.jpg")
        assert not pictures.discard(db, folder, None)
        assert db.execute(sa.select(audit_log.c.action)).scalars().all() == ["picture changed"] * 2
    assert [path.name for path in folder.iterdir()] == [two]


def test_the_second_of_two_people_is_told(catalogue, folder):
    first, second = (pictures.accept(encoded(photo(colour=c))) for c in ((1, 2, 3), (200, 2, 3)))
    illustrate(catalogue, folder, "O-1", first)
    with pytest.raises(Conflict, match="another picture meanwhile"):
        illustrate(catalogue, folder, "O-1", second, seen=None)
    with pytest.raises(Problem, match="no object O-9"):
        illustrate(catalogue, folder, "O-9", second)
