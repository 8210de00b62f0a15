"""The blueprint that all pages of workflows hang on, and where they stand."""

from typing import Final

from crm.kernel.forms import LARGEST_ID
from crm.web.pages import Pages

pages = Pages("workflows", "crm.workflows")
ALL: Final = "/settings/workflows"
ONE: Final = f"{ALL}/<int(max={LARGEST_ID}):workflow_id>"
