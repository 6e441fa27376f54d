from django.urls import path

from entrelieux.passerelles.board import views

app_name = "board"
urlpatterns = [
    path("", views.board, name="board"),
    path("<slug:slug>.<str:kind>", views.table, name="table"),
]
