from django.urls import path

from entrelieux.counter.views import desk, visits

app_name = "counter"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("visites/<str:ref>/", visits.visit, name="visit"),
    path("visites/<str:ref>/travailler/", visits.work, name="work"),
    path("visites/<str:ref>/effacer/", visits.erase, name="erase"),
]
