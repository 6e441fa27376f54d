from django.urls import path

from entrelieux.counter.views import desk, guide, handing, steps, visits

app_name = "counter"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("guide/", guide.guide, name="guide"),
    path("visites/<str:ref>/", visits.visit, name="visit"),
    path("visites/<str:ref>/travailler/", visits.work, name="work"),
    path("visites/<str:ref>/effacer/", visits.erase, name="erase"),
    path("visites/<str:ref>/etape/<str:step>/", steps.swap, name="swap"),
    path("visites/<str:ref>/confier/<str:step>/", handing.confide, name="confide"),
    path("visites/<str:ref>/sans-reponse/", handing.unmet, name="unmet"),
    path("visites/<str:ref>/guide/", guide.visit_guide, name="visit_guide"),
    path("visites/<str:ref>/suivi/", guide.follow_up, name="follow_up"),
    path("visites/<str:ref>/pourquoi/", steps.why_not, name="why_not"),
    path("visites/<str:ref>/feuille/", steps.sheet, name="sheet"),
]
