from django.urls import path

from entrelieux.exchanges.meetings.views import (
    holding,
    papers,
    promises,
    public,
    report,
    trades,
    typing_in,
)

app_name = "meetings"
urlpatterns = [
    path("qui-fait-quoi/", trades.every, name="trades"),
    path("qui-fait-quoi/<str:ref>/", trades.write, name="trade"),
    path("rencontres/", public.every, name="list"),
    path("rencontres/preparer/", holding.prepare, name="prepare"),
    path("rencontres/bilan/", report.report, name="report"),
    path("rencontres/bilan.<str:kind>", report.report_file, name="report_file"),
    path("rencontres/promesses/", promises.promises, name="promises"),
    path("suivi/<str:token>/promesses/<str:ref>/", promises.own_promise, name="own_promise"),
    path("rencontres/place/<str:token>/", public.seat, name="own_seat"),
    path("rencontres/<str:ref>/", public.one, name="one"),
    path("rencontres/<str:ref>/rencontre.ics", public.calendar, name="calendar"),
    path("rencontres/<str:ref>/changer/", holding.change, name="change"),
    path("rencontres/<str:ref>/faire/", holding.act, name="act"),
    path("rencontres/<str:ref>/personnes/", holding.people, name="people"),
    path("rencontres/<str:ref>/inscrire/", holding.write_in, name="write_in"),
    path("rencontres/<str:ref>/feuilles/<str:name>/", papers.paper, name="paper"),
    path("rencontres/<str:ref>/compte-rendu/", typing_in.record, name="record"),
]
