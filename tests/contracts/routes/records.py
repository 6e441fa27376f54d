"""Support records: for those who receive for a structure, or administer it; its author changes."""

from datetime import date

from entrelieux.counter.records.drafts import Draft, Someone
from entrelieux.counter.records.services import write_record

# route              method scope           visitor person agent holder admin animator operator
TABLE = """
records:list         GET    -               404 404 200 404 200 404 404
records:list         HEAD   -               404 404 200 404 200 404 404
records:new          GET    -               404 404 200 404 200 404 404
records:new          HEAD   -               404 404 200 404 200 404 404
records:new          POST   -               404 404 422 404 422 404 404
records:csv          GET    -               404 404 200 404 200 404 404
records:csv          HEAD   -               404 404 200 404 200 404 404
records:xlsx         GET    -               404 404 200 404 200 404 404
records:xlsx         HEAD   -               404 404 200 404 200 404 404
records:take         GET    -               404 404 200 404 200 404 404
records:take         HEAD   -               404 404 200 404 200 404 404
records:take         POST   -               404 404 422 404 422 404 404
records:record       GET    own             404 404 200 404 200 404 404
records:record       GET    other_network   404
records:record       GET    other_territory 404
records:record       GET    absent          404
records:record       HEAD   own             404 404 200 404 200 404 404
records:record       HEAD   other_network   404
records:record       HEAD   other_territory 404
records:record       HEAD   absent          404
records:row          GET    own             404 404 200 404 200 404 404
records:row          GET    other_network   404
records:row          GET    other_territory 404
records:row          GET    absent          404
records:row          HEAD   own             404 404 200 404 200 404 404
records:row          HEAD   other_network   404
records:row          HEAD   other_territory 404
records:row          HEAD   absent          404
records:contact      GET    own             404 404 200 404 200 404 404
records:contact      GET    other_network   404
records:contact      GET    other_territory 404
records:contact      GET    absent          404
records:contact      HEAD   own             404 404 200 404 200 404 404
records:contact      HEAD   other_network   404
records:contact      HEAD   other_territory 404
records:contact      HEAD   absent          404
records:appointment  GET    own             404 404 200 404 200 404 404
records:appointment  GET    other_network   404
records:appointment  GET    other_territory 404
records:appointment  GET    absent          404
records:appointment  HEAD   own             404 404 200 404 200 404 404
records:appointment  HEAD   other_network   404
records:appointment  HEAD   other_territory 404
records:appointment  HEAD   absent          404
records:edit         GET    own             404
records:edit         GET    other_network   404
records:edit         GET    other_territory 404
records:edit         GET    absent          404
records:edit         HEAD   own             404
records:edit         HEAD   other_network   404
records:edit         HEAD   other_territory 404
records:edit         HEAD   absent          404
records:edit         POST   own             404
records:edit         POST   other_network   404
records:edit         POST   other_territory 404
records:edit         POST   absent          404
records:delete       POST   own             404
records:delete       POST   other_network   404
records:delete       POST   other_territory 404
records:delete       POST   absent          404
"""
# ``own`` is the record of a colleague: nobody but its author changes it, and each role is another
# person. That its author may is held by tests/counter/records/test_pages.py.


def put(cast):
    said = Draft(
        held_on=date(2026, 11, 20),
        forme_mediation="accompagnement",
        monde="mediation_numerique",
        activity="individuel",
        minutes=30,
        people=(Someone(),),
    )
    for scope in cast.placed:
        cast.objects["record"][scope] = write_record(
            actor=cast.viewer_at(scope),
            organisation_ref=cast.organisation[scope],
            draft=said,
            request_key="une",
        )


def addresses(cast):
    return {
        "records:list": "/comptes-rendus/",
        "records:new": "/comptes-rendus/nouveau/",
        "records:csv": "/comptes-rendus/export.csv",
        "records:xlsx": "/comptes-rendus/export.xlsx",
        "records:take": "/comptes-rendus/reprendre/",
        "records:record": cast.scoped("record", "/comptes-rendus/{}/"),
        "records:row": cast.scoped("record", "/comptes-rendus/{}/ligne.xlsx"),
        "records:contact": cast.scoped("record", "/comptes-rendus/{}/structure.vcf"),
        "records:appointment": cast.scoped("record", "/comptes-rendus/{}/rendez-vous.ics"),
        "records:edit": cast.scoped("record", "/comptes-rendus/{}/modifier/"),
        "records:delete": cast.scoped("record", "/comptes-rendus/{}/supprimer/"),
    }
