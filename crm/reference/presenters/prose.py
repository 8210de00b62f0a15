"""Sentences of the description with what is code in them: paragraphs and lists in pieces, nothing else."""

import re
from dataclasses import dataclass
from typing import Final

CODE: Final = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; ``code`` where it is a name, a value or an address."""

    text: str
    code: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the lines of a list."""

    lines: tuple[tuple[Piece, ...], ...]
    is_list: bool = False


def blocks(text: str) -> list[Block]:
    """Paragraphs between empty lines; one whose lines begin with a dash is a list."""
    return [_block(part.strip()) for part in text.split("\n\n") if part.strip()]


def pieces(text: str) -> tuple[Piece, ...]:
    """One line, the code in it apart."""
    parts = CODE.split(" ".join(text.split()))
    return tuple(Piece(part, index % 2 == 1) for index, part in enumerate(parts) if part)


def _block(part: str) -> Block:
    if part.startswith("- "):
        return Block(tuple(pieces(line) for line in re.split(r"(?:^|\n)- ", part) if line), is_list=True)
    return Block((pieces(part),))
