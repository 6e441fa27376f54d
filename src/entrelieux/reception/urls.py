from django.urls import path

from entrelieux.reception.views import intake, plans

app_name = "reception"
urlpatterns = [
    path("", intake.intake, name="intake"),
    path("<str:token>/", plans.plans, name="plans"),
    path("<str:token>/modifier/", intake.change, name="change"),
    path("<str:token>/imprimer/", plans.paper, name="print"),
    path("<str:token>/effacer/", intake.erase, name="erase"),
]
