"""Report jobs: steps, stopping, failing, whose they are, and processes that end in the middle."""

import multiprocessing
import threading
import time

import pytest

from layouts.reports import jobs as module
from layouts.reports import pictures
from layouts.reports.content import Chart
from layouts.reports.jobs import Jobs
from records.problems import Problem
from records.settings import Settings

WAIT = 60  # seconds: machines that test are busy


@pytest.fixture
def jobs(tmp_path):
    return Jobs(tmp_path / "reports")


def begin(jobs, make, **options):
    return jobs.start(make, **{"by": "U-1", "audience": "internal", "mimetype": "text/plain", **options})


def ended(jobs, job_id):
    for thread in threading.enumerate():
        if thread.name == f"report {job_id}":
            thread.join(WAIT)
    return jobs.find(job_id)


class Paused:
    """A job that waits in the middle until it is let go."""

    def __init__(self):
        self.reached, self.go = threading.Event(), threading.Event()

    def __call__(self, tell):
        tell("first")
        self.reached.set()
        assert self.go.wait(WAIT)
        tell("second")
        return b"file", "name.txt"


def test_a_job_tells_its_steps_and_keeps_its_file(jobs):
    work, kept = Paused(), []
    job_id = begin(jobs, work, steps=3, keep=lambda body, name: kept.append((body, name)))
    assert work.reached.wait(WAIT)
    running = jobs.find(job_id)
    assert (running.state, running.step, running.steps_done, running.steps) == ("running", "first", 1, 3)
    assert kept == []
    work.go.set()
    done = ended(jobs, job_id)
    assert (done.state, done.file_name, done.steps_done) == ("done", "name.txt", 3)
    assert jobs.file(done).read_bytes() == b"file"
    assert kept == [(b"file", "name.txt")]


def test_a_stopped_job_leaves_no_file_and_no_line_in_the_log(jobs):
    work, kept = Paused(), []
    job_id = begin(jobs, work, keep=lambda *made: kept.append(made))
    assert work.reached.wait(WAIT)
    jobs.cancel("U-1", job_id)
    assert jobs.find(job_id).step.startswith(module.STOPPING)
    work.go.set()
    stopped = ended(jobs, job_id)
    assert stopped.state == "cancelled"
    assert not jobs.file(stopped).exists()
    assert kept == []


def test_who_stops_the_last_step_is_told_that_its_file_is_thrown_away(jobs):
    work = Paused()
    job_id = begin(jobs, work, steps=1)
    assert work.reached.wait(WAIT)
    jobs.cancel("U-1", job_id)
    assert jobs.find(job_id).step == f"{module.LAST}first"
    work.go.set()
    assert ended(jobs, job_id).state == "cancelled"


def test_who_stops_while_it_is_stored_is_promised_nothing(jobs):
    told = []

    def keep(_body, _name):
        found = jobs.latest("U-1")
        jobs.cancel("U-1", found.job_id)
        told.append(jobs.find(found.job_id).step)

    def make(_tell):
        return b"file", "name.txt"

    assert ended(jobs, begin(jobs, make, steps=1, keep=keep)).state == "done"
    assert told == [module.STORING]


def test_a_job_can_be_stopped_up_to_its_last_step(jobs):
    def make(tell):
        tell("only step")
        jobs.cancel("U-1", jobs.latest("U-1").job_id)
        return b"file", "name.txt"

    assert ended(jobs, begin(jobs, make)).state == "cancelled"


@pytest.mark.parametrize(
    ("error", "said"), [(Problem("no Chromium"), "no Chromium"), (KeyError("x"), "reference")]
)
def test_a_failure_is_said_in_words(jobs, error, said):
    def make(tell):
        raise error

    job = ended(jobs, begin(jobs, make))
    assert job.state == "failed"
    assert said in job.step


def test_a_file_that_could_not_be_logged_is_not_kept(jobs, tmp_path):
    def keep(body, name):
        raise Problem("the log is closed")

    job = ended(jobs, begin(jobs, lambda tell: (b"file", "name.txt"), keep=keep))
    assert (job.state, job.step) == ("failed", "the log is closed")
    assert sorted(path.name for path in jobs.file(job).parent.iterdir()) == ["alive", "job.json"]


def test_nobody_sees_or_stops_somebody_elses_job(jobs):
    work = Paused()
    job_id = begin(jobs, work)
    assert work.reached.wait(WAIT)
    assert jobs.of("U-2", job_id) is None
    assert jobs.latest("U-2") is None
    jobs.cancel("U-2", job_id)
    work.go.set()
    assert ended(jobs, job_id).state == "done"


def test_the_latest_job_is_found_again(jobs, monkeypatch):
    times = iter([100.0, 100.0, 200.0, 200.0])
    monkeypatch.setattr(module.time, "time", lambda: next(times) + 10**9)
    monkeypatch.setattr(module, "KEEP_SECONDS", 10**12)
    first = begin(jobs, lambda tell: (b"1", "1"))
    second = begin(jobs, lambda tell: (b"2", "2"))
    assert jobs.latest("U-1").job_id == second != first
    assert {ended(jobs, one).state for one in (first, second)} == {"done"}


@pytest.mark.parametrize("job_id", ["", "..", "../../etc", "a/b", "nothing"])
def test_names_that_are_no_jobs_find_nothing(jobs, job_id):
    begin(jobs, lambda tell: (b"", ""))
    assert jobs.find(job_id) is None


def _begin_and_die(folder, sender):
    started = threading.Event()

    def make(tell):
        tell("working")
        started.set()
        time.sleep(60)

    sender.send(begin(Jobs(folder), make))
    started.wait(WAIT)
    # The process ends here, and its thread with it.


def test_a_job_whose_process_ended_has_failed_and_is_not_running_for_ever(jobs, tmp_path):
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_begin_and_die, args=(tmp_path / "reports", sender))
    process.start()
    job_id = receiver.recv()
    process.join(WAIT)
    assert process.exitcode == 0
    job = jobs.find(job_id)
    assert (job.state, job.step) == ("failed", module.GONE)


@pytest.mark.skipif(pictures.chromium(Settings()) is None, reason="pictures need Chromium")
def test_two_reports_at_once_both_get_their_pictures(jobs):
    """Kaleido has one server in a process; without turns, one report closes the other's."""
    chart = Chart("bars", "Bars", "", {"data": [{"type": "bar", "x": [1], "y": [2]}], "layout": {}})

    def make(tell):
        return pictures.drawn([chart], Settings(), "svg")["bars"], "bars.svg"

    made = [ended(jobs, job_id) for job_id in [begin(jobs, make), begin(jobs, make)]]
    assert [job.state for job in made] == ["done", "done"]
    assert all(jobs.file(job).read_bytes().startswith(b"<svg") for job in made)
