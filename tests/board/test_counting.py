"""Views and presses: counted by day, object, country and network; never by person, never for robots."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers

from board.app import create_app
from board.counting import Counts, is_robot
from board.networks import LINKED, NETWORKS
from records import public
from records.bookkeeping import audit_log, dirty_keys
from records.database import reading, writing
from records.tables import shares, views
from tests.board import mmdb, scene
from tests.board.conftest import PERSON, both
from tests.board.filling import BITS


def counted(engine):
    chosen = sa.select(views.c.day, views.c.object_id, views.c.country, views.c.network, views.c.n)
    with reading(engine) as db:
        return sorted(tuple(row) for row in db.execute(chosen))


def pressed(engine):
    chosen = sa.select(
        shares.c.object_id, shares.c.shared_at, shares.c.day, shares.c.network, shares.c.country, shares.c.n
    ).where(shares.c.kind == "click")
    with reading(engine) as db:
        return sorted(tuple(row) for row in db.execute(chosen))


DAY = date(2026, 3, 10)
QUARTER = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@both
def test_views_add_up_by_day_object_and_network(client, engine, clock):
    for path in (
        "/object/O-001",
        "/object/O-001",
        "/object/O-001?via=whatsapp",
        "/object/O-002?via=nonsense",
    ):
        assert client.get(path).status_code == 200
    clock.at = datetime(2026, 3, 10, 23, 30, tzinfo=UTC)  # half past midnight in Amsterdam
    client.get("/object/O-001")
    assert counted(engine) == [
        (DAY, "O-001", "unknown", "direct", 2),
        (DAY, "O-001", "unknown", "whatsapp", 1),
        (DAY, "O-002", "unknown", "direct", 1),
        (date(2026, 3, 11), "O-001", "unknown", "direct", 1),
    ]


@pytest.mark.parametrize(
    "path", ["/", "/object/O-001/tip", "/board.json", "/picture/O-001", "/object/O-005", "/healthz"]
)
def test_only_an_objects_own_page_is_a_view(client, engine, path):
    client.get(path)
    assert counted(engine) == []


@pytest.mark.parametrize(
    "agent",
    [
        "",
        "   ",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "WhatsApp/2.23.20.0",
        "TelegramBot (like TwitterBot)",
        "curl/8.5.0",
        "python-requests/2.32",
    ],
)
def test_robots_are_served_and_not_counted(visitor, engine, agent):
    robot = visitor(agent=agent)
    assert robot.get("/object/O-001").status_code == 200
    assert robot.get("/object/O-001/share/whatsapp").status_code == 303
    assert robot.post("/object/O-001/share/copy").status_code == 204
    assert counted(engine) == pressed(engine) == []


def test_what_a_browser_fetches_ahead_is_no_view(client, engine):
    client.get("/object/O-001", headers={"Sec-Purpose": "prefetch;prerender"})
    client.get("/object/O-001", headers={"Purpose": "prefetch"})
    assert counted(engine) == []
    assert not is_robot(Headers({"User-Agent": PERSON}))


def test_one_network_cannot_make_an_object_popular(visitor, engine):
    client = visitor()
    for _ in range(250):
        client.get("/object/O-001/share/x")
    assert sum(row[-1] for row in pressed(engine)) == 240


@pytest.mark.parametrize("network", LINKED)
def test_a_share_link_counts_and_leads_to_the_networks_own_form(client, engine, network):
    answer = client.get(f"/object/O-001/share/{network}")
    assert answer.status_code == 303
    onward = answer.headers["Location"]
    assert onward.startswith(NETWORKS[network].form("", "").split("?")[0])
    said = str(parse_qs(urlsplit(onward).query))
    assert f"http://127.0.0.1:8060/object/O-001?via={network}" in said
    if network != "facebook":  # it shows what the page's own preview says
        assert "Which shop gives out this bag?" in said
    assert pressed(engine) == [("O-001", QUARTER, DAY, network, "unknown", 1)]


@both
def test_copying_and_the_devices_own_menu_are_counted(client, engine):
    assert client.post("/object/O-001/share/copy").status_code == 204
    assert (
        client.post("/object/O-001/share/device", headers={"Sec-Fetch-Site": "same-origin"}).status_code
        == 204
    )
    client.post("/object/O-001/share/device", headers={"Sec-Fetch-Site": "cross-site"})
    assert [row[3] for row in pressed(engine)] == ["copy", "device"]


def test_a_strange_title_cannot_change_where_a_share_link_leads(client, engine):
    with engine.begin() as db:
        db.execute(
            sa.text("UPDATE object_texts SET question = :q WHERE object_id = 'O-001' AND language = 'en'"),
            {"q": "x&url=https://evil.example#\r\nSet-Cookie: a=b"},
        )
    answer = client.get("/object/O-001/share/telegram")
    assert "evil.example" not in urlsplit(answer.headers["Location"]).netloc
    assert parse_qs(urlsplit(answer.headers["Location"]).query)["url"] == [
        "http://127.0.0.1:8060/object/O-001?via=telegram"
    ]
    assert "Set-Cookie" not in answer.headers


def test_the_country_is_counted_where_a_table_is_installed(engine, settings, clock, tmp_path):
    scene.fill(engine, settings.var_dir)
    mmdb.write(tmp_path / "c.mmdb", {"192.0.2.0/24": {"country": {"iso_code": "PT"}}})
    located = type(settings)(**{**vars(settings), "country_table": str(tmp_path / "c.mmdb")})
    client = create_app(located, clock=clock, counting_seconds=0, proof_bits=BITS).test_client()
    client.environ_base |= {"REMOTE_ADDR": "192.0.2.5", "HTTP_USER_AGENT": PERSON}
    client.get("/object/O-001")
    client.get("/object/O-001/share/x")
    assert counted(engine) == [(DAY, "O-001", "PT", "direct", 1)]
    assert pressed(engine)[0][4] == "PT"


@both
def test_counting_logs_dirty_keys_and_no_audit_row(client, engine):
    with writing(engine) as db:
        db.execute(sa.delete(dirty_keys))  # of the displays that the scene began with
    client.get("/object/O-001")
    client.get("/object/O-002/share/x")
    with reading(engine) as db:
        keys = {
            tuple(row)
            for row in db.execute(sa.select(dirty_keys.c.source, dirty_keys.c.day, dirty_keys.c.object_id))
        }
        assert keys == {("views", DAY, "O-001"), ("shares", DAY, "O-002")}
        assert db.execute(sa.select(sa.func.count()).select_from(audit_log)).scalar_one() == 0


@both
def test_waiting_counts_are_written_together(engine, settings):
    scene.fill(engine, settings.var_dir)
    counts = Counts(engine, seconds=3600)
    for _ in range(5):
        counts.view(public.View(DAY, "O-001", "NL", "direct"))
    assert counted(engine) == []
    counts.flush()
    counts.flush()
    assert counted(engine) == [(DAY, "O-001", "NL", "direct", 5)]
    counts._timer.cancel() if counts._timer else None


@both
def test_counts_wait_while_the_database_is_away(engine, settings):
    scene.fill(engine, settings.var_dir)
    counts = Counts(engine, seconds=0)
    with engine.begin() as db:
        db.execute(sa.text("ALTER TABLE views RENAME TO elsewhere"))
    counts.view(public.View(DAY, "O-001", "NL", "direct"))
    with engine.begin() as db:
        db.execute(sa.text("ALTER TABLE elsewhere RENAME TO views"))
    counts.view(public.View(DAY, "O-001", "NL", "direct"))
    assert counted(engine) == [(DAY, "O-001", "NL", "direct", 2)]


@both
def test_counts_of_an_object_that_is_gone_hold_up_nothing(engine, settings):
    scene.fill(engine, settings.var_dir)
    counts = Counts(engine, seconds=0)
    counts.view(public.View(DAY, "no such object", "NL", "direct"))
    counts.view(public.View(DAY, "O-001", "NL", "direct"))
    assert counted(engine) == [(DAY, "O-001", "NL", "direct", 1)]


def test_waiting_counts_are_bounded(engine, monkeypatch):
    monkeypatch.setattr("board.counting.MOST_WAITING", 3)
    counts = Counts(engine, seconds=3600)
    for number in range(9):
        counts.view(public.View(DAY, f"O-{number}", "NL", "direct"))
    assert len(counts._views) == 3
    counts._timer.cancel()


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.integers(-14, 14))  # noqa: DTZ001
def test_a_quarter_holds_its_instant_and_begins_on_the_quarter(naive, offset):
    from datetime import timedelta, timezone

    instant = naive.replace(tzinfo=timezone(timedelta(hours=offset)))
    quarter = public.quarter_of(instant)
    assert quarter <= instant < quarter + public.QUARTER
    assert (quarter.minute % 15, quarter.second, quarter.microsecond) == (0, 0, 0)
