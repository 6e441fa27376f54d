"""How mail and SMS leave, and on what legal basis files are kept: set from outside, in French."""

import pytest

from entrelieux.site.settings_model import SettingError
from tests.site.test_settings import nothing_set, read, refused  # noqa: F401  fixture


def test_without_a_server_mail_is_written_where_the_worker_runs():
    assert read().mail_backend == "console"
    assert read(ENTRELIEUX_MAIL_HOST="smtp.exemple.test").mail_backend == "smtp"


def test_no_sms_leaves_unless_it_is_set():
    assert read().sms == ""
    assert read(ENTRELIEUX_SMS="console").sms == "console"


def test_sms_by_http_need_an_address():
    said = refused(ENTRELIEUX_SMS="http")
    assert "ENTRELIEUX_SMS : avec http, ENTRELIEUX_SMS_URL est à remplir" in said
    found = read(ENTRELIEUX_SMS="http", ENTRELIEUX_SMS_URL="https://sms.exemple.test/v1")
    assert found.sms_url == "https://sms.exemple.test/v1"


@pytest.mark.parametrize(
    "url",
    [
        *("http://sms.exemple.test/", "http://127.0.0.1.exemple.test/", "ftp://exemple.test"),
        *("https://a b", "sms.exemple.test", "http://localhost.exemple.test/"),
    ],
)
def test_a_number_and_a_text_leave_in_clear_for_this_machine_alone(url):
    assert "attendu https://hôte/chemin, ou rien" in refused(ENTRELIEUX_SMS_URL=url)
    assert read(ENTRELIEUX_SMS_URL="http://127.0.0.1:9000/sms").sms_url


@pytest.mark.parametrize("sender", ["Entrelieux", "a@b\nBcc: c@d", "<a@b>", "A <b>", "a@b, c@d"])
def test_a_sender_is_one_address(sender):
    assert "attendu nom <adresse>, ou adresse" in refused(ENTRELIEUX_MAIL_FROM=sender)


@pytest.mark.parametrize(
    "sender", ["ne-pas-repondre@exemple.test", "Réseau d'essai <r@exemple.test>"]
)
def test_a_sender_may_have_a_name(sender):
    assert read(ENTRELIEUX_MAIL_FROM=sender).mail_from == sender


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("ENTRELIEUX_MAIL_SECURITY", "ssl", "une de ces valeurs : 'starttls', 'tls' ou 'aucune'"),
        ("ENTRELIEUX_SMS", "pigeon", "une de ces valeurs : '', 'console' ou 'http'"),
        (
            "ENTRELIEUX_LEGAL_BASIS",
            "parce que",
            "une de ces valeurs : '', 'mission', 'interet' ou 'consentement'",
        ),
        ("ENTRELIEUX_MAIL_PORT", "70000", "au plus 65535"),
    ],
)
def test_a_value_that_cannot_be_used_says_which_can(name, value, expected):
    assert refused(**{name: value}) == f"{name} : trouvé « {value} », attendu {expected}"


@pytest.mark.parametrize("name", ["mail_password", "sms_token"])
def test_a_secret_may_be_in_a_file(tmp_path, name):
    variable = f"ENTRELIEUX_{name.upper()}"
    file = tmp_path / "secret"
    assert read(**{variable: "abc"}).secret(name) == "abc"
    found = read(**{f"{variable}_FILE": str(file)})
    with pytest.raises(SettingError, match=f"{variable}_FILE : .* n'existe pas ou est vide"):
        found.secret(name)
    file.write_text("def\n")
    assert found.secret(name) == "def"


@pytest.mark.parametrize(
    ("basis", "said"),
    [
        ("mission", "article 6-1-e"),
        ("interet", "article 6-1-f"),
        ("consentement", "article 6-1-a"),
        ("", "ne l&#x27;a pas encore déclaré"),
    ],
)
def test_the_page_of_your_data_says_the_basis_that_was_declared(client, db, settings, basis, said):
    settings.LEGAL_BASIS = basis
    page = client.get("/confidentialite/").content.decode()
    assert said in page or said.replace("&#x27;", "'") in page
    assert "il est toujours demandé" in page
