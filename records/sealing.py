"""Sealed boxes: what the public writes is closed at once to a key that is not on this machine.

X25519 sealed boxes of libsodium (`crypto_box_seal`): whoever has the public key can close, only the private
key opens, and not even the sender could open again. The text is padded to steps of 4 KiB first, so that its
length tells nothing. The private key lies in a file of its own, closed with a passphrase (Argon2id, then
XSalsa20-Poly1305).
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import nacl.bindings
import nacl.exceptions
import nacl.pwhash
import nacl.secret
import nacl.utils
from nacl.public import PrivateKey as Curve25519Private
from nacl.public import PublicKey as Curve25519Public
from nacl.public import SealedBox

from records.problems import Problem

STEP = 4096  # bytes: a text of 3 words and one of 300 look alike
PUBLIC_FORMAT = "trace-campaign public key 1"
PRIVATE_FORMAT = "trace-campaign private key 1"
SHORTEST_PASSPHRASE = 12


@dataclass(frozen=True)
class Sealed:
    """A closed envelope and the id of the key that opens it."""

    key_id: str
    sealed: bytes


@dataclass(frozen=True)
class PublicKey:
    """The key that closes."""

    raw: bytes

    @property
    def key_id(self) -> str:
        """16 hexadecimal digits that name the pair: the start of the SHA-256 of the public key."""
        return hashlib.sha256(self.raw).hexdigest()[:16]

    @property
    def text(self) -> str:
        """The public key file."""
        return _file(PUBLIC_FORMAT, self.key_id, public_key=_encode(self.raw))

    def seal(self, envelope: Mapping[str, Any]) -> Sealed:
        """Close `envelope` (anything JSON can hold), padded to a multiple of 4 KiB."""
        plain = json.dumps(dict(envelope), ensure_ascii=False).encode()
        padded = nacl.bindings.sodium_pad(plain, STEP)
        return Sealed(self.key_id, SealedBox(Curve25519Public(self.raw)).encrypt(padded))


@dataclass(frozen=True)
class PrivateKey:
    """The key that opens."""

    raw: bytes

    @property
    def public(self) -> PublicKey:
        """The other half of the pair."""
        return PublicKey(bytes(Curve25519Private(self.raw).public_key))

    def open(self, closed: Sealed) -> dict[str, Any]:
        """What was sealed. Raises Problem when it was made for another key or changed on the way."""
        if closed.key_id != self.public.key_id:
            raise Problem(f"sealed for key {closed.key_id}, this is key {self.public.key_id}")
        try:
            padded = SealedBox(Curve25519Private(self.raw)).decrypt(closed.sealed)
            plain = nacl.bindings.sodium_unpad(padded, STEP)
        except (nacl.exceptions.CryptoError, ValueError) as error:
            raise Problem("a sealed tip is damaged: it does not open with its own key") from error
        return cast(dict[str, Any], json.loads(plain))

    def closed_text(self, passphrase: str, *, opslimit: int, memlimit: int) -> str:
        """The private key file, closed with the passphrase; the limits are Argon2id's (passes, bytes)."""
        salt = nacl.utils.random(nacl.pwhash.argon2id.SALTBYTES)
        box = _passphrase_box(passphrase, salt, opslimit, memlimit)
        return _file(
            PRIVATE_FORMAT,
            self.public.key_id,
            kdf="argon2id",
            opslimit=opslimit,
            memlimit=memlimit,
            salt=_encode(salt),
            closed=_encode(box.encrypt(self.raw)),
        )


def make_pair() -> PrivateKey:
    """A new random pair."""
    return PrivateKey(bytes(Curve25519Private.generate()))


def make_files(
    passphrase: str,
    *,
    opslimit: int = nacl.pwhash.argon2id.OPSLIMIT_MODERATE,
    memlimit: int = nacl.pwhash.argon2id.MEMLIMIT_MODERATE,
) -> tuple[str, str]:
    """The texts of a new pair's public and private key file; opening takes 256 MiB and about a second."""
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise Problem(f"the passphrase must have at least {SHORTEST_PASSPHRASE} characters")
    private = make_pair()
    return private.public.text, private.closed_text(passphrase, opslimit=opslimit, memlimit=memlimit)


def read_public(text: str) -> PublicKey:
    """The key of a public key file. Raises Problem when it is no such file or its id does not fit."""
    content = _read(text, PUBLIC_FORMAT)
    raw = _decode(content, "public_key")
    if len(raw) != nacl.bindings.crypto_box_PUBLICKEYBYTES:
        raise Problem("the public key file is damaged: its key has the wrong length")
    key = PublicKey(raw)
    if content.get("key_id") != key.key_id:
        raise Problem("the public key file is damaged: its key does not fit its key_id")
    return key


def read_private(text: str, passphrase: str) -> PrivateKey:
    """The key of a private key file. Raises Problem for a wrong passphrase or a damaged file."""
    content = _read(text, PRIVATE_FORMAT)
    try:
        opslimit, memlimit = int(content["opslimit"]), int(content["memlimit"])
        box = _passphrase_box(passphrase, _decode(content, "salt"), opslimit, memlimit)
        key = PrivateKey(box.decrypt(_decode(content, "closed")))
    except nacl.exceptions.CryptoError as error:
        raise Problem("the passphrase is wrong, or the private key file is damaged") from error
    except (KeyError, TypeError, ValueError) as error:
        raise Problem("the private key file is damaged") from error
    if content.get("key_id") != key.public.key_id:
        raise Problem("the private key file is damaged: its key does not fit its key_id")
    return key


def _passphrase_box(passphrase: str, salt: bytes, opslimit: int, memlimit: int) -> nacl.secret.SecretBox:
    if memlimit > nacl.pwhash.argon2id.MEMLIMIT_SENSITIVE or opslimit > 64:
        raise ValueError("more work than any file of ours asks for")
    key = nacl.pwhash.argon2id.kdf(
        nacl.secret.SecretBox.KEY_SIZE, passphrase.encode(), salt, opslimit=opslimit, memlimit=memlimit
    )
    return nacl.secret.SecretBox(key)


def _file(kind: str, key_id: str, **content: Any) -> str:
    return json.dumps({"format": kind, "key_id": key_id, **content}, indent=1) + "\n"


def _read(text: str, kind: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except ValueError as error:
        raise Problem(f"this is no “{kind}” file") from error
    if not isinstance(content, dict) or content.get("format") != kind:
        raise Problem(f"this is no “{kind}” file")
    return content


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _decode(content: Mapping[str, Any], name: str) -> bytes:
    try:
        return base64.b64decode(str(content[name]), validate=True)
    except (KeyError, ValueError) as error:
        raise Problem(f"the key file is damaged: no readable {name}") from error
