from django.urls import path

from entrelieux.counter.views import desk, guide, handing, steps, visits

app_name = "counter"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("guide/", guide.guide, name="guide"),
    path("visites/<slug:ref>/", visits.visit, name="visit"),
    path("visites/<slug:ref>/travailler/", visits.work, name="work"),
    path("visites/<slug:ref>/effacer/", visits.erase, name="erase"),
    path("visites/<slug:ref>/etape/<str:step>/", steps.swap, name="swap"),
    path("visites/<slug:ref>/confier/<str:step>/", handing.confide, name="confide"),
    path("visites/<slug:ref>/sans-reponse/", handing.unmet, name="unmet"),
    path("visites/<slug:ref>/guide/", guide.visit_guide, name="visit_guide"),
    path("visites/<slug:ref>/suivi/", guide.follow_up, name="follow_up"),
    path("visites/<slug:ref>/pourquoi/", steps.why_not, name="why_not"),
    path("visites/<slug:ref>/feuille/", steps.sheet, name="sheet"),
]
