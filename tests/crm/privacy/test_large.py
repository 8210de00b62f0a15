"""A person of whom there is much: memory does not grow with it, and steps stay small."""

import tracemalloc
import zipfile
from io import BytesIO

import pytest
from sqlalchemy import func, insert, select

from crm.files.actions.files import add_file
from crm.kernel.db import db
from crm.kernel.runs import Run
from crm.timeline.models import Entry
from tests.kit.cast import MAX, NORTH, Standing

OWN = f"/contacts/{int(Standing.OWN)}"
ENTRIES, FILES, SIZE, MOST = 5_000, 50, 1024 * 1024, 24 * 1024 * 1024


@pytest.fixture
def much(in_scope, actor_of):
    with in_scope(NORTH):
        about = {"about_kind": "contact", "about_id": int(Standing.OWN), "kind": "note", "made_by": MAX.id}
        db.session.execute(insert(Entry), [{**about, "body": f"{n} " + "word " * 80} for n in range(ENTRIES)])
        for number in range(FILES):
            content = BytesIO(bytes([number]) * SIZE)
            add_file(content, name=f"{number}.bin", kind="contact", record_id=1, by=actor_of(MAX))


@pytest.mark.promise("CON-22")
def test_the_export_and_the_erasure_of_much_take_little_memory(much, client_of, run_jobs, in_scope):
    pages = client_of(MAX)
    place = pages.post(f"{OWN}/subject-export").headers["Location"]

    tracemalloc.start()
    run_jobs()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < MOST, f"{peak / 1024**2:.0f} MB"
    archive = zipfile.ZipFile(BytesIO(pages.get(f"{place}/archive").data))
    assert sum(name.startswith("files/") for name in archive.namelist()) >= FILES
    with in_scope(NORTH):
        run = db.session.scalars(select(Run).where(Run.kind == "privacy.export")).one()
        assert run.done == run.total > ENTRIES
    pages.post(f"{OWN}/erasure", data={"name": "Ivan Own", "reason": "request"})
    run_jobs()
    with in_scope(NORTH):
        of_contact = Entry.about_kind == "contact", Entry.about_id == int(Standing.OWN)
        assert db.session.scalar(select(func.count()).select_from(Entry).where(*of_contact)) == 0
