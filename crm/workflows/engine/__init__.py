"""The machine that walks a definition: a pure function of definition, state, event and instant.

Nothing is read and nothing written but what is given and returned (CAS-2, CAS-4). An event that is late,
doubled or about a step that is over changes nothing: the same state comes back, with no effects. Whoever
brings the events one at a time and keeps state and effects together loses and doubles no step.

``stepping`` holds the function; ``walking`` goes from step to step; ``turn`` keeps what one event changes.
"""
