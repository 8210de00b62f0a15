"""Acts on many contacts at once (CON-12).

``running`` fixes whom an act is about and takes it part by part; ``rights`` holds a part and says to whom of
it the person may do it; ``columns`` writes columns, journal and facts of a part in one statement. The rest
are the actions: ``lists`` (type, class, tags), ``people`` (managers), ``opening`` (sharing, restriction),
``fields``, ``deleting``.
"""
