from django.urls import path

from entrelieux.directory import views
from entrelieux.directory.confirming import views as confirming
from entrelieux.directory.finding import views as finding_views

app_name = "directory"
urlpatterns = [
    path("", views.place_list, name="place_list"),
    path("liste.csv", finding_views.list_csv, name="list_csv"),
    path("liste.geojson", finding_views.list_geojson, name="list_geojson"),
    path("mouvements/", confirming.moved, name="moved"),
    path("<slug:ref>/histoire/", confirming.history, name="history"),
    path("<slug:ref>/", views.place, name="place"),
]
