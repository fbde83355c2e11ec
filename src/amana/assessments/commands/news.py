"""Receives intake's signal about a child, inside the transaction that sends it."""

from datetime import datetime
from typing import Any

from amana.assessments.commands.children import begin_notice, no_child
from amana.cases.models import Procedure
from amana.trust.actor import Actor


def on_child_said(sender: object, *, actor: Actor, procedure: Procedure, child: bool, at: datetime, **_: Any) -> None:
    """Begins the notice about a child; where the person is no child, ends it."""
    if child:
        begin_notice(actor, procedure, at)
    else:
        no_child(actor, procedure, at)
