"""The intake desk of today: reports about one thing, one of a child, calls, concerns, and one in quarantine."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from amana.assessments.commands import children
from amana.assessments.queries.children import notice_of
from amana.demo.cast import Cast
from amana.intake import commands as intake
from amana.intake import queries
from amana.intake.queries import Sign
from amana.steps.commands import Told

PLACE = "IQG11"


@dataclass
class Desk:
    """What reached the Hawa Centre's intake in the last hours. All of it is fictional."""

    cast: Cast
    now: datetime

    def ago(self, **by: float) -> datetime:
        """Returns the moment so long before now."""
        return self.now - timedelta(**by)

    def live(self) -> None:
        """Creates everything that the desk has to do."""
        self.told_twice()
        self.a_child()
        self.calls()
        self.concerns()

    def _sign(self, words: str, at: datetime, *, urgency: str = "soon", danger: str = "no", child: str = "") -> Sign:
        told = Told(
            {"channel": "phone", "area_pcode": PLACE, "person_aware": "no", "urgency": urgency},
            {"what_was_seen": words, "safe_contact": "through whoever reported it"},
            {"received_at": at.isoformat()},
        )
        return intake.take_sign(
            self.cast["dilan"],
            unit_id=self.cast.units["intake"],
            told=told,
            danger=danger,
            child=child,
            language="ckb",
            observations=["IQX-05"],
            now=at,
        )

    def told_twice(self) -> None:
        """Adds reports of two neighbours about one house; Berivan joined them, and answered one with a text."""
        berivan = self.cast["berivan"]
        first = self._sign("دوو ژن لە ماڵە سپییەکەی کۆتایی کۆڵان ناتوانن بێنە دەرەوە.", self.ago(hours=6))
        second = self._sign("In the white house at the end of the lane two women never come out.", self.ago(hours=2))
        intake.join_sign(berivan, second, first, now=self.ago(hours=1))

    def a_child(self) -> None:
        """Adds a boy who sells at the traffic lights; the authority has to be notified, and a first part is written."""
        berivan = self.cast["berivan"]
        row = self._sign(
            "کوڕێکی بچووک شەوان لە ترافیکەکان دەفرۆشێت و پیاوێک چاوەڕێی دەکات.", self.ago(hours=9), child="yes"
        )
        intake.open_sign(berivan, row, self.ago(hours=8))
        intake.begin_triage(
            berivan,
            row,
            changes=Told(),
            decided_by="screener",
            seen=row.procedure.identification,
            now=self.ago(hours=8),
        )
        card = {
            "immediate_danger_answer": "no",
            "medical_emergency_answer": "no",
            "child_flag": "yes",
            "interpreter_language": "ckb",
            "private_place": "unknown",
            "sex_of_interviewer_choice": "male",
            "exploiter_present": "unknown",
        }
        intake.write_card(berivan, row.procedure, fields=card, revision=0, now=self.ago(hours=7))
        notice = notice_of(row.procedure)
        assert notice is not None
        first = {"child_where": "The crossing by the flower market, after dark", "child_age": 10}
        children.write_notice(
            berivan,
            notice,
            first,
            facts={"child_safe_now": "unknown", "sex": "male"},
            revision=1,
            now=self.ago(hours=6),
        )

    def calls(self) -> None:
        """Adds a question that was answered, and a woman who wants to be called back after two o'clock."""
        berivan = self.cast["berivan"]
        question = intake.begin_call(berivan, now=self.ago(hours=5, minutes=12))
        intake.keep_call(
            berivan, question, Told({"call_kind": "question", "call_language": "ar"}, {"call_words": "سألت عن رقم محامية."}),
            revision=1, now=self.ago(hours=5, minutes=8),
        )  # fmt: skip
        intake.end_call(berivan, question, back_by=None, now=self.ago(hours=5, minutes=5))
        woman = intake.begin_call(berivan, now=self.ago(hours=1, minutes=20))
        told = Told(
            {"call_kind": "herself", "immediate_danger_answer": "no", "call_language": "ckb", "area_pcode": PLACE},
            {
                "call_words": "پاسپۆرتەکەی لای خاوەنکارە. دەیەوێت بزانێت دەتوانێت بڕوات.",
                "phone": "+964 750 000 0161",
                "safe_contact_method": "call",
                "safe_hours": "14:00-16:00",
                "code_word": "گوڵە نێرگز",
                "who_may_answer": "تەنها خۆی",
                "if_another_answers": "ژمارەی هەڵە",
            },
        )
        intake.keep_call(berivan, woman, told, revision=1, now=self.ago(hours=1, minutes=9))
        intake.end_call(berivan, woman, back_by=self.now + timedelta(hours=2), now=self.ago(hours=1, minutes=6))

    def concerns(self) -> None:
        """Adds a forum's mention of a garage, an advertisement that Soran noticed, and a place that is watched."""
        self._concern("karwan", "forum", "road", "پاسێکی بچووک هەموو شەوێک کچان لە گەراجەکە دابەزێنێت.", hours=20)
        self._concern("soran", "activity", "online", "An offer of work in a hotel abroad, without papers.", hours=4)
        watched = self._concern("karwan", "officer", "workplace", "The windows of the laundry are locked.", hours=60)
        intake.look_at_concern(self.cast["berivan"], watched, outcome="watched", now=self.ago(hours=30))

    def _concern(self, by: str, source: str, kind: str, words: str, *, hours: float) -> queries.Concern:
        told = Told({"concern_source": source, "concern_kind": kind, "area_pcode": PLACE}, {"concern_words": words})
        return intake.raise_concern(
            self.cast[by], unit_id=self.cast.units["intake"], told=told, now=self.ago(hours=hours)
        )
