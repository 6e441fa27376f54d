from django.urls import path

from entrelieux.counter.records.views import lists, one

app_name = "records"
urlpatterns = [
    path("", lists.records, name="list"),
    path("nouveau/", one.new, name="new"),
    path("<str:ref>/", one.record, name="record"),
    path("<str:ref>/modifier/", one.edit, name="edit"),
    path("<str:ref>/supprimer/", one.delete, name="delete"),
]
