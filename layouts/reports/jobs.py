"""Reports in the background: a thread makes the file, a state file tells every process how far it is."""

import json
import secrets
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from records.log import logger, trace_id
from records.problems import Problem

log = logger("reports")
KEEP_SECONDS = 7 * 86_400.0  # made files can be fetched again for a week
Make = Callable[[Callable[[str], None]], tuple[bytes, str]]


@dataclass(frozen=True)
class Job:
    """One report on its way. `state`: running, done, cancelled or failed; `step`: what it does, in words."""

    job_id: str
    by: str
    audience: str
    state: str
    step: str
    steps_done: int = 0
    file_name: str = ""
    mimetype: str = ""


class Cancelled(Exception):
    """The person who asked for it asked to stop."""


class Jobs:
    """All jobs of a folder; several processes may share it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def start(self, make: Make, *, by: str, audience: str, mimetype: str) -> str:
        """Begin a job; returns its id at once."""
        self._tidy()
        job_id = secrets.token_urlsafe(12)
        (self._folder / job_id).mkdir(parents=True)
        job = Job(job_id, by, audience, "running", "starting", mimetype=mimetype)
        self._write(job)
        threading.Thread(target=self._run, args=(job, make), name=f"report {job_id}", daemon=True).start()
        return job_id

    def find(self, job_id: str) -> Job | None:
        """A job by its id; None for one that is not (or no longer) there."""
        path = self._folder / job_id / "job.json"
        if not job_id.replace("-", "").replace("_", "").isalnum() or not path.exists():
            return None
        return Job(**json.loads(path.read_text()))

    def cancel(self, job_id: str) -> None:
        """Ask a job to stop at its next step."""
        if self.find(job_id) is not None:
            (self._folder / job_id / "cancel").touch()

    def file(self, job: Job) -> Path:
        """Where a finished job's file lies."""
        return self._folder / job.job_id / "file"

    def _run(self, job: Job, make: Make) -> None:
        done = 0

        def tell(step: str) -> None:
            nonlocal done
            if (self._folder / job.job_id / "cancel").exists():
                raise Cancelled
            done += 1
            self._write(job, step=step, steps_done=done)

        try:
            body, name = make(tell)
            tell("storing")
            self.file(job).write_bytes(body)
            self._write(job, state="done", step="ready", steps_done=done, file_name=name)
        except Cancelled:
            self._write(job, state="cancelled", step="cancelled; nothing was kept")
        except Problem as problem:
            self._write(job, state="failed", step=str(problem))
        except Exception:
            log.exception("report failed")
            self._write(job, state="failed", step=f"it failed unexpectedly; reference {trace_id()}")

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
