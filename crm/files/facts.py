"""What happens to files and photos, as facts."""

from typing import ClassVar

from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import LazyText, lazy


class FileFact(Fact):
    """Base of the facts about a file, which are facts about the record that it hangs on."""

    about: ClassVar[str] = "file"
    about_kind: str
    about_id: int
    file_id: int
    act_id: int | None = None

    @property
    def subject_kind(self) -> str:
        """The kind of the record."""
        return self.about_kind

    @property
    def subject_id(self) -> int | None:
        """The record's id."""
        return self.about_id


@declared
class FileAdded(FileFact):
    """A file was added."""

    sentence: ClassVar[LazyText] = lazy("File added by %(actor)s")


@declared
class FileRenamed(FileFact):
    """A file was given another name."""

    sentence: ClassVar[LazyText] = lazy("File renamed by %(actor)s")


@declared
class FileDeleted(FileFact):
    """A file was deleted; for 30 days it can be brought back."""

    sentence: ClassVar[LazyText] = lazy("File deleted by %(actor)s")


@declared
class FileRestored(FileFact):
    """A deleted file was brought back."""

    sentence: ClassVar[LazyText] = lazy("File restored by %(actor)s")


@declared
class UserPhotoChanged(Fact):
    """Somebody set, replaced or removed their own photo; ``photo_id`` None: removed."""

    about: ClassVar[str] = "user"
    sentence: ClassVar[LazyText] = lazy("Photo changed by %(actor)s")
    user_id: int
    photo_id: int | None
