"""An import from its upload to its report.

``uploading`` keeps a file and looks at it; ``wishing`` keeps what its columns mean; ``checking`` is the dry
run, which reads every line and stages what shall be written for it (``judging`` says what that is, line by
line); ``running`` writes chunk by chunk what was staged (``writing`` holds the statements); ``ending`` tells
what came of it.
"""
