"""The investigators' public key as the page uses it, and the pair that a demonstration makes for itself."""

import os
import threading
from pathlib import Path

import nacl.pwhash

from records import sealing
from records.log import logger
from records.problems import Problem
from records.settings import Settings

DEMONSTRATION_PASSPHRASE = "demonstration"  # noqa: S105 (no secret: it closes drawings' tips only)


def public_path(settings: Settings) -> Path:
    """Where the public key is expected."""
    return Path(settings.public_key) if settings.public_key else settings.var_dir / "board.pub"


def demonstration_paths(settings: Settings) -> tuple[Path, Path]:
    """Public and private key file of a demonstration; never used for a campaign that is not simulated."""
    return settings.var_dir / "demonstration.pub", settings.var_dir / "demonstration.key"


def write_pair(texts: tuple[str, str], public: Path, private: Path) -> None:
    """Write both key files, the private one readable by its owner only. Raises Problem when one is there."""
    for path in (private, public):
        if path.exists():
            raise Problem(f"{path} is there already; a key is never overwritten: choose another name")
    for path, text, mode in ((private, texts[1], 0o600), (public, texts[0], 0o644)):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)


class SealingKey:
    """The key that tips are sealed to; a changed file is noticed at the next tip, without a restart."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._known: tuple[Path, int, sealing.PublicKey] | None = None

    def current(self, *, simulated: bool) -> sealing.PublicKey | None:
        """The public key, or None when there is none that can be read: then no tip may be taken."""
        with self._lock:
            try:
                path = public_path(self._settings)
                if not path.exists() and simulated:
                    path = self._demonstration()
                return self._read(path)
            except FileNotFoundError:
                return None
            except (OSError, UnicodeDecodeError, Problem) as error:
                logger("board").error("public key cannot be used", kind=type(error).__name__)
                return None

    def _read(self, path: Path) -> sealing.PublicKey:
        changed = path.stat().st_mtime_ns
        if self._known is None or self._known[:2] != (path, changed):
            self._known = (path, changed, sealing.read_public(path.read_text(encoding="utf-8")))
        return self._known[2]

    def _demonstration(self) -> Path:
        public, private = demonstration_paths(self._settings)
        if not public.exists():
            texts = sealing.make_files(
                DEMONSTRATION_PASSPHRASE,
                opslimit=nacl.pwhash.argon2id.OPSLIMIT_INTERACTIVE,
                memlimit=nacl.pwhash.argon2id.MEMLIMIT_INTERACTIVE,
            )
            write_pair(texts, public, private)
            logger("board").info("demonstration key made", public=public.name, private=private.name)
        return public
