"""``entrelieux understand`` and ``plan``: from words to needs, and to plans, from a terminal."""

import argparse
import sys

DONE, NOTHING_FOUND, BAD_USAGE = 0, 1, 2


def add_commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "plan",
        help="calculer les parcours qui répondent à plusieurs besoins",
        description="Le plus petit nombre d'interlocuteurs et de trajets qui répond à tous les "
        "besoins. Les minutes suivent les routes, ou sont une estimation : c'est écrit à côté.",
        epilog="Code de sortie : 0 un parcours au moins, 1 aucun, 2 demande incorrecte. "
        "Exemple : entrelieux plan --commune Langogne --besoin creer-entreprise "
        "--besoin apprendre-numerique --mode voiture --max-minutes 45",
    )
    parser.add_argument("--commune", required=True, help="nom, code postal ou code INSEE")
    parser.add_argument(
        "--besoin",
        action="append",
        required=True,
        dest="besoins",
        metavar="CODE",
        help="code d'un besoin ou d'une thématique data·inclusion ; à répéter, 8 au plus "
        "(« entrelieux plan --besoin ? --commune X » les liste)",
    )
    parser.add_argument(
        "--mode", default="voiture", help="pied, velo, transport, voiture (voiture)"
    )
    parser.add_argument(
        "--max-minutes", type=int, default=45, metavar="N", help="aller, vers chaque lieu (45)"
    )
    parser.add_argument("--libre", default="", help="quand je suis libre : « mardi matin, jeudi »")
    parser.add_argument("--public", action="append", default=[], dest="publics", metavar="CODE")
    parser.add_argument("--gratuit", action="store_true", help="seulement ce qui est gratuit")
    parser.add_argument("--fauteuil", action="store_true", help="accès en fauteuil roulant")
    parser.add_argument(
        "--sur-place", action="store_true", help="sans rendez-vous à distance (téléphone, vidéo)"
    )
    parser.add_argument("--urgent", action="append", default=[], dest="urgents", metavar="CODE")
    parser.add_argument("--graine", type=int, help="départage les réponses égales (le jour)")
    parser.add_argument("--json", action="store_true", help="réponse en JSON")
    parser.set_defaults(func=show_plans)
    _add_understand(subparsers)


