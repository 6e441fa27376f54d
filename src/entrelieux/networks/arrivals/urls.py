from django.urls import path

from entrelieux.networks.arrivals.views import asking, load, public, queue

app_name = "arrivals"
urlpatterns = [
    path("reseaux/<str:ref>/rappel/", asking.door, name="door"),
    path("reseaux/<str:ref>/attente/", public.waiting, name="waiting"),
    path("reseaux/<str:ref>/attente/regles/", public.written_rules, name="rules"),
    path("suivi/<str:token>/rappel/", asking.own, name="own"),
    path("suivi/<str:token>/rappel/<str:ref>/", asking.own_door, name="own_door"),
    path("reseaux/<str:ref>/file/", queue.line, name="line"),
    path("reseaux/<str:ref>/file/charge/", load.load, name="load"),
    path("reseaux/<str:ref>/file/repartir/", load.share, name="share"),
    path("reseaux/<str:ref>/file/<str:call_ref>/", queue.call, name="call"),
]
