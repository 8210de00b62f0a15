"""A workspace of a million contacts, the statements that its pages send, and a bare view to compare with."""
