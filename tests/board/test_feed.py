"""board.json: what it says, when it says "not changed", and that its schema tells the truth about it."""

import re
from datetime import datetime
from urllib.parse import urlsplit

import pytest

from board.feed import SCHEMA
from tests.board import scene
from tests.board.conftest import both


def broken(value, schema, at="$"):
    """Where a value breaks a schema: the part of JSON Schema that ours uses, written the plain way."""
    kinds = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "boolean": bool,
        "null": type(None),
    }
    if "const" in schema and value != schema["const"]:
        return [f"{at}: not {schema['const']}"]
    named = schema.get("type", [])
    named = [named] if isinstance(named, str) else named
    if named and not any(isinstance(value, kinds[kind]) for kind in named):
        return [f"{at}: no {named}"]
    found = []
    if isinstance(value, dict):
        properties, other = schema.get("properties", {}), schema.get("additionalProperties", True)
        found += [f"{at}: {name} is missing" for name in schema.get("required", []) if name not in value]
        for name, item in value.items():
            if name not in properties and other is False:
                found.append(f"{at}: {name} is not in the schema")
            elif name in properties or isinstance(other, dict):
                found += broken(item, properties.get(name, other), f"{at}.{name}")
    if isinstance(value, list):
        for number, item in enumerate(value):
            found += broken(item, schema.get("items", {}), f"{at}[{number}]")
    if schema.get("format") == "date-time" and isinstance(value, str):
        assert datetime.fromisoformat(value).tzinfo is not None
    if schema.get("format") == "uri" and isinstance(value, str) and not urlsplit(value).netloc:
        found.append(f"{at}: no address")
    return found


def test_the_naive_validator_finds_what_is_wrong():
    assert broken({"version": 2}, SCHEMA)
    assert broken([], SCHEMA) == ["$: no ['object']"]


def test_it_keeps_to_its_schema(client):
    answer = client.get("/board.json")
    assert answer.mimetype == "application/json"
    assert broken(answer.json, SCHEMA) == []
    schema = client.get("/board.schema.json")
    assert schema.mimetype == "application/schema+json"
    assert schema.get_json(force=True)["required"] == SCHEMA["required"]


def test_it_says_what_is_on_display(client):
    feed = client.get("/board.json").json
    assert [item["id"] for item in feed["objects"]] == ["O-001", "O-002", "O-003", "O-004"]
    first = feed["objects"][0]
    assert first["slot"] == 1
    assert set(first["texts"]) == {"en", "ar"}
    assert first["texts"]["en"]["question"] == "Which shop gives out this bag?"
    assert feed["changed"] == "2026-02-01T09:00:00+00:00"
    assert feed["simulated"] is False


@pytest.mark.parametrize("name", ["page", "tip"])
def test_its_addresses_lead_here_and_count_as_the_feed(client, name):
    address = urlsplit(client.get("/board.json").json["objects"][0][name])
    assert address.netloc == "127.0.0.1:8060"
    assert address.query == "via=feed"
    assert client.get(f"{address.path}?{address.query}").status_code == 200


def test_its_picture_can_be_shown_elsewhere(client):
    picture = client.get("/board.json").json["objects"][0]["picture"]
    answer = client.get(urlsplit(picture["url"]).path)
    assert answer.mimetype == picture["type"]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@both
def test_not_changed_is_said_in_one_line_until_something_changes(client, engine):
    first = client.get("/board.json")
    assert first.headers["Cache-Control"] == "no-cache"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    tag = {"If-None-Match": first.headers["ETag"]}
    unchanged = client.get("/board.json", headers=tag)
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    scene.take_down(engine, "O-003")
    changed = client.get("/board.json", headers=tag)
    assert changed.status_code == 200
    assert not re.search("O-003", changed.text)
