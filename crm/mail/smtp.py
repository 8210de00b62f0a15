"""Talking SMTP (RFC 5321): an answer is yes, no, later — or a doubt.

A talk has two halves: ``offer`` (sender and recipient; a failure there is certain) and ``hand_over`` (the
text; a connection that breaks before its answer leaves a doubt). The times add up to less than a job's
lease from one checkpoint to the next.
"""

import os
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Final
from urllib.parse import unquote, urlsplit

STEP_SECONDS: Final = 8
ANSWER_SECONDS: Final = 45
_PORTS = {"smtp": 25, "smtps": 465}
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_GO_AHEAD = 354
_OUR_LOGIN_IS_WRONG = (530, 534, 535, 538)


class Refused(Exception):
    """The server will not take this mail, ever (5xx). The text is its answer."""


class TryLater(Exception):
    """The mail was certainly not taken this time: server away, busy (4xx), or its login is wrong."""


class Doubt(Exception):
    """The connection broke after the text went out: it may have been taken."""


class Carrier:
    """One SMTP server, and the connection to it that is kept open between mails. For one thread."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._encrypted = parts.scheme == "smtps"
        self._host = parts.hostname or "localhost"
        self._port = parts.port or _PORTS[parts.scheme]
        self._login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        self._open: smtplib.SMTP | None = None
        self._opened_by = 0

    @contextmanager
    def offering(self, *, sender: str, to: str) -> Iterator["Carrier"]:
        """Agree with the server on sender and recipient; inside the block, ``hand_over`` the text.

        Raises:
            Refused: the server doesn't take mail for this recipient or from this sender.
            TryLater: it can't be reached or doesn't want to now.
        """
        try:
            self._offer(sender, to)
            yield self
        except BaseException:
            self.hang_up()
            raise

    def hand_over(self, content: bytes) -> None:
        """Send the text, whose lines end in CRLF; on return the server has taken it.

        Raises:
            Refused: the server doesn't take this text.
            TryLater: it certainly did not take it.
            Doubt: no answer came.
        """
        server = self._server()
        try:
            _agreed(server.docmd("DATA"), _GO_AHEAD)
        except OSError as error:
            raise TryLater(_told(error)) from None
        try:
            _patience(server, ANSWER_SECONDS)
            server.send(_dotted(content))
            answer = server.getreply()
        except OSError as error:
            raise Doubt(_told(error)) from None
        _agreed(answer)
        _patience(server, STEP_SECONDS)

    def hang_up(self) -> None:
        """Close the connection, if one is open."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _offer(self, sender: str, to: str) -> None:
        if self._reusable():
            try:
                return self._envelope(sender, to)
            except TryLater:  # the server closed it meanwhile: that says nothing about this mail
                self.hang_up()
        self._connect()
        return self._envelope(sender, to)

    def _envelope(self, sender: str, to: str) -> None:
        server = self._server()
        options = [] if to.isascii() else ["SMTPUTF8"]
        try:
            _agreed(server.mail(sender, options))
            _agreed(server.rcpt(to))
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(_told(error)) from None
        except OSError as error:
            raise TryLater(_told(error)) from None

    def _reusable(self) -> bool:
        return self._open is not None and self._opened_by == os.getpid()

    def _server(self) -> smtplib.SMTP:
        assert self._open is not None
        return self._open

    def _connect(self) -> None:
        try:
            self._open, self._opened_by = self._greeted(), os.getpid()
        except OSError as error:  # smtplib's own errors, a wrong login included, are OSErrors too
            raise TryLater(_told(error)) from None

    def _greeted(self) -> smtplib.SMTP:
        trusted = ssl.create_default_context()
        if self._encrypted:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=STEP_SECONDS, context=trusted
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=STEP_SECONDS)
        try:
            self._introduce(server, trusted)
        except BaseException:
            server.close()
            raise
        return server

    def _introduce(self, server: smtplib.SMTP, trusted: ssl.SSLContext) -> None:
        server.ehlo_or_helo_if_needed()
        if not self._encrypted and server.has_extn("starttls"):
            server.starttls(context=trusted)
            server.ehlo()
        if self._login is not None:
            self._refuse_to_shout(server)
            server.login(*self._login)

    def _refuse_to_shout(self, server: smtplib.SMTP) -> None:
        """A password travels encrypted, or not at all; within this machine it may go as it is."""
        if not isinstance(server.sock, ssl.SSLSocket) and self._host not in _LOOPBACK:
            raise OSError(
                "the mail server offers no encryption for the login: use smtps:// or a server with it"
            )


@lru_cache(maxsize=8)
def carrier(url: str) -> Carrier:
    """The process's carrier for this SMTP server."""
    return Carrier(url)


def _agreed(answer: tuple[int, bytes], wanted: int = 0) -> None:
    """Nothing, if the server said yes.

    Raises:
        Refused, TryLater: it said no, or later.
    """
    code, text = answer
    if code == wanted or (not wanted and code // 100 == 2):
        return
    told = f"{code} {text.decode(errors='replace')}"[:500]
    if code // 100 == 5 and code not in _OUR_LOGIN_IS_WRONG:
        raise Refused(told)
    raise TryLater(told)


def _patience(server: smtplib.SMTP, seconds: float) -> None:
    if server.sock is not None:
        server.sock.settimeout(seconds)


def _dotted(content: bytes) -> bytes:
    """The text as it travels (RFC 5321, 4.5.2): leading dots doubled, a lone dot at the end."""
    text = re.sub(rb"(?m)^\.", b"..", content)
    return (text if text.endswith(b"\r\n") else text + b"\r\n") + b".\r\n"


def _told(error: OSError) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {error.smtp_error!r}"[:500]
    return f"{type(error).__name__}: {error}"[:500]
