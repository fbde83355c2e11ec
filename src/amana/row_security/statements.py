"""The SQL that puts the tables of all rooms under their policies."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import get_args

from amana.trust.rows.policies import FIGURES, SYSTEM, Function, Ground, Meeting, Policy, RowPolicies

# Each finds its tables where they were when it was made, also for a program that looks nowhere (as pg_dump does).
# The setting is empty where it was never made, and where a transaction ended: then none of these is true.
WHO_ACTS = (
    """
    CREATE OR REPLACE FUNCTION amana_is(name text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT coalesce(current_setting('app.actor', true), '') = name $$
    """,
    """
    CREATE OR REPLACE FUNCTION amana_actor() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT AS
    $$ SELECT u.id FROM trust_user u WHERE u.is_active
       AND u.id = substring(current_setting('app.actor', true) FROM '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$')::uuid $$
    """,
    """
    CREATE OR REPLACE FUNCTION amana_units() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT AS
    $$ SELECT coalesce(array_agg(m.unit_id), '{}') FROM trust_membership m
       WHERE m.user_id = amana_actor() AND m.admitted_at IS NOT NULL $$
    """,
    """
    CREATE OR REPLACE FUNCTION amana_organisation() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT AS
    $$ SELECT u.organisation_id FROM trust_user u WHERE u.id = amana_actor() $$
    """,
    """
    CREATE OR REPLACE FUNCTION amana_watches() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    SET search_path FROM CURRENT AS
    $$ SELECT EXISTS (SELECT 1 FROM trust_rolegrant g WHERE g.user_id = amana_actor()
                      AND g.role IN ('data_protection_officer', 'auditor')) $$
    """,
)


def functions_of(rooms: Iterable[RowPolicies]) -> Iterator[Function]:
    """The functions of the rooms, and for each kind of meeting one that asks all rooms."""
    rooms = tuple(rooms)
    for room in rooms:
        yield from room.functions
    for kind in get_args(Meeting.__value__):
        queries = [query for room in rooms for each, query in room.meetings if each == kind]
        yield Function(f"amana_{kind}(who uuid, units uuid[])", "SETOF uuid", " UNION ALL ".join(queries))


def statement_for(function: Function) -> str:
    """The SQL that makes the function.

    It looks where the asker may not, and acts as the system while it looks. Only a superuser could write that into the
    head of a function, so each begins and ends with it; an error takes it back.
    """
    several = function.returns.startswith("SETOF")
    answer = f"RETURN QUERY {function.query};" if several else f"found := ({function.query});"
    return f"""
        CREATE OR REPLACE FUNCTION {function.head} RETURNS {function.returns}
        LANGUAGE plpgsql STABLE SET search_path FROM CURRENT AS $$
        DECLARE asker text := coalesce(current_setting('app.actor', true), ''); found boolean;
        BEGIN
          PERFORM set_config('app.actor', 'system', true);
          {answer}
          PERFORM set_config('app.actor', asker, true);
          {"RETURN;" if several else "RETURN found;"}
        END $$
    """


def policies_of(rooms: Iterable[RowPolicies]) -> list[Policy]:
    """The policies of all tables, each with the grounds that rooms above its own add to it.

    Raises ValueError for a ground on a table that no room protects.
    """
    rooms = tuple(rooms)
    policies = {policy.table: policy for room in rooms for policy in room.protected}
    grounds = [ground for room in rooms for ground in room.grounds]
    if unknown := {ground.table for ground in grounds} - policies.keys():
        raise ValueError(f"grounds on tables that are not under policy: {', '.join(sorted(unknown))}")
    return [
        _with_grounds(policy, [ground for ground in grounds if ground.table == table])
        for table, policy in policies.items()
    ]


def _with_grounds(policy: Policy, grounds: Sequence[Ground]) -> Policy:
    """Adds the grounds to the policy, common ones first. Unless a ground says otherwise, what is read may be written."""
    common = [ground for ground in grounds if ground.common]
    others = [ground for ground in grounds if not ground.common]
    reads = (*(each.reads for each in common), policy.reads, *(each.reads for each in others))
    writes = (*(each.writes for each in common), policy.writes or policy.reads, *(each.writes for each in others))
    says_otherwise = any(ground.writes for ground in grounds)
    return replace(
        policy,
        reads=" OR ".join(filter(None, reads)),
        writes=" OR ".join(filter(None, writes)) if says_otherwise else policy.writes,
    )


def statements_for(policy: Policy) -> list[str]:
    """The SQL that puts the table under this policy, whatever was there before."""
    own = f"{SYSTEM} OR {policy.reads}"
    seen = f"{SYSTEM} OR {FIGURES} OR {policy.reads}" if policy.counted else own
    written = f"{SYSTEM} OR {policy.writes or policy.reads}"
    table = policy.table
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        *(f"DROP POLICY IF EXISTS {name} ON {table}" for name in ("reads", "adds", "changes", "removes")),
        f"CREATE POLICY reads ON {table} FOR SELECT USING ({seen})",
        f"CREATE POLICY adds ON {table} FOR INSERT WITH CHECK ({written})",
        f"CREATE POLICY changes ON {table} FOR UPDATE USING ({own}) WITH CHECK ({written})",
        f"CREATE POLICY removes ON {table} FOR DELETE USING ({own})",
    ]
