"""What ``bin/dev`` and ``bin/test`` share: the standard library alone, for they start with nothing else.

=============  ==========================================================================================
checkout       where things are, what is said on the terminal, and ``Trouble``: a failure with a way out
pip            a pip to begin with, even where Python comes without
installing     from bare Python to ``.venv``, page assets and catalogues; a stamp skips what is done
processes      children that die with their parent, and telling a process from another with the same pid
places         folders and sockets that PostgreSQL can use whoever starts it and however long the path is
programs       where the servers' programs are
servers        ``Postgres`` and ``Valkey``: start, stop and kill one; for tests and benchmarks too
instance       one running Artel: its data folder, settings file, lock and the record of its processes
running        the parts of an instance: started in order, watched, stopped
dev            ``bin/dev``
checks         ``bin/test``
chromium       a browser for the tests, wherever it can be had
=============  ==========================================================================================
"""
