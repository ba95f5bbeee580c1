"""The version of sivoice, and those of the packages that its sound depends on."""

__version__ = "0.1.0"


def installed(package: str) -> str:
    """Return the version of an installed package. Raises ModuleNotFoundError if there is none.

    It is read from the name of the folder `package-1.0.dist-info`. `importlib.metadata` takes 20 ms
    to load, so it is used only if there is no such folder.
    """
    import sys
    from pathlib import Path

    start, end = f"{package.replace('-', '_')}-", ".dist-info"
    for folder in sys.path:
        for path in Path(folder).glob(f"{start}*{end}"):
            return path.name.removeprefix(start).removesuffix(end)
    from importlib.metadata import version

    return version(package)
