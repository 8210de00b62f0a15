"""The cases of every workspace of the cast: one for each standing; the twin has a run as well."""

from crm.cases.actions.bin import delete_case
from crm.cases.actions.setup import add_type
from crm.cases.forms.setup import CaseTypeShape
from crm.cases.queries.records import types
from crm.cases.running.acts import start
from crm.kernel.access import Actor
from crm.kernel.forms import read
from crm.team.actors import actor_of
from crm.workflows.queries.workflows import workflow_by_id
from tests.kit.builders import make_case, make_comment
from tests.kit.cast import TWIN, Business, Standing

FOREIGN_TYPE = 5
"""As of the types of contacts, the fifth type is the twin's alone."""


def make_cases(business: Business) -> None:
    """A case about the contact of each standing, with a comment, by its manager."""
    while business == TWIN and len(types()) < FOREIGN_TYPE:
        add_type(
            read(CaseTypeShape, {"name": business.text(f"Extra {len(types())}")}), by=Actor.system("tests")
        )
    for standing in Standing:
        if standing == Standing.RANDOM or (standing == Standing.FOREIGN and business != TWIN):
            continue
        living = [] if standing == Standing.DELETED else [int(standing)]
        case = make_case("The lamp flickers", contacts=living, by=standing.manager, at=business)
        assert case.id == standing
        comment = make_comment(case, by=standing.manager, at=business)
        assert comment.id == standing
        if business == TWIN and standing == Standing.OWN:
            owner = actor_of(standing.manager.id)
            assert owner is not None
            start(case, workflow_by_id(1), by=owner)
        if standing == Standing.DELETED:
            acting = actor_of(standing.manager.id)
            assert acting is not None
            delete_case(case, by=acting)
