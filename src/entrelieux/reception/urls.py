from django.urls import path

from entrelieux.reception import views

app_name = "reception"
urlpatterns = [
    path("", views.intake, name="intake"),
    path("<str:token>/", views.plans, name="plans"),
    path("<str:token>/modifier/", views.change, name="change"),
    path("<str:token>/imprimer/", views.paper, name="print"),
    path("<str:token>/effacer/", views.erase, name="erase"),
]
