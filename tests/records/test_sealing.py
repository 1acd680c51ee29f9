"""Sealed boxes: closed for everybody but the one key, and telling nothing by their length."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records import sealing
from records.problems import Problem

QUICK = {"opslimit": 1, "memlimit": 8192}  # the least Argon2id takes: tests must not wait a second each
PASSPHRASE = "a long passphrase"
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=3000)


@pytest.fixture(scope="module")
def pair():
    return sealing.make_pair()


@settings(max_examples=60, deadline=None)
@given(text=texts, contact=texts)
def test_what_is_sealed_opens_as_it_was(text, contact):
    pair = sealing.make_pair()
    envelope = {"text": text, "contact": contact}
    closed = pair.public.seal(envelope)
    assert pair.open(closed) == envelope
    if len(text) > 6:
        assert text.encode() not in closed.sealed


@pytest.mark.parametrize(("length", "steps"), [(0, 1), (1, 1), (4000, 1), (4083, 1), (4084, 2), (9000, 3)])
def test_only_the_number_of_4_kib_steps_shows(pair, length, steps):
    # {"text": ""} is 12 bytes, and the padding always adds at least one
    closed = pair.public.seal({"text": "x" * length})
    assert len(closed.sealed) == 48 + steps * 4096


def test_sealing_twice_never_gives_the_same_bytes(pair):
    assert pair.public.seal({"text": "same"}).sealed != pair.public.seal({"text": "same"}).sealed


def test_another_key_does_not_open(pair):
    closed = pair.public.seal({"text": "x"})
    other = sealing.make_pair()
    with pytest.raises(Problem, match="sealed for key"):
        other.open(closed)
    with pytest.raises(Problem, match="damaged"):
        other.open(sealing.Sealed(other.public.key_id, closed.sealed))


def test_a_changed_byte_is_noticed(pair):
    closed = pair.public.seal({"text": "x"})
    changed = bytes([closed.sealed[0] ^ 1]) + closed.sealed[1:]
    with pytest.raises(Problem, match="damaged"):
        pair.open(sealing.Sealed(closed.key_id, changed))


def test_key_files_round_trip_and_the_private_one_hides_the_key():
    public_text, private_text = sealing.make_files(PASSPHRASE, **QUICK)
    public = sealing.read_public(public_text)
    private = sealing.read_private(private_text, PASSPHRASE)
    assert private.public == public
    assert private.open(public.seal({"n": 1})) == {"n": 1}
    assert sealing._encode(private.raw) not in private_text


def test_the_default_cost_is_libsodiums_moderate():
    content = json.loads(sealing.make_files(PASSPHRASE)[1])
    assert (content["kdf"], content["opslimit"], content["memlimit"]) == ("argon2id", 3, 256 * 2**20)


def test_a_wrong_or_short_passphrase_is_refused():
    _, private_text = sealing.make_files(PASSPHRASE, **QUICK)
    with pytest.raises(Problem, match="passphrase is wrong"):
        sealing.read_private(private_text, PASSPHRASE + "!")
    with pytest.raises(Problem, match="at least 12"):
        sealing.make_files("short", **QUICK)


@pytest.mark.parametrize("text", ["", "{}", "[]", "nonsense", '{"format": "trace-campaign public key 1"}'])
def test_what_is_no_key_file_is_said_so(text):
    with pytest.raises(Problem):
        sealing.read_public(text)
    with pytest.raises(Problem):
        sealing.read_private(text, PASSPHRASE)


@pytest.mark.parametrize(
    "change", [{"key_id": "0" * 16}, {"public_key": "AAAA"}, {"public_key": "***"}, {"format": "x"}]
)
def test_a_damaged_public_key_file_is_refused(pair, change):
    content = json.loads(pair.public.text) | change
    with pytest.raises(Problem):
        sealing.read_public(json.dumps(content))


@pytest.mark.parametrize(
    "change",
    [{"key_id": "0" * 16}, {"memlimit": 2**40}, {"opslimit": "many"}, {"salt": "AAAA"}, {"closed": ""}],
)
def test_a_damaged_private_key_file_is_refused(change):
    content = json.loads(sealing.make_files(PASSPHRASE, **QUICK)[1]) | change
    with pytest.raises(Problem):
        sealing.read_private(json.dumps(content), PASSPHRASE)
