"""Who else reaches a contact that is being added: extra access, class, restricted (ACC-3, ACC-4)."""

from collections.abc import Mapping
from typing import Any, Final

from crm.contacts.forms.access import posted_grants
from crm.contacts.pages.typed import listed
from crm.contacts.presenters.offers import grantees
from crm.contacts.queries.classes import classes
from crm.web.answers import sought

LISTS: Final = ("readers", "writers")
SINGLE: Final = ("class_id", "restricted")


def posted(form: Mapping[str, Any]) -> dict[str, Any]:
    """What was chosen, as the form names it; nothing from somebody who could not choose."""
    if "choose_people" not in form:
        return {}
    lists = {name: [one for one in listed(form.get(name, [])) if isinstance(one, str)] for name in LISTS}
    return {**lists, **{name: form.get(name, "") for name in SINGLE}}


def wished(chosen: Mapping[str, Any]) -> dict[str, Any]:
    """The same in the words of ``NewContactShape``."""
    if not chosen:
        return {}
    grants = posted_grants(chosen["readers"], chosen["writers"])
    return {"grants": grants, "class_id": chosen["class_id"], "restricted": chosen["restricted"] == "1"}


def errors_on_page(errors: Mapping[str, Any]) -> dict[str, Any]:
    """Errors of grants stand at the first list of them."""
    return {"readers" if path.partition(".")[0] == "grants" else path: told for path, told in errors.items()}


def on_page(values: Mapping[str, Any]) -> dict[str, Any]:
    """What can be chosen, and what is."""
    chosen = {name: list(values.get(name) or ()) for name in LISTS}
    return {
        **chosen,
        **{name: values.get(name) or "" for name in SINGLE},
        "grantees": grantees({*chosen["readers"], *chosen["writers"]}, q=sought()),
        "classes": [(str(one.id), one.shown) for one in classes()],
    }
