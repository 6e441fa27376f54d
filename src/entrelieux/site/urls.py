from django.urls import include, path

from entrelieux.site import device, views

urlpatterns = [
    path("", views.home, name="home"),
    path("proposer/", views.propose, name="propose"),
    path("comment-ce-parcours-est-il-choisi/", views.how, name="how"),
    path("sources/", views.sources, name="sources"),
    path("confidentialite/", views.privacy, name="privacy"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("a-propos/", views.about, name="about"),
    path("mentions-legales/", views.legal, name="legal"),
    path("reseau-fictif/", views.fiction, name="fiction"),
    path("i18n/", views.switch_language, name="set_language"),
    path("appareil/", device.here, name="device"),
    path("parcours/", include("entrelieux.reception.urls")),
    path("lieux/doublons/", include("entrelieux.directory.doubles.urls")),
    path("lieux/qualite/", include("entrelieux.directory.quality.urls")),
    path("lieux/", include("entrelieux.directory.mending.urls")),
    path("lieux/", include("entrelieux.directory.urls")),
    path("lieux/", include("entrelieux.directory.functions.urls")),
    path("", include("entrelieux.directory.agenda.urls")),
    path("", include("entrelieux.directory.confirming.urls")),
    path("", include("entrelieux.directory.sharing.urls")),
    path("echanges/crochets/", include("entrelieux.interchange.hooks.urls")),
    path("echanges/", include("entrelieux.interchange.guessing.urls")),
    path("mots/", include("entrelieux.kernel.urls")),
    path("", include("entrelieux.interchange.standards.urls")),
    path("donnees/", include("entrelieux.interchange.opening.urls")),
    path("besoins-sans-reponse/", include("entrelieux.passerelles.board.urls")),
    path("observatoire/", include("entrelieux.observatory.urls")),
    path("compte/", include("entrelieux.accounts.urls")),
    path("guichet/", include("entrelieux.counter.urls")),
    path("", include("entrelieux.exchanges.meetings.urls")),
    path("", include("entrelieux.passerelles.urls")),
    path("", include("entrelieux.exchanges.urls")),
    path("", include("entrelieux.projects.urls")),
    path("", include("entrelieux.networks.urls")),
    path("", include("entrelieux.networks.arrivals.urls")),
    path("comptes-rendus/", include("entrelieux.counter.records.urls")),
    path("api/v1/", include("entrelieux.api.urls")),
]

handler404 = "entrelieux.site.views.not_found"
handler500 = "entrelieux.site.views.broken"
