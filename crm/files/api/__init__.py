"""Files and photos in the JSON API: ``plane`` is what the routes hang on, ``shapes`` what is told.

``files`` are the doors of one file, ``photo`` those of one's own photo; the package that owns a record adds
the doors of its files and its photo.
"""
