"""What is to be done in the demo businesses: each line as its people would write it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from crm.contacts.models.contact import Contact
from crm.kernel import clock
from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.forms import read
from crm.tasks.actions.doing import finish
from crm.tasks.actions.quick import line_of, shape_of
from crm.tasks.actions.saving import add_task
from crm.tasks.actions.templates import add_template
from crm.tasks.forms import TaskShape, TaskTemplateShape
from crm.tasks.queries.settings import categories

LATE: Final = "late"
DONE: Final = "done"
LINES: Final[dict[str, str]] = {
    "ru": """
maxim | завтра в 10 согласовать смету на второй корпус | nikitina@hotel-volna.example | 3 |
maxim | каждый понедельник в 9:30 планёрка отдела продаж | | 2 |
maxim | в пятницу в 15 показать образцы @Анна | petrov@romashka.example | 2 |
maxim | сегодня в 18 ответить по тендеру срочно | ilyin@uralsnab.example | 1 | late
maxim | через 3 дня позвонить и уточнить срок поставки | laptev@voskhod-lamp.example | 0 |
maxim | 10 числа отправить акты сверки | info@romashka.example | 3 |
maxim | сегодня подписать договор с клиникой | ermakova@garmonia-med.example | 3 | done
anna | завтра в 11 позвонить по трековым светильникам | petrov@romashka.example | 0 |
anna | через неделю спросить, как прошло открытие | petrov@romashka.example | 0 |
anna | каждый месяц 25 числа напомнить об оплате | anton@koritsa.example | 4 |
dmitry | послезавтра в 12 замер кабинетов | ermakova@garmonia-med.example | 2 |
""",
    "en": """
max | tomorrow at 10 agree on the estimate for the east wing | | 3 |
max | every monday at 9:30 sales meeting | | 2 |
max | on Friday at 15 show the samples @Anna | john.peters@daisychain.example | 2 |
max | today at 18 answer the tender urgently | | 1 | late
max | in 3 days call and ask for the date of delivery | | 0 |
max | by the 10th send the statements | | 3 |
max | today sign the contract with the clinics | | 3 | done
anna | tomorrow at 11 call about the track lights | john.peters@daisychain.example | 0 |
anna | in a week ask how the opening went | john.peters@daisychain.example | 0 |
anna | every month on the 25th remind them of the payment | | 4 |
""",
}
"""Who | what and when | the contact's e-mail | the category's place | late or done."""
TEMPLATES: Final[dict[str, tuple[str, tuple[tuple[str, int, str], ...]]]] = {
    "ru": ("Новый клиент", (("Позвонить и познакомиться", 0, "11:00"), ("Отправить каталог и цены", 1, ""),
                            ("Спросить, что решили", 7, "12:00"))),
    "en": ("New client", (("Call and say hello", 0, "11:00"), ("Send the catalogue and prices", 1, ""),
                          ("Ask what they decided", 7, "12:00"))),
}  # fmt: skip


def fill(locale: str, made: Mapping[str, Contact], actor: Callable[[str], Actor], *, admin: str) -> None:
    """Add the tasks and a template; who does not see a contact writes about nobody."""
    kinds = [one.id for one in categories()]
    for line in filter(None, map(str.strip, LINES[locale].splitlines())):
        login, words, email, kind, state = (column.strip() for column in line.split("|"))
        contact = made.get(email)
        _add(words, contact, kinds[int(kind)], state, locale=locale, by=actor(login))
    name, items = TEMPLATES[locale]
    wish = {"name": name, "items": [{"title": title, "days": days, "at": at} for title, days, at in items]}
    add_template(read(TaskTemplateShape, wish), by=actor(admin))


def _add(
    words: str, contact: Contact | None, category_id: int, state: str, *, locale: str, by: Actor
) -> None:
    line = line_of(words, language=locale, by=by)
    if state == LATE and line.due_at:
        line = replace(line, due_at=clock.now() - timedelta(hours=3))
    seen = contact is not None and anchors.visible("contact", [contact.id], by)
    about = {"kind": "contact", "id": contact.id} if contact is not None and seen else None
    values: dict[str, Any] = {**shape_of(line, about=about), "category_id": category_id}
    values["reminders"] = [10] if line.due_at and state != LATE else []
    task = add_task(read(TaskShape, values), by=by)
    if state == DONE:
        finish(task, by=by)
