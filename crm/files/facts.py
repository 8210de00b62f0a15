"""What happens to files and photos, as facts."""

from typing import ClassVar

from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import LazyText, lazy


@declared
class UserPhotoChanged(Fact):
    """Somebody set, replaced or removed their own photo; ``photo_id`` None: removed."""

    about: ClassVar[str] = "user"
    sentence: ClassVar[LazyText] = lazy("Photo changed by %(actor)s")
    user_id: int
    photo_id: int | None
