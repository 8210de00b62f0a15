"""A line of the file while its cells are taken, and what it says in the end."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.fields.models import CustomField
from crm.kernel.i18n import LazyText


@dataclass(frozen=True, slots=True)
class Known:
    """The workspace's lists by the names in which files speak of them, folded (tags in lower case only).

    ``fields`` are the own fields of contacts by their keys, ``users`` whom such a field may name; ``coming``
    are ids that are kept for what the import makes: by target and name. ``headings`` are the file's, by
    column.
    """

    types: Mapping[str, int]
    tags: Mapping[str, int]
    managers: Mapping[str, int]
    fields: Mapping[str, CustomField] = field(default_factory=dict)
    users: Mapping[str, int] = field(default_factory=dict)
    coming: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    classes: Mapping[str, int] = field(default_factory=dict)
    headings: Sequence[str] = ()


class Gathered:
    """``values`` are for ``ContactShape``; ``origins`` tell the column of each; ``faults`` are by column.

    ``company`` is whom a person works for; of ``managers`` the first leads. ``access`` holds what is told of
    ``class_id``, ``sharing``, ``restricted``, and of ``managers`` and ``lead`` where columns tell them.
    ``refs`` are the columns and texts that name contacts, by the key of the own field. ``same_as`` is the
    number that the contact had where the file comes from, 0 if that is not told.
    """

    __slots__ = ("access", "company", "faults", "managers", "origins", "refs", "same_as", "tag_ids", "values")

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        self.company = ""
        self.managers: list[int] = []
        self.tag_ids: list[int] = []
        self.origins: dict[str, int] = {}
        self.faults: list[tuple[int, LazyText]] = []
        self.access: dict[str, Any] = {}
        self.refs: dict[str, tuple[int, str]] = {}
        self.same_as = 0


class Line(Gathered):
    """A line while its cells are taken; ``whole`` and ``firm`` are a full name and a company's, by column."""

    __slots__ = ("accounts", "addresses", "cells", "comms", "custom", "firm", "lead", "requisites", "whole")

    def __init__(self, cells: Sequence[str]) -> None:
        super().__init__({})
        self.cells = cells
        self.comms: list[dict[str, Any]] = []
        self.requisites: dict[str, Any] = {}
        self.custom: dict[str, Any] = {}
        self.addresses: dict[int, dict[str, Any]] = {}
        self.accounts: dict[int, dict[str, str]] = {}
        self.whole: tuple[int, str] | None = None
        self.firm: tuple[int, str] | None = None
        self.lead = 0


Take = Callable[[Line, str], None]
"""What is done with a cell that says something."""
