"""Headers with letters beyond ASCII, folded so that no space is lost.

The standard library drops the space where it folds a text between two encoded words: «Петров Иван» arrives
as «ПетровИван» (cpython issue 92081). The older ``Header`` class puts the space inside an encoded word
(RFC 2047, section 2), so names and subjects are folded by it.
"""

from email.header import Header
from email.policy import EmailPolicy
from typing import Any


class SpaceKeepingPolicy(EmailPolicy):
    """The policy for SMTP, but for how subjects and names of people are folded."""

    def fold(self, name: str, value: Any) -> str:
        """One header with its line ends."""
        words = None if self.utf8 else _encoded(name, value)
        return f"{name}: {words}{self.linesep}" if words is not None else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same in bytes."""
        words = None if self.utf8 else _encoded(name, value)
        return (
            f"{name}: {words}{self.linesep}".encode()
            if words is not None
            else super().fold_binary(name, value)
        )


def _encoded(name: str, value: Any) -> str | None:
    """The value in encoded words; None where it needs none."""
    if str(value).isascii():
        return None
    if name.lower() == "subject":
        return _words(str(value), name)
    if hasattr(value, "addresses"):
        return ",\r\n ".join(_address(address, name) for address in value.addresses)
    return None


def _address(address: Any, name: str) -> str:
    if str(address).isascii():
        return str(address)
    return f"{_words(address.display_name, name)}\r\n <{address.addr_spec}>"


def _words(text: str, name: str) -> str:
    return Header(text, "utf-8", header_name=name).encode(linesep="\r\n")
