"""Codat's own clients for other languages, installed into `target` and called as their documentation shows."""

import shutil

from measure import HERE, Failed, run

PYTHON_CLIENT = "codat-platform"
TYPESCRIPT_CLIENT = "@codat/platform"


def prepare(name, program=HERE / "contestants.foreign" / "call"):
    """Installs one; gives the command that runs this program, whose name has no suffix."""
    return {"python": python, "typescript": typescript}[name](program)


def python(program):
    interpreter = shutil.which("python3")
    if interpreter is None:
        raise Failed("there is no `python3`")
    place = HERE / "target" / "python"
    if not (place / "bin/pip").exists():
        run([interpreter, "-m", "venv", place])
    run([place / "bin/pip", "install", "--quiet", "--disable-pip-version-check", PYTHON_CLIENT])
    return [place / "bin/python", program.with_suffix(".py")]


def typescript(program):
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise Failed("there is no `node` with `npm`")
    place = HERE / "target" / "typescript"
    place.mkdir(parents=True, exist_ok=True)
    run([npm, "install", "--silent", "--no-audit", "--no-fund", "--prefix", place, TYPESCRIPT_CLIENT])
    # A module finds its packages beside itself.
    return [node, shutil.copy(program.with_suffix(".mjs"), place)]
