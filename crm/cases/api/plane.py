"""The blueprint that all routes of cases hang on, and how a route finds its case."""

from crm.cases.models.case import Case
from crm.cases.queries.records import WHOLE
from crm.kernel.access import found
from crm.web.api.resources import Resource
from crm.web.here import actor

api = Resource("cases_api", "crm.cases", tag="Cases")
settings = Resource("case_settings_api", "crm.cases", tag="Settings of cases")


def the(case_id: int) -> Case:
    """The case, if the token's user sees it."""
    one: Case = found(Case.visible_to(actor()).options(*WHOLE), id=case_id)
    return one


def held(case_id: int) -> Case:
    """The case, visible and locked: of two changes at once the second merges into the first's."""
    visible = Case.visible_to(actor()).options(*WHOLE).with_for_update(of=Case)
    one: Case = found(visible, id=case_id)
    return one
