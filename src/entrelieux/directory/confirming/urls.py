from django.urls import path

from entrelieux.directory.confirming import answer_views, manage_views

app_name = "confirming"
urlpatterns = [
    path("c/<str:code>/", answer_views.answer, name="answer"),
    path("campagnes/", manage_views.campaigns, name="list"),
    path("campagnes/nouvelle/", manage_views.new, name="new"),
    path("campagnes/reponses/<slug:ref>/", manage_views.decide, name="decide"),
    path("campagnes/<slug:ref>/", manage_views.campaign, name="campaign"),
    path("campagnes/<slug:ref>/lettres/", manage_views.letters, name="letters"),
    path("campagnes/<slug:ref>/relancer/", manage_views.remind, name="remind"),
    path("campagnes/<slug:ref>/clore/", manage_views.close, name="close"),
]
