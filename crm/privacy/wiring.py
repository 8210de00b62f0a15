"""How this package plugs in."""

from crm.kernel.anchors import Anchor
from crm.kernel.i18n import _, lazy
from crm.kernel.runs import Run
from crm.kernel.tellings import Telling
from crm.privacy import access, facts, reactions  # noqa: F401 (reactions are registered by being read)
from crm.privacy.api import erasures as _api_erasures  # noqa: F401 (this and the next: their routes hang on the resource)
from crm.privacy.api import exports as _api_exports  # noqa: F401 (its routes)
from crm.privacy.api.plane import api
from crm.privacy.holdings import HOLDINGS
from crm.privacy.pages import erasures, exports  # noqa: F401 (their routes hang on the blueprint)
from crm.privacy.pages.plane import pages
from crm.privacy.queries import ARCHIVE, exports_of, nobodys
from crm.web.product import Product, RecordAct, SettingsSection


def wire(product: Product) -> None:
    """Plug the package in."""
    product.permissions(*access.PERMISSIONS)
    product.entity("privacy", lazy("Personal data"), weight=50)
    product.pages(pages)
    product.api(api)
    product.settings_section(
        SettingsSection(
            "erasures", lazy("Erased persons"), "privacy.erasures", access.ERASE_SUBJECTS, weight=75
        )
    )
    product.record_act(
        RecordAct(
            lazy("Export personal data"), "privacy.export_subject", "download", access.EXPORT_SUBJECTS,
            posts=True, weight=80,
        ),
        RecordAct(
            lazy("Erase personal data"), "privacy.ask_erasure", "shield-lock", access.ERASE_SUBJECTS,
            grave=True, weight=90,
        ),
    )  # fmt: skip
    product.anchor(
        Anchor(
            kind=ARCHIVE,
            model=Run,
            visible_to=exports_of,
            editable_by=nobodys,
            title=lambda run: _("Export of personal data"),
            url=lambda export_id: f"/subject-exports/{export_id}",
        )
    )
    product.telling(
        Telling(facts.SubjectExported, "download"),
        Telling(facts.SubjectExportReady, is_silent=True),
        Telling(facts.SubjectErasureBegun, "shield-lock"),
        Telling(facts.SubjectErased, "shield-lock"),
    )
    product.holding(*HOLDINGS)
