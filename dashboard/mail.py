"""Sending a report through the configured mail server."""

import smtplib
import ssl
from collections.abc import Sequence
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from layouts.reports.content import Report
from layouts.reports.scope import SIMULATED
from records.problems import Problem
from records.settings import Settings

PATIENCE = 30  # seconds


def send(
    settings: Settings, to: Sequence[str], report: Report, body: bytes, name: str, mimetype: str
) -> None:
    """Send the file with its facts in words. Raises Problem, in words, when the server does not take it."""
    if not settings.smtp_url or not settings.mail_from:
        raise Problem("mailing needs TRACE_SMTP_URL and TRACE_MAIL_FROM; the file itself was written")
    message = EmailMessage()
    simulated = f" ({report.speech.say(SIMULATED)})" if report.simulated else ""
    message["Subject"] = report.title + simulated
    message["From"], message["To"] = settings.mail_from, ", ".join(to)
    lines = [
        f"{report.verdict} {report.evidence}",
        "",
        *(f"{name}: {value}" for name, value in report.labelled),
    ]
    message.set_content("\n".join(lines))
    main, _, sub = mimetype.partition("/")
    message.add_attachment(body, maintype=main, subtype=sub, filename=name)
    _deliver(settings.smtp_url, message)


def _deliver(url: str, message: EmailMessage) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise Problem("TRACE_SMTP_URL must look like smtp://user:password@host:587 or smtps://host:465")
    try:
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(parts.hostname, parts.port or 465, timeout=PATIENCE)
        else:
            server = smtplib.SMTP(parts.hostname, parts.port or 587, timeout=PATIENCE)
        with server:
            if parts.scheme == "smtp" and server.has_extn("starttls"):
                server.starttls(context=ssl.create_default_context())
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise Problem(
            f"the mail server did not take the report ({error}); the file itself was written"
        ) from error
