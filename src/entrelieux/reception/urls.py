from django.urls import path

from entrelieux.reception.views import intake, plans

app_name = "reception"
urlpatterns = [
    path("", intake.intake, name="intake"),
    path("une-page/", intake.one_page, name="one_page"),
    path("papier/", intake.sheet, name="sheet"),
    path("<str:token>/", plans.plans, name="plans"),
    path("<str:token>/etape/<int:number>/", intake.step, name="step"),
    path("<str:token>/une-page/", intake.one_page_again, name="one_page_again"),
    path("<str:token>/modifier/", intake.change, name="change"),
    path("<str:token>/imprimer/", plans.paper, name="print"),
    path("<str:token>/comparer/", plans.compare, name="compare"),
    path("<str:token>/changer/<int:number>/<str:step>/", plans.swap, name="swap"),
    path("<str:token>/revenir/<int:number>/", plans.restore, name="restore"),
    path("<str:token>/effacer/", intake.erase, name="erase"),
]
