"""Words that names are drawn from, in both alphabets."""

from typing import Final

from crm.kernel.search_text import sortable

POOLS: Final = {
    "ru_last": (
        "Иванов Петров Сидоров Смирнов Кузнецов Попов Васильев Соколов Михайлов Новиков Фёдоров Морозов "
        "Волков Алексеев Лебедев Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров "
        "Никитин Захаров Зайцев Соловьёв Борисов Яковлев Григорьев Романов Воробьёв Сергеев Кузьмин "
        "Фролов Александров Дмитриев Королёв Гусев Киселёв Ильин Максимов Поляков Сорокин Виноградов "
        "Ковалёв Белов Медведев Антонов Тарасов Жуков Баранов Филиппов Комаров Давыдов Беляев Герасимов "
        "Богданов Осипов Щербаков Цветков Юдин Хохлов"
    ).split(),
    "ru_first": (
        "Иван Пётр Алексей Дмитрий Сергей Андрей Николай Михаил Владимир Егор Артём Максим Никита Роман "
        "Павел Кирилл Тимофей Фёдор Юрий Игорь Олег Степан Глеб Семён Лев Вадим Виктор Денис Антон Борис"
    ).split(),
    "ru_middle": (
        "Иванович Петрович Алексеевич Дмитриевич Сергеевич Андреевич Николаевич Михайлович Владимирович "
        "Егорович Артёмович Максимович Никитич Романович Павлович Юрьевич Игоревич Олегович Степанович "
        "Семёнович"
    ).split(),
    "ru_company": (
        "Ромашка Вектор Заря Прогресс Маяк Сфера Орион Алмаз Радуга Восток Север Импульс Гранит Каскад "
        "Меридиан Горизонт Кристалл Лидер Спектр Форвард"
    ).split(),
    "en_last": (
        "Smith Johnson Williams Brown Jones Garcia Miller Davis Wilson Anderson Thomas Taylor Moore "
        "Jackson Martin Lee Thompson White Harris Clark Lewis Robinson Walker Young Allen King Wright "
        "Scott Hill Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Phillips Evans "
        "Turner Parker Collins Edwards Stewart Morris Murphy Cook Rogers Morgan Cooper Peterson Reed "
        "Bailey Bell Kelly Howard Ward Cox Richardson Wood"
    ).split(),
    "en_first": (
        "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard "
        "Susan Joseph Jessica Thomas Sarah Charles Karen Daniel Lisa Matthew Nancy Anthony Betty Mark "
        "Sandra Paul Ashley"
    ).split(),
    "en_middle": ("", "A.", "B.", "C.", "D.", "E.", "J.", "K.", "M.", "R."),
    "en_company": (
        "Acme Globex Initech Umbrella Hooli Stark Wayne Vandelay Wonka Cyberdyne Soylent Tyrell Aperture "
        "Monarch Pinnacle Summit Evergreen Northwind Contoso Fabrikam"
    ).split(),
}  # fmt: skip


def folded(word: str) -> str:
    """The word as it is sorted by."""
    return sortable(word)
