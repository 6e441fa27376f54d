from django.urls import path

from entrelieux.networks.views import charters, home, joining, own, threshold, welcoming

app_name = "networks"
urlpatterns = [
    path("reseaux/", home.listing, name="list"),
    path("reseaux/<slug:ref>/", home.one, name="one"),
    path("reseaux/<slug:ref>/membres/", home.members, name="members"),
    path("reseaux/<slug:ref>/seuil/", threshold.threshold, name="threshold"),
    path("reseaux/<slug:ref>/charte/", charters.charter, name="charter"),
    path("reseaux/<slug:ref>/charte/ecrire/", charters.write, name="charter_write"),
    path("reseaux/<slug:ref>/charte/<int:number>/", charters.charter, name="charter_version"),
    path("reseaux/<slug:ref>/adherer/", joining.join, name="join"),
    path("reseaux/<slug:ref>/demandes/", welcoming.asking, name="asking"),
    path("reseaux/<slug:ref>/demandes/<slug:member>/", welcoming.one, name="asking_one"),
    path("reseaux/<slug:ref>/structure/<str:organisation>/", own.structure, name="structure"),
    path(
        "reseaux/<slug:ref>/structure/<str:organisation>/carte/",
        own.structure_card,
        name="structure_card",
    ),
    path("suivi/<str:token>/reseau/", own.mine, name="mine"),
    path("suivi/<str:token>/reseau/adherer/<slug:ref>/", joining.own_join, name="own_join"),
    path("suivi/<str:token>/reseau/carte/<slug:ref>/", own.card, name="own_card"),
    path("suivi/<str:token>/reseau/annuaire/<slug:ref>/", home.own_members, name="own_members"),
]
