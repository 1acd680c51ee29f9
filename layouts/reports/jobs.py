"""Reports in the background: a thread makes the file, a state file tells every process how far it is.

A lock on a job's folder is held while its thread lives, so that a job whose process ended is not shown as
running for ever.
"""

import fcntl
import json
import secrets
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO

from records.log import logger, trace_id
from records.problems import Problem

log = logger("reports")
KEEP_SECONDS = 7 * 86_400.0  # made files can be fetched again for a week
GONE = "the server stopped while it was made; make it again"
STOPPING = "stopping, after this step: "
LAST = "stopping; this is the last step, and its file will be thrown away: "
STORING = "storing"
Tell = Callable[[str], None]
Make = Callable[[Tell], tuple[bytes, str]]
Keep = Callable[[bytes, str], None]


@dataclass(frozen=True)
class Job:
    """One report on its way. `state`: running, done, cancelled or failed; `step`: what it does, in words;
    `steps`: how many there will be; `begun`: seconds since the epoch."""

    job_id: str
    by: str
    audience: str
    state: str
    step: str
    steps_done: int = 0
    steps: int = 0
    file_name: str = ""
    mimetype: str = ""
    begun: float = 0.0


class Cancelled(Exception):
    """The person who asked for it asked to stop."""


class Jobs:
    """All jobs of a folder; several processes may share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def start(
        self,
        make: Make,
        *,
        by: str,
        audience: str,
        mimetype: str,
        steps: int = 0,
        keep: Keep = lambda _body, _name: None,
    ) -> str:
        """Begin a job; returns its id at once. `keep` logs the finished file: it runs once the file is stored
        and cannot be cancelled any more; if it fails, the file is not kept."""
        self._tidy()
        job_id = secrets.token_urlsafe(12)
        (self._folder / job_id).mkdir(parents=True)
        job = Job(job_id, by, audience, "running", "starting", 0, steps, "", mimetype, time.time())
        alive = (self._folder / job_id / "alive").open("w")
        fcntl.flock(alive, fcntl.LOCK_EX)
        self._write(job)
        work = (job, make, keep, alive)
        threading.Thread(target=self._run, args=work, name=f"report {job_id}", daemon=True).start()
        return job_id

    def find(self, job_id: str) -> Job | None:
        """A job by its id; None for one that is not (or no longer) there."""
        path = self._folder / job_id / "job.json"
        if not job_id.replace("-", "").replace("_", "").isalnum() or not path.exists():
            return None
        job = Job(**json.loads(path.read_text()))
        if job.state != "running":
            return job
        if not self._alive(job_id):
            # It may have ended between the two looks; if not, nobody will ever end it.
            job = Job(**json.loads(path.read_text()))
            return replace(job, state="failed", step=GONE) if job.state == "running" else job
        if job.step == STORING or not self._stopped(job_id):  # while it is stored it cannot be stopped
            return job
        # The step after the last one stores the file; a stopped job never comes to it.
        last = job.steps > 0 and job.steps_done >= job.steps
        return replace(job, step=(LAST if last else STOPPING) + job.step)

    def of(self, by: str, job_id: str) -> Job | None:
        """A person's own job; None for anybody else's."""
        job = self.find(job_id)
        return job if job is not None and job.by == by else None

    def latest(self, by: str) -> Job | None:
        """The job that a person began last: what a reloaded page goes on with."""
        folders = self._folder.iterdir() if self._folder.exists() else ()
        found = [job for folder in folders if (job := self.of(by, folder.name)) is not None]
        return max(found, key=lambda job: job.begun, default=None)

    def cancel(self, by: str, job_id: str) -> None:
        """Ask one's own job to stop at its next step."""
        if self.of(by, job_id) is not None:
            (self._folder / job_id / "cancel").touch()

    def file(self, job: Job) -> Path:
        """Where a finished job's file lies."""
        return self._folder / job.job_id / "file"

    def _alive(self, job_id: str) -> bool:
        try:
            with (self._folder / job_id / "alive").open() as held:
                fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except FileNotFoundError:
            return False
        return False

    def _stopped(self, job_id: str) -> bool:
        return (self._folder / job_id / "cancel").exists()

    def _run(self, job: Job, make: Make, keep: Keep, alive: IO[str]) -> None:
        done = 0

        def tell(step: str) -> None:
            nonlocal done
            if self._stopped(job.job_id):
                raise Cancelled
            done += 1
            self._write(job, step=step, steps_done=done)

        with alive:
            try:
                body, name = make(tell)
                tell(STORING)
                self._store(job, body, name, keep)
                self._write(job, state="done", step="ready", steps_done=done, file_name=name)
            except Cancelled:
                self._write(job, state="cancelled", step="stopped; nothing was kept")
            except Problem as problem:
                self._write(job, state="failed", step=str(problem), steps_done=done)
            except Exception:
                log.exception("report failed")
                said = f"it failed unexpectedly; reference {trace_id()}"
                self._write(job, state="failed", step=said, steps_done=done)

    def _store(self, job: Job, body: bytes, name: str, keep: Keep) -> None:
        path = self.file(job)
        part = path.with_suffix(".part")
        try:
            part.write_bytes(body)
            keep(body, name)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        part.replace(path)

    def _write(self, job: Job, **changes: object) -> None:
        path = self._folder / job.job_id / "job.json"
        part = path.with_suffix(".part")
        part.write_text(json.dumps({**asdict(job), **changes}))
        part.replace(path)

    def _tidy(self) -> None:
        if not self._folder.exists():
            return
        oldest = time.time() - KEEP_SECONDS
        for folder in self._folder.iterdir():
            if folder.is_dir() and folder.stat().st_mtime < oldest:
                shutil.rmtree(folder, ignore_errors=True)
