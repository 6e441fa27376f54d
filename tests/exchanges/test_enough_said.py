"""What is said of an introduction has an end; answering it and ending it have none."""

import pytest

from entrelieux.exchanges import moving
from entrelieux.exchanges.models import IntroductionMove
from entrelieux.kernel.models import Message
from tests.exchanges.lending import asking, introduced, offering, says, shown

pytestmark = pytest.mark.django_db


def test_words_without_end_are_stopped_kindly_and_the_answer_still_comes(world, monkeypatch):
    monkeypatch.setattr(moving, "MOST_WORDS", 3)
    offerer, asker = offering(), asking()
    row = introduced(asker, offerer)
    answers = [says(asker, row, "oui", mot=f"Alors {time} ?") for time in range(4)]
    assert [one.status_code for one in answers] == [303, 303, 422, 422]
    assert "de vive voix" in shown(answers[-1])
    assert IntroductionMove.objects.filter(by="demande").count() == 3
    assert says(offerer, row, "oui").status_code == 303
    assert says(asker, row, "vus").status_code == 303
    assert Message.objects.exists()
