"""The attack on a table of one or two dimensions, as flows in a network.

Rows, columns and the two margins are nodes, every number is an arc: a cell runs from its row to its column,
a column total from its column to the margin row, the grand total from there to the margin column, a row
total from there to its row. Then the table adds up exactly where flow is kept at every node, and a hidden
number can move by u exactly where the other hidden numbers can carry a flow of u from one of its ends to
the other. Capacities are whole, so the bounds are reached by whole counts, and the least cut names what
else must be hidden.

Reference: L. H. Cox (1995), "Network models for complementary cell suppression", JASA 90 (432).
"""

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analysis.disclosure_attack import Attack, Cut, Rule, distinct, rooms
from analysis.disclosure_system import Bools, Floats, Ints, Key, System

CUTS_A_ROUND = 40  # enough to choose again
Way = tuple[int, int, int]


@dataclass(frozen=True)
class Network:
    """Arc i is the number `number[i]`, from node `tail[i]` to node `head[i]`. Nodes are equations, by index,
    and one last node for the numbers that are in one equation only.
    """

    number: Ints
    tail: Ints
    head: Ints
    nodes: int


def networks(system: System, by: tuple[str, ...], members: set[Key]) -> list[Network]:
    """The table crossed `by` one or two dimensions; of more, each slice by two of them."""
    slices: dict[tuple[tuple[str, ...], Key], list[int]] = {}
    for equation, (total, dimension, within) in enumerate(system.names):
        key = system.keys[total]
        if within or dimension not in by or key not in members:
            continue
        for pair in combinations(by, 2) if len(by) > 2 else (by,):
            if dimension in pair:
                fixed = tuple(value for value in key if value[0] not in pair)
                slices.setdefault((pair, fixed), []).append(equation)
    return [network(system, np.isin(np.arange(system.equations), some)) for some in slices.values()]


def network(system: System, chosen: Bools) -> Network:
    """The `chosen` equations, as far as they form a network: of numbers in one of them, or in two.

    Numbers in more stand still in it. So do those that would close an odd circle (none in a plain table).
    """
    used = chosen[system.equation]
    times = np.bincount(system.number[used], minlength=system.size)
    used &= times[system.number] <= 2
    sort = np.argsort(system.number[used], kind="stable")
    number, equation, sign = (column[used][sort] for column in (system.number, system.equation, system.sign))
    first = np.flatnonzero(np.diff(number, prepend=-1))
    double = np.diff(first, append=len(number)) == 2
    second = np.where(double, equation[np.where(double, first + 1, first)], system.equations)
    turn = np.where(double, -sign[first] * sign[np.where(double, first + 1, first)], 0)
    side = _sides(system.equations, equation[first], second, turn)
    leaves = side[equation[first]] * sign[first] > 0
    fits = ~double | (side[second] == turn * side[equation[first]])
    tail, head = np.where(leaves, equation[first], second), np.where(leaves, second, equation[first])
    return Network(number[first][fits], tail[fits], head[fits], system.equations + 1)


def _sides(equations: int, first: Ints, second: Ints, turn: Ints) -> Ints:
    """A sign for each equation such that numbers leave one of their two equations and enter the other."""
    neighbours: dict[int, list[tuple[int, int]]] = {}
    pair = turn != 0
    for one, two, sign in zip(first[pair].tolist(), second[pair].tolist(), turn[pair].tolist(), strict=True):
        neighbours.setdefault(one, []).append((two, sign))
        neighbours.setdefault(two, []).append((one, sign))
    side = dict.fromkeys(range(equations + 1), 0)
    for root in neighbours:
        side[root] = side[root] or 1
        waiting = [root]
        while waiting:
            node = waiting.pop()
            for other, sign in neighbours[node]:
                if not side[other]:
                    side[other] = side[node] * sign
                    waiting.append(other)
    return np.array([sign or 1 for sign in side.values()], dtype=np.int64)


@dataclass(frozen=True)
class _Arcs:
    """The arcs that can carry flow: `along` from tail to head, `back` from head to tail; needs 0 if not
    a target.
    """

    tail: Ints
    head: Ints
    along: Ints
    back: Ints
    up: Ints
    down: Ints


def narrowed(net: Network, system: System, moving: Bools, attack: Attack, rule: Rule) -> Bools:
    """By target of `attack`: can this table alone not let it move as far as it must? False for numbers
    elsewhere.
    """
    arcs = _arcs(net, system, moving, attack, rule)
    flow = _Flow(arcs, np.zeros(len(arcs.tail), dtype=bool), rule.k)
    bad = np.zeros(system.size, dtype=bool)
    for arc in _unsettled(arcs):
        bad[net.number[arc]] = not all(flow.sends(arc, *way) for way in flow.ways(arc))
    return np.asarray(bad[attack.target])


