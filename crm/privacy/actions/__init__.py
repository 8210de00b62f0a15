"""Acts: ``exporting`` (gathering what is held), ``erasing``, ``echoes`` (copies of answers), ``expiring``."""
