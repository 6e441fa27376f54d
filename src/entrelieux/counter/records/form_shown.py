"""What the page of a record shows of its form: options in order, what is ticked, what is wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from entrelieux.counter.records import wording
from entrelieux.counter.records.cards import PlaceChoice
from entrelieux.counter.records.drafts import ALONE, AT_A_PLACE, NOBODY, TOGETHER
from entrelieux.directory.wording import in_language
from entrelieux.kernel import ui
from entrelieux.packs.fr import coop
from entrelieux.packs.fr.coop import Vocabulary

MINUTES = (10, 15, 20, 30, 45, 60, 90, 120)
OTHER = "autre"
TRAITS = (
    ("age", Vocabulary.AGE),
    ("genre", Vocabulary.GENDER),
    ("statut", Vocabulary.STATUS),
)


class Option(NamedTuple):
    """One box to tick, or one choice among others. help, icon: "" for none."""

    id: str
    value: str
    label: str
    is_checked: bool
    help: str = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many people of a workshop share one trait. value: as it was typed."""

    id: str
    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line of the summary of errors: where to go, what to do."""

    target: str
    message: str


class Shown(forms.Form):
    """places: where the structure receives; proposed: themes shown first.

    bridge: reference of the hand-over that it follows, which is not asked of anybody.
    """

    def __init__(
        self,
        *args: Any,
        places: Iterable[PlaceChoice] = (),
        proposed: Iterable[str] = (),
        bridge: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = tuple(places)
        self.proposed = tuple(proposed)
        self.bridge = bridge

    @property
    def formes(self) -> tuple[Option, ...]:
        return self._sides("forme", coop.forms())

    @property
    def mondes(self) -> tuple[Option, ...]:
        return self._sides("monde", coop.worlds())

    def _sides(self, name: str, sides: Mapping[str, coop.Side]) -> tuple[Option, ...]:
        chosen = self._typed(name)
        return tuple(
            Option(
                f"{name}-{side.code}",
                side.code,
                in_language(side.label, side.english),
                side.code == chosen,
                in_language(side.definition, side.english_definition),
                side.icon,
            )
            for side in sides.values()
        )

    @property
    def first_themes(self) -> tuple[Option, ...]:
        """Those proposed, and those ticked."""
        return tuple(one for one in self._themes() if self._is_first(one))

    @property
    def other_themes(self) -> tuple[Option, ...]:
        return tuple(one for one in self._themes() if not self._is_first(one))

    def _is_first(self, one: Option) -> bool:
        return one.is_checked or one.value in self.proposed

    def _themes(self) -> tuple[Option, ...]:
        return self._boxes("themes", Vocabulary.THEME)

    @property
    def first_procedures(self) -> tuple[Option, ...]:
        return tuple(one for one in self._procedures() if one.is_checked)

    @property
    def other_procedures(self) -> tuple[Option, ...]:
        return tuple(one for one in self._procedures() if not one.is_checked)

    def _procedures(self) -> tuple[Option, ...]:
        return self._boxes("demarches", Vocabulary.ADMINISTRATIVE_THEME)

    @property
    def durations(self) -> tuple[Option, ...]:
        chosen = self._typed("duree")
        return tuple(
            Option(f"duree-{one}", str(one), ui.duration(one), str(one) == chosen)
            for one in MINUTES
        )

    @property
    def is_other_duration(self) -> bool:
        return self._typed("duree") == OTHER

    @property
    def activities(self) -> tuple[Option, ...]:
        return self._radios("activite", Vocabulary.ACTIVITY, only=(ALONE, TOGETHER))

    @property
    def activities_apart(self) -> tuple[Option, ...]:
        return self._radios("activite", Vocabulary.ACTIVITY, only=coop.NO_AUDIENCE)

    @property
    def levels(self) -> tuple[Option, ...]:
        return self._radios("niveau", Vocabulary.LEVEL, unsaid=True)

    @property
    def autonomies(self) -> tuple[Option, ...]:
        return self._radios("autonomie", Vocabulary.AUTONOMY, unsaid=True)

    @property
    def places_of_act(self) -> tuple[Option, ...]:
        return self._radios("lieu", Vocabulary.PLACE_OF_ACT)

    @property
    def traits(self) -> tuple[tuple[str, tuple[Option, ...]], ...]:
        """(title, choices) of the one person."""
        return tuple(
            (title, self._radios(trait, vocabulary))
            for title, (trait, vocabulary) in zip(_trait_titles(), TRAITS, strict=True)
        )

    @property
    def counts(self) -> tuple[tuple[str, tuple[Count, ...]], ...]:
        """(title, how many of each) of the people of a workshop."""
        return tuple(
            (
                title,
                tuple(
                    Count(name, name, wording.label(vocabulary, code), self._typed(name))
                    for code in coop.codes(vocabulary)
                    if code != coop.UNSAID and (name := f"{trait}_{code}")
                ),
            )
            for title, (trait, vocabulary) in zip(_trait_titles(), TRAITS, strict=True)
        )

    @property
    def redirections(self) -> tuple[Option, ...]:
        known = self._boxes("orientation", Vocabulary.REDIRECTION)
        chosen = self._ticked("orientation")
        nobody = Option(f"orientation-{NOBODY}", NOBODY, _("Non"), NOBODY in chosen)
        return (nobody, *known)

    @property
    def places_shown(self) -> tuple[Option, ...]:
        chosen = self._typed("place")
        return tuple(
            Option(f"place-{one.ref}", one.ref, one.label, one.ref == chosen) for one in self.places
        )

    @property
    def has_traits(self) -> bool:
        """Whether something was said of the person or of the group: what is folded is then open."""
        said = (self._typed(trait) for trait, _codes in TRAITS)
        counted = (count.value for _title, counts in self.counts for count in counts)
        skills = (self._typed("autonomie"), self._typed("niveau"))
        return any(one not in {"", coop.UNSAID} for one in said) or any(counted) or any(skills)

    @property
    def is_moved(self) -> bool:
        """Whether it was another day, or somewhere else than usual."""
        usual = {"", self.places[0].ref if self.places else ""}
        return (
            self._typed("date") not in {"", timezone.localdate().isoformat()}
            or self._typed("lieu") not in {"", AT_A_PLACE}
            or self._typed("place") not in usual
        )

    @property
    def is_redirected(self) -> bool:
        return bool(self._ticked("orientation"))

    @property
    def typed(self) -> dict[str, str]:
        """What the single fields hold, as it was typed."""
        names = ("duree_autre", "nombre", "date", "commune", "note")
        return {name: self._typed(name) for name in names}

    @property
    def refused(self) -> dict[str, str]:
        """The first message of each field in trouble; "" for the others."""
        return {name: str(next(iter(self.errors.get(name, ())), "")) for name in self.fields}

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        return tuple(
            Trouble(self._target(name), str(message))
            for name in self.fields
            for message in self.errors.get(name, ())
        )

    def _target(self, name: str) -> str:
        first = {"forme": "forme-accompagnement", "monde": "monde-mediation_numerique"}
        return first.get(name, name)

    def _typed(self, name: str) -> str:
        value = self[name].value()
        return "" if value is None else str(value)

    def _ticked(self, name: str) -> frozenset[str]:
        return frozenset(map(str, self[name].value() or ()))

    def _boxes(self, name: str, vocabulary: Vocabulary) -> tuple[Option, ...]:
        chosen = self._ticked(name)
        return tuple(
            Option(f"{name}-{code}", code, wording.label(vocabulary, code), code in chosen)
            for code in coop.codes(vocabulary)
        )

    def _radios(
        self,
        name: str,
        vocabulary: Vocabulary,
        *,
        only: Iterable[str] = (),
        unsaid: bool = False,
    ) -> tuple[Option, ...]:
        chosen = self._typed(name)
        kept = tuple(only) or tuple(coop.codes(vocabulary))
        options = tuple(
            Option(
                f"{name}-{code}",
                code,
                wording.label(vocabulary, code),
                code == (chosen or coop.UNSAID),
            )
            for code in kept
        )
        nothing = Option(f"{name}-rien", "", _("Non dit"), not chosen)
        return (nothing, *options) if unsaid else options


def _trait_titles() -> tuple[str, str, str]:
    return _("Âge"), _("Genre"), _("Situation")
