from django.urls import path

from entrelieux.interchange.standards import views

app_name = "schemas"
urlpatterns = [
    path("valider/", views.validate, name="validate"),
    path("schemas/<str:name>", views.schema, name="schema"),
]
