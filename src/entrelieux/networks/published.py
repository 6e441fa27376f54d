"""Which words of networks does everybody read? Charters, goals, and what members chose to show."""

from typing import Any

from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.kernel.published import publishes
from entrelieux.kernel.viewer import Viewer
from entrelieux.networks.models import Charter, Goal, Member
from entrelieux.packs.fr import networks as pack


def _of_networks(model: type[Model]) -> QuerySet[Any]:
    return model._default_manager.filter(network__is_fiction=offer_is_fiction())


def _charters(_viewer: Viewer) -> QuerySet[Any]:
    return _of_networks(Charter)


def _goals(_viewer: Viewer) -> QuerySet[Any]:
    return _of_networks(Goal).exclude(why="")


def _activities(_viewer: Viewer) -> QuerySet[Any]:
    return _shown("activite").exclude(activity="")


def _shared(_viewer: Viewer) -> QuerySet[Any]:
    return _shown("mots").exclude(words="")


def _shown(line: str) -> QuerySet[Any]:
    return _of_networks(Member).filter(state=Member.State.WELCOMED, **{f"shown__{line}": pack.ALL})


publishes("Charter", "title", label=_("titres des chartes"), rows=_charters)
publishes("Charter", "words", label=_("chartes"), rows=_charters)
publishes("Charter", "why", label=_("ce qui change dans les chartes"), rows=_charters)
publishes("Goal", "why", label=_("pourquoi un nombre de membres"), rows=_goals)
publishes(
    "Member", "activity", label=_("ce que font les membres"), rows=_activities, by_people=True
)
publishes("Member", "words", label=_("ce que partagent les membres"), rows=_shared, by_people=True)
