"""Sending a tip: what is stored, what is sealed, what is refused; no written word is lost."""

import re
from datetime import UTC, date, datetime
from html import unescape

import pytest
import sqlalchemy as sa

from board.app import create_app
from records import audit, sealing
from records.bookkeeping import audit_log, dirty_keys
from records.database import reading, writing
from records.tables import sealed_tips, tips
from tests.board import mmdb, scene
from tests.board.conftest import both
from tests.board.filling import BITS, open_form, send, solve, token_in

WORDS = "They had these bags at the garden centre in Ede, around 2019 – I think."


def stored(engine):
    with reading(engine) as db:
        return [dict(row) for row in db.execute(sa.select(tips).order_by(tips.c.tip_id)).mappings()]


def opened(engine, pair):
    with reading(engine) as db:
        rows = db.execute(sa.select(sealed_tips)).all()
    return {row.tip_id: pair.open(sealing.Sealed(row.key_id, row.sealed)) for row in rows}


@both
def test_a_tip_is_stored_without_its_words_and_sealed_with_them(client, engine, pair):
    token = open_form(client)
    answer = send(
        client,
        token,
        text=WORDS,
        country="NL",
        region="Gelderland",
        place="Garden centre, Ede",
        when="2019",
        contact="someone@example.org",
        origin="BE",
    )
    assert answer.status_code == 200
    tip_id = re.search(r"T(-[0-9A-Z]{4}){4}", answer.text)[0]
    (row,) = stored(engine)
    assert row | {"updated_at": None, "assessed_at": None} == {
        "tip_id": tip_id,
        "object_id": "O-001",
        "received_at": datetime(2026, 3, 10, 12, 0, tzinfo=UTC),  # 12:07:30, floored to the quarter
        "day": date(2026, 3, 10),
        "channel": "web",
        "language": "en",
        "origin_country": "BE",
        "origin_region": None,
        "origin_place": None,
        "origin_source": "stated",
        "suggested_country": "NL",
        "suggested_region": "Gelderland",
        "assessment": "pending",
        "assessed_at": None,
        "cluster": None,
        "investigation": "none",
        "investigated_at": None,
        "import_id": None,
        "updated_at": None,
    }
    envelope = opened(engine, pair)[tip_id]
    assert re.fullmatch(r"[0-9a-f]{4}-[0-9a-f]{8}", envelope.pop("repeat"))
    assert envelope == {
        "tip_id": tip_id,
        "object_id": "O-001",
        "language": "en",
        "text": WORDS,
        "place": "Garden centre, Ede",
        "when": "2019",
        "contact": "someone@example.org",
    }


@both
def test_no_word_of_it_is_readable_anywhere_in_the_database(client, engine):
    send(client, open_form(client), text=WORDS, place="Ede-Wageningen", contact="someone@example.org")
    with reading(engine) as db:
        everything = ""
        for table in sa.inspect(db).get_table_names():
            everything += repr(db.execute(sa.text(f'SELECT * FROM "{table}"')).all())
    for word in ("garden", "Wageningen", "example.org", "192.0.2"):
        assert word not in everything


@both
def test_it_logs_its_dirty_key_and_no_audit_row(client, engine):
    with writing(engine) as db:
        db.execute(sa.delete(dirty_keys))  # of the displays that the scene began with
    send(client, open_form(client), text=WORDS)
    with reading(engine) as db:
        keys = db.execute(sa.select(dirty_keys.c.source, dirty_keys.c.day, dirty_keys.c.object_id)).all()
        assert [tuple(key) for key in keys] == [("tips", date(2026, 3, 10), "O-001")]
        assert db.execute(sa.select(sa.func.count()).select_from(audit_log)).scalar_one() == 0
        assert audit.broken_at(db) is None


def test_the_day_is_the_campaigns(client, engine, clock):
    clock.at = datetime(2026, 3, 10, 23, 20, tzinfo=UTC)  # 00:20 on the 11th in Amsterdam
    send(client, open_form(client), text=WORDS)
    assert stored(engine)[0]["day"] == date(2026, 3, 11)


@both
def test_a_resent_form_is_one_tip_and_gets_the_same_receipt(client, engine):
    token = open_form(client)
    receipts = {re.search(r"T(-[0-9A-Z]{4}){4}", send(client, token, text=WORDS).text)[0] for _ in range(3)}
    assert len(receipts) == len(stored(engine)) == 1


