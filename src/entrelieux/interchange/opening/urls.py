from django.urls import path

from entrelieux.interchange.opening import views

app_name = "opening"
urlpatterns = [
    path("", views.page, name="page"),
    path("<str:name>", views.file, name="file"),
]
