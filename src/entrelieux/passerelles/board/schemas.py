"""The board for programs: the tables of the page, figure by figure."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, Field

from entrelieux.passerelles.board import exports
from entrelieux.passerelles.board.cards import Board, Column, Figure, Line, Table


class FigureOut(BaseModel):
    valeur: float | int | None = Field(description="Absente : `manque` dit pourquoi")
    au_moins: int | None = Field(description="Ce que l'on sait d'un nombre qui manque")
    manque: Literal["", "withheld", "not_applicable", "not_kept"] = Field(
        description="withheld : trop petit nombre, ou nombre qui en donnerait un ; not_kept : "
        "venait de suivis effacés ; not_applicable : sans objet"
    )
    unite: str = Field(
        description="Vide : celle du tableau ; pourcent, jours, minutes ; trou : personne de "
        "connu ; a_distance : par téléphone ou en visio seulement"
    )

    @classmethod
    def from_figure(cls, one: Figure) -> "FigureOut":
        return cls(
            valeur=one.value,
            au_moins=one.at_least,
            manque=one.missing,  # type: ignore[arg-type]
            unite=one.unit,
        )


class ColumnOut(BaseModel):
    code: str
    libelle: str

    @classmethod
    def from_column(cls, one: Column) -> "ColumnOut":
        return cls(code=one.code, libelle=one.label)


class LineOut(BaseModel):
    code: str
    libelle: str
    definition: str
    chiffres: list[FigureOut]

    @classmethod
    def from_line(cls, one: Line) -> "LineOut":
        return cls(
            code=one.code or "total",
            libelle=one.label,
            definition=one.definition,
            chiffres=[FigureOut.from_figure(figure) for figure in one.figures],
        )


class TableOut(BaseModel):
    code: str
    titre: str
    definition: str
    unite: str
    periode: str
    source: str
    notes: list[str]
    colonnes: list[ColumnOut]
    lignes: list[LineOut]

    @classmethod
    def from_table(cls, one: Table) -> "TableOut":
        return cls(
            code=one.slug,
            titre=one.title,
            definition=one.definition,
            unite=one.unit,
            periode=one.period,
            source=one.source,
            notes=list(one.notes),
            colonnes=[ColumnOut.from_column(column) for column in one.columns],
            lignes=[LineOut.from_line(line) for line in one.lines],
        )


class BoardOut(BaseModel):
    territoire: str = Field(description="Vide quand personne ne compte encore rien")
    nom: str
    du: str = Field(examples=["2026-T3"])
    au: str = Field(examples=["2026-T3"])
    periode: str
    releve_le: date
    seuil: int
    masquage: str
    fiction: bool
    tableaux: list[TableOut]

    @classmethod
    def from_board(cls, board: Board, slug: str = "") -> "BoardOut":
        """slug: of the one table wanted; "" for all."""
        return cls(
            territoire=board.territory.key if board.territory else "",
            nom=board.territory.name if board.territory else "",
            du=board.asked.du,
            au=board.asked.au,
            periode=board.period,
            releve_le=board.made_on,
            seuil=board.threshold,
            masquage=exports.masking_word(board.threshold),
            fiction=board.is_fiction,
            tableaux=[TableOut.from_table(one) for one in board.tables if slug in {"", one.slug}],
        )
