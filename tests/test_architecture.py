"""Facts about the whole repository: which way the arrows point, and what must stand in no file."""

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WEB = {"flask", "flask_socketio", "socketio", "engineio", "eventlet", "gevent", "werkzeug", "sqlalchemy"}
CHANCE_AND_CLOCK = {"time", "random", "datetime", "threading", "secrets"}
ALLOWED_TO_NAME_EVENTLET = {"pyproject.toml", "constraints.txt", "README.md", "tests/test_architecture.py"}

# What must stand in no line; each pattern escapes its dots and slashes, so that none finds itself here.
JS_IMPORT = re.compile(r"""(?:^|[\s;}])(?:import|from)\s*\(?\s*["']([^"'\n]+)["']""")
JS_NAMES = re.compile(r"""import\s*\{([^}]*)\}\s*from\s*["'](\.[^"']+)["']""")
JS_EXPORT = re.compile(r"^export (?:async )?(?:function|const|class) (\w+)", re.MULTILINE)
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\son\w+\s*=\s*[\"']|\sstyle\s*=|javascript:", re.IGNORECASE)
FETCHED = re.compile(r"<(?:script|link|img|source|audio|video|iframe)\b[^>]*(?:src|href)=[\"']?(?:https?:)?//", re.I)
IMPORTED = re.compile(r"(?:import|from|fetch|url)\s*\(?\s*[\"']?(?:https?:)?//\w", re.IGNORECASE)
# Of 2023 and later: an iPad of 2014 or a Firefox of a school stops at these
RECENT = re.compile(r"\.(?:with|toSorted|toReversed|toSpliced)\(|Object\.groupBy|\.(?:role|aria[A-Z]\w*)\b")
PLACE = re.compile(r"(?<![\w.:])/(?:home|root|work|Users)/\w|[A-Z]:\\Users")
REGISTRY = re.compile(
    r"npmjs\.(?:org|com)\b|pypi\.org|pythonhosted\.org|\"resolved\": \"https?:|(?:index|find)-(?:url|links)"
)


def sources(room: str) -> list[Path]:
    found = sorted((ROOT / room).rglob("*.py"))
    assert found, f"{room}/ holds no Python: this test looks at nothing"
    return found


