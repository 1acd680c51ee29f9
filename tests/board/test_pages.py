"""The pages to read: what is shown, in which language, and what happens after a withdrawal."""

import re
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from board.app import create_app
from records.database import writing
from records.tables import cases, display_periods, object_texts, objects, outcomes, tips
from tests.board import scene
from tests.board.conftest import both
from tests.board.filling import BITS


def headings(html):
    return re.findall(r"<h2[^>]*><a[^>]*>([^<]+)", html)


@both
def test_the_grid_shows_what_is_on_display_in_the_order_of_its_places(client):
    answer = client.get("/")
    assert answer.status_code == 200
    assert re.findall(r"<bdi>(O-\d+)</bdi>", answer.text) == ["O-001", "O-002", "O-003", "O-004"]
    assert headings(answer.text)[:2] == ["Which shop gives out this bag?", "Do you know this lamp?"]
    assert "4 objects · changed 1 February 2026" in answer.text
    assert answer.text.count("Send a tip") == 4
    assert "Demonstration" not in answer.text


@both
def test_what_was_identified_so_far_is_told_in_two_totals(client, engine):
    assert "identified so far" not in client.get("/").text
    at = datetime(2026, 2, 3, 9, tzinfo=UTC)
    tip = {
        "tip_id": "T-1",
        "object_id": "O-002",
        "received_at": at,
        "day": at.date(),
        "assessment": "actionable",
    }
    found = {"occurred_at": at, "day": at.date(), "thanks_to": "unknown"}
    told = (
        {"outcome_id": "X-1", "object_id": "O-001", "kind": "object_identified"},
        {"outcome_id": "X-2", "object_id": "O-001", "kind": "origin_located"},
        {
            "outcome_id": "X-3",
            "case_id": "C-1",
            "tip_id": "T-1",
            "kind": "trail_eliminated",
            "thanks_to": "yes",
        },
        {"outcome_id": "X-4", "object_id": "O-006", "kind": "origin_located"},  # was never shown
    )
    with writing(engine) as db:
        db.execute(cases.insert().values(case_id="C-1", agency="Agency North"))
        db.execute(tips.insert().values(tip))
        for one in told:
            db.execute(outcomes.insert().values({**found, **one}))
    assert client.get("/").text.count("Objects identified so far: 2. Traced to a place: 1.") == 2
    assert "Bisher erkannte Gegenstände: 2." in client.get("/?lang=de").text


def test_an_object_page_has_picture_question_tip_and_share(client):
    html = client.get("/object/O-001").text
    assert "<h1>Which shop gives out this bag?</h1>" in html
    assert 'alt="Drawing of a bag"' in html
    assert "Reference <bdi>O-001</bdi>" in html
    assert 'href="/object/O-001/tip"' in html
    assert 'href="/object/O-001/share/whatsapp"' in html
    assert 'property="og:image" content="http://127.0.0.1:8060/preview/O-001.png"' in html


def test_the_first_load_is_light(client):
    html = client.get("/").text
    local = re.findall(r'(?:src|href)="(/(?:static|picture)/[^"]+)"', html)
    total = len(html.encode()) + sum(len(client.get(path.replace("&amp;", "&")).data) for path in local)
    assert total < 150_000
    assert not re.search(r'(?:src|href|action)="(?!/|#|https://www\.wikipedia\.org/)', html)


@pytest.mark.parametrize(
    "path", ["/object/O-005", "/object/O-005/tip", "/picture/O-005", "/preview/O-005.png"]
)
def test_what_was_taken_down_is_gone(client, path):
    answer = client.get(path)
    assert answer.status_code == 410
    assert "no-cache" in answer.headers["Cache-Control"]
    assert "may keep a preview" in answer.text


@pytest.mark.parametrize(
    "path", ["/object/O-005/share/whatsapp", "/object/O-999/share/x", "/object/O-001/share/y"]
)
def test_no_share_link_leads_anywhere_else(client, path):
    assert client.get(path).status_code in (404, 410)


@pytest.mark.parametrize(
    "path", ["/object/O-006", "/object/nothing", "/nowhere", "/object/", "/picture/O-006"]
)
def test_what_never_was_on_display_is_not_found(client, path):
    assert client.get(path).status_code == 404


@both
def test_a_withdrawal_shows_at_the_next_request(client, engine):
    tag = client.get("/picture/O-002").headers["ETag"]
    assert "O-002" in client.get("/").text
    scene.take_down(engine, "O-002")
    assert "O-002" not in client.get("/").text
    for path in ("/object/O-002", "/picture/O-002", "/preview/O-002.png"):
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 410
    assert "O-002" not in client.get("/board.json").text


