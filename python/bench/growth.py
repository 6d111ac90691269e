"""Draws the table of `cargo bench --bench growth`: `make growth`.

python growth.py growth.tsv growth.svg
"""

from __future__ import annotations

import collections
import csv
import sys

import matplotlib
from matplotlib.figure import Figure

# The same table gives the same file, and text stays text.
matplotlib.rcParams.update({"svg.hashsalt": "growth", "svg.fonttype": "none", "font.size": 9})

FIGURES = [
    ("length", "text, bytes", "seconds"),
    ("building", "rules of one's own", "seconds to read the pack and build"),
    ("memory", "rules of one's own", "memory of the cleaner, MB"),
    ("rate", "rules of one's own", "MB/s on one thread"),
]


def main() -> None:
    _, table, picture = sys.argv
    lines: dict[str, dict[str, list[tuple[float, float]]]] = collections.defaultdict(lambda: collections.defaultdict(list))
    with open(table, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            lines[row["figure"]][row["line"]].append((float(row["x"]), float(row["y"])))
    figure = Figure(figsize=(11, 8))
    axes = figure.subplots(2, 2)
    for axis, (name, x, y) in zip(axes.flat, FIGURES):
        for line, points in lines[name].items():
            axis.plot(*zip(*points), marker="o", markersize=3, linewidth=1, label=line)
        axis.set(xlabel=x, ylabel=y, xscale="log", yscale="linear" if name == "rate" else "log")
        if name == "rate":
            axis.set_ylim(bottom=0)
        if len(lines[name]) > 1:
            axis.legend(fontsize=8, frameon=False)
        axis.grid(linewidth=0.3)
    figure.tight_layout()
    figure.savefig(picture, metadata={"Date": None})


if __name__ == "__main__":
    main()
