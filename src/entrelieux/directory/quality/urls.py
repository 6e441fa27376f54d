from django.urls import path

from entrelieux.directory.quality import views

app_name = "quality"
urlpatterns = [
    path("", views.to_mend_list, name="list"),
    path("liste.csv", views.to_mend_csv, name="csv"),
]
