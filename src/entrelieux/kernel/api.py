"""``GET /termes``: difficult words and their plain words."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from entrelieux.kernel.glossary_page import LONGEST_QUERY, Entry, glossary_entries

router = Router(tags=["mots"])


class TermOut(BaseModel):
    code: str = Field(examples=["rsa"])
    mot: str = Field(examples=["RSA"])
    variantes: list[str] = Field(description="Autres façons de l'écrire dans un texte")
    definition: str = Field(description="Vingt-cinq mots au plus, dans la langue demandée")
    exemple: str = Field(description="En français")
    dit_autrement: str = Field(description="Vide : rien à dire")
    mediation: str = Field(description="Comment la médiation numérique le dit ; vide : rien")
    eco: str = Field(description="Comment le développement économique le dit ; vide : rien")
    public: str = Field(description="Comment le service public le dit ; vide : rien")
    anglais: str = Field(examples=["VAT"])
    source: str
    relecteurs: list[str] = Field(description="Vide : personne ne l'a encore relu")

    @classmethod
    def from_entry(cls, entry: Entry) -> "TermOut":
        return cls(
            code=entry.code,
            mot=entry.word,
            variantes=list(entry.forms[1:]),
            definition=entry.definition,
            exemple=entry.example,
            dit_autrement=entry.otherwise,
            mediation=entry.mediation,
            eco=entry.eco,
            public=entry.public,
            anglais=entry.english_word,
            source=entry.source,
            relecteurs=list(entry.reviewers),
        )


@router.get(
    "/termes",
    response=list[TermOut],
    summary="Lire le glossaire",
    description="Les mots difficiles et leur définition en texte clair, par ordre alphabétique. "
    "Les définitions sont les nôtres ; « relecteurs » dit qui les a relues.",
    operation_id="list_terms",
)
def list_terms(
    request: HttpRequest,  # noqa: ARG001  the framework gives it
    q: Annotated[
        str, Query(max_length=LONGEST_QUERY, description="Mots cherchés ; vide : tout")
    ] = "",
) -> list[TermOut]:
    return [TermOut.from_entry(entry) for entry in glossary_entries(q)]
