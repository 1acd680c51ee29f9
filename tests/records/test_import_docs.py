"""docs/importing.md is complete, and what it shows is what happens."""

import re
from pathlib import Path

import pytest

from records.database import connect
from records.importing.mapping_fields import _FIELD_KEYS, CONVERSIONS
from records.importing.mapping_file import _FILE_KEYS, FORMATS
from records.importing.targets import TARGETS
from tests.records.import_cases import bring

TEXT = (Path(__file__).parents[2] / "docs" / "importing.md").read_text(encoding="utf-8")
MAPPINGS = Path(__file__).parents[2] / "data" / "mappings"


def block(kind, containing):
    found = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
    return next(text for word, text in found if word == kind and containing in text)


def test_the_walk_through_comes_out_as_printed(sqlite_url, tmp_path):
    engine = connect(sqlite_url)
    shown = block("", "$ python -m dashboard import tips tips.csv").splitlines()[1:]
    mapping = block("toml", 'records = "tips"')
    summary = bring(engine, tmp_path, "tips", block("", "details,date"), mapping, name="tips.csv")
    assert [re.sub(r"version \d+", "version 12", line) for line in summary.lines()] == shown
    engine.dispose()


@pytest.mark.parametrize("name", TARGETS)
def test_the_columns_of_each_table_are_listed(name):
    (line,) = re.findall(rf"^\| `{name}` \| (.*) \|$", TEXT, re.MULTILINE)
    listed = re.split(r", | or ", line)
    needed = {column.strip("*") for column in listed if column.startswith("**")}
    assert {column.strip("*") for column in listed} == {*TARGETS[name].kinds}
    assert needed == {*TARGETS[name].required}


def test_every_key_word_and_shipped_mapping_is_explained():
    for word in (*_FILE_KEYS, *_FIELD_KEYS, *FORMATS, *CONVERSIONS):
        assert re.search(rf"`\[?{word}\]?`|as = \"{word}\"", TEXT), word
    for path in MAPPINGS.glob("*.toml"):
        assert f"`{path.name}`" in TEXT
