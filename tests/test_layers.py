"""Imports run one way: the dashboard rests on the metrics, the metrics on the vocabulary of the data."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

VOCABULARY = {
    "data.tables",
    "data.codes",
    "data.reference",
    "data.agreement",
    "data.problems",
    "data.returns.layout",
    "data.returns.subjects",
}
"""All that metrics may know of data: names of things, never machinery."""

ONLY_IN_DASHBOARD = {"streamlit", "altair", "typer", "rich", "typst", "docx"}
NOT_IN_METRICS = ONLY_IN_DASHBOARD | {"lxml", "fastexcel", "xlsxwriter", "sqlalchemy"}
NOWHERE = {"pandas", "pyarrow", "openpyxl"}


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Every module that a file imports, anywhere in it, with the names taken from packages of ours.

    `from data import tables` is told as data.tables, so that a package hides nothing.
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}, line {node.lineno}: imports are absolute here"
            assert node.module is not None
            if (ROOT / node.module.replace(".", "/")).is_dir():
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
            else:
                found.add(node.module)
    return found


def of(package: str, names: set[str]) -> set[str]:
    return {name for name in names if name == package or name.startswith(package + ".")}


def test_data_knows_neither_the_metrics_nor_the_dashboard():
    for path in modules("data"):
        wrong = of("metrics", imports(path)) | of("dashboard", imports(path))
        assert not wrong, f"{path.relative_to(ROOT)} imports {sorted(wrong)}"


def test_metrics_know_only_the_vocabulary_of_the_data():
    for path in modules("metrics"):
        names = imports(path)
        wrong = of("dashboard", names) | {
            name
            for name in of("data", names)
            if not any(name == allowed or name.startswith(allowed + ".") for allowed in VOCABULARY)
        }
        assert not wrong, f"{path.relative_to(ROOT)} imports {sorted(wrong)}"


@pytest.mark.parametrize(
    ("package", "forbidden"),
    [
        ("data", ONLY_IN_DASHBOARD | NOWHERE),
        ("metrics", NOT_IN_METRICS | NOWHERE),
        ("dashboard", NOWHERE),
    ],
)
def test_a_layer_leaves_libraries_of_other_layers_alone(package: str, forbidden: set[str]):
    for path in modules(package):
        wrong = {name for name in imports(path) if name.split(".")[0] in forbidden}
        assert not wrong, f"{path.relative_to(ROOT)} imports {sorted(wrong)}"


def test_the_metrics_touch_no_file_clock_or_network():
    outside = {
        "os",
        "io",
        "pathlib",
        "socket",
        "time",
        "random",
        "tempfile",
        "subprocess",
        "shutil",
    }
    for path in modules("metrics"):
        # The solver closes the door on what HiGHS writes to the process's standard output from C.
        allowed = {"os"} if path.name == "solver.py" else set()
        wrong = {name for name in imports(path) if name.split(".")[0] in outside - allowed}
        assert not wrong, f"{path.relative_to(ROOT)} imports {sorted(wrong)}"


def test_views_reach_figures_only_through_the_session():
    for path in sorted((ROOT / "dashboard" / "views").glob("dsp_*.py")):
        wrong = of("data.warehouse", imports(path)) | of("data.extracts", imports(path))
        assert not wrong, f"{path.relative_to(ROOT)} imports {sorted(wrong)}"


def test_only_the_settings_read_the_environment():
    for package in ("data", "metrics", "dashboard"):
        for path in modules(package):
            if path.name == "settings.py":
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                asked = isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
                assert not asked, f"{path.relative_to(ROOT)}, line {node.lineno}"


def test_no_folder_is_a_drawer_for_everything():
    drawers = {"utils", "util", "common", "core", "helpers", "lib", "misc"}
    for package in ("data", "metrics", "dashboard", "tests"):
        for path in modules(package):
            assert not drawers & {*path.relative_to(ROOT).parts[:-1], path.stem}, path


def test_no_module_of_ours_hides_one_of_python():
    ours = {path.stem for path in (ROOT / "dashboard").glob("*.py")} - {"__init__"}
    # `streamlit run` puts dashboard/ first on the path, so such a name would be imported instead.
    assert not ours & (set(sys.stdlib_module_names) | {"data", "metrics"})