def imports(path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each import of a file as (module, names); relative imports are written out in full."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            inside = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*inside, *(node.module.split(".") if node.module else [])])
            yield module, tuple(alias.name for alias in node.names)


def modules_imported(path: Path) -> set[str]:
    """The modules a file imports, `from server import rules` counted as `server.rules`."""
    found = set()
    for module, names in imports(path):
        found.add(module)
        found |= {f"{module}.{name}" for name in names if (ROOT / module.replace(".", "/") / f"{name}.py").exists()}
    return found


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def tracked() -> dict[str, str]:
    """Every tracked (or about to be tracked) text file and its text."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a git checkout: what is tracked cannot be told")
    texts = {}
    for name in listed.stdout.split("\0"):
        path = ROOT / name
        data = path.read_bytes() if name and path.is_file() else b"\0"
        if b"\0" not in data:
            texts[name] = data.decode("utf-8", "replace")
    return texts


def lines_matching(pattern: re.Pattern[str], texts: dict[str, str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def browser_files(suffix: str) -> dict[str, str]:
    texts = {n: t for n, t in tracked().items() if n.startswith(("static/", "templates/")) and n.endswith(suffix)}
    assert texts, f"no {suffix} file in static/ or templates/: this test looks at nothing"
    return texts


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (JS_IMPORT, 'import { io } from "./vendor/io"'),
        (JS_IMPORT, 'import"./pen.js"'),
        (INLINE, "<script>start()</script>"),
        (INLINE, '<button onclick="start()">'),
        (FETCHED, '<script src="//cdn.example/io.js">'),
        (IMPORTED, "@import url(https://fonts.example/a.css)"),
        (RECENT, "album.with(known, record)"),
        (RECENT, 'option.ariaSelected = "true"'),
        (PLACE, "DATA = '" + "/home" + "/me/data'"),
        (REGISTRY, '"resolved": "' + 'https://example/a.tgz"'),
    ],
)
def test_the_patterns_of_this_page_find_what_they_are_for(pattern, line):
    assert pattern.search(line)


def test_the_model_knows_nothing_of_the_web_or_of_the_server():
    for path in sources("model"):
        roots = {module.split(".")[0] for module, _ in imports(path)}

        assert not roots & (WEB | {"server", "tests"}), path


def test_the_server_knows_the_model_by_its_public_names_only():
    import model

    for path in sources("server"):
        for module, names in imports(path):
            if module.split(".")[0] == "model":
                assert module == "model" and names, f"{path}: write `from model import ...`, not {module}"
                assert set(names) <= set(model.__all__), path


def test_the_servers_pure_pages_have_no_clock_no_chance_and_no_input():
    rooms = [f"{path.parent.name}/{path.name}" for path in sorted((ROOT / "server").glob("room*/*.py"))]
    pages = ("rules", "board", "wire", "match", "vocabulary", "explain", "names", "feeds", "parsing")
    for page in (*(f"{page}.py" for page in pages), *rooms):
        roots = {module.split(".")[0] for module, _ in imports(ROOT / "server" / page)}

        assert not roots & (WEB | CHANCE_AND_CLOCK | {"torch"}), f"server/{page} is to stay pure"


def test_only_the_app_joins_the_servers_parts():
    rim = {"server.events", "server.pages"}

    for path in sources("server"):
        name, found = name_of(path), modules_imported(path)
        assert name == "server.app" or not found & rim, f"{name} imports {found & rim}; server/app.py is the joiner"
        assert name == "server.__main__" or "server.app" not in found, f"{name} imports the joiner"


@pytest.mark.parametrize("room", ["model", "server"])
def test_no_arrow_comes_back_to_where_it_started(room):
    arrows = {name_of(path): modules_imported(path) - {room, name_of(path)} for path in sources(room)}
    arrows.pop(room, None)  # the package's front re-exports from everywhere

    while leaves := {name for name, found in arrows.items() if not found & arrows.keys()}:
        arrows = {name: found for name, found in arrows.items() if name not in leaves}

    assert not arrows, f"these import each other in a circle: {sorted(arrows)}"


def test_eventlet_is_named_in_two_files_of_the_server_and_nowhere_else():
    naming = {name for name, text in tracked().items() if re.search("eventlet", text, re.IGNORECASE)}

    elsewhere = {name for name in naming - ALLOWED_TO_NAME_EVENTLET if not name.startswith("docs/")}

    assert len(elsewhere) <= 2, f"another async mode is to be one setting away: {sorted(elsewhere)}"
    assert all(name.startswith("server/") for name in elsewhere), sorted(elsewhere)


def test_every_import_of_the_page_ends_in_js_and_leads_to_a_file():
    for name, text in browser_files(".js").items():
        for target in JS_IMPORT.findall(text):
            place = ROOT / target.lstrip("/") if target.startswith("/static/") else ROOT / Path(name).parent / target
            assert target.startswith(("/static/", "./", "../")) and target.endswith(".js"), f"{name}: {target}"
            assert place.resolve().is_file(), f"{name}: {target} leads nowhere (`make install` makes static/vendor/)"


def test_every_name_that_the_page_imports_is_exported_there():
    texts = browser_files(".js")
    for name, text in texts.items():
        for names, target in JS_NAMES.findall(text):
            place = (ROOT / name).parent.joinpath(target).resolve().relative_to(ROOT).as_posix()
            wanted = {one.split(" as ")[0].strip() for one in names.split(",")}
            if place in texts:  # not one of the vendor's
                assert wanted <= set(JS_EXPORT.findall(texts[place])), f"{name} imports {wanted} from {place}"


def test_the_page_asks_for_nothing_that_old_devices_lack_without_need():
    assert lines_matching(RECENT, browser_files(".js")) == []


def test_heights_that_old_devices_do_not_know_stand_behind_ones_they_do():
    for name, text in browser_files(".css").items():
        if name.startswith("static/css/classroom/"):
            lines = [line.strip().split("/*")[0].strip() for line in text.splitlines()]
            new = [(before, line) for before, line in pairwise(lines) if "dvh" in line]

            assert [(name, line) for before, line in new if before != line.replace("dvh", "vh")] == []


def test_no_template_carries_a_script_or_a_style_of_its_own():
    assert lines_matching(INLINE, browser_files(".html")) == []


def test_the_page_loads_nothing_from_anywhere_but_its_own_server():
    assert lines_matching(FETCHED, browser_files(".html")) == []
    assert lines_matching(IMPORTED, browser_files(".js") | browser_files(".css")) == []


def test_no_tracked_file_names_a_place_on_one_machine():
    assert lines_matching(PLACE, tracked()) == []


def test_no_tracked_file_names_a_package_registry():
    assert lines_matching(REGISTRY, tracked()) == []


def test_every_installed_package_is_pinned_exactly():
    pins = [line for line in tracked()["constraints.txt"].splitlines() if line and not line.startswith("#")]

    assert "torch==2.13.0" in pins
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", pin) for pin in pins)


def test_no_tracked_file_is_larger_than_sixteen_megabytes():
    tracked()  # skips where git cannot tell

    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    large = [n for n in names.split("\0") if n and (ROOT / n).is_file() and (ROOT / n).stat().st_size > 16 << 20]
    assert large == []
