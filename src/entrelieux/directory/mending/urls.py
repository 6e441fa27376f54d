from django.urls import path

from entrelieux.directory.mending import views

app_name = "mending"
urlpatterns = [
    path("propositions/", views.suggestions, name="list"),
    path("propositions/<slug:ref>/", views.decide, name="decide"),
    path("<str:ref>/corriger/", views.mend, name="mend"),
]
