"""What a column is by its heading, in both languages."""

import re
from typing import Final

from crm.kernel.search_text import fold

_WORDS: Final[dict[str, str]] = {
    "first_name": "first name|firstname|given name|имя",
    "last_name": "last name|lastname|surname|family name|фамилия",
    "middle_name": "middle name|middlename|patronymic|отчество",
    "full_name": "name|full name|fullname|contact|contact name|display name|фио|ф.и.о.|контакт|полное имя",
    "company": "company|company name|organization|organisation|account|employer|компания|организация|фирма",
    "job_title": "job title|title|position|post|должность",
    "email": "email|e-mail|mail|email address|e-mail address|почта|эл. почта|электронная почта|имейл",
    "phone": "phone|phone number|telephone|tel|телефон|тел|тел.|номер телефона|контактный телефон",
    "url": "website|web site|site|url|web|web page|homepage|сайт|веб-сайт|адрес сайта",
}
_BY_WORD: Final = {word: target for target, words in _WORDS.items() for word in words.split("|")}
_NUMBERED: Final = re.compile(r"\s*[-–#№(]?\s*\d{1,2}\)?$")


def target_of(heading: str) -> str:
    """What a column of this heading becomes; empty where the heading tells nothing."""
    bare = fold(heading[:200].replace("_", " ").strip(" :*"))
    return _BY_WORD.get(bare) or _BY_WORD.get(_NUMBERED.sub("", bare)) or ""
