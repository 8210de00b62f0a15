"""Cards as the programs that people come from write them: their habits, by hand."""

from base64 import b64encode

from tests.kit.builders import picture

PHOTO = b64encode(picture("JPEG")).decode()

APPLE = f"""BEGIN:VCARD
VERSION:3.0
PRODID:-//Apple Inc.//iOS 17.1//EN
N:Иванова;Мария;Петровна;;
FN:Мария Петровна Иванова
NICKNAME:Маша
ORG:ООО «Ромашка»;Отдел продаж
TITLE:Менеджер
item1.EMAIL;type=INTERNET;type=pref:maria@romashka.example
item1.X-ABLabel:_$!<Work>!$_
TEL;type=CELL;type=VOICE;type=pref:+7 (916) 123-45-67
item2.TEL:8 495 123-45-67
item2.X-ABLabel:дача
item3.ADR;type=HOME;type=pref:;;ул. Лесная\\, 5\\nкв. 12;Москва;;125047;Россия
item3.X-ABADR:ru
item4.URL;type=pref:http\\://romashka.example
item4.X-ABLabel:_$!<HomePage>!$_
BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12
X-SOCIALPROFILE;type=vk;x-user=masha:http://vk.com/masha
IMPP;X-SERVICE-TYPE=Skype;type=HOME:skype:masha.ivanova
item5.X-ABDATE;type=pref:2010-06-01
item5.X-ABLabel:_$!<Anniversary>!$_
NOTE:Любит чай\\, не кофе
PHOTO;ENCODING=b;TYPE=JPEG:{PHOTO[:60]}
 {PHOTO[60:]}
X-ABUID:12345\\:ABPerson
END:VCARD
"""

GOOGLE = """BEGIN:VCARD
VERSION:3.0
FN:Ivan Petrov
N:Petrov;Ivan;;Dr.;PhD
EMAIL;TYPE=INTERNET;TYPE=WORK:ivan@example.com
TEL;TYPE=CELL:+1 202-555-0143
item1.TEL:+12025550144
item1.X-ABLabel:Assistant
ORG:Acme\\, Inc.
TITLE:CTO
CATEGORIES:myContacts,Friends
URL;TYPE=WORK:https\\://acme.example
END:VCARD
"""

OUTLOOK = """BEGIN:VCARD
VERSION:2.1
N;LANGUAGE=ru;CHARSET=windows-1251:Сидоров;Пётр
FN;CHARSET=windows-1251:Пётр Сидоров
ORG;CHARSET=windows-1251:Завод
TEL;WORK;VOICE:+7 (495) 123-45-67
TEL;WORK;FAX:+7 (495) 123-45-68
ADR;WORK;PREF;CHARSET=windows-1251:;;Заводская 1;Тула;;300000;Россия
LABEL;WORK;PREF;ENCODING=QUOTED-PRINTABLE:Zavodskaya 1=0D=0A=
Tula
X-MS-OL-DEFAULT-POSTAL-ADDRESS:2
EMAIL;PREF;INTERNET:petr@zavod.example
X-MS-OL-DESIGN;CHARSET=utf-8:<card xmlns="http://schemas.microsoft.com/"></card>
END:VCARD
""".encode("cp1251")

ANDROID = f"""BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=9E=D1=80=D0=BB=D0=BE=D0=B2=D0=B0;=D0=92=D0=B5=D1=80=
=D0=B0;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=92=D0=B5=D1=80=D0=B0=20=D0=9E=D1=80=D0=BB=D0=BE=D0=B2=D0=B0
TEL;CELL;PREF:89161234567
TEL;X-Dacha:84951234567
PHOTO;ENCODING=BASE64;JPEG:{PHOTO[:70]}
 {PHOTO[70:140]}
 {PHOTO[140:]}

X-ANDROID-CUSTOM:vnd.android.cursor.item/nickname;Verochka;1;;;;;;;;;;;;;
END:VCARD
"""
