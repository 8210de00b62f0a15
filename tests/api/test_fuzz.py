"""The API under schemathesis: whatever is sent, no 5xx, and every answer is as the description says.

``bin/test`` runs a short, fixed seed; ``python -m tests.api.fuzz --cases 10000`` the long, random one.
"""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.mutations import Mutation
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from crm.kernel.forms import clean
from crm.web.limits import limiter
from crm.web.planes import Artel
from tests.kit.cast import ALICE, MAX, NED, NORTH


def refuses_what_is_wrong(ctx: Any, response: Any, case: Case) -> bool | None:
    """Schemathesis' own check, where what it made wrong is still wrong when it arrives.

    Its headers give way to the token of the run, a made-up query field may be left without a value, and
    texts are measured after cleaning, which may shorten them.
    """
    mutations = getattr(case.meta.phase.data, "mutations", ()) if case.meta else ()
    wrong = [mutation for mutation in mutations if _arrives(mutation)]
    if not wrong or any(len(text) != len(_cleaned(text)) for text in _texts([case.query, case.body])):
        return None
    return negative_data_rejection(ctx, response, case)


def _arrives(mutation: Mutation) -> bool:
    if mutation.parameter_location is ParameterLocation.QUERY:
        return mutation.keywords != ("additionalProperties",)
    return mutation.parameter_location is not ParameterLocation.HEADER


def _cleaned(text: str) -> str:
    return " ".join(clean(text).split())


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(list(value.values()))
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


CASES = int(os.environ.get("API_FUZZ_CASES", "160"))
IN_SUITE = "API_FUZZ_CASES" not in os.environ
LONGEST_SECONDS = 2
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    refuses_what_is_wrong,
    unsupported_method,
    ignored_auth,
]
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@dataclass
class Run:
    """What was sent and how it was answered."""

    ids: list[int]
    statuses: Counter[int] = field(default_factory=Counter)
    dearest: tuple[float, str] = (0.0, "")

    def send(self, case: Case, *, checks: list[Any]) -> None:
        """Send one case as Max, check the answer and count it."""
        began = time.process_time()
        response = case.call(headers=HEADERS)
        self.dearest = max(
            self.dearest, (time.process_time() - began, f"{case.method} {case.formatted_path}")
        )
        self.statuses[response.status_code] += 1
        case.validate_response(response, checks=checks, headers=HEADERS)


HEADERS = {"Authorization": f"Bearer {MAX.api_token}"}


@pytest.fixture
def run(app: Artel, api_of: Callable[..., Any]) -> Any:
    """A run with a few contacts to meet, and without the limit on calls."""
    client = api_of(MAX)
    ids = [
        client.post("/api/v1/contacts", json={"kind": "company", "name": f"№ {n}"}).json["id"]
        for n in range(9)
    ]
    limiter.enabled = False
    yield Run(ids)
    limiter.enabled = True


def test_whatever_is_sent_the_api_answers_as_it_describes_itself(app, run, capsys):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", _at_north(app))
    # The constants it would take from our code grow while it runs; Hypothesis wants the same draws each time.
    schema.config.analysis.constants.enabled = False
    rejecting = schema.config.checks.negative_data_rejection
    rejecting.expected_statuses = [*rejecting.expected_statuses, "412", "413"]
    operations = [cast("Ok[Any]", found).ok() for found in schema.get_all_operations()]

    for operation in operations:
        for mode in MODES:
            _fuzz(run, operation, mode, cases=max(1, CASES // len(operations) // len(MODES)))

    answers = ", ".join(f"{status}: {count}" for status, count in sorted(run.statuses.items()))
    told = f"{run.statuses.total()} cases ({answers}); most work {run.dearest[0]:.2f} s ({run.dearest[1]})"
    with capsys.disabled():
        print(f"\n{told}")  # noqa: T201 (the figures are what the long run is for)
    assert not [status for status in run.statuses if status >= 500]
    assert IN_SUITE or run.dearest[0] <= LONGEST_SECONDS


def _at_north(app: Artel) -> Any:
    def wsgi_app(environ: dict[str, Any], start: Any) -> Any:
        return app({**environ, "HTTP_HOST": NORTH.host}, start)

    return wsgi_app


def _fuzz(run: Run, operation: Any, mode: GenerationMode, *, cases: int) -> None:
    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        derandomize=IN_SUITE,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode), known=_known(run.ids))
    def one(case: Case, known: dict[str, Any] | None) -> None:
        if known is not None and mode.is_positive:
            _lead_deeper(case, known)
        run.send(case, checks=CHECKS)

    one()


def _known(contact_ids: list[int]) -> st.SearchStrategy[dict[str, Any] | None]:
    """In two cases of three, values that exist: chance alone would hardly ever name a record."""
    real = {
        "contact_id": st.sampled_from(contact_ids),
        "type_id": st.sampled_from([None, 1, 2]),
        "manager_ids": st.lists(st.sampled_from([MAX.id, ALICE.id, NED.id]), max_size=3),
        "lead_id": st.sampled_from([None, MAX.id]),
        "name": st.text(min_size=1, max_size=200),
        "last_name": st.text(min_size=1, max_size=200),
    }
    return st.one_of(st.none(), st.fixed_dictionaries(real), st.fixed_dictionaries(real))


def _lead_deeper(case: Case, known: dict[str, Any]) -> None:
    if "contact_id" in case.path_parameters:
        case.path_parameters["contact_id"] = known["contact_id"]
    if isinstance(case.body, dict):
        case.body |= {name: known[name] for name in known if name in case.body or case.method == "POST"}
        case.body.pop("contact_id", None)
