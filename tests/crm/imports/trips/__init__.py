"""There and back: contacts that leave as a file and come in from it are the same (IMP-8).

``people`` makes them as varied as the form allows, ``picture`` tells of a contact all that an empty workspace
can be given of it, ``test_trips`` takes some along at each run; ``python -m tests.crm.imports.trips`` takes
20,000 from one workspace to another.
"""
