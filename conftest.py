"""What holds for every test: which ones can run on this machine, how deep they go, and what a browser test needs."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from tests import databases, deep_result, on_postgresql

pytest_plugins = [
    "tests.roomy",
    "tests.world",
    "tests.isolation",
    "tests.fingerprint",
    "tests.failures",
    "tests.shares",
    "tests.parts",
]

# The programs beside Python that some tests need, by the marker of those tests, with their Debian package.
PROGRAMS = {
    "browser": ("chromium", "chromium"),
    "gettext": ("xgettext", "gettext"),
    "poppler": ("pdftotext", "poppler-utils"),
    "age": ("age", "age"),
    "softhsm": ("softhsm2-util", "softhsm2"),
    "faketime": ("faketime", "faketime"),
    "systemd": ("systemd-creds", "systemd"),
}
SERVER = pytest.StashKey[databases.Cluster]()
DATABASE = {"db", "transactional_db", "django_db_setup"}
LEFT_OUT = pytest.StashKey[dict[str, list[str]]]()
DEEPER = pytest.StashKey[set[str]]()

# The same examples at every run, wherever it is; the deep ones look for others each time.
settings.register_profile("quick", max_examples=30, deadline=None, derandomize=True)
settings.register_profile("deep", max_examples=1000, deadline=None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--deep` is known."""
    parser.addoption("--deep", action="store_true", help="the full counts, where a proof needs many repeats")


def pytest_configure(config: pytest.Config) -> None:
    """Property tests go as deep as was asked, and markers of programs are known."""
    settings.load_profile("deep" if config.getoption("--deep") else "quick")
    config.stash[LEFT_OUT] = {}
    config.stash[DEEPER] = set()
    if databases.on_postgresql() and databases.CLUSTER not in os.environ:
        # Whoever asks for pg_dump gets that of this server, which may not be the newest one of the machine.
        os.environ["PATH"] = f"{databases.programs()}{os.pathsep}{os.environ['PATH']}"
        config.stash[SERVER] = databases.Cluster()  # one for all processes of this run, which inherit its address
        os.environ[databases.CLUSTER] = str(config.stash[SERVER].folder)
    for marker, (program, package) in PROGRAMS.items():
        config.addinivalue_line("markers", f"{marker}: needs {program} (package {package})")


def pytest_unconfigure(config: pytest.Config) -> None:
    """The server of this run is gone."""
    if SERVER in config.stash:
        config.stash[SERVER].stop()


def pytest_report_header(config: pytest.Config) -> str:
    """Which database the tests use."""
    return f"database: {'PostgreSQL ' + config.stash[SERVER].version if SERVER in config.stash else 'SQLite'}"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Files of which nothing runs are not read; of all others another hook decides."""
    is_tests = collection_path.name.startswith("test_") and collection_path.suffix == ".py"
    return True if is_tests and on_postgresql.need_not_be_read(collection_path, config) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests whose program is missing are left out and remembered; deep ones run only when asked for."""
    missing = {marker: package for marker, (program, package) in PROGRAMS.items() if shutil.which(program) is None}
    kept, left_out = [], config.stash[LEFT_OUT]
    for item in items:
        reasons = [package for marker, package in missing.items() if item.get_closest_marker(marker)]
        if reasons:
            left_out.setdefault(reasons[0], []).append(item.nodeid)
        elif _not_asked_for(item, config):
            continue
        else:
            kept.append(item)
    config.stash[DEEPER].update(item.nodeid for item in kept if deep_result.goes_deeper(item))
    if len(kept) != len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


def _not_asked_for(item: pytest.Item, config: pytest.Config) -> bool:
    """Deep ones only when asked for; on PostgreSQL only what meets the database, in a quick run what differs there."""
    if databases.on_postgresql():
        if not _meets_the_database(item) or item.get_closest_marker("sqlite"):
            return True
        if on_postgresql.leaves_out(item):
            return True
    elif item.get_closest_marker("postgresql"):
        return True
    return item.get_closest_marker("deep") is not None and not config.getoption("--deep")


def _meets_the_database(item: pytest.Item) -> bool:
    """Whether the test asks for the database; one that does not runs with the same bytes on both."""
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or not DATABASE.isdisjoint(fixtures)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """One of several processes tells the first one which tests it left out and which go deeper; all of them do the same."""
    told: dict[str, object] | None = getattr(session.config, "workeroutput", None)
    if told is not None:
        told["left_out"] = session.config.stash[LEFT_OUT]
        deeper: set[str] = session.config.stash[DEEPER]
        told["deeper"] = list(deeper)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """What another process left out is known here."""
    told = getattr(node, "workeroutput", {})
    node.config.stash[DEEPER].update(told.get("deeper", []))  # type: ignore[attr-defined]
    node.config.stash[LEFT_OUT].update(told.get("left_out", {}))  # type: ignore[attr-defined]  # xdist has no types


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: pytest.ExitCode, config: pytest.Config
) -> None:
    """Which tests did not run here, and what to install for them, stand above the last line."""
    for line in _left_out_lines(config.stash[LEFT_OUT]):
        terminalreporter.write_line(line)
    if config.getoption("--deep") and exitstatus != pytest.ExitCode.INTERRUPTED:
        every = (each for found in terminalreporter.stats.values() for each in found)
        reports = [each for each in every if isinstance(each, pytest.TestReport)]
        database = "PostgreSQL" if databases.on_postgresql() else "SQLite"
        deep_result.keep(config.rootpath, deep_result.rows_of(reports, config.stash[DEEPER], database=database))


def _left_out_lines(left_out: dict[str, list[str]]) -> list[str]:
    lines = []
    for package, tests in left_out.items():
        lines.append(f"{len(tests)} tests did not run without {package} (sudo apt-get install {package}):")
        lines += [f"  {test}" for test in tests]
    return lines


@pytest.fixture
def deep(pytestconfig: pytest.Config) -> bool:
    """Whether the full counts were asked for."""
    return bool(pytestconfig.getoption("--deep"))


@pytest.fixture
def progress(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """Says how far a long count has come, where somebody waits for it: in a deep run, to a terminal."""
    terminal = pytestconfig.pluginmanager.get_plugin("terminalreporter")
    capture = pytestconfig.pluginmanager.get_plugin("capturemanager")

    def say(text: str) -> None:
        if terminal is None or capture is None or not pytestconfig.getoption("--deep"):
            return
        with capture.global_and_fixture_disabled():
            terminal.write_line(f"  {text}")

    return say


@pytest.fixture(autouse=True)
def _database_beside_a_browser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A browser test may ask the database although Playwright runs an event loop in the same thread."""
    if request.node.get_closest_marker("browser"):
        monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    yield
