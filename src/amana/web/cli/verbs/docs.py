"""Serves the documents as pages on this machine."""

import http.server
from collections.abc import Sequence
from html import escape
from pathlib import Path

from amana.commandline.verb import DEVELOPMENT, Verb, parser, say, use_settings


def run(arguments: Sequence[str]) -> int:
    """Serves the documents until Ctrl-C; each page is read from its file when it is requested."""
    asked = parser("docs", "Lists the documents and shows them in a browser.")
    asked.add_argument("--port", type=int, default=8090)
    asked.add_argument("--list", action="store_true", help="only lists them")
    asked.add_argument("--write", action="store_true", help="writes the pages that come from the code, and ends")
    chosen = asked.parse_args(arguments)

    if chosen.write:
        write_reference()
        return 0

    from amana.commandline.project import PROJECT
    from amana.web.cli.processes import LOOPBACK, refuse_busy_ports

    for page in pages(PROJECT):
        say(f"  {page.relative_to(PROJECT)}")
    if chosen.list:
        return 0
    refuse_busy_ports({"documents": chosen.port})
    with http.server.HTTPServer((LOOPBACK, chosen.port), handler_of(PROJECT)) as server:
        say(f"\n  http://localhost:{chosen.port}   Ctrl-C stops.")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


def write_reference() -> None:
    """Writes the pages of the docs that come from the code and the packs, and lowers the counts of words not to use."""
    use_settings("test")
    from amana.development import reference
    from amana.development.checks import plain

    plain.lower()
    for page, text in reference.pages().items():
        page.parent.mkdir(exist_ok=True)
        page.write_text(text, encoding="utf-8")
        say(f"  {page.name}")


def pages(project: Path) -> list[Path]:
    """Returns the documents of the project: those in its root, then those of docs/."""
    return [*sorted(project.glob("*.md")), *sorted((project / "docs").rglob("*.md"))]


def handler_of(project: Path) -> type[http.server.BaseHTTPRequestHandler]:
    """Returns a handler that serves documents of that project, and pictures next to them."""
    from markdown_it import MarkdownIt

    # Raw HTML in a document is shown, not run.
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")

    class Documents(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = self.path.partition("?")[0].lstrip("/")
            file = (project / asked).resolve()
            if not asked:
                links = (page.relative_to(project).as_posix() for page in pages(project))
                self.answer("\n".join(f'<li><a href="/{escape(link)}">{escape(link)}</a></li>' for link in links))
            elif file in pages(project):
                self.answer(markdown.render(file.read_text(encoding="utf-8")))
            elif file.suffix == ".png" and file.is_relative_to(project / "docs") and file.is_file():
                self.answer(file.read_bytes(), "image/png")
            else:
                self.send_error(404, "There is no such document")

        def answer(self, content: str | bytes, kind: str = "text/html; charset=utf-8") -> None:
            body = content if isinstance(content, bytes) else PAGE.replace("CONTENT", content).encode()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Logs nothing: the terminal keeps showing the list."""

    return Documents


PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Amana: documents</title>
<style>body{max-inline-size:46rem;margin:2rem auto;padding-inline:1rem;font:1.05rem/1.6 system-ui}
pre{overflow:auto;background:#f4f2ee;padding:.8rem}table{border-collapse:collapse}
td,th{border:1px solid #ccc;padding:.3rem .6rem;text-align:start}</style></head>
<body><p><a href="/">All documents</a></p>
CONTENT
</body></html>
"""


VERB = Verb(
    "docs", DEVELOPMENT, "[--list | --write]", "the documents, live; or writes those that come from the code", run
)
