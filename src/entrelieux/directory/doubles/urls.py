from django.urls import path

from entrelieux.directory.doubles import views

app_name = "doubles"
urlpatterns = [
    path("", views.proposals, name="list"),
    path("avis/", views.history, name="history"),
    path("avis/<slug:ref>/", views.verdict, name="verdict"),
    path("avis/<slug:ref>/annuler/", views.undo, name="undo"),
    path("<slug:one>/<slug:other>/", views.pair, name="pair"),
]