def cuts(net: Network, system: System, moving: Bools, attack: Attack, rule: Rule) -> list[Cut]:
    """The cuts that some targets of `attack` in this table still need; none if all are safe in it."""
    arcs = _arcs(net, system, moving, attack, rule)
    flow = _Flow(arcs, (rule.candidates(system) & ~moving)[net.number], rule.k)
    found: list[Ints] = []
    for arc in _unsettled(arcs):
        found += [net.number[crossing] for way in flow.ways(arc) for crossing in flow.separations(arc, *way)]
        if len(found) >= CUTS_A_ROUND:
            break
    return distinct(found)


def bridges(
    net: Network, system: System, moving: Bools, attack: Attack, rule: Rule, weight: Floats
) -> list[int]:
    """Printed numbers to hide so that every target of `attack` in this table can move as far as it must.

    One target after the other takes the way that costs least, over printed numbers at their `weight` and
    over hidden ones for nothing; what one has paid for is free for the next.
    """
    arcs = _arcs(net, system, moving, attack, rule)
    flow = _Flow(arcs, (rule.candidates(system) & ~moving)[net.number], rule.k, weight[net.number])
    for arc in _unsettled(arcs):
        for way in flow.ways(arc):
            flow.sends(arc, *way)
    return [int(number) for number in net.number[flow.bought]]


def _arcs(net: Network, system: System, moving: Bools, attack: Attack, rule: Rule) -> _Arcs:
    rise, fall = rooms(system, moving, attack.least, rule.k)
    up, down = np.zeros(system.size, dtype=np.int64), np.zeros(system.size, dtype=np.int64)
    up[attack.target], down[attack.target] = attack.up, attack.down
    n = net.number
    aims = (up[n] > 0) | (down[n] > 0)
    joined = _classes(net.nodes, net.tail, net.head, (rise[n] >= rule.k) & (fall[n] >= rule.k - 1) & ~aims)
    return _Arcs(joined[net.tail], joined[net.head], rise[n], fall[n], up[n], down[n])


def _unsettled(arcs: _Arcs) -> list[int]:
    aims = (arcs.up > 0) | (arcs.down > 0)
    return [int(arc) for arc in np.flatnonzero(aims & ~_settled(arcs))]


def _classes(nodes: int, tail: Ints, head: Ints, merged: Bools) -> Ints:
    """Nodes joined by arcs that carry whatever any target needs, both ways, are one node for every flow."""
    links = coo_array((np.ones(int(merged.sum())), (tail[merged], head[merged])), shape=(nodes, nodes))
    return np.asarray(connected_components(links, directed=False)[1], dtype=np.int64)


def _settled(arcs: _Arcs) -> Bools:
    """Targets shown to be safe without a flow, because a hub grows around them.

    A target between a node and the hub is safe if the other arcs between them suffice; one that lies in the
    hub, without having been used to bring either end in, is safe too.
    """
    safe: Bools = arcs.tail == arcs.head
    largest = int(max(arcs.up.max(initial=0), arcs.down.max(initial=0)))
    before = np.zeros(len(safe), dtype=bool)
    used = np.zeros(len(safe), dtype=bool)
    for hub, into, out in growth(arcs.tail, arcs.head, arcs.along, arcs.back, largest):
        inside = hub[arcs.tail] & hub[arcs.head]
        safe |= inside & ~before & ~used
        before, used = inside, hub[arcs.tail] != hub[arcs.head]
        outward = ~hub[arcs.tail]
        outer = np.where(outward, arcs.tail, arcs.head)
        along = np.where(outward, into[outer], out[outer]) - arcs.along  # what the others carry, tail to head
        back = np.where(outward, out[outer], into[outer]) - arcs.back
        safe |= used & (along >= arcs.down) & (back >= arcs.up)
    return safe


def growth(
    tail: Ints, head: Ints, along: Ints, back: Ints, largest: int
) -> Iterator[tuple[Bools, Ints, Ints]]:
    """A hub of nodes between which `largest` units can flow either way; it grows until no more nodes can
    enter.

    Yields the hub, and by node outside it the room of its direct arcs into the hub and out of it. A node
    enters when both reach `largest`; from then on it is one node with the hub for every flow that leaves
    those arcs alone.
    """
    nodes = int(max(tail.max(initial=0), head.max(initial=0))) + 1
    hub = np.zeros(nodes, dtype=bool)
    hub[np.argmax(np.bincount(tail, along, nodes) + np.bincount(head, along, nodes))] = True
    while True:
        leaving, entering = ~hub[tail] & hub[head], hub[tail] & ~hub[head]
        into = np.bincount(tail[leaving], along[leaving], nodes) + np.bincount(
            head[entering], back[entering], nodes
        )
        out = np.bincount(tail[leaving], back[leaving], nodes) + np.bincount(
            head[entering], along[entering], nodes
        )
        yield hub, into.astype(np.int64), out.astype(np.int64)
        grown = hub | ((into >= largest) & (out >= largest) & (into + out > 0))
        if np.array_equal(grown, hub):
            return
        hub = grown


