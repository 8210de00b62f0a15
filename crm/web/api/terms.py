"""What a door of the API takes and gives; views are wrapped and described from one ``Terms``."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Final

from pydantic import AfterValidator, BaseModel, Field, WithJsonSchema
from werkzeug.datastructures import FileStorage

from crm.kernel.forms import Shape, refusal
from crm.kernel.i18n import mark

PREFIX: Final = "/api/v1"
LARGEST_BODY_BYTES: Final = 1024 * 1024
LONGEST_KEY: Final = 255
MERGE_PATCH: Final = "application/merge-patch+json"
JSON: Final = "application/json"
MULTIPART: Final = "multipart/form-data"
ACT: Final = "Artel-Act"


def _is_file(value: Any) -> FileStorage:
    if not isinstance(value, FileStorage):
        raise refusal("file", mark("Send a file here, with its name."))
    return value


BINARY: Final[dict[str, Any]] = {"type": "string", "format": "binary"}
Part = Annotated[Any, AfterValidator(_is_file), WithJsonSchema(BINARY)]
"""A file in a form, as a ``FileStorage``."""


class Upload(Shape):
    """Base of the shapes with one ``Part``: a file in a form, or the body as such in the ``raw`` types."""

    raw: ClassVar[tuple[str, ...]] = ()


class OnceHeaders(Shape):
    """Headers of an adding."""

    idempotency_key: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=LONGEST_KEY,
            pattern=r"^[\x21-\x7e]+$",
            description=mark(
                "Any name for this one act, such as a UUID. Sent again within 24 hours, nothing is"
                " done twice and the first answer is given again."
            ),
            examples=["0b5f6a1e-3f0a-4c36-9d1f-6a5b7c2f9e10"],
        ),
    ] = None


class MatchHeaders(Shape):
    """Headers of a change and of a removal."""

    if_match: Annotated[
        str | None,
        Field(
            max_length=1000,
            description=mark("The ETag, or the version in quotes, that the act is meant for; else 412."),
            examples=['"7"'],
        ),
    ] = None


class NoneMatchHeaders(Shape):
    """Headers of a reading of one record."""

    if_none_match: Annotated[
        str | None,
        Field(
            max_length=1000, description=mark("The ETag you have; 304 without a body if it is still right.")
        ),
    ] = None


@dataclass(frozen=True, slots=True)
class Plain:
    """A body that is no JSON: its content type, others that it may have too, and how large it may be."""

    media_type: str
    also: tuple[str, ...] = ()
    most_bytes: int = LARGEST_BODY_BYTES


@dataclass(frozen=True, slots=True)
class Terms:
    """The shapes of one door: body, query, headers, and the model it answers with.

    ``takes`` and ``gives`` may be ``Plain``: the view gets bytes as ``content``, or makes its answer itself.
    """

    method: str
    status: int
    gives: type[BaseModel] | Plain | None = None
    takes: type[Shape] | Plain | None = None
    asks: type[Shape] | None = None

    @property
    def is_versioned(self) -> bool:
        """Whether the answer is one record with a version, which is told as its ETag."""
        return isinstance(self.gives, type) and "version" in self.gives.model_fields

    @property
    def uploads(self) -> bool:
        """Whether the body is a file."""
        return isinstance(self.takes, type) and issubclass(self.takes, Upload)

    @property
    def is_binary(self) -> bool:
        """Whether it answers with bytes."""
        return isinstance(self.gives, Plain) and not self.gives.media_type.startswith("text/")

    @property
    def headers(self) -> type[Shape] | None:
        """The shape of the request's headers."""
        if self.method == "GET":
            return NoneMatchHeaders if self.is_versioned else None
        return OnceHeaders if self.method == "POST" else MatchHeaders

    @property
    def media_types(self) -> tuple[str, ...]:
        """The content types that the body may come as."""
        if isinstance(self.takes, Plain):
            return (self.takes.media_type, *self.takes.also)
        if isinstance(self.takes, type) and issubclass(self.takes, Upload):
            return (MULTIPART, *self.takes.raw)
        return (MERGE_PATCH, JSON) if self.method == "PATCH" else (JSON,)

    @property
    def most_bytes(self) -> int:
        """How large the body may be."""
        return self.takes.most_bytes if isinstance(self.takes, Plain) else LARGEST_BODY_BYTES