def test_other_words_on_a_form_that_was_sent_are_another_tip_and_need_another_proof(client, engine):
    token = open_form(client)
    send(client, token, text=WORDS)
    refused = send(client, token, text="And in Arnhem.")
    assert refused.status_code == 409
    assert "And in Arnhem." in refused.text
    renewed = token_in(refused.text)
    assert renewed != token
    assert send(client, renewed, text="And in Arnhem.").status_code == 200
    assert len(stored(engine)) == 2


@both
def test_a_form_from_before_a_restart_is_renewed_and_stays_one_tip(client, app, engine, settings, clock):
    token = open_form(client)
    send(client, token, text=WORDS)
    restarted = create_app(settings, clock=clock, counting_seconds=0, proof_bits=BITS).test_client()
    refused = send(restarted, token, text=WORDS)
    assert refused.status_code == 409
    assert WORDS in unescape(refused.text)
    assert send(restarted, token_in(refused.text), text=WORDS).status_code == 200
    assert len(stored(engine)) == 1


def test_repeats_carry_one_mark_and_are_all_kept(visitor, engine, pair):
    for number, text in enumerate(["Same words", "same  WORDS ", "Other words", ""]):
        client = visitor(f"198.51.{number}.1")
        assert send(client, open_form(client), text=text, country="NL").status_code == 200
    marks = sorted(envelope["repeat"] for envelope in opened(engine, pair).values())
    assert len(marks) == 4
    assert marks[0] == ""
    assert len(set(marks)) == 3


def test_a_tip_arriving_through_the_feed_says_so(client, engine):
    token = open_form(client, query="?via=feed")
    send(client, token, text=WORDS, via="feed")
    assert stored(engine)[0]["channel"] == "feed"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "There is nothing in it"),
        ({"text": " \n\t　"}, "There is nothing in it"),
        ({"contact": "me@example.org"}, "There is nothing in it"),
        ({"text": "x" * 10_001}, "It is too long"),
        ({"text": "x", "place": "y" * 501}, "It is too long"),
        ({"text": "x", "contact": "y" * 301}, "It is too long"),
        ({"text": "x", "when": "y" * 201}, "It is too long"),
        ({"text": "x", "country": "ZZ"}, "choose the country"),
        ({"text": "x", "origin": "unknown"}, "choose the country"),
        ({"text": "x", "country": "FR", "region": "Gelderland"}, "choose the region"),
        ({"text": "x", "website": "http://spam.example"}, "A field that people do not see"),
    ],
)
def test_what_cannot_be_taken_comes_back_with_its_reason(client, engine, fields, words):
    answer = send(client, open_form(client), proof="", **fields)
    assert answer.status_code == 422
    assert words in answer.text
    wrote = any(value.strip() for value in fields.values())
    assert ("Everything you wrote is still here." in answer.text) == wrote
    assert stored(engine) == []
    for name in ("text", "place", "contact", "when"):
        assert fields.get(name, "").strip() in unescape(answer.text)
    assert "spam.example" not in answer.text


@pytest.mark.parametrize("fields", [{"text": "x"}, {"place": "x"}, {"country": "NL"}])
def test_a_little_is_enough(client, engine, fields):
    assert send(client, open_form(client), **fields).status_code == 200
    assert len(stored(engine)) == 1


def test_without_a_proof_a_form_must_be_twenty_seconds_old(client, engine, clock):
    token = open_form(client)
    clock.turn(seconds=12)
    early = send(client, token, text=WORDS, proof="")
    assert early.status_code == 429
    assert early.headers["Retry-After"] == "8"
    assert "Please wait 8 seconds" in early.text
    assert token_in(early.text) == token  # its age counts on
    clock.turn(seconds=8)
    assert send(client, token, text=WORDS, proof="").status_code == 200
    assert len(stored(engine)) == 1


@pytest.mark.parametrize("proof", ["0", "999999999999999", "x" * 100, "-1"])
def test_a_wrong_proof_is_none(client, proof):
    assert send(client, open_form(client), text=WORDS, proof=proof).status_code == 429


