"""An SMTP server that keeps every mail and sends none, for development and tests.

    python -m crm.mail.sink --port 2525 --dir var/mails

Each mail becomes one JSON file: ``to`` (the envelope's recipients, with commas), ``from``, ``subject``,
``text`` and ``html`` (null when the mail has no such part), ``headers`` (by name; a repeated one has several
lines) and ``received_at`` (UTC). A file appears whole or not at all, and before the sender gets its 250.

Faults come from ``.faults.json`` in the same folder, read anew for each mail, so that a running sink can be
slowed down and mended again::

    {"delay_seconds": 3, "refusal": "451 4.3.0 come back later"}
"""

import argparse
import asyncio
import json
import secrets
import signal
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, Envelope, Session

_FAULTS = ".faults.json"
_HOST = "127.0.0.1"
_LARGEST = 40 * 1024 * 1024


class Sink:
    """A sink in a thread of this process: ``with Sink(folder) as sink: …; sink.mails()``."""

    def __init__(self, folder: Path, *, port: int = 0) -> None:
        self.folder = folder
        self.port = port
        """The port it listens on; chosen by the system when it starts if 0 was given."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="mail-sink", daemon=True)

    @property
    def url(self) -> str:
        """What ``ARTEL_SMTP_URL`` has to say to send here."""
        return f"smtp://{_HOST}:{self.port}"

    def mails(self) -> list[dict[str, Any]]:
        """Every mail that was taken, the oldest first."""
        return kept_mails(self.folder)

    def clear(self) -> None:
        """Forget every mail."""
        for path in self.folder.glob("*.json"):
            path.unlink(missing_ok=True)

    def misbehave(self, *, delay_seconds: float = 0, refusal: str | None = None) -> None:
        """From now on answer each mail after ``delay_seconds``, and with ``refusal`` instead of taking it.

        ``refusal`` is an SMTP reply such as ``451 4.3.0 later``. Without arguments the sink is well again.
        """
        _write(self.folder / _FAULTS, {"delay_seconds": delay_seconds, "refusal": refusal})

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(_listen(self.folder, self.port), self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(_hang_up(self._server), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def kept_mails(folder: Path) -> list[dict[str, Any]]:
    """The mails that a sink has put into ``folder``, the oldest first."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("[0-9]*.json"))]


class _Handler:
    """aiosmtpd's hooks: keep the mail, or do what the faults say."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        faults = self._faults()
        await asyncio.sleep(faults.get("delay_seconds") or 0)
        if faults.get("refusal"):
            return str(faults["refusal"])
        name = f"{time.time_ns():020d}-{secrets.token_hex(4)}.json"
        _write(self._folder / name, _as_json(envelope))
        return "250 2.0.0 Kept"

    def _faults(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads((self._folder / _FAULTS).read_text())
        except FileNotFoundError:
            return {}
        return found


def _as_json(envelope: Envelope) -> dict[str, Any]:
    content = envelope.content
    assert isinstance(content, bytes)
    mail = BytesParser(policy=policy.default).parsebytes(content)
    headers: dict[str, str] = {}
    for name, value in mail.items():
        headers[name] = f"{headers[name]}\n{value}" if name in headers else str(value)
    return {
        "to": ", ".join(envelope.rcpt_tos),
        "from": headers.get("From", envelope.mail_from),
        "subject": headers.get("Subject", ""),
        "text": _part(mail, "plain"),
        "html": _part(mail, "html"),
        "attached": {part.get_filename(): _content(part) for part in mail.iter_attachments()},
        "headers": headers,
        "received_at": datetime.now(UTC).isoformat(timespec="microseconds"),
    }


def _part(mail: EmailMessage, kind: str) -> str | None:
    part = mail.get_body(preferencelist=(kind,))
    return None if part is None else str(part.get_content()).replace("\r\n", "\n")


def _content(part: EmailMessage) -> str:
    """What an attached file holds, as far as it is a text."""
    content = part.get_payload(decode=True)
    return content.decode(errors="replace") if isinstance(content, bytes) else ""


def _write(path: Path, value: dict[str, Any]) -> None:
    fresh = path.with_suffix(".part")
    fresh.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
    fresh.replace(path)


async def _listen(folder: Path, port: int) -> asyncio.Server:
    folder.mkdir(parents=True, exist_ok=True)
    talk = partial(
        SMTP, _Handler(folder), hostname="sink.artel.example", enable_SMTPUTF8=True, data_size_limit=_LARGEST
    )
    return await asyncio.get_running_loop().create_server(talk, _HOST, port)


async def _hang_up(server: asyncio.Server) -> None:
    server.close()
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    await server.wait_closed()


async def _serve(folder: Path, port: int) -> None:
    server = await _listen(folder, port)
    ended = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, ended.set)
    await ended.wait()
    await _hang_up(server)


def main(arguments: Sequence[str] | None = None) -> None:
    """Listen until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(
        prog="python -m crm.mail.sink", description="Keep every mail, send none."
    )
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--dir", type=Path, required=True, help="the folder that the mails go to")
    chosen = parser.parse_args(arguments)
    asyncio.run(_serve(chosen.dir, chosen.port))


if __name__ == "__main__":
    main()
