"""Who acts; tracks, states and steps: checks that every place a step leads to and every role that takes it exist."""

from collections.abc import Mapping

from amana.countrypacks import schema, values
from amana.countrypacks.build.builder import Builder
from amana.countrypacks.source import Key
from amana.countrypacks.values import frozen


class Machines(Builder):
    """Checks and resolves roles and the state machines of a pack."""

    def procedures(self) -> values.Procedures:
        """Returns who acts, the steps of each kind of record, and the urgencies."""
        said = self.said
        roles = {key: values.Role(key, e.name, e.does, signs_in=True) for key, e in said.roles.items()}
        parties = {key: values.Role(key, e.name, e.does, signs_in=False) for key, e in said.parties.items()}
        for key in roles.keys() & parties.keys():
            self.tree.complain(("parties", key), "is a role as well")
        self._check_recording({*roles, *parties})
        machines = {key: self._machine(key, entry) for key, entry in said.machines.items()}
        for name in ("procedure", "referral", "justice", "fine_waiver"):
            self.check_known(("machines",), name, machines, "machine")
        for key, floor in said.urgency_floors.items():
            self.check_known(("urgency_floors", key, "at_least"), floor.at_least, said.urgency, "urgency")
        return values.Procedures(
            roles=frozen(roles),
            parties=frozen(parties),
            recording=said.recording,
            machines=frozen(machines),
            phases=said.phases,
            urgencies=tuple(
                values.Urgency(key, e.name, e.acknowledge_hours, e.answer_hours) for key, e in said.urgency.items()
            ),
        )

    def _check_recording(self, everyone: set[str]) -> None:
        for way in ("on_paper", "by_word", "by_clock"):
            entry: schema.RecordingEntry = getattr(self.said.recording, way)
            self.check_all_known(("recording", way, "of"), entry.of, everyone, "role or party")
            self.fields_at(("recording", way, "required_data"), entry.required_data)

    def _machine(self, name: str, entry: schema.MachineEntry) -> values.Machine:
        at: Key = ("machines", name)
        tracks = {key: self._track((*at, "tracks", key), key, track) for key, track in entry.tracks.items()}
        places = {state.id for track in tracks.values() for state in track.states}
        if sum(len(track.states) for track in tracks.values()) != len(places):
            self.tree.complain((*at, "tracks"), "two tracks have a place with the same name")
        if entry.closing_ends_all is not None:
            self.check_known((*at, "closing_ends_all"), entry.closing_ends_all, places, "place")
        self.check_all_known((*at, "rights_hold"), entry.rights_hold, places, "place")
        steps = tuple(
            self._transition((*at, "transitions", key), key, e, tracks) for key, e in entry.transitions.items()
        )
        reached = {step.to for step in steps if step} | {track.initial for track in tracks.values()}
        for place in sorted(places - reached):
            self.tree.complain((*at, "tracks"), f"no step leads to the place {place}")
        return values.Machine(
            id=name,
            name=entry.name,
            tracks=frozen(tracks),
            transitions=tuple(step for step in steps if step is not None),
            next=self._order(at, entry, places),
            periods=frozen(
                {key: self._period((*at, "periods", key), key, e, places) for key, e in entry.periods.items()}
            ),
            closing_ends_all=entry.closing_ends_all,
            rights_hold=entry.rights_hold,
            rights=entry.rights,
            rules=entry.rules,
            milestones=entry.milestones,
        )

    def _order(self, at: Key, entry: schema.MachineEntry, places: set[str]) -> Mapping[str, values.Next]:
        """Returns what is proposed at each place. A step that ends or refuses is never proposed, and no place is left out."""
        ends = {place for track in entry.tracks.values() for place in track.terminal}
        for name, step in entry.transitions.items():
            if step.to in ends and step.ends is None:
                self.tree.complain(
                    (*at, "transitions", name, "ends"),
                    f"is missing (the step leads to {step.to}, where a record ends)",
                )
        for place in sorted(places - set(entry.next)):
            self.tree.complain((*at, "next"), f"nothing is said for the place {place}")
        for place, order in entry.next.items():
            here: Key = (*at, "next", place)
            self.check_known(here, place, places, "place")
            self.check_all_known((*here, "steps"), order.steps, entry.transitions, "step")
            for n, name in enumerate(order.steps):
                proposed = entry.transitions.get(name)
                if proposed is None:
                    continue
                if place not in proposed.from_:
                    self.tree.complain((*here, "steps", n), f"the step {name} does not lead on from {place}")
                if proposed.ends is not None:
                    self.tree.complain(
                        (*here, "steps", n), f"the step {name} is {proposed.ends}; such a step is never proposed"
                    )
            if not order.steps and order.rest is None:
                self.tree.complain((*here, "rest"), "is missing (nothing is proposed here, and nobody says why)")
        return frozen({key: values.Next(each.steps, each.rest, each.review) for key, each in entry.next.items()})

    def _track(self, at: Key, name: str, entry: schema.TrackEntry) -> values.Track:
        self.check_known((*at, "initial"), entry.initial, entry.states, "place")
        self.check_all_known((*at, "terminal"), entry.terminal, entry.states, "place")
        for key, state in entry.states.items():
            if state.phase is not None:
                self.check_known((*at, "states", key, "phase"), state.phase, self.said.phases, "phase")
        states = tuple(
            values.State(key, e.name, name, e.phase, e.hint, key in entry.terminal) for key, e in entry.states.items()
        )
        return values.Track(name, entry.name, entry.initial, entry.terminal, states)

    def _period(self, at: Key, name: str, entry: schema.PeriodEntry, places: set[str]) -> values.Period:
        self.check_known((*at, "opens_with"), entry.opens_with, places, "place")
        self.check_all_known((*at, "records"), entry.records, self.said.roles, "role that signs in")
        fields = self.fields_at((*at, "fields"), entry.fields, scope=name)
        return values.Period(name, entry.name, entry.opens_with, entry.length, entry.records, fields, entry.note)

    def _transition(
        self, at: Key, name: str, entry: schema.TransitionEntry, tracks: Mapping[str, values.Track]
    ) -> values.Transition | None:
        track_name = entry.track or next(iter(tracks))
        if track_name not in tracks:
            self.tree.complain((*at, "track"), f"there is no track {track_name}")
            return None
        here = {state.id for state in tracks[track_name].states}
        self.check_all_known((*at, "from"), entry.from_, here, f"place on the track {track_name}:")
        self.check_known((*at, "to"), entry.to, here, f"place on the track {track_name}:")
        for other, places in (("identification", entry.while_identification), ("help", entry.while_help)):
            known = {state.id for state in tracks[other].states} if other in tracks else set()
            self.check_all_known((*at, f"while_{other}"), places, known, f"place on the track {other}:")
        everyone = {*self.said.roles, *self.said.parties}
        self.check_all_known((*at, "decides"), entry.decides, everyone, "role or party")
        self.check_all_known((*at, "also_agrees"), entry.also_agrees, everyone, "role or party")
        signing = set(self.said.roles) | set(self.said.recording.by_clock.of)
        self.check_all_known((*at, "records"), entry.records, signing, "role that signs in")
        self.check_all_known((*at, "countersigns"), entry.countersigns, self.said.roles, "role that signs in")
        self._consent((*at, "consent"), entry.consent)
        if entry.deadline is not None:
            for n, variant in enumerate(entry.deadline.variants):
                if variant.when.urgency is not None:
                    self.check_known(
                        (*at, "deadline", "variants", n), variant.when.urgency, self.said.urgency, "urgency"
                    )
        if entry.confidence != "design" and entry.source is None:
            self.tree.complain((*at, "source"), f"is missing ({entry.confidence} needs a source)")
        required = self.fields_at((*at, "required"), entry.required, scope=name)
        services = [code for category in self.said.categories.values() for code in category.services]
        self._conditions((*at, "conditions"), entry.conditions, required, services, here)
        return values.Transition(
            id=name,
            track=track_name,
            from_=entry.from_,
            to=entry.to,
            name=entry.name,
            decides=entry.decides,
            records=entry.records,
            countersigns=entry.countersigns,
            also_agrees=entry.also_agrees,
            guard=entry.guard,
            required=required,
            while_identification=entry.while_identification,
            while_help=entry.while_help,
            consent=entry.consent,
            deadline=entry.deadline,
            takes_effect=entry.takes_effect,
            ends=entry.ends,
            not_by_who_did=entry.not_by_who_did,
            conditions=entry.conditions,
            opens_period=entry.opens_period,
            leads_to=entry.leads_to,
            note=entry.note,
            basis=entry.basis,
            confidence=entry.confidence,
            source=entry.source,
        )

    def _consent(self, at: Key, need: schema.ConsentNeed | None) -> None:
        if need is not None:
            types = {point.type for point in self.said.consent.points.values()}
            self.check_known((*at, "type"), need.type, types, "consent point of the type")
            self.check_all_known((*at, "also"), need.also, types, "consent point of the type")
