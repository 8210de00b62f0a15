"""An import as the API takes and tells it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from crm.imports.actions.foreseeing import unknown_names
from crm.imports.actions.wishing import choose
from crm.imports.api.reading import ImportReadingOut, reading
from crm.imports.forms import DecisionShape, WishShape
from crm.imports.models import Import, Verdict
from crm.imports.presenters.outcomes import undone_at, why
from crm.imports.queries import run_of
from crm.kernel.access import Actor
from crm.kernel.forms import Shape
from crm.kernel.i18n import retold
from crm.web.api.terms import Part, Upload

StageText = Literal["mapping", "checking", "checked", "running", "done", "cancelled", "failed"]


class ImportFileIn(Upload):
    """A file of contacts: CSV, XLSX, ODS, vCards, JSON Lines, or one of them in a ZIP."""

    file: Part


class ImportCheckIn(WishShape):
    """What the columns of the file mean, and what all its contacts get."""


class ImportDecisionIn(DecisionShape):
    """What becomes of rows of contacts that are there already."""


class ImportStepIn(Shape):
    """Nothing needs to be said: send an empty object."""


class ImportColumnOut(BaseModel):
    """A column of the file."""

    heading: str
    samples: Annotated[list[str], Field(description="What stands in its first rows.")]
    target: Annotated[str, Field(description="What it becomes, by now; empty: it is left out.")]
    reason: Annotated[str, Field(description="Why that was guessed, in words.")]


class ImportNameOut(BaseModel):
    """A name in the file that stands for nothing in the workspace."""

    target: Annotated[str, Field(description="What the column becomes.", examples=["tags"])]
    name: str
    rows: Annotated[int, Field(description="In so many cells it stands.")]


class ImportOut(BaseModel):
    """A file on its way to contacts. Only who uploaded it sees it."""

    id: int
    name: str
    stage: Annotated[
        StageText,
        Field(description="`checked`: it can be run; the last three are ends."),
    ]
    reading: ImportReadingOut
    columns: list[ImportColumnOut]
    rows: Annotated[int, Field(description="How many rows the file has.")]
    rows_exact: Annotated[bool, Field(description="False: `rows` is an estimate.")]
    done: Annotated[int, Field(description="How many rows the check, or the import, has done.")]
    total: Annotated[int | None, Field(description="Of how many.")]
    new: Annotated[int, Field(description="By the check: rows that become contacts.")]
    changing: Annotated[int, Field(description="By the check: rows that change contacts.")]
    to_decide: Annotated[int, Field(description="By the check: rows about which the import asks.")]
    already_there: Annotated[int, Field(description="By the check: rows of contacts that are there already.")]
    faulty: Annotated[int, Field(description="By the check: rows with mistakes.")]
    contacts: Annotated[int, Field(description="Contacts that were added.")]
    changed: Annotated[int, Field(description="Contacts that were changed.")]
    left_out: Annotated[int, Field(description="Rows that were left out, as `rows` tells them.")]
    not_imported: Annotated[
        int,
        Field(
            description="Rows that wait still, though the import was stopped or broke off:"
            " `POST /imports/{import_id}/run` goes on with them."
        ),
    ]
    why: Annotated[str, Field(description="Why an import broke off, in words.")]
    companies: Annotated[int, Field(description="Companies that were added because people work for them.")]
    unknown_names: Annotated[
        list[ImportNameOut],
        Field(
            description="Names of types, tags, managers, options and companies that the workspace doesn't"
            " have, 200 of each column at most: before a check as far as a look at the file tells. Say in"
            " `lists` of a check what becomes of them."
        ),
    ]
    gains: Annotated[
        dict[str, int],
        Field(description="By the check: with how many known contacts users may do more then, by user."),
    ]
    loses: Annotated[
        dict[str, int],
        Field(description="By the check: with how many known contacts users may do less then, by user."),
    ]
    act_id: Annotated[
        int | None, Field(description="The act in the journal: `POST /acts/{id}/undoing` takes it all back.")
    ]
    undone_at: Annotated[datetime | None, Field(description="When it was taken back; null while it stands.")]
    created_at: datetime


def chosen(one: Import, form: WishShape, *, by: Actor) -> None:
    """Keep what was sent; columns that nobody chose keep what was guessed.

    Raises: as ``choose``.
    """
    wish = WishShape(**form.model_dump())
    if not wish.targets:
        wish.targets = list(one.wish.get("targets", ()))
    choose(one, wish, by=by)


def shown(one: Import, *, by: Actor) -> ImportOut:
    """An import as the API tells it."""
    run = run_of(one)
    counts, report = one.counts or {}, one.report or {}
    return ImportOut(
        id=one.id, name=one.name, reading=reading(one), columns=_columns(one),
        stage=one.stage,  # type: ignore[arg-type] # one of the stages
        rows=one.seen["rows"], rows_exact=one.seen["exact"],
        done=run.done if run else 0, total=run.total if run else None,
        new=counts.get(Verdict.NEW, 0), changing=counts.get(Verdict.UPDATE, 0),
        to_decide=counts.get(Verdict.ASK, 0), already_there=counts.get(Verdict.KNOWN, 0),
        faulty=counts.get(Verdict.FAULTY, 0),
        contacts=report.get("contacts", 0), changed=report.get("changed", 0),
        left_out=report.get("left_out", 0), not_imported=report.get("not_imported", 0), why=why(one),
        companies=report.get("companies", 0),
        gains=report.get("gains") or {}, loses=report.get("loses") or {},
        unknown_names=_unknown(one, by=by), act_id=one.act_id, undone_at=undone_at(one),
        created_at=one.made_at,
    )  # fmt: skip


def _unknown(one: Import, *, by: Actor) -> list[ImportNameOut]:
    return [
        ImportNameOut(target=target, name=name, rows=rows)
        for target, told in unknown_names(one, one.wish, by=by).items()
        for name, rows in sorted(told["rows"].items())
    ]


def _columns(one: Import) -> list[ImportColumnOut]:
    seen, targets = one.seen, one.wish.get("targets", [])
    return [
        ImportColumnOut(
            heading=heading,
            samples=[row[place] for row in seen["sample"][:3] if place < len(row)],
            target=targets[place] if place < len(targets) else "",
            reason=retold(*seen["reasons"][place]) if place < len(seen["reasons"]) else "",
        )
        for place, heading in enumerate(seen["columns"])
    ]
