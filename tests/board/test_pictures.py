"""Pictures and previews: only displayed ones, by name only, in the right type, harmless when opened."""

import hashlib
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image
from structlog.testing import capture_logs

from records.database import writing
from records.tables import objects


def put(engine, settings, name, content, object_id="O-001", **values):
    (settings.image_dir / name).write_bytes(content)
    values = {"image": name, "image_sha256": hashlib.sha256(content).hexdigest(), **values}
    with writing(engine) as db:
        db.execute(sa.update(objects).where(objects.c.object_id == object_id).values(values))


def photo(width=1400, height=1000, mode="RGB", kind="PNG"):
    made = BytesIO()
    Image.new(mode, (width, height), "#804020").save(made, kind)
    return made.getvalue()


def test_a_drawing_is_served_as_it_is_and_can_do_nothing(client):
    answer = client.get("/picture/O-001")
    assert answer.mimetype == "image/svg+xml"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-cache"
    again = client.get("/picture/O-001", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(("kind", "suffix"), [("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")])
def test_a_photograph_is_made_smaller_for_cards(client, engine, settings, kind, suffix):
    content = photo(kind=kind)
    put(engine, settings, f"photo.{suffix}", content)
    whole = client.get("/picture/O-001")
    assert whole.data == content
    for width in (480, 960):
        card = client.get(f"/picture/O-001?w={width}")
        assert card.mimetype == "image/webp"
        with Image.open(BytesIO(card.data)) as image:
            assert image.size == (width, round(1000 * width / 1400))
    assert client.get("/picture/O-001?w=99999").data == content
    assert client.get("/picture/O-001?w=x").data == content


def test_a_small_photograph_is_not_made_larger(client, engine, settings):
    content = photo(300, 200)
    put(engine, settings, "small.png", content)
    assert client.get("/picture/O-001?w=480").data == content


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_previews_are_png_in_the_size_networks_ask_for(client, engine, settings, kind):
    if kind == "png":
        put(engine, settings, "tall.png", photo(400, 2000, "RGBA"))
    answer = client.get("/preview/O-001.png")
    assert answer.mimetype == "image/png"
    with Image.open(BytesIO(answer.data)) as image:
        assert image.size == (1200, 630)
        assert image.mode == "RGB"
        assert len(set(image.resize((40, 21)).get_flattened_data())) > 1  # not an empty sheet


@pytest.mark.parametrize(
    "name", ["../board.pub", "/etc/hostname", "..", "", "sub/1.svg", "1.html", "missing.png", "board.pub"]
)
def test_no_name_leads_out_of_the_folder(client, engine, settings, name):
    with writing(engine) as db:
        chosen = sa.update(objects).where(objects.c.object_id == "O-001")
        db.execute(chosen.values(image=name, image_sha256=None))
    assert client.get("/picture/O-001").status_code == 404
    assert client.get("/").status_code == 200


def test_a_link_out_of_the_folder_is_not_followed(client, engine, settings, tmp_path):
    secret = tmp_path / "secret.png"
    secret.write_bytes(photo(10, 10))
    (settings.image_dir / "link.png").symlink_to(secret)
    with writing(engine) as db:
        chosen = sa.update(objects).where(objects.c.object_id == "O-001")
        db.execute(chosen.values(image="link.png", image_sha256=None))
    assert client.get("/picture/O-001").status_code == 404


def test_a_picture_that_is_not_the_one_on_record_is_not_shown(client, settings):
    (settings.image_dir / "1.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    with capture_logs() as lines:
        assert client.get("/picture/O-001").status_code == 404
    assert client.get("/board.json").json["objects"][0]["picture"] is None
    assert [line["object_id"] for line in lines if "differs from its record" in line["event"]] == ["O-001"]


def test_a_broken_photograph_breaks_nothing(client, engine, settings):
    put(engine, settings, "broken.png", b"\x89PNG\r\n\x1a\nnonsense")
    assert client.get("/picture/O-001?w=480").status_code == 200
    assert client.get("/preview/O-001.png").status_code == 404
    assert client.get("/object/O-001").status_code == 200


def test_a_broken_drawing_has_no_preview(client, engine, settings):
    put(engine, settings, "broken.svg", b"<svg")
    assert client.get("/preview/O-001.png").status_code == 404
