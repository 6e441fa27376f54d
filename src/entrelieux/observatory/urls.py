from django.urls import path

from entrelieux.observatory.access import views as access
from entrelieux.observatory.evenings import views as evenings
from entrelieux.observatory.lived import views as lived
from entrelieux.observatory.siting import views as siting
from entrelieux.observatory.studies import views as studies

app_name = "observatory"
urlpatterns = [
    path("", studies.index, name="index"),
    path("acces/", access.study, name="access"),
    path("acces.csv", access.study_csv, name="access_csv"),
    path("ouvrir/", siting.siting, name="siting"),
    path("ouvrir/feuille/", siting.siting_leaflet, name="siting_leaflet"),
    path("ouvrir/demander/", siting.siting_ask, name="siting_ask"),
    path("ouvrir.csv", siting.siting_csv, name="siting_csv"),
    path("projets/", lived.page, name="lived"),
    path("projets.csv", lived.page_csv, name="lived_csv"),
    path("projets.json", lived.page_json, name="lived_json"),
    path("prochaines-rencontres/", evenings.page, name="evenings"),
    path("etudes/", studies.ask, name="ask"),
    path("etudes/<slug:ref>/", studies.run, name="run"),
    path("etudes/<slug:ref>.csv", studies.run_csv, name="run_csv"),
    path("etudes/<slug:ref>.json", studies.run_json, name="run_json"),
]
