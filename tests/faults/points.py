"""A death at each named crash point, one after the other; what was being done is done all the same, once."""

import json
from collections import Counter
from typing import Final

from crm.kernel.crashes import CrashPoint
from tenants import provisioning
from tests.faults.acts import assigned, mistreat_mail, until_told
from tests.faults.checks import Verdict, received
from tests.faults.instance import Instance, Workspace

OF_A_NEW_WORKSPACE: Final = (CrashPoint.TENANT_BUILT, CrashPoint.TENANT_FURNISHED)
COME_TWICE: Final = (CrashPoint.MAIL_ACCEPTED, CrashPoint.RUNNER_ACTED)
"""Where a mail that was taken already may be sent again: its job's end isn't committed."""


def drill(instance: Instance, workspaces: list[Workspace]) -> Verdict:
    """R1 and R3 at each point, and that a new workspace opens (L7)."""
    workspace = workspaces[0]
    deaths = [point for point in CrashPoint if _die(instance, workspace, point)]
    asked = [point for point in CrashPoint if point not in OF_A_NEW_WORKSPACE]
    there = Counter(
        name
        for (name,) in instance.rows(f'SELECT last_name FROM "{workspace.schema}".contact')
        if name.startswith("Point")
    )
    mails = Counter(mail for mail in received(instance) if mail[1].startswith("Point"))
    lost = {_name(point) for point in asked} - {name for _to, name, _id in mails}
    doubled = mails.total() - len(mails)
    holds = (
        len(deaths) == len(CrashPoint)
        and there == Counter(_name(point) for point in asked)
        and len(mails) == len(asked)
        and doubled <= len(COME_TWICE)
    )
    return Verdict(
        "R1",
        holds and not lost,
        f"a death at {len(deaths)} of {len(CrashPoint)} named points: {there.total()} of {len(asked)}"
        f" contacts, {len(mails)} of {len(asked)} mails, {doubled} of them twice;"
        f" {len(OF_A_NEW_WORKSPACE)} workspaces opened",
    )


def _die(instance: Instance, workspace: Workspace, point: CrashPoint) -> bool:
    """Whether somebody died there while something was done, which is done now."""
    planted = instance.crashes / point.value
    planted.touch()
    if point in OF_A_NEW_WORKSPACE:
        _open_workspace(instance, f"point-{point.value.replace('.', '-')}")
    else:
        if point is CrashPoint.RUNNER_FAILED:
            mistreat_mail(instance, refusal="451 4.3.0 come back later")
        contact = assigned(instance, workspace, _name(point))
        instance.until(lambda: not planted.exists(), f"somebody passes {point.value}")
        mistreat_mail(instance)
        until_told(instance, contact)
    return not planted.exists()


def _open_workspace(instance: Instance, slug: str) -> None:
    order = provisioning.checked_order(
        slug,
        workspace=slug,
        owner_name="Olga",
        owner_email=f"olga@{slug}.example",
        password_hash="-",
        locale="en",
        time_zone="UTC",
    )
    tenant_id = provisioning.name_tenant(instance.settings(), order)
    enqueue = "INSERT INTO control.job (kind, dedup_key, payload) VALUES (%s, %s, %s) RETURNING id"
    instance.rows(enqueue, "tenants.provision", slug, json.dumps({"tenant_id": tenant_id}))
    state = "SELECT state FROM control.tenant WHERE id = %s"
    instance.until(lambda: instance.rows(state, tenant_id) == [("open",)], f"{slug} is open")


def _name(point: CrashPoint) -> str:
    return f"Point{list(CrashPoint).index(point):06d}"
