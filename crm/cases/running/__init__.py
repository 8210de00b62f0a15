"""Cases on their way through a workflow: the engine's effects carried out, in one transaction each.

``bringing`` brings an event to a run under its lock and keeps state, rows, facts, timers and messages
together; ``acts`` is what people do, ``world`` what the engine may ask, ``links`` answers from a mail.
"""
