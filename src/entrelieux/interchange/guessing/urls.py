from django.urls import path

from entrelieux.interchange.guessing import views

app_name = "exchanges"
urlpatterns = [
    path("", views.files, name="list"),
    path("<slug:ref>/", views.review, name="review"),
    path("<slug:ref>/lignes/", views.rows, name="rows"),
    path("<slug:ref>/publier/", views.publish, name="publish"),
    path("<slug:ref>/oublier/", views.forget, name="forget"),
]
