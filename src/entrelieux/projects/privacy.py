"""What projects keep of somebody, why and until when. It all goes with their file."""

from entrelieux.kernel.privacy import Personal, Reach, along, declare
from entrelieux.projects.models import Action, Companion, Note, Opened, Project, ProjectPart

WITH_IT = "avec le dossier : douze mois après le dernier changement, ou dès que la personne efface"
TOLD = Personal("tenir le dossier du projet, que la personne ouvre à qui elle veut", WITH_IT)
SIGNED = Personal("savoir qui a écrit", WITH_IT)


def of_a_project(path: str, *names: str) -> Reach:
    file = f"{path}follow_up"
    return Reach(by={"suivi": f"{file}__ref", "compte": f"{file}__user"}, names=names)


declare(
    Project,
    along("follow_up"),
    of_a_project(""),
    name=TOLD,
    pitch=TOLD,
    code_insee=TOLD,
    needs=TOLD,
    siret=TOLD,
    maturity=TOLD,
    subjects=TOLD,
    trusted=TOLD,
)
declare(ProjectPart, along("project"), of_a_project("project__"), words=TOLD)
declare(Companion, along("project"), of_a_project("project__"), name=TOLD)
declare(Opened, along("companion"), of_a_project("companion__project__"), part=TOLD)
for signed in (Action, Note):
    declare(
        signed,
        along("project"),
        of_a_project("project__", "written_by"),
        words=TOLD,
        author_name=SIGNED,
        written_by=SIGNED,
    )
