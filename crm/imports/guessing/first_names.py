"""Frequent first names: by them a name in one line is taken apart, in whichever order it stands."""

from typing import Final

RUSSIAN: Final = frozenset(
    """
александр алексей анатолий андрей антон аркадий арсений артем артур богдан борис вадим валентин валерий
василий виктор виталий влад владимир владислав всеволод вячеслав геннадий георгий герман глеб григорий
давид даниил данил данила демид денис дмитрий евгений егор захар иван игнат игорь илья ильдар иннокентий
кирилл клим константин лев леонид макар максим марат марк матвей мирон михаил мурат никита николай олег
павел петр платон прохор рамиль ринат роберт родион роман руслан рустам савелий святослав семен сергей
станислав степан тагир тарас тимофей тимур федор филипп фома фарид эдуард эльдар эмиль юлиан юрий яков ян
ярослав саша леша толя дима женя ваня вова володя гена гоша гриша даня егорка костя леня макс миша коля
паша петя рома сережа сеня слава стас степа федя юра яша али ахмед магомед гасан рашид агата аграфена ада
аида аксинья алевтина александра алена алина алиса алла альбина анастасия ангелина анжела анжелика анна
антонина арина ася валентина валерия варвара василиса вера вероника виктория виолетта влада галина
гульнара дарина дарья диана дина ева евгения евдокия екатерина елена елизавета жанна зинаида злата зоя
инга инесса инна ирина ия карина кира клавдия кристина ксения лариса лейла лиана лидия лилия лина любовь
людмила майя маргарита марианна марина мария марфа милана мирослава надежда наталия наталья нелли ника
нина нонна оксана олеся ольга пелагея полина раиса регина римма роза рузанна сабина светлана серафима
снежана софия софья стефания таисия тамара татьяна ульяна фаина эвелина элеонора эльвира эльмира эмма
юлия яна ярослава аня вика валя галя даша зина ира катя ксюша лена лера лиза люба люда маша надя настя
наташа оля поля рита света соня таня тома юля айгуль амина динара зарина
""".split()
)

LATIN: Final = frozenset(
    """
aaron adam alan albert alex alexander alfred alice alison amanda amy andrea andrew angela anna anne
anthony antonio arthur ashley barbara ben benjamin bernard betty bill bob brandon brian carl carlos carol
caroline catherine charles charlotte chris christian christina christine christopher claire claudia colin
craig cynthia daniel david deborah dennis diana diane donald donna dorothy doug douglas dylan edward
eleanor elena elizabeth ella emily emma eric erik ethan eugene eva evelyn frances francis frank fred
gabriel gary george gerald gloria grace graham greg gregory hannah harold harry heather heinz helen henry
howard hugh ian isaac isabel isabella jack jacob jacqueline jake james jamie jan jane janet jason jean
jeff jeffrey jennifer jeremy jerry jessica jim joan joe johan johann johannes john jonathan jose joseph
joshua juan judith judy julia julian julie jurgen karen karl kate katherine kathleen kathryn keith kelly
kenneth kevin kim klaus kurt larry laura lauren lawrence leo leon leonard lewis liam linda lisa logan
louis louise lucas lucy luis luke madison marco margaret maria marie mario mark martha martin mary
matthew max megan melissa michael michelle miguel mike mohamed mohammed monica nancy natalie nathan neil
nicholas nick nicole nigel noah olivia oliver oscar pamela patricia patrick paul pedro peter petra philip
philippe phillip pierre rachel ralph raymond rebecca richard rob robert robin roger ronald rose roy
russell ruth ryan sally sam samantha samuel sandra sara sarah scott sean sharon shirley simon sofia
sophia sophie stefan stephanie stephen steve steven stuart susan sylvia teresa theresa thomas tim timothy
tom tony tracy tyler vanessa victoria vincent virginia walter wayne wendy william wolfgang zoe aleksandr
aleksandra aleksei alexey alexei anastasia anatoly andrei andrey anton artem artyom boris daria dasha
denis dmitri dmitriy dmitry ekaterina evgeni evgeniy evgeny galina igor ilya irina ivan katya kirill
konstantin ksenia larisa lyudmila ludmila maksim maxim marina mikhail nadezhda natalia natalya natasha
nikita nikolai nikolay oksana oleg olga pavel petr pyotr roman ruslan sasha semyon sergei sergey
stanislav svetlana tatiana tatyana vadim valentina valeriy valery vasily vera viktor viktoria vitaly
vladimir vladislav vyacheslav yana yaroslav yevgeny yulia yuri yury zhanna ned
""".split()
)
