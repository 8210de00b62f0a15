"""How likely one letter follows another in Russian, and how likely accented ones are in Western languages.

Counted over Artel's own Russian texts and over frequent names, places and firms; in bits: a small number is
likely. docs/decisions/0025-files-are-read-by-a-child.md tells how well it works.
"""

from typing import Final

ALPHABET: Final = "^абвгдежзийклмнопрстуфхцчшщъыьэюя"
"""``^`` stands for whatever is no letter; ё counts as е."""
_ROWS: Final = (
    "f454545854c3544545345578679fff687",
    "2a646568586445396454877766afffa84",
    "537a9d39d4d74a72d46a4d98dd7547a89",
    "22c9774ea3e75844a6478b999c9e57bc7",
    "43a7964dd4d64862d3794ddddddddd9dd",
    "43b7893593d8664294585d8abcdd679d7",
    "39835557795545377344a677788ffffb9",
    "647b732bb3b6b8257b5b48bbbbbbbbbbb",
    "3275a457c4c77334778c69cbaccc66ac6",
    "47766658574444366544c767479ffff94",
    "0a89859d9dd65768a835d9d868dddddd8",
    "32d8ba6da3ea5a82855459b8b9eeaaaeb",
    "438a7737b3e669839b885e9e9eee73b55",
    "3368ab2ba3e7966349595bab9eee579e6",
    "32a9653993f6ab539c4479b89bff47cd6",
    "3a525566676544486344977a68dfffbb8",
    "43adad3da4d76a7242775aa9dadd79ad8",
    "4377563893f676527955487aa8ff56986",
    "4486a94be4e2465458526b9b8aee75aa6",
    "33b5a83ec3e6876394595acc8eee639a7",
    "455644655775455a4335d76d667ddd97a",
    "52cc8c3cc2c768c2c47467ccccccc78cc",
    "22a79c5cc4c7675294767ccccccc9c9cc",
    "4385bb2bb2b47bb4bb9b6bbbbbbb5b8bb",
    "23accc2cc3c6cc47aac36cacc7ccc7ccc",
    "43b7bb2b82b3564588766b8bbbbbb8bbb",
    "949999199299998699995999999998999",
    "777777077777777777777777777777775",
    "2955664c6c26556c8754cc4c86ccccccc",
    "1d86873d67d5d53add45d898a4ddddd74",
    "6b6685bbbb44353b7451b6bbb7bbbbbbb",
    "373753755a74466a7453aa76476aaaa9a",
    "1d6887695db5874d9674dd89679dddd76",
)
BITS: Final = {
    first + second: int(bits, 16)
    for first, row in zip(ALPHABET, _ROWS, strict=True)
    for second, bits in zip(ALPHABET, row, strict=True)
}
"""The cost of each pair of letters."""
WESTERN: Final = {
    **dict.fromkeys("éèàäöüßñçóíá", 6),
    **dict.fromkeys("êúøåæôîâãõëïûœšžìòùý", 8),
}
"""The cost of an accented letter beside plain ones."""
SIGNS: Final = frozenset("«»№—–…“”„‘’•°§©®™€£±\u00a0")
"""Signs that occur in any text."""