def test_a_proof_of_another_form_is_none(client):
    first, second = open_form(client), open_form(client)
    assert send(client, second, text=WORDS, proof=solve(first)).status_code == 429


def test_without_proofs_a_network_has_a_small_budget_of_its_own(visitor, engine, clock):
    tokens = [open_form(visitor()) for _ in range(8)]
    clock.turn(seconds=30)
    statuses = [
        send(visitor(f"192.0.2.{number}"), token, text=f"tip {number}", proof="").status_code
        for number, token in enumerate(tokens)
    ]
    assert statuses == [200] * 6 + [429] * 2
    assert send(visitor("192.0.2.9"), tokens[7], text="with a proof").status_code == 200
    assert send(visitor("198.51.100.1"), tokens[6], text="elsewhere", proof="").status_code == 200
    refused = send(visitor(), open_form(visitor()), text="again", proof="")
    assert "Everything you wrote" in refused.text
    clock.turn(hours=1)
    token = open_form(visitor())
    clock.turn(seconds=20)
    assert send(visitor(), token, text="an hour later", proof="").status_code == 200


def test_with_proofs_there_is_a_larger_budget(visitor, app, clock, monkeypatch):
    monkeypatch.setattr("board.tips.proof_holds", lambda token, nonce, bits: True)
    client = visitor()
    statuses = [send(client, open_form(client), text=f"{n}", proof="1").status_code for n in range(32)]
    assert statuses == [200] * 30 + [429] * 2


def test_behind_a_proxy_the_limit_is_the_senders_not_the_proxys(engine, settings, clock):
    scene.fill(engine, settings.var_dir)
    behind = type(settings)(**{**vars(settings), "proxy_hops": 1})
    client = create_app(behind, clock=clock, counting_seconds=0, proof_bits=BITS).test_client()
    client.environ_base |= {"HTTP_USER_AGENT": "Mozilla/5.0"}
    tokens = [open_form(client) for _ in range(14)]
    clock.turn(seconds=30)

    def sent(number, forwarded):
        data = {"token": tokens[number], "text": f"tip {number}"}
        headers = {"X-Forwarded-For": forwarded}
        return client.post("/object/O-001/tip", data=data, headers=headers).status_code

    # What the sender makes up stands to the left and changes nothing.
    assert [sent(n, f"203.0.113.{n}, 192.0.2.1") for n in range(7)] == [200] * 6 + [429]
    assert [sent(n, f"198.51.{n}.1") for n in range(7, 14)] == [200] * 7


def test_the_country_of_the_connection_is_noted_where_a_table_is_installed(engine, settings, clock, tmp_path):
    scene.fill(engine, settings.var_dir)
    mmdb.write(tmp_path / "c.mmdb", {"192.0.2.0/24": {"country": {"iso_code": "PT"}}})
    located = type(settings)(**{**vars(settings), "country_table": str(tmp_path / "c.mmdb")})
    client = create_app(located, clock=clock, counting_seconds=0, proof_bits=BITS).test_client()
    client.environ_base |= {"REMOTE_ADDR": "192.0.2.5"}
    form = client.get("/object/O-001/tip")
    assert "the country of your connection is noted, not its address" in form.text
    send(client, token_in(form.text), text="a")
    send(client, open_form(client), text="b", origin="FR")
    client.environ_base |= {"REMOTE_ADDR": "8.8.8.8"}
    send(client, open_form(client), text="c")
    origins = sorted((row["origin_country"], row["origin_source"]) for row in stored(engine))
    assert origins == [("FR", "stated"), ("PT", "connection"), ("unknown", "unknown")]


def test_without_a_key_no_tip_is_taken_and_the_page_says_so(client, engine, settings):
    token = open_form(client)
    (settings.var_dir / "board.pub").unlink()
    for path in ("/object/O-001", "/object/O-001/tip", "/who-reads-your-tip"):
        assert "Tips cannot be taken at the moment." in client.get(path).text
    assert "<textarea" not in client.get("/object/O-001/tip").text
    answer = send(client, token, text=WORDS)
    assert answer.status_code == 503
    assert "cannot seal tips" in answer.text
    assert WORDS in unescape(answer.text)
    assert stored(engine) == []


def test_a_damaged_key_is_no_key(client, settings):
    (settings.var_dir / "board.pub").write_text("{}")
    assert "Tips cannot be taken at the moment." in client.get("/object/O-001/tip").text


