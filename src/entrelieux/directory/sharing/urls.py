from django.urls import path

from entrelieux.directory.sharing import views

app_name = "sharing"
urlpatterns = [
    path("communes/<slug:code>/", views.commune, name="commune"),
]
