"""Finished report files, for who made them while they may see their audience."""

from typing import Any

from flask import Flask, abort, send_file

from layouts.reports.jobs import Jobs
from layouts.services import Services


def install(server: Flask, services: Services) -> None:
    """Serve /report-files/<job_id>."""
    jobs = Jobs(services.settings.var_dir / "reports")

    @server.get("/report-files/<job_id>")
    def report_file(job_id: str) -> Any:
        job, viewer = jobs.find(job_id), services.viewer()
        # A file is for who made it; others make their own, of what they may see, and stand in the log.
        if job is None or job.state != "done" or job.by != viewer.user_id:
            abort(404)
        if job.audience == "internal" and viewer.audience != "internal":
            abort(403)
        return send_file(
            jobs.file(job).resolve(), mimetype=job.mimetype, as_attachment=True, download_name=job.file_name
        )
