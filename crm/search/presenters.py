"""What the search says of what it found."""

from collections.abc import Iterable

from crm.kernel import moments
from crm.kernel.i18n import ngettext
from crm.search.queries import Group, in_the_list


def all_in_the_list(groups: Iterable[Group]) -> str:
    """What leads to the list, with how many it shows; nothing where it would show none."""
    number = in_the_list(groups)
    told = moments.number(number.value) + ("+" if number.capped else "")
    # Translators: %(num)s is a number such as 12 or 500+
    text = ngettext("Show %(num)s in the list", "Show all %(num)s in the list", number.value, num=told)
    return text if number.value else ""
