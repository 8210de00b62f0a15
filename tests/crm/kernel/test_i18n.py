"""Words in the reader's language."""

import pytest

from crm.kernel.i18n import speaking, within_quotes


@pytest.mark.promise("L10-1")
@pytest.mark.parametrize(
    ("language", "told"), [("ru", "ООО „Ромашка“"), ("en", "ООО «Ромашка»")]
)  # fmt: skip
def test_a_name_with_quotation_marks_stands_between_others_as_the_language_wants(app, language, told):
    with app.app_context(), speaking(language):
        assert within_quotes("ООО «Ромашка»") == told
