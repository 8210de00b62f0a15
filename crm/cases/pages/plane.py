"""The blueprint that all pages of cases hang on, and how a page finds its case."""

from typing import Final

from crm.cases.models.case import Case
from crm.cases.queries.records import whole
from crm.kernel.forms import LARGEST_ID
from crm.web.here import actor
from crm.web.pages import Pages

pages = Pages("cases", "crm.cases")
ONE: Final = f"/cases/<int(max={LARGEST_ID}):case_id>"


def the(case_id: int) -> Case:
    """The case, if this person may see it.

    Raises:
        NotFound: there is none, or it is hidden.
    """
    return whole(case_id, to=actor())
