from django.urls import path

from entrelieux.directory import agenda_views as views

app_name = "agenda"
urlpatterns = [
    path("agenda/", views.week, name="week"),
    path("agenda.ics", views.feed, name="feed"),
]
