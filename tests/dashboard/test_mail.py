"""Mail through a real SMTP server on loopback."""

import socket
from email import message_from_bytes
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from dashboard.mail import send
from layouts.reports.content import Report
from records.problems import Problem
from records.settings import Settings

REPORT = Report(
    title="Small: report", question="?", verdict="Ahead.", evidence="By much.", audience="leadership",
    simulated=True, facts={"Period": "May"}, tiles=(), meaning=(),
)  # fmt: skip


class Inbox:
    def __init__(self):
        self.mails = []

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(envelope)
        return "250 OK"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_a_report_arrives_with_its_file_and_facts():
    inbox = Inbox()
    port = free_port()
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        settings = Settings(smtp_url=f"smtp://127.0.0.1:{port}", mail_from="trace@example.org")
        send(settings, ["head@example.org"], REPORT, b"%PDF-", "r.pdf", "application/pdf")
    finally:
        server.stop()
    [envelope] = inbox.mails
    mail = message_from_bytes(envelope.content, policy=default)
    assert envelope.rcpt_tos == ["head@example.org"]
    assert mail["Subject"] == "Small: report (simulated)"
    assert [part.get_filename() for part in mail.iter_attachments()] == ["r.pdf"]
    assert "Period: May" in mail.get_body().get_content()


def test_a_server_that_is_not_there_is_told_in_words():
    settings = Settings(smtp_url="smtp://127.0.0.1:1", mail_from="trace@example.org")
    with pytest.raises(Problem, match="the file itself was written"):
        send(settings, ["x@example.org"], REPORT, b"", "r.pdf", "application/pdf")


def test_mailing_needs_its_settings():
    with pytest.raises(Problem, match="TRACE_SMTP_URL"):
        send(Settings(), ["x@example.org"], REPORT, b"", "r.pdf", "application/pdf")
