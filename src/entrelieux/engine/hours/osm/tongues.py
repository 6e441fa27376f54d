"""Names of days and months in the languages of neighbours, and the words that go with them.

Folded: lower case, no accents. Days from Monday, months from January; forms of one name are joined
by « / ». French is read by its own reader (``hours.sentence``), which knows much more of it.

**Source:** Unicode CLDR 46 (wide and abbreviated forms), and forms met in OpenStreetMap.
"""

DAYS = {
    "en": "mo/mon/monday/mondays tu/tue/tues/tuesday/tuesdays we/wed/wednesday/wednesdays"
    " th/thu/thur/thurs/thursday/thursdays fr/fri/friday/fridays sa/sat/saturday/saturdays"
    " su/sun/sunday/sundays",
    "de": "mo/montag/montags di/die/dienstag/dienstags mi/mittwoch/mittwochs"
    " do/don/donnerstag/donnerstags fr/fre/freitag/freitags sa/sam/samstag/samstags/sonnabend"
    " so/son/sonntag/sonntags/sonn",
    "nl": "ma/maandag di/dinsdag wo/woensdag do/donderdag vr/vrijdag za/zaterdag zo/zondag",
    "it": "lu/lun/lunedi ma/mar/martedi me/mer/mercoledi gi/gio/giovedi ve/ven/venerdi"
    " sa/sab/sabato do/dom/domenica/domeniche",
    "es": "lu/lun/lunes ma/mar/martes mi/mie/miercoles ju/jue/jueves vi/vie/viernes"
    " sa/sab/sabado/sabados do/dom/domingo/domingos",
    "pt": "seg/segunda ter/terca qua/quarta qui/quinta sex/sexta sab/sabado dom/domingo",
    "ca": "dl/dilluns dt/dimarts dc/dimecres dj/dijous dv/divendres ds/dissabte dg/diumenge",
    "pl": "pn/pon/poniedzialek wt/wto/wtorek sr/sro/sroda cz/czw/czwartek pt/pia/piatek"
    " so/sob/sobota nd/nie/niedziela",
    "ru": "пн/понедельник вт/вторник ср/среда чт/четверг пт/пятница сб/суббота вс/воскресенье",
}
MONTHS = {
    "en": "jan/january feb/february mar/march apr/april may jun/june jul/july aug/august"
    " sep/sept/september oct/october nov/november dec/december",
    "de": "januar/janner feb/februar marz/maerz april mai juni juli august sept/september"
    " okt/oktober nov/november dez/dezember",
    "nl": "januari februari maart/mrt april mei juni juli augustus september okt/oktober november"
    " december",
    "it": "gen/gennaio febbraio marzo aprile mag/maggio giu/giugno lug/luglio ago/agosto"
    " set/settembre ott/ottobre novembre dic/dicembre",
    "es": "ene/enero febrero marzo abr/abril mayo junio julio ago/agosto septiembre/setiembre"
    " octubre noviembre dic/diciembre",
    "pt": "janeiro fev/fevereiro marco abr/abril mai/maio junho julho ago/agosto set/setembro"
    " out/outubro novembro dez/dezembro",
    "ca": "gener febrer marc abril maig juny juliol agost setembre octubre novembre desembre",
    "pl": "styczen luty marzec kwiecien maj czerwiec lipiec sierpien wrzesien pazdziernik listopada"
    " grudzien",
    "ru": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
}
WORDS = {
    "en": {
        "and": ",",
        "to": "-",
        "till": "-",
        "until": "-",
        "through": "-",
        "as": "-",
        "midnight": "00:00",
        "noon": "12:00",
        "weekend": "Sa,Su",
        "weekends": "Sa,Su",
        "weekdays": "Mo-Fr",
        "daylight": "sunrise-sunset",
        "daytime": "sunrise-sunset",
        "holiday": "PH",
        "holidays": "PH",
    },
    "de": {
        "und": ",",
        "bis": "-",
        "uhr": "",
        "von": "",
        "nur": "",
        "an": "",
        "geschlossen": "off",
        "ruhetag": "off",
        "geoffnet": "open",
        "taglich": "Mo-Su",
        "werktags": "Mo-Fr",
        "feiertag": "PH",
        "feiertags": "PH",
        "feiertage": "PH",
        "feiertagen": "PH",
        "ferien": "SH",
        "schulferien": "SH",
        "tag": "day",
        "tage": "days",
    },
    "nl": {"en": ",", "tot": "-", "t/m": "-", "uur": "", "van": "", "gesloten": "off"},
    "it": {"e": ",", "al": "-", "a": "-", "alle": "-", "dal": "", "dalle": "", "chiuso": "off"},
    "es": {"y": ",", "a": "-", "al": "-", "de": "", "cerrado": "off", "festivos": "PH"},
    "pt": {"e": ",", "a": "-", "as": "-", "ate": "-", "de": "", "fechado": "off", "feriados": "PH"},
    "ca": {"i": ",", "a": "-", "de": "", "tancat": "off", "festius": "PH"},
    "pl": {"i": ",", "do": "-", "od": "", "zamkniete": "off", "nieczynne": "off"},
    "ru": {"и": ",", "до": "-", "с": "", "выходной": "off"},
}
