"""Finding and reading packs. A pack is read once per process."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path as Folder

from django.conf import settings

from amana.countrypacks.build import build_pack
from amana.countrypacks.source import SOUNDS, Mark, Problem, Tree, display_path, laid_over, read_folder, read_yaml
from amana.countrypacks.values import Pack
from amana.process_state import follows_from_arguments

PACKS = Folder(__file__).resolve().parents[3] / "packs"


class PackError(Exception):
    """The pack cannot be used; every problem names file, line and key."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n" + "\n".join(str(problem) for problem in problems))


def pack(name: str | None = None, packs: Folder | None = None) -> Pack:
    """Returns the pack of this instance (setting AMANA_PACK), or the one called `name`. Raises PackError when it is wrong.

    It is read from the folder of this instance (setting AMANA_PACK_FOLDER), or from `packs`.
    """
    return _read(name or settings.AMANA_PACK, packs or pack_folder())


def pack_folder() -> Folder:
    """Returns the folder of the packs of this instance. Caches about a pack are keyed by its name and this folder."""
    return Folder(settings.AMANA_PACK_FOLDER)


@follows_from_arguments
@cache
def _read(name: str, packs: Folder) -> Pack:
    found, problems = read_pack(name, packs)
    if found is None or problems:
        raise PackError(problems)
    return found


def read_pack(name: str, packs: Folder = PACKS) -> tuple[Pack | None, list[Problem]]:
    """Returns the pack and everything that is wrong with it; the pack is None when its shape is wrong."""
    tree, lineage = read_tree(name, packs)
    if tree.problems:
        return None, tree.problems
    found, problems = build_pack(tree, lineage)
    if found is not None:
        problems = [*problems, *_missing_recordings(found, tree, packs)]
    return found, problems


def recording(language: str, sentence: str) -> Folder | None:
    """Returns the sound file of a sentence that is read aloud; None where the pack names none."""
    name = pack().consent.recordings.get(language, {}).get(sentence)
    return _sound(name, pack().lineage, pack_folder()) if name else None


def _sound(name: str, lineage: Iterable[str], packs: Folder) -> Folder | None:
    """Returns the file in the folder `audio` of the pack or of one that it extends, whichever comes first."""
    for member in lineage:
        audio = (packs / member / "audio").resolve()
        path = (audio / name).resolve()
        if path.is_relative_to(audio) and path.is_file() and path.suffix in SOUNDS:
            return path
    return None


def _missing_recordings(found: Pack, tree: Tree, packs: Folder) -> list[Problem]:
    """Returns a problem for each named recording that is in no folder `audio`."""
    named = [
        (("consent", "recordings", language, sentence), name)
        for language, sentences in found.consent.recordings.items()
        for sentence, name in sentences.items()
    ]
    return [
        Problem(tree.mark(key), ".".join(key), f"there is no sound file audio/{name}")
        for key, name in named
        if _sound(name, found.lineage, packs) is None
    ]


def read_tree(name: str, packs: Folder = PACKS) -> tuple[Tree, tuple[str, ...]]:
    """Returns the contents of the pack with all that it extends, and the names from the pack up to the base."""
    lineage: list[str] = []
    trees: list[Tree] = []
    wanted: str | None = name
    while wanted is not None:
        folder = packs / wanted
        here = Mark(display_path(folder / "pack.yaml"), 1)
        if wanted in lineage:
            return _problem_tree(here, f"extends itself through {' and '.join(lineage)}"), tuple(lineage)
        if not (folder / "pack.yaml").is_file():
            return _problem_tree(here, "there is no such pack (a folder with a pack.yaml)"), tuple(lineage)
        lineage.append(wanted)
        trees.append(read_folder(folder))
        wanted = _extends(trees[-1])
    tree = trees.pop()
    while trees:
        tree = laid_over(tree, trees.pop())
    return tree, tuple(lineage)


def _extends(tree: Tree) -> str | None:
    about = tree.value.get("pack")
    extends = about.get("extends") if isinstance(about, dict) else None
    return extends if isinstance(extends, str) else None


def _problem_tree(here: Mark, text: str) -> Tree:
    return Tree(root=here.file, problems=[Problem(here, "pack", text)])


def examples(lineage: Iterable[str], packs: Folder = PACKS) -> list[tuple[str, Tree]]:
    """Returns the example files of a pack and of all it extends, with their path as shown in messages."""
    found = []
    for member in lineage:
        for path in sorted((packs / member / "examples").glob("*.yaml")):
            found.append((display_path(path), read_yaml(path)))
    return found


def pack_names(packs: Folder = PACKS) -> list[str]:
    """Returns the names of the packs that an instance can run on, without bases that only others extend."""
    names = []
    for path in sorted(packs.glob("*/pack.yaml")):
        about = read_yaml(path).value.get("pack", {})
        if not about.get("base_only", False):
            names.append(path.parent.name)
    return names
