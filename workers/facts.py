"""Reactions that come later: ``facts.react`` runs one ``@on`` reaction to one kept fact."""

from crm.kernel import facts
from crm.kernel.jobs import Running, job


@job(facts.REACTION, queue="flow")
def react(job: Running, *, fact_id: int, reaction: str) -> None:
    """Let the reaction of this name see the fact."""
    facts.react(fact_id, reaction)
