"""Hidden totals that several tables share: what can move because one hidden total rises while another
falls.

Say places are rows of several tables, and some place totals are hidden. In each table a hub of columns and
other rows carries any flow that is needed (see `disclosure_network.growth`). Then place p can gain u tips
and places p′, p″, … of the same sums lose them: in every table the cells of p rise, those of p′ fall as far
as they can above their least value, and the hub evens out the columns. The tables share nothing but the
totals, which move alike, so the moves fit together; and each is a flow, so whole counts reach it. This
settles by arithmetic nearly all that would need a linear programme over all tables.
"""

from dataclasses import dataclass

import numpy as np

from analysis.disclosure_attack import Attack, Rule, rooms
from analysis.disclosure_network import Network, growth
from analysis.disclosure_system import Bools, Ints, System

MOST_HUBS = 100  # parts of the network beyond that are left to the linear programme


@dataclass(frozen=True)
class _Exchange:
    """Totals that can be exchanged, and the rows that break each down, one in every table that prints it.

    By total: its number (`line`) and `group` (totals of one group stand in the same sums, and their rows
    meet the same hubs). By row: the position of its total, how far its cells can fall together (`spare`),
    their number. By cell: its number, its row, how far it can fall.
    """

    line: Ints
    group: Ints
    owner: Ints
    spare: Ints
    cells: Ints
    cell: Ints
    row: Ints
    fall: Ints


def exchangeable(system: System, moving: Bools, attack: Attack, rule: Rule, net: Network) -> Bools:
    """By target of `attack`: is it shown to be safe by an exchange between hidden totals?

    `net`: the network of all equations that are not redundant; the shared totals are not in it, as they
    stand in three equations or more.
    """
    exchange = _exchange(system, moving, attack.least, rule, net)
    if not len(exchange.line):
        return np.zeros(len(attack.target), dtype=bool)
    return _safe(system, attack, exchange)


def _exchange(system: System, moving: Bools, least: int, rule: Rule, net: Network) -> _Exchange:
    inside = np.zeros(system.size, dtype=bool)
    inside[net.number] = True
    firm, total = ~system.redundant, system.total
    line = np.unique(total[firm & (moving & ~inside & ~system.free)[total]])
    place = np.full(system.size, -1)
    place[line] = np.arange(len(line))
    rows = np.flatnonzero(firm & (place[total] >= 0))  # equations that break down a total of the line
    row_of = np.full(net.nodes, -1)
    row_of[rows] = np.arange(len(rows))
    rise, fall = rooms(system, moving, least, rule.k)
    rise, fall = rise[net.number], fall[net.number]
    hubs = _hubs(
        net, (rise > 0) & (row_of[net.tail] < 0) & (row_of[net.head] < 0), rise, fall, rule.reach - 1
    )
    arc = np.flatnonzero((rise > 0) & ((row_of[net.tail] < 0) != (row_of[net.head] < 0)))
    at_tail = row_of[net.tail[arc]] >= 0
    row = np.where(at_tail, row_of[net.tail[arc]], row_of[net.head[arc]])
    hub = hubs[np.where(at_tail, net.head[arc], net.tail[arc])]
    meets = np.where(
        hub < 0, -1, 2 * hub + at_tail
    )  # rows on the same side of the same hub can give and take
    hub_of = np.full(len(rows), -1)
    np.maximum.at(hub_of, row, meets)
    good = (meets >= 0) & (meets == hub_of[row]) & ~_shared(place[total[rows]], hub_of // 2)[row]
    arc, row = arc[good], row[good]
    return _Exchange(
        line,
        _groups(system, line, place[total[rows]], hub_of),
        place[total[rows]],
        np.bincount(row, fall[arc], len(rows)).astype(np.int64),
        np.bincount(row, minlength=len(rows)),
        net.number[arc],
        row,
        fall[arc],
    )


def _shared(owner: Ints, hub: Ints) -> Bools:
    """By row: does another row of the same total meet the same hub, which can carry only one of their
    flows?
    """
    _, which, times = np.unique(
        np.column_stack([owner, hub]), axis=0, return_inverse=True, return_counts=True
    )
    return np.asarray(times[which] > 1)


def _hubs(net: Network, arcs: Bools, along: Ints, back: Ints, largest: int) -> Ints:
    """By node, the hub it belongs to, or −1; where the network falls apart, each part has a hub of its
    own.
    """
    hubs = np.full(net.nodes, -1)
    left = arcs.copy()
    for _ in range(MOST_HUBS):
        if not left.any():
            break
        tail, head = net.tail[left], net.head[left]
        *_, (hub, _, _) = growth(tail, head, along[left], back[left], largest)
        members = np.flatnonzero(hub)
        hubs[members] = members[0]
        left &= (hubs[net.tail] < 0) & (hubs[net.head] < 0)
    return hubs


def _groups(system: System, line: Ints, owner: Ints, hub_of: Ints) -> Ints:
    part = (system.sign > 0) & ~system.redundant[system.equation] & np.isin(system.number, line)
    signature: dict[int, list[int]] = {int(number): [] for number in line}
    for number, equation in zip(system.number[part].tolist(), system.equation[part].tolist(), strict=True):
        signature[number].append(-1 - equation)
    for position, hub in zip(owner.tolist(), hub_of.tolist(), strict=True):
        signature[int(line[position])].append(hub)
    groups: dict[tuple[int, ...], int] = {}
    return np.array(
        [groups.setdefault(tuple(sorted(s)), len(groups)) for s in signature.values()], dtype=np.int64
    )


def _safe(system: System, attack: Attack, exchange: _Exchange) -> Bools:
    line, group, owner, row = exchange.line, exchange.group, exchange.owner, exchange.row
    up, down = np.zeros(system.size, dtype=np.int64), np.zeros(system.size, dtype=np.int64)
    up[attack.target], down[attack.target] = attack.up, attack.down
    lowest, second = _two_lowest(owner, exchange.spare, len(line))
    takes = _two_lowest(owner, exchange.cells, len(line))[0] > 0
    gives = np.where(takes, lowest, 0)  # how far the total can fall in all its tables at once
    others_give = np.bincount(group, gives)[group] - gives
    others_take = np.bincount(group, takes)[group] - takes > 0
    safe = np.zeros(system.size, dtype=bool)
    falls = (down[line] == 0) | (others_take & (gives >= down[line]))
    safe[line] = takes & (others_give >= up[line]) & falls

    mine = owner[row]
    beside = exchange.spare[row] - exchange.fall  # the other cells of the same row fall instead
    rises = takes[mine] & (beside + others_give[mine] >= up[exchange.cell])
    elsewhere = np.where(exchange.spare[row] == lowest[mine], second[mine], lowest[mine])
    falls = takes[mine] & others_take[mine] & (elsewhere >= down[exchange.cell])
    falls |= (exchange.cells[row] > 1) | (down[exchange.cell] == 0)  # another cell of the row rises instead
    safe[exchange.cell] |= rises & falls
    return np.asarray(safe[attack.target])


def _two_lowest(owner: Ints, amount: Ints, size: int) -> tuple[Ints, Ints]:
    """By owner, the lowest and the second lowest `amount` (a very large one where there is none)."""
    lowest = np.full((2, size), np.iinfo(np.int32).max, dtype=np.int64)
    for one, value in zip(owner.tolist(), amount.tolist(), strict=True):
        lowest[:, one] = sorted((*lowest[:, one].tolist(), value))[:2]
    return lowest[0], lowest[1]
