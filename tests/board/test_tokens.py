"""Form tokens and the proof of work."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.tokens import OLDEST, Tokens, claimed_form_id, proof_holds, tip_id_of
from tests.board.filling import solve


class Seconds:
    def __init__(self):
        self.now = 1_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def seconds():
    return Seconds()


@pytest.fixture
def tokens(seconds):
    return Tokens(seconds)


def test_a_token_tells_its_age_and_its_form(tokens, seconds):
    text = tokens.issue("O-1")
    seconds.now += 25
    token = tokens.read(text, "O-1")
    assert token.age == 25
    assert token.form_id == claimed_form_id(text)


def test_a_renewed_form_keeps_its_id(tokens):
    first = tokens.issue("O-1")
    assert claimed_form_id(tokens.issue("O-1", claimed_form_id(first))) == claimed_form_id(first)


def test_two_forms_differ(tokens):
    assert claimed_form_id(tokens.issue("O-1")) != claimed_form_id(tokens.issue("O-1"))


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "T.1.x", "é.1.é", "0" * 500, "a.b.c.d\x00"])
def test_a_made_up_token_is_none(tokens, text):
    assert tokens.read(text, "O-1") is None


def test_a_token_is_for_one_object_one_process_one_day(tokens, seconds):
    text = tokens.issue("O-1")
    assert tokens.read(text, "O-2") is None
    assert Tokens(seconds).read(text, "O-1") is None
    seconds.now += OLDEST
    assert tokens.read(text, "O-1") is not None
    seconds.now += 1
    assert tokens.read(text, "O-1") is None


@given(at=st.integers(0, 60), letter=st.sampled_from("0123456789abcdef."))
def test_no_changed_token_is_believed(at, letter):
    tokens = Tokens(lambda: 5.0)
    text = tokens.issue("O-1")
    at %= len(text)
    changed = text[:at] + letter + text[at + 1 :]
    assert (tokens.read(changed, "O-1") is None) == (changed != text)


def test_one_form_is_spent_on_one_tip(tokens):
    assert not tokens.is_spent("f")
    assert tokens.spend("f", "T-1")
    assert tokens.spend("f", "T-1")  # the same tip sent again
    assert not tokens.spend("f", "T-2")
    assert tokens.is_spent("f")
    tokens.release("f")
    assert tokens.spend("f", "T-2")


def test_spent_forms_are_bounded(tokens, monkeypatch):
    monkeypatch.setattr("board.tokens.MOST_SPENT", 3)
    for number in range(10):
        tokens.spend(f"f{number}", "T")
    assert [tokens.is_spent(f"f{number}") for number in range(10)] == [False] * 7 + [True] * 3


def test_the_proof_is_what_it_says():
    nonce = solve("token", bits=10)
    digest = hashlib.sha256(f"token:{nonce}".encode()).hexdigest()
    assert bin(int(digest, 16))[2:].zfill(256).startswith("0" * 10)
    assert proof_holds("token", nonce, bits=10)
    assert not proof_holds("another", nonce, bits=10)


@pytest.mark.parametrize("nonce", ["", "-1", "1.0", "x", "٣", "1" * 16, " 1", "1\n"])
def test_what_is_no_nonce_proves_nothing(nonce):
    assert not proof_holds("token", nonce, bits=0)


def test_tip_ids_are_80_bits_in_letters_to_read_out():
    assert tip_id_of(bytes(32)) == "T-0000-0000-0000-0000"
    assert tip_id_of(b"\xff" * 32) == "T-ZZZZ-ZZZZ-ZZZZ-ZZZZ"
    assert tip_id_of(bytes(9) + b"\x21") == "T-0000-0000-0000-0011"  # 0x21 is 1 × 32 + 1