@pytest.mark.parametrize(
    ("asked", "accepts", "expected"),
    [
        ("", "", "en"),
        ("", "fr-CA,fr;q=0.8", "fr"),
        ("", "zu, de-AT;q=0.5", "de"),
        ("", "tlh", "en"),
        ("?lang=es", "fr", "es"),
        ("?lang=xx", "fr", "fr"),
        ("?lang=../../etc", "ar", "ar"),
    ],
)
def test_the_language_is_chosen_without_a_cookie(client, asked, accepts, expected):
    answer = client.get(f"/{asked}", headers={"Accept-Language": accepts})
    assert f'<html lang="{expected}"' in answer.text
    assert "Set-Cookie" not in answer.headers
    assert "Accept-Language" in answer.headers["Vary"]


def test_links_keep_the_language_that_was_asked_for_and_only_then(client):
    assert 'href="/object/O-001?lang=fr"' in client.get("/?lang=fr").text
    assert 'href="/object/O-001"' in client.get("/", headers={"Accept-Language": "fr"}).text


def test_a_text_that_is_missing_falls_back_and_says_so(client):
    translated = client.get("/object/O-002?lang=fr").text
    assert "<h1>Où cet objet 2 se vend-il ?</h1>" in translated
    assert "pas encore" not in translated
    fallen_back = client.get("/object/O-001?lang=fr").text
    assert '<article lang="en" dir="ltr">' in fallen_back
    assert "pas encore" in fallen_back


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("en", "1 February 2026"),
        ("de", "1. Februar 2026"),
        ("es", "1 de febrero de 2026"),
        ("ar", "1 فبراير 2026"),
    ],
)
def test_days_are_written_out_as_the_reader_writes_them(client, language, day):
    assert day in client.get(f"/?lang={language}").text


def test_arabic_reads_from_the_right(client):
    html = client.get("/object/O-001?lang=ar").text
    assert '<html lang="ar" dir="rtl">' in html
    assert '<article lang="ar" dir="rtl">' in html


def test_the_campaigns_language_is_the_default(engine, settings, clock):
    scene.fill(engine, settings.var_dir, languages="fr,en")
    client = create_app(settings, clock=clock, proof_bits=BITS).test_client()
    client.get("/")  # the campaign is known from the first read on
    assert '<html lang="fr"' in client.get("/", headers={"Accept-Language": "tlh"}).text


def test_a_demonstration_says_so_on_every_page(engine, settings, clock):
    scene.fill(engine, settings.var_dir, simulated=True)
    client = create_app(settings, clock=clock, proof_bits=BITS).test_client()
    for path in (
        "/",
        "/object/O-001",
        "/object/O-001/tip",
        "/how-it-works",
        "/who-reads-your-tip",
        "/object/O-005",
    ):
        assert "Drawings only; tips go nowhere." in client.get(path).text, path


def test_an_empty_display_says_so(engine, settings, clock):
    scene.fill(engine, settings.var_dir, shown=0, taken_down=1)
    client = create_app(settings, clock=clock, proof_bits=BITS).test_client()
    assert "No object is shown at the moment." in client.get("/").text
    assert client.get("/board.json").json["objects"] == []


@both
def test_a_database_without_a_campaign_answers(engine, settings, clock):
    client = create_app(settings, clock=clock, proof_bits=BITS).test_client()
    assert client.get("/").status_code == 200
    assert client.get("/board.json").status_code == 200


def test_an_object_without_picture_or_text_is_shown_with_its_number(client, engine):
    with writing(engine) as db:
        db.execute(sa.delete(object_texts).where(object_texts.c.object_id == "O-003"))
        db.execute(sa.update(objects).where(objects.c.object_id == "O-003").values(image=None))
    assert "<h1>O-003</h1>" in client.get("/object/O-003").text
    grid = client.get("/").text
    assert "The picture is missing at the moment." in grid
    assert "/picture/O-003" not in grid
    assert client.get("/picture/O-003").status_code == 404


@both
def test_an_id_with_a_slash_has_an_address(client, engine):
    odd = "2017/3~a b?é"
    with writing(engine) as db:
        db.execute(objects.insert().values(object_id=odd, category="x"))
        period = {"period_id": "x", "object_id": odd, "slot": 9, "shown_from": scene.LONG_AGO}
        db.execute(display_periods.insert().values(period))
    page = re.search(r'<h2[^>]*><a href="(/object/2017[^"]+)"', client.get("/").text)[1]
    assert client.get(page).status_code == 200
    assert odd in client.get("/board.json").text


def test_health_is_the_databases(client):
    assert client.get("/healthz").text == "ok\n"
