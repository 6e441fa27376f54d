from django.urls import path

from entrelieux.directory.sharing import embed_views, views

app_name = "sharing"
urlpatterns = [
    path("communes/<slug:code>/", views.commune, name="commune"),
    path("integrer/", embed_views.builder, name="builder"),
    path("integrer/lieux/", embed_views.embedded, name="embedded"),
    path("integrer/cadre.js", embed_views.script, name="script"),
]