class _Flow:
    """Flows along paths, the cheapest if there are prices, up to the few units that a target needs.

    Arc i has two edges, 2i from tail to head and 2i + 1 back; an edge carries its room less what is used of
    it, for nothing. With a `price`, a `printed` arc can be bought: from then on it carries `ample` either
    way.
    """

    def __init__(self, arcs: _Arcs, printed: Bools, ample: int, price: Floats | None = None) -> None:
        self.arcs, self.printed, self.ample = arcs, printed, ample
        self._walk = self._any_way if price is None else self._cheapest_way
        self.price: list[float] = np.where(printed, np.inf if price is None else price, np.inf).tolist()
        self.room: list[int] = np.column_stack([arcs.along, arcs.back]).ravel().tolist()
        self.ends: list[int] = np.column_stack([arcs.head, arcs.tail]).ravel().tolist()
        self.bought: list[int] = []
        self.leaving: dict[int, list[int]] = {}
        for i in np.flatnonzero(((arcs.along > 0) | printed) & (arcs.tail != arcs.head)).tolist():
            self.leaving.setdefault(self.ends[2 * i + 1], []).append(2 * i)
            self.leaving.setdefault(self.ends[2 * i], []).append(2 * i + 1)

    def ways(self, arc: int) -> tuple[Way, Way]:
        """From where to where other arcs must carry how much, for the target `arc` to rise and to fall."""
        tail, head = int(self.arcs.tail[arc]), int(self.arcs.head[arc])
        return (head, tail, int(self.arcs.up[arc])), (tail, head, int(self.arcs.down[arc]))

    def sends(self, arc: int, source: int, sink: int, need: int) -> bool:
        """Can the other arcs, with those that can be bought, carry `need`?"""
        used = {2 * arc: self.room[2 * arc], 2 * arc + 1: self.room[2 * arc + 1]}
        while need > 0:
            came = self._walk(source, sink, used)
            if sink not in came:
                return False
            need -= self._push(came, source, sink, need, used)
        return True

    def separations(self, arc: int, source: int, sink: int, need: int) -> list[Ints]:
        """The printed arcs out of what can be reached; they are lent room, and so on until `need` is
        carried.
        """
        used = {2 * arc: self.room[2 * arc], 2 * arc + 1: self.room[2 * arc + 1]}
        found: list[Ints] = []
        while need > 0:
            came = self._walk(source, sink, used)
            if sink in came:
                need -= self._push(came, source, sink, need, used)
                continue
            side = np.zeros(max(self.ends) + 1, dtype=bool)
            side[list(came)] = True
            crossing = np.flatnonzero(self.printed & (side[self.arcs.tail] != side[self.arcs.head]))
            if not len(crossing):
                break
            found.append(crossing)
            used.update({edge: -self.ample for i in crossing.tolist() for edge in (2 * i, 2 * i + 1)})
        return found

    def _any_way(self, source: int, sink: int, used: dict[int, int]) -> dict[int, int]:
        """Depth first, which is quick where a few columns meet many rows: every node reached, and by which
        edge.
        """
        came = {source: -1}
        trail = [iter(self.leaving.get(source, ()))]
        while trail:
            for edge in trail[-1]:
                node = self.ends[edge]
                if node not in came and self.room[edge] - used.get(edge, 0) > 0:
                    came[node] = edge
                    trail.append(iter(self.leaving.get(node, ())))
                    break
            else:
                trail.pop()
            if sink in came:
                break
        return came

    def _cheapest_way(self, source: int, sink: int, used: dict[int, int]) -> dict[int, int]:
        """A way for nothing, else cheapest first (Dijkstra): every node settled, with the edge it was
        reached by.
        """
        free_of_charge = self._any_way(source, sink, used)
        if sink in free_of_charge:
            return free_of_charge
        came: dict[int, int] = {}
        queue: list[tuple[float, int, int]] = [(0.0, source, -1)]
        while queue and sink not in came:
            cost, node, by = heapq.heappop(queue)
            if node in came:
                continue
            came[node] = by
            for edge in self.leaving.get(node, ()):
                if self.ends[edge] not in came:
                    free = self.room[edge] - used.get(edge, 0) > 0
                    price = 0.0 if free else self.price[edge // 2] if self.room[edge & -2] == 0 else math.inf
                    if price < math.inf:
                        heapq.heappush(queue, (cost + price, self.ends[edge], edge))
        return came

    def _push(self, came: dict[int, int], source: int, sink: int, need: int, used: dict[int, int]) -> int:
        path: list[int] = []
        node = sink
        while node != source:
            path.append(came[node])
            node = self.ends[came[node] ^ 1]
        self._buy(path)
        amount = min(need, *(self.room[edge] - used.get(edge, 0) for edge in path))
        for edge in path:
            used[edge] = used.get(edge, 0) + amount
            used[edge ^ 1] = used.get(edge ^ 1, 0) - amount
        return amount

    def _buy(self, path: list[int]) -> None:
        for edge in path:
            if self.room[edge & -2] == 0 and self.price[edge // 2] < math.inf:
                self.bought.append(edge // 2)
                self.room[edge & -2] = self.room[edge | 1] = self.ample
