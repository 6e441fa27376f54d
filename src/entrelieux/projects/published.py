"""Which words of projects does everybody read? Those that their holders chose to show."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from entrelieux.kernel.published import publishes
from entrelieux.kernel.viewer import Viewer
from entrelieux.projects.selectors import shown_to_all


def _projects(_viewer: Viewer) -> QuerySet[Any]:
    return shown_to_all()


publishes("Project", "name", label=_("noms des projets"), rows=_projects, by_people=True)
publishes("Project", "pitch", label=_("projets en quelques mots"), rows=_projects, by_people=True)
