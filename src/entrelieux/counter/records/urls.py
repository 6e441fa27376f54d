from django.urls import path

from entrelieux.counter.records.views import copies, files, lists, one

app_name = "records"
urlpatterns = [
    path("", lists.records, name="list"),
    path("nouveau/", one.new, name="new"),
    path("export.csv", files.csv_file, name="csv"),
    path("export.xlsx", files.workbook, name="xlsx"),
    path("reprendre/", files.take, name="take"),
    path("<str:ref>/", one.record, name="record"),
    path("<str:ref>/ligne.xlsx", copies.row, name="row"),
    path("<str:ref>/structure.vcf", copies.contact, name="contact"),
    path("<str:ref>/rendez-vous.ics", copies.appointment, name="appointment"),
    path("<str:ref>/modifier/", one.edit, name="edit"),
    path("<str:ref>/supprimer/", one.delete, name="delete"),
]
