from django.urls import path

from entrelieux.interchange.hooks import views

app_name = "hooks"
urlpatterns = [
    path("", views.hooks, name="list"),
    path("<slug:ref>/", views.one, name="one"),
    path("<slug:ref>/secret/", views.secret, name="secret"),
]
