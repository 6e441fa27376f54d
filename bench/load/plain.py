"""The yardstick's only page: 25 places, read by the ORM, counted, written by a plain template."""

from django.urls import path
from django.views.generic import ListView

from entrelieux.directory.models import Place
from entrelieux.directory.selectors import PER_PAGE


class PlainList(ListView):  # type: ignore[type-arg]  Django's has no index
    queryset = Place.objects.filter(withdrawn_on=None).select_related("source").order_by("folded")
    paginate_by = PER_PAGE
    template_name = "plain_list.html"


urlpatterns = [path("", PlainList.as_view())]
