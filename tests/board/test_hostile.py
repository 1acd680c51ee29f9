"""Hostile text in every field is stored, opens as it was written, and does nothing on the way."""

import csv
import json
import re
from html.parser import HTMLParser

import pytest
import sqlalchemy as sa

from board import inbox
from board.tip_form import LONGEST
from records import sealing
from records.database import reading
from records.tables import sealed_tips
from tests.board.conftest import both
from tests.board.filling import open_form, send
from tests.board.hostile import HOSTILE

SCHEME = re.compile(r"[\s\x00-\x20]*(javascript|data|vbscript):", re.IGNORECASE)
FIELDS = ("text", "place", "when", "contact")


class Harmful(HTMLParser):
    """Collects what a page must not contain because somebody wrote it."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            leads = name in ("href", "src", "action", "formaction", "content")
            if name.startswith("on") or (leads and SCHEME.match(value or "")):
                self.found.append((tag, name))
        if tag == "script" and not dict(attributes).get("src", "").startswith("/static/"):
            self.found.append((tag, "inline"))
        if tag == "img" and not dict(attributes)["src"].startswith("/picture/"):
            self.found.append((tag, "src"))


def harmful(html):
    parser = Harmful()
    parser.feed(html)
    return parser.found


def opened(engine, pair):
    with reading(engine) as db:
        rows = db.execute(sa.select(sealed_tips)).all()
    return {row.tip_id: pair.open(sealing.Sealed(row.key_id, row.sealed)) for row in rows}


@both
def test_all_of_it_is_sealed_and_opens_as_it_was_written(visitor, engine, pair):
    for number, words in enumerate(HOSTILE.values()):
        fields = {field: words[: LONGEST[field]] for field in FIELDS}
        client = visitor(f"198.51.{number}.1")
        answer = send(client, open_form(client), **fields)
        assert answer.status_code == 200
        assert harmful(answer.text) == []
        sent = {field: value.replace("\r\n", "\n") for field, value in fields.items()}
        tip_id = re.search(r"T(-[0-9A-Z]{4}){4}", answer.text)[0]
        assert sent.items() <= opened(engine, pair)[tip_id].items()
    assert len(opened(engine, pair)) == len(HOSTILE)


@pytest.mark.parametrize("name", HOSTILE)
def test_it_comes_back_in_the_form_without_doing_anything(client, name):
    words = HOSTILE[name][:200]
    fields = dict.fromkeys((*FIELDS, "country", "region", "origin", "via", "token", "proof"), words)
    answer = client.post("/object/O-001/tip", data=fields)
    assert answer.status_code in (409, 422)
    assert harmful(answer.text) == []
    assert answer.text.count("<form") == 1


@pytest.mark.parametrize("name", HOSTILE)
def test_it_does_nothing_in_an_address(client, name):
    words = HOSTILE[name][:300]
    for path in ("/", "/object/O-001", "/regions"):
        answer = client.get(
            path, query_string={"lang": words, "via": words, "country": words, "w": words, "v": words}
        )
        assert answer.status_code == 200
        assert harmful(answer.text) == []
    assert client.get("/picture/O-001", query_string={"w": words}).status_code == 200


@pytest.mark.parametrize("name", HOSTILE)
def test_the_opened_files_are_harmless(engine, client, pair, tmp_path, name):
    """The spreadsheet runs no formula and the terminal no escape; the exact words stay in the JSON lines."""
    words = HOSTILE[name]
    send(client, open_form(client), text=words, place=words[:500])
    export, table, lines = tmp_path / "export.jsonl", tmp_path / "open.csv", tmp_path / "open.jsonl"
    with reading(engine) as db:
        inbox.export(db, export)
    inbox.open_to(export, table, [pair])
    inbox.open_to(export, lines, [pair])
    assert json.loads(lines.read_text("utf-8"))["text"] == words.replace("\r\n", "\n")
    raw = table.read_bytes()
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", raw)
    with table.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    for cell in row.values():
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert not set(cell) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
