"""The scene as a fixture."""

import pytest

from amana.referrals.tests.scene import Scene, make_scene
from tests.cast import World


@pytest.fixture
def scene(world: World) -> Scene:
    """Rawan's case, and Hope Clinic in the directory."""
    return make_scene(world)
