"""The networks to share to: a fixed table, so that no link leads where somebody else decides."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

DIRECT = "direct"
FEED = "feed"


@dataclass(frozen=True)
class Network:
    """A network: its name as people know it and the address of its share form (None: the browser does it)."""

    name: str
    form: Callable[[str, str], str] | None


def _form(pattern: str) -> Callable[[str, str], str]:
    def fill(url: str, text: str) -> str:
        return pattern.format(url=quote(url, safe=""), text=quote(text, safe=""))

    return fill


NETWORKS = {
    "whatsapp": Network("WhatsApp", _form("https://wa.me/?text={text}%20{url}")),
    "email": Network("E-mail", _form("mailto:?subject={text}&body={url}")),
    "telegram": Network("Telegram", _form("https://t.me/share/url?url={url}&text={text}")),
    "facebook": Network("Facebook", _form("https://www.facebook.com/sharer/sharer.php?u={url}")),
    "x": Network("X", _form("https://x.com/intent/post?text={text}&url={url}")),
    "reddit": Network("Reddit", _form("https://www.reddit.com/submit?url={url}&title={text}")),
    "sms": Network("SMS", _form("sms:?&body={text}%20{url}")),
    "copy": Network("Copied link", None),
    "device": Network("Device's own menu", None),
}
LINKED = tuple(name for name, network in NETWORKS.items() if network.form is not None)
