"""What functions for columns are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from crm.imports.actions.lines import Known
from crm.imports.actions.naming import Names
from crm.imports.reading.shapes import Shape

SHOWN: Final = 60
"""So much of a cell is quoted in a sentence."""


@dataclass(frozen=True, slots=True)
class Making:
    """How the file is read and what its columns mean; ``names`` are the lists that they name things of."""

    targets: Sequence[str]
    shape: Shape
    known: Known
    names: Mapping[str, Names]