def test_a_new_key_is_used_without_a_restart(client, engine, settings):
    send(client, open_form(client), text="old")
    other = sealing.make_pair()
    (settings.var_dir / "board.pub").write_text(other.public.text)
    send(client, open_form(client), text="new")
    with reading(engine) as db:
        rows = {row.key_id: row for row in db.execute(sa.select(sealed_tips))}
    assert len(rows) == 2
    row = rows[other.public.key_id]
    assert other.open(sealing.Sealed(row.key_id, row.sealed))["text"] == "new"


def test_a_demonstration_makes_its_own_key_and_a_real_campaign_never_uses_it(engine, settings, clock):
    (settings.var_dir / "board.pub").unlink()
    scene.fill(engine, settings.var_dir, simulated=True)
    client = create_app(settings, clock=clock, counting_seconds=0, proof_bits=BITS).test_client()
    assert send(client, open_form(client), text=WORDS).status_code == 200
    private = settings.var_dir / "demonstration.key"
    assert private.stat().st_mode & 0o077 == 0
    key = sealing.read_private(private.read_text(), "demonstration")
    assert next(iter(opened(engine, key).values()))["text"] == WORDS
    with writing(engine) as db:
        db.execute(sa.text("UPDATE campaign SET simulated = :no"), {"no": False})
    assert "Tips cannot be taken" in client.get("/object/O-001/tip").text


@both
def test_a_tip_that_was_being_written_during_a_withdrawal_is_welcome(client, engine):
    token = open_form(client)
    scene.take_down(engine, "O-001")
    assert client.get("/object/O-001/tip").status_code == 410
    answer = send(client, token, text=WORDS)
    assert answer.status_code == 200
    assert "Which shop gives out" not in answer.text
    assert len(stored(engine)) == 1


def test_a_tip_about_nothing_we_ever_showed_is_not_found(client, engine):
    assert send(client, open_form(client), object_id="O-006", text=WORDS, proof="").status_code == 404
    assert send(client, "x", object_id="nothing", text=WORDS, proof="").status_code == 404
    assert stored(engine) == []


def test_without_scripts_the_regions_come_by_a_button(client, engine):
    token = open_form(client)
    data = {"token": token, "country": "NL", "text": WORDS, "list_regions": "1"}
    answer = client.post("/object/O-001/tip", data=data)
    assert answer.status_code == 200
    assert '<option value="Gelderland">' in answer.text
    assert WORDS in unescape(answer.text)
    assert token_in(answer.text) == token
    assert stored(engine) == []


def test_regions_are_named_in_the_language_as_far_as_they_can_be(client):
    turkish = client.get("/regions?country=TR&lang=fr").json
    assert ["around Adana", "autour de Adana"] in turkish
    assert client.get("/regions?country=ZZ").json == []
    assert client.get("/regions").json == []


@both
def test_a_database_that_fails_loses_no_word(client, engine, app, monkeypatch):
    token = open_form(client)
    with writing(engine) as db:
        db.execute(sa.text("ALTER TABLE sealed_tips RENAME TO elsewhere"))
    answer = send(client, token, text=WORDS)
    assert answer.status_code == 503
    assert "could not be stored" in answer.text
    assert re.search("Reference of this error: [0-9A-F]{8}", answer.text)
    assert WORDS in unescape(answer.text)
    assert stored(engine) == []  # all of it or nothing
    with writing(engine) as db:
        db.execute(sa.text("ALTER TABLE elsewhere RENAME TO sealed_tips"))
    assert send(client, token_in(answer.text), text=WORDS).status_code == 200
    assert len(stored(engine)) == 1


def test_a_request_that_is_too_large_is_refused_in_words(client):
    answer = client.post("/object/O-001/tip", data={"text": "x" * 300_000})
    assert answer.status_code == 413
    assert "too much at once" in answer.text


@both
def test_the_longest_form_still_fits(client, engine, pair):
    fields = {
        name: "\U0001f9f8" * most
        for name, most in (("text", 10_000), ("place", 500), ("when", 200), ("contact", 300))
    }
    assert send(client, open_form(client), **fields).status_code == 200
    (envelope,) = opened(engine, pair).values()
    assert fields.items() <= envelope.items()
