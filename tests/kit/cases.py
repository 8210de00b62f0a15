"""The cases of every workspace of the cast: one for each standing."""

from crm.cases.actions.bin import delete_case
from crm.team.actors import actor_of
from tests.kit.builders import make_case, make_comment
from tests.kit.cast import TWIN, Business, Standing


def make_cases(business: Business) -> None:
    """A case about the contact of each standing, with a comment, by its manager."""
    for standing in Standing:
        if standing == Standing.RANDOM or (standing == Standing.FOREIGN and business != TWIN):
            continue
        living = [] if standing == Standing.DELETED else [int(standing)]
        case = make_case("The lamp flickers", contacts=living, by=standing.manager, at=business)
        assert case.id == standing
        comment = make_comment(case, by=standing.manager, at=business)
        assert comment.id == standing
        if standing == Standing.DELETED:
            acting = actor_of(standing.manager.id)
            assert acting is not None
            delete_case(case, by=acting)
