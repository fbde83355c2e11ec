"""What is done when the intake desk announces a child, inside the transaction of what is announced."""

from datetime import datetime
from typing import Any

from amana.assessments.commands.children import begin_notice, no_child
from amana.cases.models import Procedure
from amana.trust.actor import Actor


def on_child_said(sender: object, *, actor: Actor, procedure: Procedure, child: bool, at: datetime, **_: Any) -> None:
    """Authorities are to be told of a child; where the person is none after all, nobody has to be told any more."""
    if child:
        begin_notice(actor, procedure, at)
    else:
        no_child(actor, procedure, at)
