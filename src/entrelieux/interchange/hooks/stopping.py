"""A hook that nobody answers, or that nobody answers for any more: it stops, and that is said."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from entrelieux.interchange.hooks.policies import answering_for
from entrelieux.interchange.models import HookSubscription
from entrelieux.kernel import journal, outbox
from entrelieux.kernel.models import Message
from entrelieux.kernel.viewer import OPERATOR


@transaction.atomic
def stop(hook: HookSubscription, why: HookSubscription.Stopped) -> None:
    """Stop it, and write to those who answer for it. Stopped already: nothing is done."""
    now = timezone.now()
    row = HookSubscription.objects.filter(pk=hook.pk, stopped_at=None)
    if not row.update(stopped_at=now, stopped_why=why):
        return
    if why == HookSubscription.Stopped.FAILURES:
        for one in answering_for(hook):
            if one.email:
                _write(hook, one.email, f"crochet:{hook.ref}:{now:%Y%m%d%H%M%S}:{one.user_id}")
    journal.record(OPERATOR, "crochet.arrêté", f"crochet:{hook.ref}", why=why.value)


def _write(hook: HookSubscription, email: str, key: str) -> None:
    address = f"{settings.PUBLIC_URL.rstrip('/')}{reverse('hooks:one', args=[hook.ref])}"
    with translation.override("fr"):
        outbox.post(
            key=key,
            channel=Message.Channel.MAIL,
            recipient=email,
            subject=_("Un logiciel ne reçoit plus les changements"),
            body=_(
                "Bonjour,\n\n"
                "« %(name)s » ne répond plus depuis trois jours au moins. Nous avons arrêté de "
                "lui envoyer les changements.\n\n"
                "Rien n’est perdu : quand il répondra de nouveau, reprenez les envois ici :\n"
                "%(address)s\n"
            )
            % {"name": hook.name, "address": address},
        )
