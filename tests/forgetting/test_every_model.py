"""Every model in which an id of somebody else's row can stand goes with a forgotten case, or a person said why it may stay."""

from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.db import models

from amana.cases.models import Procedure
from tests.forgetting.scenes import links_to_people

REVIEWED = yaml.safe_load((Path(__file__).parent / "reviewed.yaml").read_text())


def goes_with_the_case(model: type[models.Model], seen: frozenset[type] = frozenset()) -> bool:
    """Whether a row of this model is deleted by the database when the case it belongs to is."""
    if model is Procedure:
        return True
    return any(
        each.remote_field.on_delete is models.CASCADE and goes_with_the_case(each.related_model, seen | {model})
        for each in model._meta.local_fields
        if isinstance(each, models.ForeignKey) and each.related_model not in seen | {model}
    )


def unlooked_at(found: list[type[models.Model]]) -> list[str]:
    """Models that could name somebody, do not go with her case, and that nobody has looked at."""
    known = {*REVIEWED["removed"], *REVIEWED["stays"]}
    return sorted(
        each._meta.label
        for each in found
        if links_to_people(each) and not goes_with_the_case(each) and each._meta.label not in known
    )


def test_every_model_is_covered_or_was_looked_at() -> None:
    forgotten = unlooked_at(list(apps.get_models(include_auto_created=True)))
    assert not forgotten, (
        f"{forgotten}: does a row of it name a person's case, consent, text or lock? Then remove it on "
        "amana.trust.forgetting.case_forgotten and list it under `removed` in tests/forgetting/reviewed.yaml; else say "
        "there, under `stays`, why it may stay."
    )


def test_what_was_looked_at_is_there() -> None:
    labels = {each._meta.label for each in apps.get_models(include_auto_created=True)}
    assert {*REVIEWED["removed"], *REVIEWED["stays"]} <= labels
    assert all(len(str(why)) >= 15 for why in [*REVIEWED["removed"].values(), *REVIEWED["stays"].values()])


def _planted(**columns: Any) -> type[models.Model]:
    class Meta:
        app_label = "planted"
        apps = type(apps)()

    return type("Planted", (models.Model,), {"__module__": __name__, "Meta": Meta, **columns})


def test_a_model_that_nobody_looked_at_is_found() -> None:
    assert unlooked_at([_planted(procedure=models.UUIDField())]) == ["planted.Planted"]
    assert unlooked_at([_planted(told=models.JSONField(default=dict))]) == ["planted.Planted"]
    assert unlooked_at([_planted(count=models.IntegerField())]) == []
