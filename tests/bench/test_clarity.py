"""What the checker of texts finds stays as good as the page on methods says: unseen sentences."""

from bench.clarity import foreign_words, passives, sentences


def test_there_are_enough_labelled_sentences_in_each_half():
    assert len(sentences("jamais-vue")) >= 100
    assert len(sentences("mise-au-point")) >= 100


def test_passives_and_foreign_words_are_found_and_little_else():
    unseen = sentences("jamais-vue")
    for judge in (passives, foreign_words):
        judged = judge(unseen)
        assert judged.precision >= 0.95
        assert judged.recall >= 0.9
