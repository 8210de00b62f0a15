"""The apex forgets strangers' addresses after thirty days."""

from typing import Any

from tests.kit.database import Copy
from tests.kit.web import Visitor


def test_old_mails_of_the_apex_are_forgotten(apex: Visitor, run_jobs: Any, database: Copy) -> None:
    for email in ("old@north.example", "new@north.example"):
        apex.post("/find", data={"email": email})
    database.owner.execute(
        "UPDATE control.control_mail SET made_at = now() - interval '31 days' WHERE recipient LIKE 'old%'"
    )
    database.owner.execute(
        "INSERT INTO control.job (kind, dedup_key, payload) VALUES ('signup.forget', '1', '{}')"
    )

    run_jobs()

    left = database.owner.execute("SELECT recipient FROM control.control_mail").fetchall()
    assert left == [("new@north.example",)]
