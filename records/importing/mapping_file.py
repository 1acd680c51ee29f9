"""Reading and checking a mapping file.

The full reference with examples is docs/importing.md.
"""

import codecs
import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from records.importing.mapping import FileMapping, target_of
from records.importing.mapping_fields import known_keys, one_of, read_fields, texts
from records.problems import Problem

FORMATS = ("csv", "jsonl", "parquet", "xlsx")
ON_UNKNOWN_OBJECT = ("reject", "create")
_FILE_KEYS = (
    "records",
    "format",
    "encoding",
    "delimiter",
    "skip_when_missing",
    "on_unknown_object",
    "fields",
)


def load(path: Path, records: str) -> FileMapping:
    """Read and check a mapping file for `records`. Raises Problem naming the file, the key and the remedy."""
    try:
        text = path.read_bytes()
        stated = tomllib.loads(text.decode("utf-8"))
    except OSError as error:
        raise Problem(f"the mapping {path} cannot be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Problem(f"the mapping {path} is not TOML: {error}") from error
    try:
        return parse(stated, records, hashlib.sha256(text).hexdigest())
    except Problem as problem:
        raise Problem(f"mapping {path.name}: {problem}") from problem


def parse(stated: Mapping[str, Any], records: str, sha256: str | None = None) -> FileMapping:
    """A mapping from its TOML tables; Problem names the key that is wrong."""
    target = target_of(records)
    known_keys("", stated, _FILE_KEYS)
    if stated.get("records", records) != records:
        raise Problem(f"it is for {stated['records']!r}, but {records!r} are to be imported")
    fields = stated.get("fields")
    if not isinstance(fields, dict) or not fields:
        raise Problem("it has no [fields]")
    skip = stated.get("skip_when_missing", [])
    return FileMapping(
        target,
        fields=read_fields(target, fields),
        format=one_of("format", stated.get("format"), FORMATS),
        encoding=_encoding(stated.get("encoding", "utf-8")),
        delimiter=_delimiter(stated.get("delimiter")),
        skip_when_missing=texts("skip_when_missing", skip),
        on_unknown_object=one_of("on_unknown_object", stated.get("on_unknown_object"), ON_UNKNOWN_OBJECT)
        or "reject",
        sha256=sha256,
    )


def _encoding(name: Any) -> str:
    try:
        return codecs.lookup(name).name
    except (LookupError, TypeError):
        raise Problem(f"encoding {name!r} is not known; write utf-8, cp1252, latin-1, utf-16 …") from None


def _delimiter(value: Any) -> str | None:
    if value is None or (isinstance(value, str) and len(value) == 1 and value not in '"\r\n'):
        return value
    raise Problem(f"delimiter {value!r} must be one character, such as ';' or '\\t'")
