"""What a mapping says and does. On SQLite, since no SQL differs."""

from pathlib import Path

import pytest

from records.database import connect
from records.importing.mapping_file import load
from records.problems import Problem
from tests.records.import_cases import OBJECTS, bring, counts, findings, leave_rollups, rows

EXAMPLES = sorted((Path(__file__).parents[2] / "data" / "mappings").glob("*.toml"))
CONTRACT = """
records = "tips"
format = "csv"
encoding = "utf-8"
skip_when_missing = ["date"]
on_unknown_object = "create"
[fields]
tip_id = { from = ["details", "date"], as = "hash" }
received_at = { from = "report_date", format = ["%m/%d/%Y %H:%M", "%Y-%m-%d"], timezone = "America/New_York" }
object_id = { from = "shape", prefix = "UFO-", default = "unknown" }
origin_country = { from = "country", as = "country" }
assessment = { from = "status", map = { open = "pending", junk = "spam" }, default = "pending" }
channel = { const = "web" }
"""


@pytest.fixture
def engine(sqlite_url, monkeypatch):
    leave_rollups(monkeypatch)
    opened = connect(sqlite_url)
    yield opened
    opened.dispose()


def test_every_step_of_a_mapping(engine, tmp_path):
    text = (
        "details,date,report_date,shape,country,status\n"
        "saw it,1,3/1/2026 14:30,disk,usa,junk\n"
        "saw it,1,3/1/2026 14:30,disk,usa,junk\n"
        "saw it,2,2026-03-01,,Oz,closed\n"
        "other,,2026-03-01,disk,,\n"
        "third,4,1 March,disk,,open\n"
    )
    summary = bring(engine, tmp_path, "tips", text, CONTRACT)
    assert counts(summary) == (5, 1, 2, 1, 1)
    held = rows(engine, "tips", "object_id", "received_at", "origin_country", "assessment", "channel")
    assert sorted((o, f"{at:%Y-%m-%dT%H:%M}", c, a, ch) for o, at, c, a, ch in held) == [
        ("UFO-disk", "2026-03-01T19:30", "US", "spam", "web"),
        ("UFO-unknown", "2026-03-01T05:00", "unknown", "pending", "web"),
    ]
    assert {len(tip_id) for (tip_id,) in rows(engine, "tips", "tip_id")} == {32}
    assert rows(engine, "objects", "object_id", "category", "case_id") == [
        ("UFO-disk", "unknown", None),
        ("UFO-unknown", "unknown", None),
    ]
    assert [(f[0], f[1], f[2], f[4]) for f in findings(engine)] == [
        (4, "assessment", "closed", "warning"),
        (4, "origin_country", "Oz", "warning"),
        (6, "received_at", "1 March", "error"),
    ]


def test_no_finding_and_no_record_holds_the_text_of_a_tip(engine, tmp_path):
    secret = "the pattern hangs in my kitchen"
    text = f"details,date,report_date,shape,country,status\n{secret},1,never,a,b,c\n,1,2026-03-01,,,\n"
    bring(engine, tmp_path, "tips", text, CONTRACT)
    engine.dispose()
    assert secret.encode() not in (tmp_path / "trace.sqlite").read_bytes()


def test_a_map_without_default_corrects_and_lets_the_rest_pass(engine, tmp_path):
    bring(engine, tmp_path, "objects", OBJECTS)
    mapping = """
    [fields]
    share_id = { from = "id", prefix = "S-" }
    object_id = { from = "o" }
    shared_at = { from = "t" }
    country = { from = "c", map = { Eretria = "Eritrea" }, as = "country" }
    kind = { from = "k", map = { "1" = "share" } }
    n = { from = "n", as = "number" }
    network = { from = "r", as = "network" }
    """
    text = (
        "id,o,t,c,k,n,r\n"
        '1,O1,2026-03-01,Eretria,1,"1,204",https://m.facebook.com/x\n'
        "2,O1,2026-03-01,Eritrea,click,1,\n"
        "3,O1,2026-03-01,NA,2,1,t.co\n"
    )
    assert counts(bring(engine, tmp_path, "shares", text, mapping)) == (3, 0, 2, 0, 1)
    assert rows(engine, "shares", "share_id", "country", "kind", "n", "network") == [
        ("S-1", "ER", "share", 1204, "facebook"),
        ("S-2", "ER", "click", 1, "direct"),
    ]
    assert findings(engine)[0][:3] == (4, "kind", "2")


def test_only_rows_that_name_objects_create_them(engine, tmp_path):
    head = 'on_unknown_object = "create"\n[fields]\n'
    fields = 'object_id = { from = "o" }\ncategory = { from = "k" }'
    assert counts(bring(engine, tmp_path, "objects", "o,k\nO1,toy\n", head + fields)) == (1, 0, 1, 0, 0)
    fields = 'case_id = { from = "c" }\nagency = { const = "NL" }'
    assert counts(bring(engine, tmp_path, "cases", "c\nC1\n", head + fields)) == (1, 0, 1, 0, 0)
    fields = 'outcome_id={from="i"}\nobject_id={from="o"}\ncase_id={from="c"}\nkind={const="case_referred"}'
    text = "i,o,c,t\nA,,C1,2026-03-01\nB,O7,,2026-03-01\n"
    summary = bring(engine, tmp_path, "outcomes", text, head + fields + '\noccurred_at={from="t"}')
    assert counts(summary) == (2, 0, 2, 0, 0)
    assert rows(engine, "objects", "object_id", "category") == [("O1", "toy"), ("O7", "unknown")]


