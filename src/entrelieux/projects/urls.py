from django.urls import path

from entrelieux.projects.views import beside, companions, dossier, holder, ideas, opening, shown

app_name = "projects"
urlpatterns = [
    path("suivi/<str:token>/projet/", holder.mine, name="mine"),
    path("suivi/<str:token>/projet/dire/", holder.tell, name="tell"),
    path("suivi/<str:token>/projet/etape/", holder.stage, name="stage"),
    path("suivi/<str:token>/projet/dossier/", dossier.dossier, name="dossier"),
    path("suivi/<str:token>/projet/compagnons/", companions.companions, name="companions"),
    path("suivi/<str:token>/projet/pistes/", ideas.ideas, name="ideas"),
    path("suivi/<str:token>/projet/imprimer/", shown.paper, name="paper"),
    path("suivi/<str:token>/a-cote/<str:ref>/", beside.mentored, name="mentored"),
    path("projets/", beside.listing, name="list"),
    path("projets/publics/", shown.public, name="public"),
    path("projets/ouvrir/<str:ref>/", opening.opening, name="open"),
    path("projets/<str:ref>/", beside.one, name="beside"),
]
