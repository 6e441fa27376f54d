from django.urls import path

from entrelieux.kernel import views

app_name = "words"
urlpatterns = [
    path("", views.glossary, name="glossary"),
    path("pas-compris/", views.unknown_word, name="unknown"),
    path("a-expliquer/", views.to_explain, name="to_explain"),
    path("premier-rendez-vous/", views.meetings, name="first_meetings"),
    path("premier-rendez-vous/<slug:code>/", views.meeting, name="first_meeting"),
    path("verifier/", views.clear_text, name="clear_text"),
]
