"""Writes a tiny MaxMind DB (format 2.0), so that the real reader reads a real file in tests."""

import struct
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

MARKER = b"\xab\xcd\xefMaxMind.com"


def _control(kind: int, size: int) -> bytes:
    assert size < 29
    return bytes([kind << 5 | size]) if kind < 8 else bytes([size, kind - 7])


def _encoded(value: Any) -> bytes:
    if isinstance(value, dict):
        body = b"".join(_encoded(key) + _encoded(item) for key, item in value.items())
        return _control(7, len(value)) + body
    if isinstance(value, str):
        raw = value.encode()
        return _control(2, len(raw)) + raw
    if isinstance(value, list):
        return _control(11, len(value)) + b"".join(map(_encoded, value))
    raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
    return _control(6 if value < 2**32 else 9, len(raw)) + raw


def write(path: Path, networks: dict[str, dict[str, Any]]) -> None:
    """Write an IPv4 table of `networks` (CIDR → record) with 32-bit nodes."""
    nodes: list[list[Any]] = [[None, None]]
    data, offsets = b"", {}
    for cidr, record in networks.items():
        offsets[cidr] = len(data)
        data += _encoded(record)
        network = IPv4Network(cidr)
        bits = f"{int(network.network_address):032b}"[: network.prefixlen]
        at = 0
        for bit in bits[:-1]:
            child = nodes[at][int(bit)]
            if child is None:
                nodes.append([None, None])
                child = nodes[at][int(bit)] = len(nodes) - 1
            at = child
        nodes[at][int(bits[-1])] = ("data", cidr)
    count = len(nodes)

    def number(child: Any) -> int:
        if child is None:
            return count
        return child if isinstance(child, int) else count + 16 + offsets[child[1]]

    tree = b"".join(struct.pack(">II", number(left), number(right)) for left, right in nodes)
    meta = {
        "binary_format_major_version": 2,
        "binary_format_minor_version": 0,
        "build_epoch": 1_700_000_000,
        "database_type": "Test",
        "description": {"en": "test"},
        "ip_version": 4,
        "languages": ["en"],
        "node_count": count,
        "record_size": 32,
    }
    path.write_bytes(tree + bytes(16) + data + MARKER + _encoded(meta))
