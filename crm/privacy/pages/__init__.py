"""The pages: ``exports`` (asking for an archive and getting it), ``erasures`` (erasing, and the register)."""
