"""Who writes, reads and changes records: who receives for a structure, who administers it."""

from entrelieux.accounts.selectors import network_of
from entrelieux.counter.models import SupportRecord
from entrelieux.directory.selectors import offer_is_fiction
from entrelieux.kernel.viewer import Role, Viewer

WRITERS = (Role.AGENT, Role.ADMINISTRATOR)


def keeps_records(viewer: Viewer) -> bool:
    return bool(viewer.organisations(*WRITERS))


def may_keep_records(viewer: Viewer, organisation_ref: str) -> bool:
    return organisation_ref in viewer.organisations(*WRITERS)


def may_change_record(viewer: Viewer, record: SupportRecord) -> bool:
    """Its author; or an administrator once its author's account is gone."""
    if record.author_id is None:
        return record.organisation_ref in viewer.organisations(Role.ADMINISTRATOR)
    return record.author_id == viewer.user_id and may_keep_records(viewer, record.organisation_ref)


def is_fiction_at(organisation_ref: str) -> bool:
    """Whether what is written for a structure is fiction: as its network is, else as the offer."""
    network = network_of(organisation_ref)
    return network.is_fiction if network else offer_is_fiction()
