"""A worker that dies between the parts of an act on many, or within one (CON-12, CON-19, R6)."""

import csv
import io
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select, update

from crm.contacts.access import astray
from crm.contacts.actions.exporting import PART
from crm.journal.models import Change
from crm.kernel.db import db
from crm.kernel.jobs import Job
from crm.kernel.runs import Run
from tests.kit.cast import ALICE, BOB, NORTH

pytestmark = [pytest.mark.promise("CON-12"), pytest.mark.usefixtures("no_row_astray")]
ROOT = Path(__file__).parents[4]
WORKER = """
import json, sys
from crm.app import create_app
from crm.kernel import crashes
from crm.settings import Settings
from workers import kinds
from workers.runtime import Runner
from workers.turns import WakeUp

settings = Settings(**json.loads(sys.argv[3]))
crashes.arm(settings)
kinds.load()
Runner(create_app(settings)).run(WakeUp("bulk", int(sys.argv[1]), sys.argv[4], (int(sys.argv[2]),)))
"""


@pytest.fixture
def killed(app, settings):
    """Run the job in a process of its own that dies at this point; then let its lease lapse."""

    def run(point, kind="contacts.bulk"):
        with app.app_context(), db.engines["control"].connect() as connection:
            [row] = connection.execute(select(Job.id, Job.tenant_id).where(Job.kind == kind))
        told = json.dumps({**settings.model_dump(mode="json"), "crash_at": point})
        call = [sys.executable, "-c", WORKER, str(row.tenant_id), str(row.id), told, kind]
        done = subprocess.run(call, cwd=ROOT, capture_output=True, timeout=300, check=False)
        assert done.returncode == -9, done.stderr.decode()[-2000:]
        with app.app_context(), db.engines["control"].begin() as connection:
            connection.execute(update(Job).where(Job.id == row.id).values(state="ready", lease_until=None))

    return run


@pytest.mark.promise("R6")
@pytest.mark.parametrize(("point", "done"), [("runner.renewed", 1_000), ("runner.renewing", 0)])
def test_an_assignment_killed_halfway_leaves_the_access_list_right_and_goes_on_from_there(
    choose, many, killed, run_jobs, in_scope, columns_of, point, done, mails
):
    ids = many(1_200)
    client = choose(ALICE, ids)
    address = client.post(
        "/contacts/bulk/managers", data={"way": "replace", "manager_ids[]": [BOB.id], "then": "save"}
    ).location

    killed(point)
    with in_scope(NORTH, read_only=True):
        halfway, wrong = db.session.scalars(select(Run)).one().done, list(astray())
    run_jobs()

    assert halfway == done
    assert wrong == []
    with in_scope(NORTH, read_only=True):
        changed = Counter(db.session.scalars(select(Change.record_id).where(Change.record_id.in_(ids))))
        assert db.session.scalars(select(Run)).one().report["changed"] == 1_200
    assert changed == Counter(ids), "every contact once"
    assert len([mail for mail in mails() if BOB.email in mail["to"]]) == 1
    assert client.get(address).status_code == 200


@pytest.mark.promise("IMP-7")
def test_a_file_whose_worker_was_killed_is_whole_at_the_end(api_of, many, killed, run_jobs, in_scope):
    ids = many(PART + 100)
    api = api_of(ALICE)
    wish = {"contact_ids": ids, "columns": ["id"]}
    one = api.post("/api/v1/contacts/exports", json=wish).headers["Location"]

    killed("runner.renewed", "contacts.export")
    halfway = api.get(one).json
    run_jobs()
    rows = list(csv.reader(io.StringIO(api.get(f"{one}/content").text)))

    assert (halfway["state"], halfway["done"]) == ("running", PART)
    assert Counter(row[0] for row in rows[1:]) == Counter(map(str, ids)), "every contact once"