def test_elements_of_lists(engine, tmp_path):
    bring(engine, tmp_path, "objects", OBJECTS)
    mapping = (
        '[fields]\nobject_id = {from="o", index=1}\nshared_at = {from="t", unit="ms"}\nkind = {from="k"}'
    )
    text = (
        '{"o": ["x", "O1"], "t": 1331923247000}\n{"o": ["O1"], "t": 1}\n{"o": "O1", "t": 1}\n'
        '{"o": [1, "O1"], "t": 1331923247000, "k": ["click"]}\n'
    )
    assert counts(bring(engine, tmp_path, "shares", text, mapping, name="a.jsonl")) == (4, 0, 1, 0, 3)
    assert [(f[0], f[3]) for f in findings(engine) if f[4] == "error"] == [
        (2, "empty, but shares need it"),
        (3, "no list: the mapping takes an element by its index"),
        (4, "a list: say which element with index in the mapping"),
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("records =", "record ="), "'record' is no key of a mapping; did you mean 'records'"),
        (('"tips"', '"shares"'), "it is for 'shares', but 'tips' are to be imported"),
        (('format = "csv"', 'format = "xml"'), "format is 'xml'; known: csv, jsonl"),
        (("utf-8", "utf-9"), "encoding 'utf-9' is not known"),
        (('"create"', '"invent"'), "on_unknown_object is 'invent'; known: reject, create"),
        (('["date"]', "3"), "skip_when_missing must be a text or a list"),
        (("tip_id =", "tipid ="), "tips takes no column 'tipid'; did you mean 'tip_id'"),
        (("channel =", "day ="), "tips takes no column 'day'"),
        (('as = "hash"', 'as = "md5"'), "fields.tip_id.as is 'md5'; known: hash, country, network, number"),
        ((', as = "hash"', ""), "has several columns in from"),
        (('as = "country"', 'as = "number"'), "fields.origin_country takes a value of kind country"),
        (('prefix = "UFO-"', 'perfix = "UFO-"'), "'perfix' is no key of a mapping; did you mean 'prefix'"),
        (("%Y-%m-%d", "YYYY"), "format 'YYYY' is no time format"),
        (("America/New_York", "New York"), "timezone 'New York' is not known"),
        (('const = "web"', 'const = "web", prefix = "x"'), "fields.channel is a const"),
        (('const = "web"', 'prefix = "x"'), "fields.channel needs either from or const"),
        (('{ const = "web" }', '"web"'), "fields.channel must be a table"),
        (('map = { open = "pending", junk = "spam" }', "map = 3"), "fields.assessment.map must be a table"),
        (('timezone = "America/New_York"', 'unit = "s"'), "has a unit and a format"),
        (('from = "shape"', 'from = "shape", index = -1'), "fields.object_id.index must be 0, 1, 2"),
        (('from = "shape"', 'from = "shape", unit = "s"'), "fields.object_id is no time"),
        (("channel =", "latitude ="), "latitude and longitude are mapped together or not at all"),
        (("received_at =", "assessed_at ="), "tips need received_at"),
        (("[fields]", "[felder]"), "'felder' is no key of a mapping; did you mean 'fields'"),
        (('records = "tips"', "records = tips"), "is not TOML"),
    ],
)
def test_a_mapping_that_is_wrong_is_told_where(tmp_path, change, words):
    path = tmp_path / "m.toml"
    path.write_text(CONTRACT.replace(*change), encoding="utf-8")
    with pytest.raises(Problem) as raised:
        load(path, "tips")
    assert words in str(raised.value)


def test_a_mapping_that_is_not_there_is_told(tmp_path):
    with pytest.raises(Problem, match="cannot be read: No such file"):
        load(tmp_path / "none.toml", "tips")


def test_columns_a_mapping_reads_must_be_in_the_file(engine, tmp_path):
    mapping = 'skip_when_missing = ["date"]\n[fields]\nobject_id = { from = "Object" }'
    with pytest.raises(Problem, match="no column 'Object', 'date'; is 'object' meant for 'Object'"):
        bring(engine, tmp_path, "objects", "object\nO1\n", mapping)
    with pytest.raises(Problem, match="no column 'Object', 'date'"):
        bring(engine, tmp_path, "objects", '{"object": "O1"}\n', mapping, name="a.jsonl")
    assert rows(engine, "objects", "object_id") == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_shipped_mappings_are_right(path):
    records = {"usagov-clicks": "shares", "ncmec-reports": "views", "tips": "tips"}[path.stem]
    assert load(path, records).fields
