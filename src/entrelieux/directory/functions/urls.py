from django.urls import path

from entrelieux.directory.functions import views

app_name = "functions"
urlpatterns = [
    path("<slug:ref>/fonctions/", views.manage, name="manage"),
    path("<slug:ref>/fonctions/ajouter/<slug:nature>/", views.add, name="add"),
    path("<slug:ref>/fonctions/<slug:nature>/<slug:row>/", views.change, name="change"),
]
