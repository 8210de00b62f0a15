"""What a column is by its heading, in both languages.

Headings are compared without case, ё, underscores and numbers: "Телефон 2" is a further "Телефон",
"E-mail 1 - Value" the first "E-mail".
"""

import re
from typing import Final

from crm.imports.guessing.addresses import apart
from crm.kernel.search_text import fold

_WORDS: Final[dict[str, str]] = {
    "first_name": "first name|firstname|given name|forename|имя|имя контакта",
    "last_name": "last name|lastname|surname|family name|фамилия",
    "middle_name": "middle name|middlename|additional name|patronymic|second name|отчество",
    "full_name": (
        "name|full name|fullname|contact|contact name|display name|person|file as|фио|ф.и.о.|ф. и. о."
        "|контакт|полное имя|полное имя контакта|имя и фамилия|имя фамилия|фамилия имя"
        "|фамилия имя отчество|фамилия, имя, отчество|контактное лицо|клиент|client|customer"
    ),
    "company": (
        "company|company name|organization|organisation|organization name|account|account name|employer"
        "|organization - name|associated company|parent company|related company|компания|организация"
        "|фирма|название компании|наименование компании|компания контакта|наименование организации"
        "|место работы|основная компания|юридическое лицо|main company|company.name|organization.name"
        "|employer.name|наименование|краткое наименование|сокращенное наименование|контрагент"
        "|наименование контрагента|сокращенное наименование организации"
    ),
    "job_title": (
        "job title|title|jobtitle|position|post|organization - title|job position|должность|должн.|позиция"
    ),
    "email": (
        "email|e-mail|mail|email address|e-mail address|e-mail - value|email - value|emails|почта"
        "|эл. почта|электронная почта|адрес почты|имейл|адрес эл. почты|адрес электронной почты|эл.почта"
        "|эл адрес|электронный адрес|частный e-mail|другой e-mail|другая почта|личный email|личный e-mail"
        "|другой email|other e-mail|other email|личная почта|e-mail для рассылок"
    ),
    "email.work": (
        "work email|work e-mail|business email|рабочий e-mail|рабочий email|рабочая почта|email (work)"
        "|e-mail (рабочий)|email рабочий"
    ),
    "email.home": "home email|home e-mail|personal email|e-mail (home)|домашняя почта|домашний e-mail",
    "phone": (
        "phone|phone number|phone - value|telephone|tel|phones|primary phone|other phone|contact phone"
        "|телефон|тел|тел.|телефоны|номер|номер телефона|контактный телефон|другой телефон"
        "|основной телефон|тел/факс"
    ),
    "phone.work": (
        "work phone|business phone|company main phone|office phone|work direct phone|phone (work)"
        "|рабочий телефон|рабочий прямой телефон|телефон раб.|телефон (раб.)|телефон рабочий"
        "|телефон (рабочий)|раб. тел.|раб. телефон"
        "|служебный телефон|основной телефон организации|work phone number|company phone number"
    ),
    "phone.mobile": (
        "mobile|mobile phone|mobile phone number|cell|cell phone|cellphone|phone (mobile)|мобильный"
        "|мобильный телефон|телефон моб.|моб. телефон|моб. тел.|телефон переносной|сотовый"
        "|сотовый телефон|мобильный номер|телефон мобильный"
        "|телефон (мобильный)|телефон (моб.)"
    ),
    "phone.home": (
        "home phone|домашний телефон|телефон дом.|телефон (дом.)|телефон (домашний)|дом. тел.|домашний"
    ),
    "phone.fax": (
        "fax|work fax|business fax|home fax|other fax|fax number|факс|рабочий факс|домашний факс"
        "|другой факс|номер факса"
    ),
    "url": (
        "website|web site|site|url|web|web page|webpage|homepage|personal web page|website - value"
        "|website url|company domain name|сайт|веб-сайт|веб сайт|адрес сайта|веб-страница"
        "|корпоративный сайт|личная страница|страница|другой сайт"
    ),
    "address": (
        "address|full address|address - formatted|mailing address|postal address|business address"
        "|home address|other address|complete address|other addresses|адрес|почтовый адрес|полный адрес"
        "|другие адреса|рабочий адрес|домашний адрес|адрес доставки|юридический адрес|фактический адрес"
        "|адрес регистрации|legal address|registered address|billing address|shipping address"
        "|delivery address"
    ),
    "address.street": (
        "street|street address|address - street|address line 1|street 1|улица|улица, дом"
        "|улица, номер дома|улица и дом|адрес (улица)"
    ),
    "address.extra": "street 2|street 3|street2|street3|address line 2|address line 3|улица 2|улица 3",
    "address.city": ("city|town|address - city|город|населенный пункт|место"),
    "address.region": (
        "region|state|province|state/region|state/province|address - region|область|регион|край|республика"
        "|область/край"
    ),
    "address.postal_code": (
        "postal code|zip|zip code|zip/postal code|postcode|address - postal code|индекс|почтовый индекс"
        "|почтовый код"
    ),
    "address.country": ("country|country/region|address - country|страна|страна или регион"),
    "birthday": (
        "birthday|birth date|birthdate|date of birth|dob|born|born on|день рождения|дата рождения|др|д.р."
        "|день рожд.|дата рожд."
    ),
    "tags": (
        "tags|tag|labels|label|categories|category|keywords|group membership|groups|segments|теги|тег"
        "|метки|метка|категории|категория|группы|группа|ключевые слова|теги контакта|сегменты"
    ),
    "type": "type|contact type|lifecycle stage|тип|тип контакта|тип компании|вид",
    "class": "class|contact class|access class|класс|класс контакта|класс доступа",
    "kind": "kind|person or company|is a company|contact kind|человек или компания|вид контакта|лицо",
    "manager": (
        "manager|managers|owner|contact owner|hubspot owner|assigned to|responsible|account owner"
        "|salesperson|company owner|responsible user|менеджер|менеджеры|ответственный"
        "|ответственный за контакт|куратор|ответственный менеджер"
    ),
    "source": (
        "source|lead source|original source|referred by|contact source|источник|откуда|источник контакта"
    ),
    "note": (
        "note|notes|comment|comments|description|remark|remarks|internal notes|about|background info"
        "|заметка|заметки|комментарий|комментарии|примечание|примечания|описание|о контакте|доп. сведения"
        "|дополн. сведения|примечание 1"
    ),
    "external_id": (
        "id|external id|record id|contact id|uid|customer id|client id|external identifier|код|ид"
        "|внешний id|номер клиента|идентификатор|код клиента|внешний код|id контакта"
        "|identifier of the card|идентификатор карточки"
    ),
    "legal_form": "legal form|организационно-правовая форма|опф|правовая форма|форма собственности",
    "full_legal_name": (
        "full legal name|legal name|полное наименование|полное наименование организации|полное название"
        "|полное юридическое наименование"
    ),
    "inn": "inn|tax id|tin|vat|vat number|инн",
    "kpp": "kpp|кпп",
    "ogrn": "ogrn|огрн|огрнип",
    "okpo": "okpo|окпо",
    "account.account": (
        "bank account|bank account number|расчетный счет|расч. счет|р/с|р/сч|банковский счет|номер счета"
    ),
    "account.bik": "bik|бик|бик банка",
    "account.bank": "bank|bank name|банк|наименование банка|название банка",
    "account.correspondent": "корреспондентский счет|корр. счет|кор. счет|корсчет|корр/счет|к/с|к/сч",
    "language": "language|preferred language|язык",
    "currency": "currency|валюта",
    "messenger": "im|im - value|messenger|messengers|instant messaging|мессенджер|мессенджеры",
    "messenger.telegram": "telegram|телеграм|телеграмм|тг|контакт telegram",
    "messenger.whatsapp": "whatsapp|ватсап|вотсап|контакт whatsapp",
    "messenger.viber": "viber|вайбер|контакт viber",
    "messenger.skype": "skype|скайп|контакт skype|skype id|skype username",
    "social": "social|social networks|social network|социальные сети|социальная сеть|соцсети|соцсеть",
    "social.vk": "vk|вк|vkontakte|вконтакте|страница вконтакте|контакт вконтакте",
    "social.facebook": "facebook|фейсбук|страница facebook|facebook account|контакт facebook",
    "social.linkedin": "linkedin|linkedin url|линкедин",
    "social.instagram": "instagram|инстаграм|страница instagram",
    "social.x": "twitter|twitter username|x|твиттер|микроблог twitter",
}
_BY_WORD: Final = {
    form: target
    for target, words in _WORDS.items()
    for word in words.split("|")
    for form in (word, word.strip("."))
}
"""Headings are compared without a point at their end."""
_NUMBER: Final = re.compile(r"\s*(?:[№#]\s*)?\(?\b\d{1,2}\b\)?")
LONGEST: Final = 200
_REQUISITE: Final = "реквизит "
"""Before the headings of Bitrix24."""
_IN_JSON: Final = re.compile(r"(?:[\w ]+\.)*(?:address|addresses|location)\.([\w ]+)")
_NOISE: Final = re.compile(r"[_*:]+")


def target_of(heading: str) -> str:
    """What a column of this heading becomes; empty where the heading tells nothing."""
    bare = compared(heading).removeprefix(_REQUISITE)
    return _told(bare) or _told(compared(_NUMBER.sub("", bare))) or _told(fold(heading[:LONGEST]))


def _told(bare: str) -> str:
    return _BY_WORD.get(bare) or _of_address(bare)


def _of_address(bare: str) -> str:
    """The part of an address: of "mailing city", and of "address.city" in a file of JSON, a city."""
    found, (use, part) = _IN_JSON.fullmatch(bare), apart(bare)
    target = _BY_WORD.get(found[1] if found else part if use else "", "")
    return target if target.startswith("address.") else ""


def compared(heading: str) -> str:
    """The heading as it is compared: "E-Mail_Address *" is "e-mail address"."""
    words = _NOISE.sub(" ", re.sub(r"(?<=[a-zа-я])(?=[A-ZА-Я][a-zа-я])", " ", heading[:LONGEST]))
    return fold(words).strip(" -–—.") if words.strip() not in _DOTTED else fold(words)


_DOTTED: Final = frozenset({"тел.", "Тел."})
