"""The faces: how a browser reaches them, and what its cookies are like."""

from collections.abc import Mapping, Sequence

from amana.doctor.finding import AMBER, RED, Finding, good
from amana.signin.factors import is_number

LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})
YEAR = 31_536_000


def debug(on: bool) -> Finding:
    """Whether pages show our insides when something fails."""
    if on:
        return Finding("debug", RED, "pages show code and values when something fails", "DEBUG = False")
    return good("debug", "off")


def hosts(names: Sequence[str]) -> Finding:
    """The names that the desk answers to."""
    if any(name == "*" or name.startswith(".") for name in names):
        return Finding(
            "hosts", RED, "it answers to any name", "AMANA_HOSTS with the names that people type, and no others"
        )
    return good("hosts", " ".join(names))


def https(on: bool, names: Sequence[str], hsts: int) -> Finding:
    """Whether TLS ends in front of it, and browsers are told to require it."""
    beyond = sorted(set(names) - LOCAL)
    if not on and beyond:
        return Finding(
            "https", RED, f"{beyond[0]} is reached without TLS: passwords and files can be read on the way",
            "a proxy with a certificate in front, then AMANA_HTTPS=1",
        )  # fmt: skip
    if not on:
        return Finding(
            "https", AMBER, "none, and nobody beyond this machine reaches it",
            "for more than trying out: a proxy with a certificate in front, AMANA_HOSTS and AMANA_HTTPS=1",
        )  # fmt: skip
    if hsts < YEAR:
        return Finding("https", AMBER, "browsers are not told to insist on TLS for a year", f"HSTS of {YEAR} s")
    return good("https", "TLS in front, and browsers insist on it")


def passkeys(names: Sequence[str], https: bool, demo: bool) -> Finding:
    """Whether browsers allow passkeys under every name that the desk answers to; elsewhere a code replaces one."""
    without = [
        name for name in names
        if name != "localhost" and not name.endswith(".localhost") and (not https or is_number(name))
    ]  # fmt: skip
    if not without:
        return good("passkeys", "work under every name of the desk")
    seen = f"under {without[0]} no browser uses one: administrators and makers of exports show a code instead"
    if demo:
        return Finding("passkeys", AMBER, seen, "none for a demo")
    if set(without) <= LOCAL:
        return Finding("passkeys", AMBER, seen, "sign in at localhost, and take the numbers out of AMANA_HOSTS")
    return Finding(
        "passkeys", RED, seen, "a name with a certificate and AMANA_HTTPS=1; no numbers in AMANA_HOSTS"
    )  # fmt: skip


def cookies(said: Mapping[str, Mapping[str, object]], https: bool) -> Finding:
    """`said`: of each cookie its name, and whether it is secure, httponly and samesite=Strict."""
    for what, cookie in said.items():
        name = str(cookie["name"])
        strict = bool(cookie["httponly"]) and cookie["samesite"] == "Strict"
        if not strict or (https and not (cookie["secure"] and (name.startswith("__Host-") or what == "form"))):
            return Finding(
                "cookies", RED, f"{name} is open to scripts, other sites or plain HTTP", "see settings/base.py"
            )
    if not https:
        return Finding("cookies", AMBER, "not bound to TLS, because there is none", "AMANA_HTTPS=1 behind a proxy")
    return good("cookies", "bound to TLS, to this host and to this site")


def proxy(status: int | None, headers: Mapping[str, str], refused_large: bool) -> Finding:
    """The response at the address that people use: its headers, and whether it refuses what no form of ours sends."""
    remedy = "see the proxy's part in docs/do/operate.md; then ./amana doctor --at https://..."
    if status is None:
        return Finding("proxy", AMBER, "not looked at", "./amana doctor --at https://the-address-that-people-use")
    said = {name.lower(): value for name, value in headers.items()}
    if status >= 500:
        return Finding("proxy", RED, f"it answers {status}", remedy)
    if "max-age" not in said.get("strict-transport-security", ""):
        return Finding("proxy", RED, "it takes the header away that makes browsers insist on TLS", remedy)
    if "no-store" not in said.get("cache-control", ""):
        return Finding("proxy", RED, "it lets pages be kept on the way", remedy)
    if not refused_large:
        return Finding(
            "proxy", AMBER, "it takes bodies larger than any form of ours", "limit a request's body to 13 MB"
        )
    return good("proxy", "passes our headers on and refuses large bodies")
