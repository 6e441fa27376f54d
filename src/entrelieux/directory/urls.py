from django.urls import path

from entrelieux.directory import views

app_name = "directory"
urlpatterns = [
    path("", views.place_list, name="place_list"),
    path("<slug:ref>/", views.place, name="place"),
]
