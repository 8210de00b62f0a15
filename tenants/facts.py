"""What happens to a workspace as a whole, told in its own history."""

from typing import ClassVar

from crm.kernel.facts import Fact, declared
from crm.kernel.i18n import lazy


@declared
class WorkspaceFurnished(Fact):
    """The lists and the owner of the first day are in place; written in the same transaction as they are."""

    about: ClassVar[str] = "workspace"
    sentence = lazy("The workspace was prepared")
    locale: str