def _add_understand(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser(
        "understand",
        help="comprendre de quoi une personne a besoin, avec ses mots",
        description="Propose des besoins, du plus sûr au moins sûr, avec les mots qui y mènent. "
        "C'est à la personne de confirmer. Rien n'est conservé.",
        epilog="Code de sortie : 0 compris, 1 pas compris, 2 demande incorrecte. Exemple : "
        "entrelieux understand \"je veux ouvrir un salon de thé, j'ai pas d'ordi\"",
    )
    parser.add_argument("words", metavar="MOTS", help="entre guillemets ; « - » : une par ligne")
    parser.add_argument("--json", action="store_true", help="réponse en JSON")
    parser.add_argument(
        "--essayer",
        metavar="PHRASE",
        help="montrer ce qu'une phrase d'exemple de plus changerait (avec --besoin)",
    )
    parser.add_argument("--besoin", metavar="CODE", help="le besoin dont parle --essayer")
    parser.set_defaults(func=show_understanding)


def show_understanding(options: argparse.Namespace) -> int:
    if options.essayer or options.besoin:
        return _show_what_a_phrase_changes(options)
    if options.words != "-":
        return _say_understood(options.words, as_json=options.json)
    for line in sys.stdin:
        _say_one_of_many(line.rstrip("\r\n"))
    return DONE


def _say_one_of_many(words: str) -> None:
    """One line out for one line in, whatever it holds: the next ones must still be read."""
    from entrelieux.kernel.errors import UserError

    try:
        _say_understood(words, as_json=True)
    except UserError as error:
        from entrelieux.reception.schemas import UnderstandingOut

        refused = UnderstandingOut(needs=[], understood=False, message=error.message)
        print(refused.model_dump_json())


def _say_understood(words: str, *, as_json: bool) -> int:
    from entrelieux.kernel.viewer import ANYONE
    from entrelieux.reception.schemas import UnderstandingOut
    from entrelieux.reception.understanding import understood_in

    card = understood_in(ANYONE, words)
    if as_json:
        print(UnderstandingOut.of(card).model_dump_json())
    elif not card.is_understood:
        print(card.message)
    for proposal in () if as_json else card.proposals:
        said = ", ".join(f"« {part} »" for part in proposal.because)
        print(f"{proposal.confidence:4.0%}  {proposal.need.label} ({proposal.need.code}) : {said}")
    return DONE if card.is_understood else NOTHING_FOUND


def _show_what_a_phrase_changes(options: argparse.Namespace) -> int:
    from entrelieux.kernel.errors import UserError
    from entrelieux.packs.fr.needs import NeedUnknown
    from entrelieux.reception.learning import what_changes

    if not (options.essayer and options.besoin):
        raise UserError("--essayer et --besoin vont ensemble.", field="essayer")
    asked = [line.strip() for line in sys.stdin] if options.words == "-" else [options.words]
    try:
        shift = what_changes(options.essayer, options.besoin, asked)
    except NeedUnknown as error:
        raise UserError(str(error), field="besoin", code="besoin-inconnu") from None
    print(f"{shift.tried} phrases connues relues, {len(shift.changed)} changent de premier besoin.")
    for text, before, after in (*shift.asked, *shift.changed):
        print(f"  « {text} » : {before or 'rien'} → {after or 'rien'}")
    return DONE


def show_plans(options: argparse.Namespace) -> int:
    if "?" in options.besoins:
        return _list_needs()
    from pydantic import ValidationError

    from entrelieux.kernel.errors import UserError
    from entrelieux.kernel.viewer import ANYONE
    from entrelieux.kernel.wording import expected_of
    from entrelieux.reception.schemas import PlansOut, SituationIn
    from entrelieux.reception.selectors import plans_for

    try:
        situation = SituationIn(
            commune=options.commune,
            besoins=options.besoins,
            mode=options.mode,
            max_minutes=options.max_minutes,
            libre=options.libre,
            publics=options.publics,
            gratuit=options.gratuit,
            fauteuil=options.fauteuil,
            a_distance=not options.sur_place,
            urgents=options.urgents,
            graine=options.graine,
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = str(first["loc"][0])
        raise UserError(
            f"{where} : trouvé {first['input']!r:.80}, attendu {expected_of(first)}.",
            field=where,
            code="valeur-inutilisable",
        ) from None
    card = plans_for(ANYONE, situation.params(), seed=options.graine)
    out = PlansOut.from_card(card)
    if options.json:
        print(out.model_dump_json(indent=2))
    else:
        print(_in_words(out))
    return DONE if out.plans else NOTHING_FOUND


def _list_needs() -> int:
    from entrelieux.packs.fr import needs

    for need in needs.load_needs():
        print(f"{need.code:32} {need.label}")
    return DONE


def _in_words(out: "PlansOut") -> str:  # type: ignore[name-defined]  # noqa: F821
    from entrelieux.kernel.french import of_place

    lines = [f"Au départ {of_place(out.origin.name)} ({out.origin.departement})."]
    how = out.estimate
    lines.append(" ".join(filter(None, (f"{how.method}.", how.credit, how.not_validated))))
    if out.fiction:
        lines.append("Réseau fictif de démonstration : lieux et personnes inventés.")
    lines += [f"Sans réponse à portée : {need.label}" for need in out.unanswered]
    for number, plan in enumerate(out.plans, 1):
        lines += ["", f"{number}. {plan.label}", f"   {plan.reason}"]
        lines.append(
            f"   {_count(plan.interlocutors, 'interlocuteur')}, {plan.minutes} min de trajet "
            f"en tout ({plan.way}){_tour(plan)}"
        )
        for step in plan.steps:
            where = _where(step)
            near = "" if step.minutes is None else f" — {step.minutes} min"
            if near and step.way != plan.way:
                near += f" ({step.way})"
            lines.append(f"   • {step.organisation.name}{where}{near}")
            answers = zip(step.needs, step.answers, strict=True)
            lines += [f"       {need.label} ({answer})" for need, answer in answers]
            if step.can_wait:
                lines.append("       Peut attendre : le plus urgent d'abord.")
            soon = f"Prochaines dates : {step.next_open}" if step.next_open else ""
            free = f"Quand vous êtes libre : {step.open_when_free}" if step.open_when_free else ""
            rides = [outing.text for outing in step.outings]
            said = (
                step.address,
                *rides,
                step.no_outing,
                step.phone,
                step.open,
                soon,
                free,
                step.because,
            )
            lines += [f"       {text}" for text in said if text]
            lines += [f"       À vérifier : {text}" for text in step.to_check]
            sources = ", ".join(source.title for source in step.source)
            lines.append(f"       {step.freshness} · source : {sources}")
        lines += [f"   ○ Sans réponse dans ce parcours : {need.label}" for need in plan.uncovered]
    return "\n".join(lines)


def _where(step: "StepOut") -> str:  # type: ignore[name-defined]  # noqa: F821
    if step.place is None:
        return " · à distance"
    return "" if step.place.name == step.organisation.name else f" · {step.place.name}"


def _tour(plan: "PlanOut") -> str:  # type: ignore[name-defined]  # noqa: F821
    if plan.tour_minutes is None or plan.tour_minutes == plan.minutes:
        return ""
    return f", {plan.tour_minutes} en une seule tournée"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' if number > 1 else ''}"
