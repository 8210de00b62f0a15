"""A Russian business's details, as typed (CON-21)."""

from collections.abc import Callable
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
)

from crm.kernel import requisites
from crm.kernel.forms import Label, Line, LongLine, Shape, clean
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.search_text import fold

MOST_ACCOUNTS: Final = 10
LEGAL_FORMS: Final[dict[str, LazyText]] = {
    "ООО": lazy("limited liability company"),
    "АО": lazy("joint-stock company"),
    "ПАО": lazy("public joint-stock company"),
    "ИП": lazy("sole trader"),
    "ЗАО": lazy("closed joint-stock company"),
    "ОАО": lazy("open joint-stock company"),
    "НКО": lazy("non-profit organisation"),
    "АНО": lazy("autonomous non-profit organisation"),
    "ТСЖ": lazy("homeowners' association"),
    "ТСН": lazy("association of property owners"),
    "ПК": lazy("production cooperative"),
    "КФХ": lazy("farm"),
    "ГУП": lazy("state unitary enterprise"),
    "МУП": lazy("municipal unitary enterprise"),
    "ФГУП": lazy("federal state unitary enterprise"),
    "ФГБУ": lazy("federal state budget institution"),
    "ГБУ": lazy("state budget institution"),
    "МБУ": lazy("municipal budget institution"),
}
"""The usual legal forms by the letters that stand in documents; other words are kept as they are."""
SOLE_TRADER: Final = "ИП"
EITHER: Final = frozenset({"КФХ"})
"""A farm is an organisation or a sole trader's."""
_LOOKALIKES: Final = str.maketrans("ABCEHKMOPTXY", "АВСЕНКМОРТХУ")
_IN_FULL: Final = {
    "общество с ограниченной ответственностью": "ООО", "акционерное общество": "АО",
    "публичное акционерное общество": "ПАО", "индивидуальный предприниматель": "ИП",
    "закрытое акционерное общество": "ЗАО", "открытое акционерное общество": "ОАО",
    "некоммерческая организация": "НКО", "автономная некоммерческая организация": "АНО",
}  # fmt: skip


def known_form(text: str) -> str:
    """The letters of a usual legal form, however it was written ("ooo", in full); other words as they are."""
    letters = text.upper().replace(".", "").translate(_LOOKALIKES)
    return letters if letters in LEGAL_FORMS else _IN_FULL.get(fold(text), text)


Number = Annotated[str, BeforeValidator(clean), StringConstraints(max_length=40)]
LegalForm = Annotated[Label, AfterValidator(known_form)]
Inn = Annotated[Number, AfterValidator(requisites.checked_inn)]
Kpp = Annotated[Number, AfterValidator(requisites.checked_kpp)]
Ogrn = Annotated[Number, AfterValidator(requisites.checked_ogrn)]
Okpo = Annotated[Number, AfterValidator(requisites.checked_okpo)]
Bik = Annotated[Number, AfterValidator(requisites.checked_bik)]


class AccountShape(Shape):
    """An account with a bank. With the BIK the check digits of both accounts are checked."""

    bik: Bik = ""
    bank: Line = ""
    """The bank's name."""
    account: Number = ""
    """20 digits."""
    correspondent: Number = ""
    """The bank's account with the Bank of Russia: 20 digits."""

    @field_validator("account")
    @classmethod
    def _account(cls, value: str, info: ValidationInfo) -> str:
        return requisites.checked_account(value, bik=info.data.get("bik", ""))

    @field_validator("correspondent")
    @classmethod
    def _correspondent(cls, value: str, info: ValidationInfo) -> str:
        return requisites.checked_correspondent(value, bik=info.data.get("bik", ""))


class RequisitesShape(Shape):
    """The details of a Russian business. All numbers are texts; spaces and dashes in them are dropped."""

    legal_form: LegalForm = ""
    """`ООО`, `АО`, `ИП` … or any other word."""
    full_name: LongLine = ""
    """The name as it stands in documents."""
    inn: Inn = ""
    """10 digits of an organisation, 12 of a person or a sole trader; the check digits are checked."""
    kpp: Kpp = ""
    """An organisation's: 9 digits."""
    ogrn: Ogrn = ""
    """OGRN of an organisation (13 digits) or OGRNIP of a sole trader (15)."""
    okpo: Okpo = ""
    """8 digits, a sole trader's 10."""
    accounts: Annotated[list[AccountShape], Field(max_length=MOST_ACCOUNTS, default_factory=list)]


def kept(shape: RequisitesShape) -> dict[str, Any]:
    """The details as the contact's row keeps them: without what is empty."""
    accounts = [filled for account in shape.accounts if (filled := _filled(account.model_dump()))]
    return _filled({**shape.model_dump(), "accounts": accounts})


def unfit(shape: RequisitesShape, *, kind: str) -> dict[str, LazyText | str]:
    """What can't belong to this kind of contact with this legal form, by path, each with its sentence."""
    faults = {f"requisites.{name}": fault(getattr(shape, name)) for name, fault in _faults(shape, kind)}
    return {path: sentence for path, sentence in faults.items() if sentence}


def _faults(shape: RequisitesShape, kind: str) -> list[tuple[str, Callable[[str], LazyText | None]]]:
    if kind == "person" or shape.legal_form == SOLE_TRADER:
        return [("inn", _inn_of_person), ("ogrn", _ogrnip), ("kpp", _no_kpp)]
    if shape.legal_form in LEGAL_FORMS and shape.legal_form not in EITHER:
        return [("inn", _inn_of_organisation), ("ogrn", _ogrn)]
    return []


def _inn_of_person(inn: str) -> LazyText | None:
    return lazy("The INN of a person or a sole trader has 12 digits.") if len(inn) == 10 else None


def _inn_of_organisation(inn: str) -> LazyText | None:
    return lazy("The INN of an organisation has 10 digits.") if len(inn) == 12 else None


def _ogrnip(ogrn: str) -> LazyText | None:
    return lazy("A sole trader has an OGRNIP of 15 digits.") if len(ogrn) == 13 else None


def _ogrn(ogrn: str) -> LazyText | None:
    return lazy("An organisation has an OGRN of 13 digits.") if len(ogrn) == 15 else None


def _no_kpp(kpp: str) -> LazyText | None:
    return lazy("People and sole traders have no KPP.") if kpp else None


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value}
