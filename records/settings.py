"""Every setting, read once from the environment; nothing else in the project reads it.

It lives in `records/` because dashboard and public page both need it, and share only that room.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


class SettingsError(ValueError):
    """A setting is missing or wrong; the message names it and says what would be right."""


def _setting(name: str, default: Any, meaning: str, kind: type = str) -> Any:
    metadata = {"env": name, "meaning": meaning, "kind": kind}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Settings:
    """All settings with their defaults; `from_environment` names the one that is wrong."""

    database_url: str = _setting(
        "TRACE_DATABASE_URL",
        f"sqlite:///{ROOT / 'var' / 'trace.sqlite'}",
        "SQLAlchemy URL of the records: sqlite:///file or postgresql+psycopg2://user@host/name",
    )
    board_database_url: str = _setting(
        "TRACE_BOARD_DATABASE_URL",
        "",
        "URL with which the public page signs in (its own role); empty: the same as TRACE_DATABASE_URL",
    )
    var_dir: Path = _setting("TRACE_VAR_DIR", ROOT / "var", "folder for everything that is written", Path)
    data_dir: Path = _setting("TRACE_DATA_DIR", ROOT / "data", "folder of the files that are shipped", Path)
    secret_key: str = _setting(
        "TRACE_SECRET_KEY", "", "signs session cookies; empty: made once and kept in the var folder"
    )
    public_url: str = _setting(
        "TRACE_PUBLIC_URL", "http://127.0.0.1:8060", "address under which the public reaches its page"
    )
    dashboard_url: str = _setting(
        "TRACE_DASHBOARD_URL", "http://127.0.0.1:8050", "address under which people reach the dashboard"
    )
    proxy_hops: int = _setting("TRACE_PROXY_HOPS", 0, "reverse proxies to believe, 0 to 5", int)
    secure_cookies: bool = _setting(
        "TRACE_SECURE_COOKIES", False, "cookies over HTTPS only: true or false", bool
    )
    session_hours: int = _setting("TRACE_SESSION_HOURS", 12, "hours until a session ends, 1 to 720", int)
    country_table: str = _setting(
        "TRACE_COUNTRY_TABLE", "", "offline address-to-country table (MMDB) of the public page; empty: none"
    )
    public_key: str = _setting(
        "TRACE_PUBLIC_KEY", "", "file with the investigators' public key; empty: board.pub in the var folder"
    )
    smtp_url: str = _setting("TRACE_SMTP_URL", "", "smtp://user:password@host:port for --mail; empty: none")
    mail_from: str = _setting("TRACE_MAIL_FROM", "", "sender of mailed reports")
    report_template: str = _setting(
        "TRACE_REPORT_TEMPLATE", "", "PPTX file whose masters slide reports use; empty: our own"
    )
    chrome_path: str = _setting("CHROME_PATH", "", "Chromium for chart pictures; empty: looked up on PATH")
    log_level: str = _setting("TRACE_LOG_LEVEL", "info", "debug, info, warning or error")

    @property
    def image_dir(self) -> Path:
        """Folder of the campaign's pictures, named by `objects.image`."""
        return self.var_dir / "images"

    @property
    def board_url(self) -> str:
        """Database URL of the public page."""
        return self.board_database_url or self.database_url

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read and check every setting. Raises SettingsError naming the first that is wrong."""
        environ = os.environ if environ is None else environ
        known = {item.metadata["env"] for item in fields(cls)}
        unknown = sorted(k for k in environ if k.startswith("TRACE_") and k not in known)
        if unknown:
            raise SettingsError(f"{unknown[0]} is no setting of ours; known: {', '.join(sorted(known))}")
        values = {
            item.name: _parse(environ[item.metadata["env"]], item.metadata)
            for item in fields(cls)
            if environ.get(item.metadata["env"], "") != ""
        }
        settings = cls(**values)
        settings._check()
        return settings

    def _check(self) -> None:
        for name in ("database_url", "board_url"):
            if not str(getattr(self, name)).startswith(("sqlite:///", "postgresql")):
                raise SettingsError(
                    f"TRACE_{'BOARD_' if name == 'board_url' else ''}DATABASE_URL must begin with "
                    "sqlite:/// or postgresql+psycopg2://"
                )
        if not 0 <= self.proxy_hops <= 5:
            raise SettingsError("TRACE_PROXY_HOPS must be 0 to 5")
        if not 1 <= self.session_hours <= 720:
            raise SettingsError("TRACE_SESSION_HOURS must be 1 to 720")
        if self.log_level not in ("debug", "info", "warning", "error"):
            raise SettingsError("TRACE_LOG_LEVEL must be debug, info, warning or error")
        for env, path in (("TRACE_COUNTRY_TABLE", self.country_table), ("TRACE_PUBLIC_KEY", self.public_key)):
            if path and not Path(path).is_file():
                raise SettingsError(f"{env} names a file that is not there: {path}")


def _parse(text: str, meta: Mapping[str, Any]) -> Any:
    kind, name = meta["kind"], meta["env"]
    if kind is bool:
        words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
        if text.lower() not in words:
            raise SettingsError(f"{name} must be true or false, not {text!r}")
        return words[text.lower()]
    if kind is int:
        try:
            return int(text)
        except ValueError:
            raise SettingsError(f"{name} must be a whole number, not {text!r}") from None
    return kind(text)
