"""``crm jobs``: an operator's look at the queues; plugged into ``crm`` by the entry point in setup.cfg."""

import json

import click

from workers import kinds, status


@click.group()
def jobs() -> None:
    """What the background has to do, and what it could not do."""
    kinds.load()


@jobs.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def tell(*, as_json: bool) -> None:
    """Show each queue's depth, what is late, running, scheduled and dead, and why the last ones died."""
    found = status.look()
    if as_json:
        click.echo(json.dumps(found.as_json()))
        return
    names = status.Depth.__slots__
    click.echo(f"{'queue':10}" + "".join(f"{name:>11}" for name in names))
    for queue, depth in found.queues.items():
        click.echo(f"{queue:10}" + "".join(f"{getattr(depth, name):>11}" for name in names))
    for job in found.dead:
        whose = f"workspace {job.tenant_id}" if job.tenant_id else "control"
        click.echo(
            f"dead {job.id}: {job.kind} of {whose}, {job.attempts} attempts, {job.since}: {job.reason}"
        )


@jobs.command("retry")
@click.argument("ids", nargs=-1, type=int, metavar="[ID]...")
@click.option("--dead", is_flag=True, help="All dead jobs.")
@click.option("--json", "as_json", is_flag=True, help="Print the ids as JSON.")
def try_again(ids: tuple[int, ...], *, dead: bool, as_json: bool) -> None:
    """Try dead jobs again at once, or such that pause after a failure."""
    if bool(ids) == dead:
        raise click.UsageError("name the jobs, or say --dead")
    retried = status.retry_dead() if dead else status.retry(ids)
    click.echo(json.dumps(retried) if as_json else f"{len(retried)} will be tried again")
    missing = sorted(set(ids) - set(retried))
    if missing:
        raise click.ClickException(f"neither dead nor pausing: {', '.join(map(str, missing))}")
