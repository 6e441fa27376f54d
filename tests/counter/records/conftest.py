"""A structure that keeps records, its agents, and somebody of another structure."""

from dataclasses import dataclass
from datetime import date

import pytest

from entrelieux.counter.records.drafts import Draft, Someone
from entrelieux.counter.records.services import write_record
from entrelieux.kernel.viewer import Role
from tests.factories import Network
from tests.signing import Signed, mandated

DAY = date(2026, 11, 20)


@dataclass
class Desk:
    structure: str
    place: str
    agent: Signed
    colleague: Signed
    administrator: Signed
    stranger: Signed

    def write(self, key="une", **values):
        return write_record(
            actor=self.agent.viewer,
            organisation_ref=self.structure,
            draft=draft(**values),
            request_key=key,
        )


def draft(**values):
    values = {
        "held_on": DAY,
        "forme_mediation": "accompagnement",
        "monde": "mediation_numerique",
        "activity": "individuel",
        "minutes": 30,
        "themes": ("email",),
        "people": (Someone(),),
        **values,
    }
    return Draft(**values)


@pytest.fixture
def desk(communes):
    network = Network()
    place = network.place(name="Médiathèque d'essai", adresse="1 rue des Écoles", telephone="01")
    organisation = network.organisation("Médiathèque")
    other = network.organisation("Agence")
    network.service(
        "numerique--maitriser-les-fondamentaux-du-numerique", place=place, organisation=organisation
    )
    network.publish()
    return Desk(
        structure=organisation.ref,
        place=place.ref,
        agent=mandated(Role.AGENT, organisation=organisation.ref, name="Aline"),
        colleague=mandated(Role.AGENT, organisation=organisation.ref, name="Bruno"),
        administrator=mandated(Role.ADMINISTRATOR, organisation=organisation.ref),
        stranger=mandated(Role.AGENT, organisation=other.ref),
    )
