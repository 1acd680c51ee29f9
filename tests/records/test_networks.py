"""Networks from referrers and shared addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.networks import DIRECT, OTHER, _listed, known, network

HOSTS = sorted((value, name) for (kind, value), name in _listed().items() if kind == "host")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://www.facebook.com/l/7AQEFzjSi/1.usa.gov/wfLQtf", "facebook"),
        ("https://l.facebook.com:443/?u=x", "facebook"),
        ("FACEBOOK.COM.", "facebook"),
        ("user:secret@facebook.com/x", "facebook"),
        ("notfacebook.com", OTHER),
        ("https://facebook.com.evil.example/", OTHER),
        ("https://facebook.com@evil.example/", OTHER),
        ("https://evil.example/?u=facebook.com#facebook.com", OTHER),
        ("http://t.co/03elZC4Q", "x"),
        ("//twitter.com/a", "x"),
        ("x.com", "x"),
        ("netflix.com", OTHER),
        ("android-app://com.facebook.katana", "facebook"),
        ("android-app://com.facebook.katana/https/x", "facebook"),
        ("android-app://com.example.katana", OTHER),
        ("tg://resolve?domain=x", "telegram"),
        ("mailto:someone", "email"),
        ("https://mail.google.com/mail/u/0", "email"),
        ("us.mg4.mail.yahoo.com", "email"),
        ("https://webmail.uni.example.de/", "email"),
        ("https://www.google.co.uk/url?q=x", "search"),
        ("google.com.br", "search"),
        ("plus.google.com", OTHER),
        ("www.google.evil.com", OTHER),
        ("google.evil", OTHER),
        ("https://www.pinterest.de/pin/1", "pinterest"),
        ("https://m.me/x", "messenger"),
        ("https://wa.me/?text=x", "whatsapp"),
        ("https://bsky.app/profile/x", "bluesky"),
        ("Twitter", "x"),
        ("WhatsApp", "whatsapp"),
        ("http://bücher.example/", OTHER),
        ("http://xn--bcher-kva.example/", OTHER),
        ("line:8080", OTHER),
        ("localhost:8060/board", OTHER),
        ("http://[2001:db8::1]/", OTHER),
        ("http://[::1", OTHER),
        ("https://192.0.2.7/", OTHER),
        ("", DIRECT),
        (" - ", DIRECT),
        ("direct", DIRECT),
        ("(none)", DIRECT),
        (None, DIRECT),
        (float("nan"), DIRECT),
        (7, OTHER),
        (b"facebook.com", OTHER),
        (["facebook.com"], OTHER),
    ],
)
def test_hand_checked_addresses(address: object, expected: str) -> None:
    assert network(address) == expected


@given(
    st.sampled_from(HOSTS),
    st.sampled_from(["", "www.", "a.b.", "M."]),
    st.sampled_from(["", "http://", "//"]),
)
def test_a_host_and_its_subdomains_count_with_any_scheme_port_and_path(
    listed: tuple[str, str], below: str, scheme: str
) -> None:
    host, name = listed
    assert network(f"{scheme}{below}{host.upper()}:8443/a?b=c#d") == name


@given(st.sampled_from(HOSTS), st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True))
def test_likeness_never_counts(listed: tuple[str, str], letters: str) -> None:
    host, _ = listed
    hosts = {value for value, _ in HOSTS}
    if letters + host not in hosts and not any((letters + host).endswith("." + known) for known in hosts):
        assert network(f"https://{letters}{host}/") == OTHER
    assert network(f"https://{host}.{letters}.invalid/") in (OTHER, "email")


@given(st.text(max_size=80) | st.binary() | st.floats() | st.none() | st.lists(st.text()))
def test_anything_gives_a_known_network(address: object) -> None:
    assert network(address) in known()


def test_the_list_is_lower_case_and_unambiguous() -> None:
    for (kind, value), name in _listed().items():
        assert value == value.casefold().strip()
        assert name == name.casefold()
        assert kind in {"host", "label", "app", "scheme", "name"}
    assert known()[-2:] == (DIRECT, OTHER)
    assert len(known()) == len(set(known()))
