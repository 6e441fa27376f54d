"""Routes that are the same for everybody."""

# route                     method scope statuses
TABLE = """
home                        GET   - 200
home                        HEAD  - 200
propose                     GET   - 200
propose                     HEAD  - 200
how                         GET   - 200
how                         HEAD  - 200
sources                     GET   - 200
sources                     HEAD  - 200
privacy                     GET   - 200
privacy                     HEAD  - 200
accessibility               GET   - 200
accessibility               HEAD  - 200
about                       GET   - 200
about                       HEAD  - 200
legal                       GET   - 200
legal                       HEAD  - 200
fiction                     GET   - 200
fiction                     HEAD  - 200
schemas:validate            GET   - 200
schemas:validate            HEAD  - 200
schemas:validate            POST  - 422
schemas:schema              GET   - 200
schemas:schema              HEAD  - 200
opening:page                GET   - 200
opening:page                HEAD  - 200
opening:file                GET   - 404
opening:file                HEAD  - 404
set_language                POST  - 302
reception:intake            GET   - 200
reception:intake            HEAD  - 200
reception:intake            POST  - 422
reception:one_page          GET   - 200
reception:one_page          HEAD  - 200
reception:one_page          POST  - 422
reception:sheet             GET   - 200
reception:sheet             HEAD  - 200
reception:step              GET   - 200
reception:step              HEAD  - 200
reception:step              POST  - 422
reception:one_page_again    GET   - 200
reception:one_page_again    HEAD  - 200
reception:one_page_again    POST  - 422
reception:plans             GET   - 200
reception:plans             HEAD  - 200
reception:change            GET   - 303
reception:change            HEAD  - 303
reception:print             GET   - 200
reception:print             HEAD  - 200
reception:compare           GET   - 200
reception:compare           HEAD  - 200
reception:swap              GET   - 404
reception:swap              HEAD  - 404
reception:swap              POST  - 409
reception:restore           POST  - 303
reception:erase             POST  - 303
directory:place_list        GET   - 200
directory:place_list        HEAD  - 200
directory:list_csv          GET   - 200
directory:list_csv          HEAD  - 200
directory:list_geojson      GET   - 200
directory:list_geojson      HEAD  - 200
directory:place             GET   - 200
directory:place             HEAD  - 200
directory:moved             GET   - 422
directory:moved             HEAD  - 422
sharing:builder             GET   - 200
sharing:builder             HEAD  - 200
sharing:embedded            GET   - 200
sharing:embedded            HEAD  - 200
sharing:script              GET   - 200
sharing:script              HEAD  - 200
sharing:commune             GET   - 200
sharing:commune             HEAD  - 200
directory:history           GET   - 200
directory:history           HEAD  - 200
words:glossary              GET   - 200
words:glossary              HEAD  - 200
words:unknown               GET   - 200
words:unknown               HEAD  - 200
words:unknown               POST  - 422
words:first_meetings        GET   - 200
words:first_meetings        HEAD  - 200
words:first_meeting         GET   - 200
words:first_meeting         HEAD  - 200
words:clear_text            GET   - 200
words:clear_text            HEAD  - 200
words:clear_text            POST  - 422
words:to_explain            GET   - 200
words:to_explain            HEAD  - 200
openapi                     GET   - 200
list_communes               GET   - 200
list_terms                  GET   - 200
list_places                 GET   - 200
list_place_changes          GET   - 200
get_place                   GET   - 200
get_place_history           GET   - 200
create_plans                POST  - 422
understand                  POST  - 422
absent                      *     - 404
"""


def addresses(cast):
    """An address for each route. cast.token: of an open intake. cast.place: ref of a place."""
    token, place = cast.token, cast.place
    return {
        "home": "/",
        "propose": "/proposer/",
        "how": "/comment-ce-parcours-est-il-choisi/",
        "sources": "/sources/",
        "privacy": "/confidentialite/",
        "accessibility": "/accessibilite/",
        "about": "/a-propos/",
        "legal": "/mentions-legales/",
        "fiction": "/reseau-fictif/",
        "set_language": "/i18n/",
        "schemas:validate": "/valider/",
        "schemas:schema": "/schemas/entrelieux-fonctions.json",
        "opening:page": "/donnees/",
        "opening:file": "/donnees/lieux.csv",
        "reception:intake": "/parcours/",
        "reception:one_page": "/parcours/une-page/",
        "reception:sheet": "/parcours/papier/",
        "reception:plans": f"/parcours/{token}/",
        "reception:step": f"/parcours/{token}/etape/1/",
        "reception:one_page_again": f"/parcours/{token}/une-page/",
        "reception:change": f"/parcours/{token}/modifier/",
        "reception:print": f"/parcours/{token}/imprimer/",
        "reception:compare": f"/parcours/{token}/comparer/",
        "reception:swap": f"/parcours/{token}/changer/1/{'0' * 16}/",
        "reception:restore": f"/parcours/{token}/revenir/1/",
        "reception:erase": f"/parcours/{token}/effacer/",
        "directory:place_list": "/lieux/",
        "directory:list_csv": "/lieux/liste.csv",
        "directory:list_geojson": "/lieux/liste.geojson",
        "directory:place": f"/lieux/{place}/",
        "directory:moved": "/lieux/mouvements/",
        "directory:history": f"/lieux/{place}/histoire/",
        "sharing:commune": "/communes/48080/",
        "sharing:builder": "/integrer/",
        "sharing:embedded": "/integrer/lieux/",
        "sharing:script": "/integrer/cadre.js",
        "words:glossary": "/mots/",
        "words:unknown": "/mots/pas-compris/",
        "words:first_meetings": "/mots/premier-rendez-vous/",
        "words:first_meeting": "/mots/premier-rendez-vous/banque/",
        "words:clear_text": "/mots/verifier/",
        "words:to_explain": "/mots/a-expliquer/",
        "openapi": "/api/v1/openapi.json",
        "list_communes": "/api/v1/communes?q=mende",
        "list_terms": "/api/v1/termes?q=rsa",
        "list_places": "/api/v1/places",
        "list_place_changes": "/api/v1/places/changes",
        "get_place": f"/api/v1/places/{place}",
        "get_place_history": f"/api/v1/places/{place}/history",
        "create_plans": "/api/v1/plans",
        "understand": "/api/v1/understand",
        "absent": "/api/v1/nothing-here",
    }
