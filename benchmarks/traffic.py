"""How many visitors one dashboard bears, and another tool on the same database: closed loops.

Clients draw the map, each asking again as soon as it was answered; once every time of another period, so that
nothing is remembered, and once always of the same. Their number rises until the 95th percentile of the
answers passes a second; the best rate before that counts. Clients and servers share the machine, and both
tools have two processes.
"""

import itertools
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks import asking, campaigns, serving
from benchmarks.goals import Goal, Reported, goal, reported, unmeasured
from benchmarks.periods import searches
from benchmarks.timing import percentile
from dashboard.app import create_app

TARGET, SECONDS, LIMIT = 5.0, 4.0, 1.0
STEPS = (1, 2, 4, 8, 16, 32, 64)
KINDS = ("nothing remembered", "remembered")
# Keeps `clients` busy for some seconds: the seconds of each answer.
Load = Callable[[int], list[float]]


@dataclass(frozen=True)
class Step:
    """What a number of clients got: requests a second, and seconds at the 95th percentile."""

    clients: int
    rate: float
    p95: float


def measure(*, with_peer: bool = False) -> tuple[list[Goal], list[Reported]]:
    """A goal a kind, and the requests a second that it is made of."""
    with campaigns.demonstration("sqlite") as place:
        ours = _ours(place)
        told = [_told(f"map answers a second, {kind}", ours[kind]) for kind in KINDS]
        if not with_peer:
            why = "the peer is installed and run with --peer only; our requests a second are under `reported`"
            return [unmeasured(name_of(k), TARGET, why, better="more", unit="times") for k in KINDS], told
        theirs = _theirs(place)
    told += [_told(f"the same map in Streamlit, {kind}", theirs[kind]) for kind in KINDS]
    return [_compared(kind, ours[kind], theirs[kind]) for kind in KINDS], told


def name_of(kind: str) -> str:
    """The name of a goal."""
    return f"requests a second at p95 < 1 s over Streamlit, {kind}"


def _compared(kind: str, ours: Step, theirs: Step) -> Goal:
    for who, step in (("the dashboard", ours), ("Streamlit", theirs)):
        if not step.rate:
            why = f"{who} answered no number of clients within {LIMIT:.0f} s at p95, busy as the machine was"
            return unmeasured(name_of(kind), TARGET, why, better="more", unit="times")
    detail = f"{ours.rate:.0f} a second ({ours.clients} clients) against {theirs.rate:.1f} ({theirs.clients})"
    return goal(name_of(kind), ours.rate / theirs.rate, TARGET, better="more", unit="times", detail=detail)


def _ours(place: campaigns.Place) -> dict[str, Step]:
    app = create_app(place.settings, engine=place.engine)
    bodies = iter([asking.question(app, "Map", search=search) for search in searches()])
    same = itertools.repeat(asking.question(app, "Map"))
    path = asking.sign_in_path(place.engine)
    with serving.dashboard(place, workers=2) as served:
        visitor = asking.Visitor(served.port)
        visitor.sign_in(path)
        visitor.close()
        return {
            kind: climb(kind, lambda clients, asked=asked: hold(served.port, visitor.cookie, asked, clients))
            for kind, asked in zip(KINDS, (bodies, same), strict=True)
        }


def _theirs(place: campaigns.Place) -> dict[str, Step]:
    from benchmarks import peer

    with peer.running(place) as other:
        return {
            kind: climb(
                f"Streamlit, {kind}",
                lambda clients, same=kind == "remembered": other.busy(clients, SECONDS, remembered=same),
            )
            for kind in KINDS
        }


def climb(what: str, load: Load) -> Step:
    """The best step whose 95th percentile stays below the limit; a rate of 0 where none does."""
    best = Step(0, 0.0, 0.0)
    for clients in STEPS:
        spent = load(clients)
        # In a closed loop each client asks once a mean answer.
        rate = clients * len(spent) / sum(spent) if spent else 0.0
        step = Step(clients, rate, percentile(spent, 95) if spent else LIMIT)
        said = f"  {what}: {clients} clients, {step.rate:.1f} a second, p95 {step.p95:.2f} s"
        print(said, file=sys.stderr, flush=True)
        if step.p95 >= LIMIT:
            break
        if step.rate < 0.9 * best.rate:
            break
        best = max(best, step, key=lambda one: one.rate)
    return best


def hold(port: int, cookie: str, bodies: Iterator[bytes], clients: int) -> list[float]:
    """Keep a number of clients busy for some seconds; the seconds of each answer that came in time."""
    spent: list[float] = []
    until = time.monotonic() + SECONDS

    def ask() -> None:
        visitor = asking.Visitor(port, cookie)
        while time.monotonic() < until:
            body = next(bodies)  # one step of the iterator is atomic: no two clients ask the same
            start = time.perf_counter()
            visitor.ask(body)
            spent.append(time.perf_counter() - start)
        visitor.close()

    threads = [threading.Thread(target=ask) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return spent


def _told(name: str, step: Step) -> Reported:
    return reported(name, step.rate, "requests/s", f"{step.clients} clients, p95 {step.p95:.2f} s")
