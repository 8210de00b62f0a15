"""Read by Python at its start where this folder is on its path: the process' clock is a day fast (R11).

What measures how long something takes, ``time.monotonic``, goes right.
"""

from datetime import UTC, datetime, timedelta

import time_machine

time_machine.travel(datetime.now(UTC) + timedelta(days=1), tick=True).start()
