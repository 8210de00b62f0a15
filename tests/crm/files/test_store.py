"""The store: bytes whole or not at all, under paths that carry the workspace, swept when nobody needs it."""

import os
import re
from datetime import timedelta
from io import BytesIO

import pytest
from moto.server import ThreadedMotoServer

from crm.files.actions.sweeping import ORPHANS_LEFT, remove_orphans
from crm.files.models import StoredFile
from crm.files.store import BytesMissing, StorageAway, _opened, remove_all, store
from crm.kernel import clock, context
from crm.kernel.db import db
from crm.kernel.errors import NoRoom
from tests.kit.cast import NORTH, TWIN

PATH = re.compile(r"^t_[0-9a-z]+/([0-9a-f]{2})/\1[0-9a-f]{30}$")


@pytest.mark.promise("I5")
def test_every_path_carries_the_workspace(in_scope, paths):
    before = set(paths())
    for business in (NORTH, TWIN):
        with in_scope(business):
            schema = context.tenant().schema
            key = store().put(b"hello")

            assert f"{schema}/{key[:2]}/{key}" in paths()
    assert len(set(paths()) - before) == 2
    assert all(PATH.match(path) for path in paths())


def test_bytes_come_back_as_they_were(in_scope):
    content = os.urandom(7_000_000)

    with in_scope():
        whole = store().read(store().put(content))
        streamed = store().read(store().put(BytesIO(content)))

        assert b"".join(whole) == b"".join(streamed) == content


@pytest.mark.promise("I6")
def test_a_key_of_another_workspace_opens_nothing(in_scope):
    with in_scope(TWIN):
        key = store().put(b"LEAK")

    with in_scope(NORTH), pytest.raises(BytesMissing):
        store().read(key)


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "a" * 31, "A" * 32, "a" * 32 + "\n", "0" * 32])
def test_what_is_no_key_opens_nothing(key, in_scope):
    with in_scope(), pytest.raises(BytesMissing):
        store().read(key)


@pytest.mark.promise("R9")
@pytest.mark.parametrize("size", [3_000_000, 30_000_000])
def test_a_full_disk_is_said_and_leaves_no_half_file(size, small_disk, in_scope):
    full = _opened.__wrapped__("", small_disk)

    with in_scope():
        for content in (b"x" * size, BytesIO(b"x" * size)):
            with pytest.raises(NoRoom):
                full.put(content)

        kept = full.put(b"small")

        assert b"".join(full.read(kept)) == b"small"
    assert [path.name for path in small_disk.rglob("*") if path.is_file()] == [kept]


def test_orphans_go_when_they_are_old_and_named_bytes_stay(in_scope):
    with in_scope():
        named, orphan, fresh = (store().put(b"x") for _ in range(3))
        db.session.add(a_row(named))
        db.session.flush()
        long_ago = clock.now() - ORPHANS_LEFT - timedelta(minutes=1)

        gone = remove_orphans({named: long_ago, orphan: long_ago, fresh: clock.now()})

        assert gone == [orphan]
        left = {key for chunk in store().kept_since() for key in chunk}
        assert {named, fresh} <= left
        assert orphan not in left


def test_the_sweep_forgets_what_was_deleted_a_month_ago(in_scope, app, settings, redis_client):
    from crm.kernel.jobs import later
    from tests.kit.background import run_due_jobs

    with in_scope():
        old, lately = store().put(b"x"), store().put(b"x")
        db.session.add(a_row(old, deleted_at=clock.now() - timedelta(days=31)))
        db.session.add(a_row(lately, deleted_at=clock.now() - timedelta(days=29)))
        schema = context.tenant().schema
        aged = clock.now() - timedelta(days=31)
        os.utime(settings.data / "files" / schema / old[:2] / old, (aged.timestamp(), aged.timestamp()))
        later("files.sweep", key="test")

    assert run_due_jobs(app) == ["files.sweep"]

    with in_scope():
        assert db.session.query(StoredFile.key).filter(StoredFile.key.in_([old, lately])).all() == [(lately,)]
        assert old not in {key for chunk in store().kept_since() for key in chunk}


@pytest.mark.promise("R13")
def test_the_last_day_of_a_workspace_takes_its_files_and_nobody_elses(settings, database, paths):
    before = paths()
    for schema in ("t_gone", "t_gone_not"):
        (settings.data / "files" / schema / "ab").mkdir(parents=True)
        (settings.data / "files" / schema / "ab" / "abc").write_bytes(b"x")

    remove_all(settings, "t_gone")
    remove_all(settings, "t_gone")

    assert not (settings.data / "files" / "t_gone").exists()
    assert paths() == [*before, "t_gone_not/ab/abc"]
    remove_all(settings, "t_gone_not")


@pytest.fixture
def bucket(monkeypatch):
    """A bucket of an S3-compatible store on this machine."""
    from botocore.session import get_session

    server = ThreadedMotoServer("127.0.0.1", port=0)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    for name, value in {
        "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1", "AWS_ENDPOINT_URL": address,
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    get_session().create_client("s3", endpoint_url=address).create_bucket(Bucket="artel")
    yield server
    server.stop()


def test_an_s3_store_does_the_same(bucket, in_scope, settings):
    elsewhere = _opened.__wrapped__("s3://artel/files", settings.data)
    content = os.urandom(11_000_000)

    with in_scope():
        key = elsewhere.put(BytesIO(content))

        assert b"".join(elsewhere.read(key)) == content
        assert [set(chunk) for chunk in elsewhere.kept_since()] == [{key}]
        remove_all(settings.model_copy(update={"files_url": "s3://artel/files"}), context.tenant().schema)
        with pytest.raises(BytesMissing):
            elsewhere.read(key)
        elsewhere.delete([key])


def test_a_store_that_is_away_is_said(bucket, in_scope, settings):
    elsewhere = _opened.__wrapped__("s3://no-such-bucket/x", settings.data)

    with in_scope(), pytest.raises(StorageAway):
        elsewhere.put(b"x")


def a_row(key: str, **more: object) -> StoredFile:
    return StoredFile(
        key=key, about_kind="contact", about_id=1, name="a", media_type="text/plain", size=1,
        sha256=b"", **more,
    )  # fmt: skip
