"""`python -m benchmarks.peer_load PORTS CLIENTS SECONDS FIRST REMEMBERED`: visitors of a Streamlit page.

Each keeps its websocket open and runs the page again, with another period, as soon as it is finished. Prints
one JSON list: the seconds that each run took. Runs in the peer's own environment.
"""

import asyncio
import itertools
import json
import sys
import time

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.periods import searches


async def visit(port: int, numbers: "itertools.count[int]", until: float, remembered: bool) -> list[float]:
    """The seconds of each run of one visitor."""
    known, spent = searches(), []
    async with connect(f"ws://127.0.0.1:{port}/_stcore/stream", max_size=1 << 27) as connection:
        await run(connection, known[0])  # the session is made by the first run
        while time.monotonic() < until:
            search = known[0] if remembered else known[next(numbers) % len(known)]
            start = time.perf_counter()
            await run(connection, search)
            spent.append(time.perf_counter() - start)
    return spent


async def run(connection: ClientConnection, search: str) -> None:
    """One run of the page, until its last message."""
    asked = BackMsg()
    asked.rerun_script.query_string = search.removeprefix("?")
    await connection.send(asked.SerializeToString())
    while True:
        told = ForwardMsg()
        told.ParseFromString(await connection.recv())
        if told.WhichOneof("type") == "script_finished":
            if told.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                raise RuntimeError("the peer's page failed")
            return
        if told.WhichOneof("type") == "delta" and told.delta.new_element.WhichOneof("type") == "exception":
            raise RuntimeError(told.delta.new_element.exception.message)


async def main() -> None:
    """Spread the clients over the ports."""
    ports = [int(port) for port in sys.argv[1].split(",")]
    clients, seconds, first = int(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    remembered = sys.argv[5] == "1"
    numbers, until = itertools.count(first), time.monotonic() + seconds
    visits = (visit(ports[n % len(ports)], numbers, until, remembered) for n in range(clients))
    print(json.dumps([value for spent in await asyncio.gather(*visits) for value in spent]))


if __name__ == "__main__":
    asyncio.run(main())
