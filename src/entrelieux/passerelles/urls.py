from django.urls import path

from entrelieux.passerelles.views import (
    acting,
    confiding,
    filing,
    following,
    keeping,
    listing,
    own_choice,
    replying,
)
from entrelieux.passerelles.views import told as one_told

app_name = "passerelles"
urlpatterns = [
    path(
        "parcours/<str:token>/confier/<int:number>/<str:step>/", confiding.confide, name="confide"
    ),
    path("suivi/", keeping.door, name="door"),
    path("suivi/<str:token>/", following.follow_up, name="follow_up"),
    path("suivi/<str:token>/garder/", keeping.keep, name="keep"),
    path("suivi/<str:token>/imprimer/", keeping.paper, name="follow_up_print"),
    path("suivi/<str:token>/mes-donnees/", keeping.export, name="follow_up_export"),
    path("suivi/<str:token>/adresse/", keeping.address, name="address"),
    path("suivi/<str:token>/effacer/", keeping.erase, name="erase"),
    path("suivi/<str:token>/demandes/<str:ref>/", one_told.told, name="told"),
    path("suivi/<str:token>/demandes/<str:ref>/ailleurs/", own_choice.elsewhere, name="own_choice"),
    path("repondre/<str:link>/", replying.reply, name="reply"),
    path("passerelles/", listing.passerelles, name="list"),
    path("passerelles/sans-interlocuteur/", listing.orphans, name="orphans"),
    path("passerelles/suivis/<str:ref>/", filing.file, name="file"),
    path("passerelles/<str:ref>/", acting.one, name="one"),
    path("passerelles/<str:ref>/confier-ailleurs/", acting.elsewhere, name="elsewhere"),
]
