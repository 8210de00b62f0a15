"""A history in words: ``prose`` (what people wrote), ``lines`` (facts and entries as lines of a day)."""
