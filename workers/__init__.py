"""The background: what runs jobs, and one thin file for each package that has background work.

PostgreSQL holds the truth (``control.job``, ``crm.kernel.jobs``); RQ only carries wake-ups (docs/decisions).
Reading order: ``schedule`` (recurring work: one table), ``dispatcher`` (due rows → wake-ups, in ``turns``),
``wakeups`` (all that RQ is told), ``worker`` (the RQ process of one queue), ``runtime`` (runs a claimed job),
``supervisor`` and ``__main__`` (one preloaded parent and its children), ``serving`` (web among them),
``cli`` (``crm jobs``).

Every other file registers the jobs of one package: ``@job("mail.send", queue="instant")``. ``kinds.load()``
imports them all; nobody has to be told of a new one.

An example of a whole file::

    @job("files.shrink", queue="bulk")
    def shrink(job: Running, *, file_id: int) -> None:
        actions.shrink(found(File.all(), id=file_id), by=Actor.system("files.shrink"))
"""
