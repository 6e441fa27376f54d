"""Who may receive somebody at a counter: an agent, for a structure they hold a mandate of."""

from entrelieux.counter.models import Visit
from entrelieux.kernel.viewer import Role, Viewer


def receives(viewer: Viewer) -> bool:
    return bool(viewer.organisations(Role.AGENT))


def may_open_visit(viewer: Viewer, organisation_ref: str) -> bool:
    return organisation_ref in viewer.organisations(Role.AGENT)


def may_work_visit(viewer: Viewer, visit: Visit) -> bool:
    """The agent who opened it, as long as they act for its structure: colleagues do not read it.

    What several need to know goes through a follow-up, which the person agrees to.
    """
    return visit.agent_id == viewer.user_id and may_open_visit(viewer, visit.organisation_ref)
