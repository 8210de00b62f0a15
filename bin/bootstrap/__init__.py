"""What `bin/dev` and `bin/test` share; the standard library alone, for nothing else is there when they start.

=============  ==========================================================================================
checkout       where things are, what is said on the terminal, and `Trouble`: a failure with a way out
installing     from bare Python to a finished `.venv`, page assets and catalogues; a stamp skips what is done
processes      children that die with their parent, and telling a process from another with the same pid
places         folders and sockets that PostgreSQL can use whoever starts it and however long the path is
servers        `Postgres` and `Valkey`: start, stop and kill one; also used by tests, fault rig and benchmarks
instance       one running Artel: its data folder, settings file, lock and the record of its processes
dev            `bin/dev`
checks         `bin/test`
chromium       a browser for the tests, wherever it can be had
=============  ==========================================================================================
"""
