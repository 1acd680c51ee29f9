"""Where a request comes from: only the configured hop is believed, and only a country is kept."""

import pytest

from board.origin import CountryTable, client_address
from tests.board import mmdb


@pytest.mark.parametrize(
    ("remote", "forwarded", "hops", "expected"),
    [
        ("192.0.2.1", "", 0, "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", 0, "192.0.2.1"),  # no proxy configured: nothing said is believed
        ("10.0.0.1", "203.0.113.9", 1, "203.0.113.9"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.9", 1, "203.0.113.9"),  # the left one is made up
        ("10.0.0.1", "198.51.100.1, 203.0.113.9, 10.0.0.2", 2, "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9", 2, None),  # too few hops: somebody came round the proxy
        ("10.0.0.1", "", 1, None),
        ("10.0.0.1", "nonsense", 1, None),
        ("10.0.0.1", "[2001:db8::1]", 1, "2001:db8::1"),
        ("::ffff:192.0.2.1", "", 0, "192.0.2.1"),
        ("fe80::1%eth0", "", 0, "fe80::1"),
        ("", "", 0, None),
    ],
)
def test_whose_address_is_believed(remote, forwarded, hops, expected):
    environ = {"REMOTE_ADDR": remote}
    if forwarded:
        environ["HTTP_X_FORWARDED_FOR"] = forwarded
    assert client_address(environ, hops) == expected


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "countries.mmdb"
    mmdb.write(
        path,
        {
            "192.0.2.0/24": {"country": {"iso_code": "NL"}},
            "198.51.100.0/24": {"country_code": "FR"},
            "203.0.113.0/25": {"country": {"iso_code": "Nowhere"}},
            "203.0.113.128/25": {"continent": "EU"},
        },
    )
    return CountryTable(str(path))


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("192.0.2.77", "NL"),
        ("198.51.100.1", "FR"),
        ("203.0.113.1", "unknown"),
        ("203.0.113.200", "unknown"),
        ("8.8.8.8", "unknown"),
        (None, "unknown"),
    ],
)
def test_countries_by_the_offline_table(table, address, country):
    assert table.country(address) == country


def test_an_ipv6_address_in_an_ipv4_table_is_unknown(table):
    assert table.country("2001:db8::1") == "unknown"


def test_without_a_table_or_with_a_broken_one_it_is_unknown(tmp_path):
    assert CountryTable("").country("192.0.2.1") == "unknown"
    broken = tmp_path / "broken.mmdb"
    broken.write_bytes(b"no table")
    assert CountryTable(str(broken)).country("192.0.2.1") == "unknown"
