"""From a letter to what travels: one message with a text part and an HTML part that say the same."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from crm.kernel import clock
from crm.kernel.templates import keep_compiled
from crm.mail.folding import SpaceKeepingPolicy
from crm.mail.letters import Button, Item, Items, Letter, Paragraph, Posting, one_line
from crm.mail.models import MailKind

_POLICY = SpaceKeepingPolicy(linesep="\r\n", max_line_length=78, cte_type="7bit")
_FOLDER = Path(__file__).parent / "templates"
_AUTOMATIC: Final = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def message(
    letter: Letter, posting: Posting, *, message_key: str, kind: MailKind, locale: str
) -> EmailMessage:
    """The whole mail, with what is attached. Its Message-ID depends on ``message_key`` and the site alone.

    Raises:
        HeaderRefused: a name or address holds a line break.
    """
    site = posting.site
    host = urlsplit(site.address).hostname
    mail = EmailMessage(_POLICY)
    mail["From"] = _address(site.sender, site.name)
    mail["To"] = _address(posting.to, posting.name)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(clock.now())
    mail["Message-ID"] = f"<{message_key}@{host}>"
    for name, value in (
        _AUTOMATIC | _list_headers(letter, host=f"{host}", name=site.name, kind=kind)
    ).items():
        mail[name] = value
    mail.set_content(as_text(letter, site_name=site.name))
    mail.add_alternative(as_html(letter, site_name=site.name, locale=locale), subtype="html")
    for file in letter.attached:
        family, _slash, subtype = file.kind.partition("/")
        mail.add_attachment(file.content, maintype=family, subtype=subtype, filename=one_line(file.name))
    mail["Content-Language"] = locale  # last: setting the content drops what is said about it
    return mail


def as_bytes(mail: EmailMessage, *, to: str) -> bytes:
    """What is handed over; lines end in CRLF. Headers are UTF-8 only where ``to`` needs it (RFC 6531)."""
    return mail.as_bytes(policy=_POLICY if to.isascii() else _POLICY.clone(utf8=True))


def as_text(letter: Letter, *, site_name: str) -> str:
    """The text part: nothing that the HTML part has is missing here."""
    parts = [
        letter.title,
        *(_block_as_text(block) for block in letter.body),
        f"-- \n{site_name}\n{letter.why}",
    ]
    if letter.manage is not None:
        parts[-1] += f"\n{letter.manage.label}: {letter.manage.url}"
    return "\n\n".join(parts) + "\n"


def as_html(letter: Letter, *, site_name: str, locale: str) -> str:
    """The HTML part, its styles inline, since mail programs drop the rest; the dark ones stay in the head."""
    html = _base().render(letter=letter, site_name=site_name, locale=locale, preview=_preview(letter))
    return _inliner().inline(html)


def rehearse() -> None:
    """Write a letter to nobody: for a parent whose forks would each make ready for their first one."""
    as_html(Letter("", "", (Paragraph(""),), ""), site_name="", locale="en")


def _list_headers(letter: Letter, *, host: str, name: str, kind: MailKind) -> dict[str, str]:
    """What lets people sort and stop what comes often (RFC 2919, RFC 2369); a secret is no list's mail."""
    if kind is MailKind.SECRET:
        return {}
    headers = {"List-Id": f"<{kind.value}.{host}>"}
    if letter.manage is not None:
        headers["List-Unsubscribe"] = f"<{one_line(letter.manage.url)}>"
    return headers


def _address(email: str, name: str) -> Address:
    local, _, domain = one_line(email).rpartition("@")
    return Address(display_name=one_line(name), username=local, domain=domain)


def _block_as_text(block: Paragraph | Button | Items) -> str:
    match block:
        case Paragraph(text):
            return text
        case Button(label, url):
            return f"{label}:\n{url}"
        case Items(items):
            return "\n\n".join(_item_as_text(item) for item in items)


def _item_as_text(item: Item) -> str:
    deeds = (f"{deed.label}: {deed.url}" for deed in item.deeds)
    return "\n".join(filter(None, (f"• {item.title}", item.second, item.url, *deeds)))


def _preview(letter: Letter) -> str:
    paragraphs = (block.text for block in letter.body if isinstance(block, Paragraph))
    return letter.preview or next(paragraphs, "")


@lru_cache(maxsize=1)
def _base() -> Template:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    keep_compiled(environment)
    return environment.get_template("mail/base.html")


@lru_cache(maxsize=1)
def _inliner() -> CSSInliner:
    return CSSInliner(load_remote_stylesheets=False, apply_width_attributes=True)
