"""The demo world: fictional people, created by the same commands that users use. Nothing in it ever happened.

Importing this package is cheap; the world itself is imported when it is built.
"""

from collections.abc import Callable


def build_demo_world(say: Callable[[str], object], persons: int = 108) -> None:
    """Turns an empty, migrated instance into a demonstration; `say` is called with the progress.

    `persons` is the number of people whom the programme of 2018 and 2019 assisted; tests take fewer.
    """
    from amana.demo.world import build

    build(say, persons)


def sign_ins() -> list[str]:
    """Returns one line for each user of the cast: user name, name, role, organisation; then the shared password."""
    from amana.countrypacks import pack
    from amana.demo.people import ORGANISATIONS, PEOPLE
    from amana.trust import queries

    houses = {unit.key: house for house in ORGANISATIONS for unit in house.units}
    roles = pack().roles
    lines = [
        f"{person.username:<9} {person.name:<11} {roles[person.roles[0]].name.en:<30} {houses[person.unit].name_en}"
        for person in PEOPLE
    ]
    instance = queries.instance()
    password = instance.demo_password if instance is not None else ""
    return [*lines, f"Password of all of them in this instance: {password}"]
