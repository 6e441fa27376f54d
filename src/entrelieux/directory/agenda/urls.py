from django.urls import path

from entrelieux.directory.agenda import manage_views as managing
from entrelieux.directory.agenda import views

app_name = "agenda"
urlpatterns = [
    path("agenda/", views.week, name="week"),
    path("agenda.ics", views.feed, name="feed"),
    path("agenda/gerer/", managing.manage, name="manage"),
    path("agenda/gerer/ajouter/", managing.add, name="add"),
    path("agenda/gerer/revenir/<slug:ref>/", managing.take_back, name="take_back"),
    path("agenda/gerer/date-en-plus/<slug:service>/", managing.extra_date, name="extra"),
    path("agenda/gerer/fin/<slug:service>/<slug:place>/", managing.end, name="end"),
    path(
        "agenda/gerer/date/<slug:service>/<slug:place>/<str:day>/", managing.one_date, name="date"
    ),
]
