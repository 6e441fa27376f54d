"""A token is known by its form, a slip by its checksum; nothing of it is kept but a digest."""

import logging
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entrelieux.accounts.tokens.writing import SIGNS, digest_of, draw, is_sound, prefix_of, written
from entrelieux.kernel.logs import WithoutSecrets, without_secret

secrets = st.binary(min_size=32, max_size=32)


@given(secrets)
def test_each_secret_has_one_writing_that_is_sound(secret):
    token = written(secret)
    assert re.fullmatch(r"elx_[0-9a-hjkmnp-tv-z]{59}", token)
    assert is_sound(token)


@given(secrets, secrets)
def test_two_secrets_are_never_written_alike(one, other):
    assert (written(one) == written(other)) == (one == other)


@given(secrets, st.integers(4, 62), st.sampled_from(SIGNS))
def test_any_sign_mistaken_is_seen_without_asking_the_database(secret, rank, sign):
    token = written(secret)
    slip = token[:rank] + sign + token[rank + 1 :]
    assert is_sound(slip) == (slip == token)


@given(secrets, st.integers(4, 61))
def test_two_signs_swapped_are_seen(secret, rank):
    token = written(secret)
    slip = token[:rank] + token[rank + 1] + token[rank] + token[rank + 2 :]
    assert is_sound(slip) == (slip == token)


@pytest.mark.parametrize("text", ["", "elx_", "elx_" + "0" * 59, "ELX_" + "0" * 59, "é" * 63])
def test_anything_else_is_not_one(text):
    assert not is_sound(text)


def test_a_line_more_is_not_the_same_token():
    assert not is_sound(draw() + "\n")


def test_no_two_are_drawn_alike():
    drawn = {draw() for _ in range(500)}
    assert len(drawn) == 500
    assert len({prefix_of(one) for one in drawn}) == 500
    assert not any(one in digest_of(one) for one in drawn)


def test_technical_logs_keep_none(caplog):
    token = draw()
    assert without_secret(f"GET /api/v1/doubles?token={token}&page=2") == (
        "GET /api/v1/doubles?token=elx_…&page=2"
    )
    caplog.handler.addFilter(WithoutSecrets())
    logging.getLogger("essai").warning("refused: %s", f"Bearer {token}")
    assert "elx_…" in caplog.text
    assert token not in caplog.text
