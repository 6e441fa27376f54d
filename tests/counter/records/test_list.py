"""The month, and the table of both meanings of mediation above it."""

from datetime import date, timedelta

import pytest

from entrelieux.counter.models import SupportRecord
from entrelieux.counter.records.drafts import Someone
from entrelieux.counter.records.errors import NotYourRecords
from entrelieux.counter.records.selectors import PER_PAGE, end_of_month, month_of, two_ways

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 1)


def page_of(signed, **query):
    return signed.client.get("/comptes-rendus/", query).content.decode()


def test_each_act_is_in_one_cell_of_the_table(desk):
    desk.write("a")
    desk.write("b", minutes=45)
    desk.write("c", forme_mediation="mise_en_relation", monde="developpement_economique")
    desk.write("d", activity="collectif", people=(Someone(),) * 8, monde="collectif", minutes=120)
    desk.write("e", held_on=date(2026, 10, 31))
    table = month_of(desk.agent.viewer, desk.structure, NOVEMBER).table
    cells = {
        (form, world): (cell.acts, cell.minutes)
        for form, row, _total in table.rows
        for world, cell in zip(table.worlds, row, strict=True)
        if cell.acts
    }
    assert cells == {
        ("accompagnement", "mediation_numerique"): (2, 75),
        ("mise_en_relation", "developpement_economique"): (1, 30),
        ("accompagnement", "collectif"): (1, 120),
    }
    assert (table.total.acts, table.total.minutes) == (4, 225)
    assert sum(total.acts for _form, _row, total in table.rows) == 4
    assert sum(cell.minutes for cell in table.totals) == 225


def test_the_table_of_the_year_holds_every_month(desk):
    desk.write("a")
    desk.write("b", held_on=date(2026, 1, 5))
    year = two_ways(desk.agent.viewer, desk.structure, date(2026, 1, 1), date(2026, 12, 31))
    assert year.total.acts == 2
    assert "janvier 2026" in page_of(desk.agent, mois="2026-11")
    assert "Du 1er janvier 2026 au 31 décembre 2026" in page_of(
        desk.agent, mois="2026-11", periode="annee"
    )


def test_the_table_is_on_the_page_with_its_definitions(desk):
    page = page_of(desk.agent, mois="2026-11")
    for text in (
        "Les deux sens de la médiation",
        "Mise en relation",
        "Un atelier compte pour un acte",
    ):
        assert text in page


def test_fiction_is_never_counted_with_what_is_real(desk):
    desk.write("a")
    SupportRecord.objects.update(is_fiction=True)
    desk.write("b")
    month = month_of(desk.agent.viewer, desk.structure, NOVEMBER)
    assert (month.count, month.apart, month.table.total.acts) == (1, 1, 1)
    assert "la fiction et le réel ne se mélangent pas" in page_of(desk.agent, mois="2026-11")


def test_a_month_without_a_record_says_so_in_words(desk):
    assert "Aucun compte rendu en novembre 2026" in page_of(desk.agent, mois="2026-11")
    assert "Aucun acte repris." in page_of(desk.agent, repris="0", changes="1")
    assert "1 acte mis à jour." in page_of(desk.agent, repris="0", changes="1")


def test_a_month_is_read_by_pages(desk):
    SupportRecord.objects.bulk_create(_rows(desk, PER_PAGE + 5))
    first = month_of(desk.agent.viewer, desk.structure, NOVEMBER)
    last = month_of(desk.agent.viewer, desk.structure, NOVEMBER, page=99)
    assert (len(first.lines), len(last.lines), last.page, last.pages) == (PER_PAGE, 5, 2, 2)
    seen = {line.ref for line in (*first.lines, *last.lines)}
    assert len(seen) == PER_PAGE + 5


def _rows(desk, count):
    desk.write("modèle")
    model = SupportRecord.objects.get()
    model.delete()
    for number in range(count):
        yield SupportRecord(
            **{
                **{
                    f.name: getattr(model, f.attname)
                    for f in model._meta.concrete_fields
                    if f.name not in {"id", "author"}
                },
                "author_id": model.author_id,
                "ref": f"r{number}",
                "request_key": f"k{number}",
            }
        )


def test_nobody_reads_the_month_of_another_structure(desk):
    with pytest.raises(NotYourRecords):
        month_of(desk.stranger.viewer, desk.structure, NOVEMBER)
    assert (
        desk.stranger.client.get(f"/comptes-rendus/?structure={desk.structure}").status_code == 404
    )


@pytest.mark.parametrize("asked", ["", "2026", "2026-13", "9999-12", "0000-01", "é", "2026-11-31"])
def test_a_month_that_cannot_be_asked_breaks_nothing(desk, asked):
    assert desk.agent.client.get("/comptes-rendus/", {"mois": asked}).status_code == 200


def test_a_month_ends_the_day_before_the_next():
    for number in range(24):
        first = date(2026 + number // 12, number % 12 + 1, 1)
        assert (end_of_month(first) + timedelta(days=1)).day == 1
        assert end_of_month(first).month == first.month
