"""What all tests stand on: real PostgreSQL and Valkey, a named cast, its twin full of ``LEAK``, and watchers.

A test asks for what it needs by fixture::

    def test_a_manager_sees_her_own_contact(client_of, a_contact):
        contact = a_contact(first_name="Ivan", managers=[ALICE])

        answer = client_of(ALICE).get(f"/contacts/{contact.id}")

        assert "Ivan" in answer.text

- ``cast``: the people and the three workspaces ``north`` (English), ``twin`` (the same ids, each text holds
  ``LEAK``) and ``sever`` (Russian); ``world`` fills the template database with them once a run.
- ``database``: each test process works on a copy of the template; what a test changed is taken back after it.
- ``app``: the app (``app``, ``settings``) and the ways in: ``in_scope(tenant)``, ``actor_of(person)``,
  ``facts_of(tenant)``.
- ``web``: ``client_of(person)``, ``anonymous(host)``, ``api_of(person)``: clients that carry CSRF tokens by
  themselves, and fail on any 500.
- ``background``: ``run_jobs()``, ``mails()``.
- ``builders``: ``a_contact(…)`` and others, made through the product's own actions.
- ``operator``: the command ``crm`` on an instance beside this process, without its start.
- ``canary``, ``watch``: what is checked in every test without being asked: nothing of the twin shows anywhere
  else, every key names its workspace, every pooled connection comes back clean; and ``count_queries()``.

Plain ``pytest`` wants ``DATABASE_URL`` and ``REDIS_URL``; ``bin/test`` starts servers of its own.
"""
