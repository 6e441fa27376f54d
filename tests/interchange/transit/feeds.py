"""A small invented network, in the mountains of Lozère: no such bus runs, whatever the names.

A weekday coach from Langogne to Mende by Châteauneuf, a school line, a bus of Tuesday's market, a
line on demand, a late bus on Saturdays.
"""

import zipfile
from datetime import date

TODAY = date(2026, 11, 23)
MONDAY, TUESDAY, SATURDAY = "2026-11-23", "2026-11-24", "2026-11-28"
LANGOGNE, CHATEAUNEUF, MENDE = "3.8550,44.7270", "3.6730,44.6420", "3.4990,44.5180"
GRANDRIEU, AUROUX = "3.6320,44.7830", "3.7300,44.7500"

LOZERE = {
    "agency": """agency_id,agency_name,agency_url,agency_timezone,agency_phone
A,Cars inventés,https://exemple.invalid,Europe/Paris,04 00 00 00 00""",
    "feed_info": """feed_publisher_name,feed_publisher_url,feed_lang
Lozère de fiction,https://exemple.invalid,fr""",
    "stops": """stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station,wheelchair_boarding
G,Langogne (gare),44.7270,3.8550,0,,1
P,Langogne (place),44.7255,3.8560,0,,
C,Châteauneuf-de-Randon,44.6420,3.6730,0,,2
M,Mende (gare routière),44.5180,3.4990,0,,1
R,Grandrieu,44.7830,3.6320,0,,
X,Auroux,44.7500,3.7300,0,,""",
    "routes": """route_id,agency_id,route_short_name,route_long_name,route_type
251,A,251,Langogne - Mende,3
S,A,,Scolaire Grandrieu,3
T,A,Marché,,3
D,A,TAD Auroux,,3
N,A,Nuit,,3""",
    "calendar": """service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
semaine,1,1,1,1,1,0,0,20261101,20261231
ecole,1,1,0,1,1,0,0,20261101,20261231
mardi,0,1,0,0,0,0,0,20261101,20261231
samedi,0,0,0,0,0,1,0,20261101,20261231""",  # noqa: E501
    "calendar_dates": """service_id,date,exception_type
semaine,20261111,2
ecole,20261221,2
ecole,20261222,2
mardi,20261223,1""",
    "trips": """route_id,service_id,trip_id,trip_headsign,wheelchair_accessible
251,semaine,251-1,Mende,1
251,semaine,251-2,Mende,1
251,semaine,251-3,Langogne,1
251,semaine,251-4,Langogne,1
S,ecole,s-1,Collège,
S,ecole,s-2,Grandrieu,
T,mardi,t-1,Langogne,
T,mardi,t-2,Grandrieu,
D,semaine,d-1,Langogne,
D,semaine,d-2,Auroux,
N,samedi,n-1,Langogne,""",
    "stop_times": """trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type
251-1,06:50:00,06:50:00,G,1,0,1
251-1,07:15:00,07:15:00,C,2,0,0
251-1,07:55:00,07:55:00,M,3,1,0
251-2,08:05:00,08:05:00,G,1,0,1
251-2,08:30:00,08:30:00,C,2,0,0
251-2,09:10:00,09:10:00,M,3,1,0
251-3,10:45:00,10:45:00,M,1,0,1
251-3,,,C,2,0,0
251-3,11:50:00,11:50:00,G,3,1,0
251-4,17:30:00,17:30:00,M,1,0,1
251-4,18:10:00,18:10:00,C,2,0,0
251-4,18:35:00,18:35:00,G,3,1,0
s-1,07:20:00,07:20:00,R,1,0,0
s-1,07:55:00,07:55:00,P,2,0,0
s-2,17:10:00,17:10:00,P,1,0,0
s-2,17:45:00,17:45:00,R,2,0,0
t-1,08:30:00,08:30:00,R,1,0,0
t-1,09:10:00,09:10:00,P,2,0,0
t-2,11:15:00,11:15:00,P,1,0,0
t-2,11:55:00,11:55:00,R,2,0,0
d-1,09:00:00,09:00:00,X,1,2,0
d-1,09:25:00,09:25:00,P,2,0,2
d-2,11:30:00,11:30:00,P,1,2,0
d-2,11:55:00,11:55:00,X,2,0,2
n-1,23:50:00,23:50:00,M,1,0,0
n-1,25:05:00,25:05:00,G,2,0,0""",  # noqa: E501
}


def feed(path, changed=None, *, folder="", without=()):
    """The invented network as an archive; ``changed`` replaces or adds tables (text or bytes)."""
    tables = {
        name: text for name, text in (LOZERE | (changed or {})).items() if name not in without
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in tables.items():
            archive.writestr(f"{folder}{name}.txt", text)
    return path


def more(table, *lines):
    return {table: "\n".join([LOZERE[table], *lines])}
