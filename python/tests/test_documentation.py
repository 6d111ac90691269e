"""Examples do what they say, and everything public has one."""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

import unboil
from conftest import REPOSITORY

MODULES = ["", ".polars", ".duckdb", ".datasets", ".datatrove", ".pandas", ".spark", ".ray"]
PAGES = ["docs/python.md", "python/README.md", "README.md"]


def run(name: str, text: str) -> int:
    """The number of examples in a text, all of which must hold."""
    test = doctest.DocTestParser().get_doctest(text, {}, name, name, 0)
    said: list[str] = []
    failed = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test, out=said.append).failed
    assert not failed, "".join(said)
    return len(test.examples)


def public(module: ModuleType) -> Iterator[tuple[str, Any]]:
    yield module.__name__, module
    for name in module.__all__:
        item = getattr(module, name)
        if name.startswith("__"):
            continue
        yield f"{module.__name__}.{name}", item
        if inspect.isclass(item):
            for member, value in vars(item).items():
                if not member.startswith("_") and (callable(value) or inspect.isdatadescriptor(value)):
                    yield f"{module.__name__}.{name}.{member}", value


@pytest.mark.parametrize("suffix", MODULES)
def test_docstrings(suffix: str) -> None:
    module = importlib.import_module("unboil" + suffix)
    examples = 0
    for name, item in public(module):
        text = inspect.getdoc(item)
        assert text, f"{name} has no docstring"
        examples += run(name, text)
    assert examples


@pytest.mark.parametrize("name", ["clean", "restore", "Cleaner", "Cleaned", "Removal"])
def test_each_has_an_example(name: str) -> None:
    assert run(name, inspect.getdoc(getattr(unboil, name)) or "")


@pytest.mark.parametrize("method", ["clean", "analyze", "clean_many", "clean_arrow"])
def test_each_method_has_an_example(method: str) -> None:
    assert run(method, inspect.getdoc(getattr(unboil.Cleaner, method)) or "")


@pytest.mark.parametrize("page", PAGES)
def test_pages(page: str) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (REPOSITORY / page).read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    examples = run(page, "\n".join(blocks))
    assert examples


def test_stubs_say_what_is_there() -> None:
    """Each class and method of the compiled module stands in its stub, with the same arguments."""
    import ast
    from pathlib import Path

    assert unboil.__file__
    tree = ast.parse((Path(unboil.__file__).parent / "_unboil.pyi").read_text())
    stubs = {node.name: node for node in tree.body if isinstance(node, (ast.ClassDef, ast.FunctionDef))}
    compiled = importlib.import_module("unboil._unboil")
    for name, item in vars(compiled).items():
        if name.startswith("__"):
            continue
        stub = stubs[name]
        if isinstance(stub, ast.FunctionDef):
            assert list(inspect.signature(item).parameters) == [a.arg for a in stub.args.args]
            continue
        stubbed = {node.name: node for node in stub.body if isinstance(node, ast.FunctionDef)}
        members = {member for member in vars(item) if not member.startswith("_")}
        assert members == {member for member in stubbed if not member.startswith("_")}, name
        for member in members:
            if inspect.isroutine(vars(item)[member]):
                arguments = stubbed[member].args
                expected = [argument.arg for argument in (*arguments.args, *arguments.kwonlyargs)]
                assert list(inspect.signature(getattr(item, member)).parameters) == expected, member
    assert list(inspect.signature(unboil.Cleaner).parameters) == [
        argument.arg
        for node in stubs["Cleaner"].body  # type: ignore[attr-defined]
        if isinstance(node, ast.FunctionDef) and node.name == "__new__"
        for argument in node.args.kwonlyargs
    ]
