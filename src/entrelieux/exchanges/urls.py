from django.urls import path

from entrelieux.exchanges.views import animating, doors, listing, own, relaying

app_name = "entraide"
urlpatterns = [
    path("entraide/", doors.home, name="home"),
    path("entraide/demander/", doors.door, {"which": "demander"}, name="ask"),
    path("entraide/proposer/", doors.door, {"which": "proposer"}, name="offer_door"),
    path("entraide/propositions/", listing.offers, name="offers"),
    path("entraide/demandes/", listing.requests, name="requests"),
    path("entraide/papier/<str:which>/", listing.paper, name="paper"),
    path("entraide/a-prevenir/", relaying.to_tell, name="to_tell"),
    path("entraide/dossiers/<str:ref>/", relaying.file, name="file"),
    path(
        "entraide/dossiers/<str:ref>/relation/<str:relation>/",
        relaying.introduction,
        name="file_introduction",
    ),
    path("entraide/animation/", animating.animation, name="animation"),
    path("entraide/animation/parrainages/", animating.mentors, name="mentors"),
    path("entraide/animation/<str:ref>/", animating.waiting, name="waiting"),
    path("entraide/propositions/<str:ref>/cacher/", animating.hide, name="hide"),
    path("entraide/carte/", animating.competence_map, name="map"),
    path("entraide/reponse/<str:link>/", own.answer, name="answer"),
    path("suivi/<str:token>/demander/", doors.own_door, {"which": "demander"}, name="own_ask"),
    path(
        "suivi/<str:token>/proposer/", doors.own_door, {"which": "proposer"}, name="own_offer_door"
    ),
    path("suivi/<str:token>/recherche/<str:ref>/", own.request_, name="request"),
    path("suivi/<str:token>/proposition/<str:ref>/", own.offer, name="offer"),
    path("suivi/<str:token>/relation/<str:ref>/", own.introduction, name="introduction"),
]
