from django.urls import path

from entrelieux.observatory.access import views as access
from entrelieux.observatory.studies import views as studies

app_name = "observatory"
urlpatterns = [
    path("acces/", access.study, name="access"),
    path("acces.csv", access.study_csv, name="access_csv"),
    path("etudes/", studies.ask, name="ask"),
    path("etudes/<slug:ref>/", studies.run, name="run"),
    path("etudes/<slug:ref>.csv", studies.run_csv, name="run_csv"),
]
