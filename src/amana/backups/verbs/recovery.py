"""Recovery: names five officers, asks for their help, runs their ceremony on an offline machine, admits its outcome."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from amana.commandline.verb import RUNNING, Stop, Verb, parser, say, use_settings


def run(arguments: Sequence[str]) -> int:
    """Does the action, or raises Stop with the reason."""
    asked = parser("recovery", "What three of five officers open together when nobody else can.")
    acts = asked.add_subparsers(dest="act", required=True, metavar="split|files|status|ask|open|admit|drilled")
    split = acts.add_parser("split", help="names five officers by their age recipients", allow_abbrev=False)
    split.add_argument(
        "recipients", nargs=5, metavar="AGE1...", help="what age-keygen printed on each officer's machine"
    )
    files = acts.add_parser(
        "files", help="writes the ten files to a folder, a copy for each officer", allow_abbrev=False
    )
    files.add_argument("folder")
    acts.add_parser("status", help="who the officers are, and how many texts they could open", allow_abbrev=False)
    ask = acts.add_parser("ask", help="writes a request to the officers", allow_abbrev=False)
    ask.add_argument("lost", help="whose texts: a name to sign in with, or the id of a unit")
    ask.add_argument("file")
    ask.add_argument("--to", help="who is to open them (the same), who has a key already")
    ceremony = acts.add_parser("open", help="the ceremony, offline: answers a request", allow_abbrev=False)
    ceremony.add_argument("folder", help="the folder with the ten files")
    ceremony.add_argument("request")
    ceremony.add_argument("answer")
    ceremony.add_argument("--identity", action="append", default=[], metavar="FILE", help="of an officer; three times")
    admit = acts.add_parser("admit", help="lets the officers' answer in", allow_abbrev=False)
    admit.add_argument("file")
    acts.add_parser("drilled", help="notes that the yearly drill was done", allow_abbrev=False)
    chosen = asked.parse_args(arguments)
    if chosen.act == "open":
        return _run_ceremony(Path(chosen.folder), Path(chosen.request), Path(chosen.answer), chosen.identity)
    use_settings()
    from amana import vault
    from amana.accounts import recovering
    from amana.errors import AmanaError
    from amana.vault.clock import now

    try:
        if chosen.act == "split":
            recovering.name_officers(chosen.recipients, now=now())
            say(
                "Five officers hold the recovery key; any three of them open it. Give each a copy: ./amana recovery files FOLDER"
            )
        elif chosen.act == "files":
            _write_files(Path(chosen.folder))
        elif chosen.act == "ask":
            request, seen, count = recovering.ask_officers(chosen.lost, chosen.to or chosen.lost, now=now())
            _write(Path(chosen.file), request)
            say(f"{chosen.file} asks for {count} texts. Key of the holder: {seen}")
            say(f"The request reads: {vault.recovery.request_reads(request)}")
        elif chosen.act == "admit":
            count = recovering.admit_answer(_read_file(Path(chosen.file)), now=now())
            say(f"{count} texts open to the holder now. Destroy {chosen.file}.")
        elif chosen.act == "drilled":
            recovering.note_drill(now=now())
            say("The drill is noted in the trail.")
        else:
            _status()
    except AmanaError as refused:
        raise Stop(refused.message) from refused
    return 0


def _status() -> None:
    from amana import vault
    from amana.upkeep.rotations import counts

    officers = vault.recovery.officers()
    if not officers:
        say(
            "There are no recovery officers: what its holders lose is lost. Name five: ./amana recovery split AGE1... (5)"
        )
        return
    for place, recipient in enumerate(officers, 1):
        say(f"{place}  {recipient}")
    old, new = counts()["recovery"]
    say(f"Texts wrapped to them: {new}; not yet, until a holder opens them: {old}.")


def _write_files(folder: Path) -> None:
    from amana import vault

    files = vault.recovery.files()
    if not files:
        raise Stop("there are no recovery officers yet. Name five: ./amana recovery split AGE1... (5)")
    folder.mkdir(parents=True, exist_ok=True)
    for name, sealed in files.items():
        _write(folder / f"recovery-{name}.age", sealed)
    say(f"Ten files stand in {folder}. Each opens with the three officers of its name, in that order.")


def _run_ceremony(folder: Path, request: Path, answer: Path, identity_files: Sequence[str]) -> int:
    """Runs the ceremony: no database, nothing of the recovery key is written; its scratch folder is deleted."""
    with tempfile.TemporaryDirectory(prefix="amana-ceremony-") as scratch:
        os.environ["AMANA_DATA"] = tempfile.tempdir = scratch  # also for what a library unpacks
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amana.web.settings.desk")
        import django

        django.setup()
        from base64 import b64decode

        from amana.errors import CannotOpen
        from amana.vault import nested, recovery

        identities = [each for file in identity_files for each in nested.identities_in(_read_file(Path(file)).decode())]
        files = {
            file.stem.removeprefix("recovery-"): _read_file(file) for file in sorted(folder.glob("recovery-*.age"))
        }
        if not files:
            raise Stop(f"there are no files recovery-1-2-3.age ... in {folder}.")
        asked = _read_file(request)
        try:
            told = recovery.read_request(asked)
            private = nested.join(files, identities)
            text, count = recovery.answer_request(private, asked)
        except nested.TooFew as few:
            raise Stop("these identities do not open the recovery key: three of the five officers are needed.") from few
        except (CannotOpen, ValueError, KeyError) as fault:
            raise Stop(
                "this is no request that the officers of these files can answer. Nothing was written."
            ) from fault
        _write(answer, text)
        seen = recovery.fingerprint(b64decode(told["public"]))
        say(f"{count} texts are sealed to the holder whose key reads: {seen}")
        say(f"The request reads: {recovery.request_reads(asked)}")
        say("Compare the key with what the holder reads, and the request with what the operator reads.")
        say("If one differs, destroy the answer.")
    return 0


def _read_file(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise Stop(f"{file} cannot be read: {fault.strerror}.") from fault


def _write(file: Path, content: bytes) -> None:
    try:
        with file.open("xb") as target:
            target.write(content)
    except OSError as fault:
        raise Stop(f"{file} cannot be written: {fault.strerror}. Name a file that is not there yet.") from fault


VERB = Verb(
    "recovery",
    RUNNING,
    "split|files|status|ask|open|admit|drilled",
    "what three of five officers open together",
    run,
)
