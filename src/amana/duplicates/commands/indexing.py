"""A person can be found again: her file is indexed when it is written, and again when somebody opens it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from amana import vault
from amana.cases import queries
from amana.cases.events import person_described
from amana.cases.models import Procedure
from amana.duplicates.models import ToCompare
from amana.duplicates.queries import finding, likeness
from amana.trust.actor import Actor
from amana.trust.authorise import needs
from amana.trust.trail import record
from amana.vault.clock import now as clock
from amana_methods.linkage import Facts, Registration

# Sections that say who she is, and the fields of the earlier index that each of them replaces.
SAY_WHO: Final = {"identity": ("name", "document"), "contact": ("phone",)}


def index_person(procedure: Procedure, sections: Mapping[str, Mapping[str, Any]]) -> None:
    """The holding organisation finds the person again by what these sections and the coded facts say of her."""
    said = {code: fields for code, fields in sections.items() if code in SAY_WHO}
    if not said:
        return
    coded, before, codes = queries.facts_of(procedure), likeness.all_of(procedure), {}
    for version, encoder in likeness.encoders_of(procedure.organisation).items():
        there = before.get(version, likeness.Codes(Facts(), frozenset()))
        facts = there.facts
        if "identity" in said:
            identity = likeness.registration_of(procedure, said["identity"], coded)
            facts = encoder.facts_of(identity)._replace(phone=facts.phone)
        if "contact" in said:
            phone = Registration(record_id="", phone=str(said["contact"].get("phone") or ""))
            facts = facts._replace(phone=encoder.facts_of(phone).phone)
        codes[version] = likeness.Codes(facts, there.sections | said.keys())
    _write(procedure, codes)


def index_facts(procedure: Procedure) -> None:
    """Sex, nationality and governorate are compared as the coded facts say them now; nothing for a file without a name."""
    about = Registration(record_id="", **likeness.about(queries.facts_of(procedure)))
    before, codes = likeness.all_of(procedure), {}
    for version, encoder in likeness.encoders_of(procedure.organisation).items():
        if version in before:
            coded, facts = encoder.facts_of(about), before[version].facts
            changed = facts._replace(sex=coded.sex, nationality=coded.nationality, governorate=coded.governorate)
            codes[version] = likeness.Codes(changed, before[version].sections)
    if codes and codes != before:
        _write(procedure, codes)


def _write(procedure: Procedure, codes: Mapping[int, likeness.Codes]) -> None:
    """The file stands in the index by these codes alone, under each version of its key."""
    said = frozenset().union(*(each.sections for each in codes.values()))
    vault.facts.put(procedure.lock, likeness.KIND, procedure.id, likeness.pack_codes(codes))
    vault.index.put_values(
        procedure.organisation,
        lock=procedure.lock,
        owner=procedure.id,
        macs=likeness.macs_by_key(procedure.organisation, codes),
        replaces=[field for code in said & SAY_WHO.keys() for field in SAY_WHO[code]],
        unfinished=[version for version, each in codes.items() if each.sections < said],
    )
    ToCompare.objects.update_or_create(procedure=procedure, defaults={"since": clock()})


def index_opened(procedure: Procedure, code: str, fields: Mapping[str, Any]) -> None:
    """What was opened is indexed, where it stands in the earlier index only or in none: nobody's key is needed again."""
    if code in SAY_WHO and code not in likeness.sections_in(procedure):
        index_person(procedure, {code: fields})


def on_person_described(
    procedure: Procedure, sections: Mapping[str, Mapping[str, Any]], opened: bool, **_: object
) -> None:
    """What was written of a person is indexed; what was only opened, where the index does not hold it yet."""
    if not opened:
        index_person(procedure, sections)
        return
    for code, fields in sections.items():
        index_opened(procedure, code, fields)


def on_facts_changed(procedure: Procedure, **_: object) -> None:
    """The index holds the coded facts that are compared as the case says them now."""
    index_facts(procedure)


@needs("cases.review")
def index_what_waits(actor: Actor, now: datetime, *, most: int = 50) -> int:
    """Up to `most` files of the actor's supervision that were not indexed yet are; how many.

    Each is opened with the actor's key and leaves its line. It can be stopped anywhere and called again.
    """
    done = 0
    for procedure in finding.not_indexed(actor):
        if done == most:
            break
        with transaction.atomic():
            sealed = queries.sealed_sections(procedure)
            openable = vault.texts.openable(actor, [sealed[code] for code in SAY_WHO if code in sealed])
            opened = {
                code: vault.texts.open_text(actor, sealed[code])["fields"]
                for code in SAY_WHO
                if code in sealed and sealed[code].id in openable
            }
            if opened:
                index_person(procedure, opened)
                person_described.send(sender=Procedure, procedure=procedure, sections=opened, opened=True)
                record(actor, "cases.section_opened", procedure.id, now, ground="supervision", why="index")
                done += 1
    return done
