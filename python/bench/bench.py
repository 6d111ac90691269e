"""The speed of the Python package as ratios, all measured in one run: `make bench-python`.

    python bench.py [--megabytes 1000] [--spark-megabytes 400] [--throughput target/release/examples/throughput] [--labelled labelled-lines.jsonl.gz]

Documents have about 4 KB and are made of those in `fixtures/`. Fails where a bound is not reached.
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

import peers
import unboil

REPOSITORY = Path(__file__).resolve().parents[2]
DOCUMENT_BYTES = 4000
missed: list[str] = []


def report(what: str, value: float, bound: float, unit: str = "", at_most: bool = False) -> None:
    reached = value <= bound if at_most else value >= bound
    sign = "at most" if at_most else "at least"
    print(f"{what:<66} {value:>8.2f}{unit:<3} ({sign} {bound:g}{unit}){'' if reached else '  MISSED'}", flush=True)
    if not reached:
        missed.append(what)


def best(work: Callable[[], Any], rounds: int = 3, clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds of the fastest of some rounds."""
    seconds = []
    for _ in range(rounds):
        start = clock()
        work()
        seconds.append(clock() - start)
    return min(seconds)


def documents(megabytes: int) -> list[str]:
    """Different strings of about 4 KB, cut at lines."""
    sources = sorted((REPOSITORY / "fixtures/raw").glob("*.txt")) + sorted((REPOSITORY / "fixtures/negative").glob("*.txt"))
    lines = itertools.cycle([line for path in sources for line in path.read_text(encoding="utf-8").splitlines(keepends=True)])

    def pieces() -> Iterator[str]:
        while True:
            piece: list[str] = []
            size = 0
            while size < DOCUMENT_BYTES:
                line = next(lines)
                piece.append(line)
                size += len(line.encode())
            yield "".join(piece)

    kinds = list(itertools.islice(pieces(), 97))
    result: list[str] = []
    size = 0
    for number, kind in enumerate(itertools.cycle(kinds)):
        document = f"Report {number} of the day\n\n{kind}"
        result.append(document)
        size += len(document.encode())
        if size >= megabytes * 1_000_000:
            return result
    raise AssertionError("a cycle has no end")


def throughput_of_the_library(texts: list[str], program: Path) -> float:
    with tempfile.NamedTemporaryFile() as file:
        for text in texts:
            encoded = text.encode()
            file.write(len(encoded).to_bytes(4, "little"))
            file.write(encoded)
        file.flush()
        return float(subprocess.run([program, file.name], check=True, capture_output=True, text=True).stdout)


def bench_the_package(texts: list[str], program: Path) -> float:
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    cleaner = unboil.Cleaner()
    library = throughput_of_the_library(texts, program)
    changed = sum(cleaner.clean(text) is not text for text in texts[:1000]) / min(len(texts), 1000)
    print(
        f"{len(texts)} documents, {megabytes:.0f} MB, {changed:.0%} of them change; the library on one thread: {library:.0f} MB/s"
    )
    array = pyarrow.array(texts, pyarrow.large_string())
    one = megabytes / best(lambda: cleaner.clean_arrow(array, threads=1))
    two = megabytes / best(lambda: cleaner.clean_arrow(array, threads=2))
    report("clean_arrow on one thread / the library on one", one / library, 0.8)
    report("clean_arrow on two threads / on one", two / one, 1.8)
    arrow_on_two = two
    views = array.cast(pyarrow.string_view())
    print(
        f"  (string view: {megabytes / best(lambda: cleaner.clean_arrow(views, threads=1)) / library:.2f} of the library on one thread)"
    )
    one = megabytes / best(lambda: cleaner.clean_many(texts, threads=1))
    two = megabytes / best(lambda: cleaner.clean_many(texts, threads=2))
    report("clean_many on one thread / the library on one", one / library, 0.5)
    report("clean_many on two threads / on one", two / one, 1.8)
    return arrow_on_two


def bench_other_cleaners(path: Path) -> None:
    if not path.exists():
        print(f"the comparison with other cleaners is left out: there is no {path}")
        return
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    texts = ["\n".join(text for text, _ in row["lines"]) for row in rows]
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    cleaner = unboil.Cleaner()

    def rate(work: Callable[[], Any]) -> float:
        """Megabytes for each second of a core, whatever else the machine does."""
        return megabytes / best(work, clock=time.process_time)

    def clean_all(work: Callable[[str], Any]) -> Callable[[], None]:
        def each() -> None:
            for text in texts:
                work(text)

        return each

    own = rate(lambda: cleaner.clean_many(texts, threads=1))
    c4, nemo = rate(clean_all(peers.datatrove())), rate(clean_all(peers.nemo()))
    print(f"{megabytes:.1f} MB of labelled lines, MB/s per core: unboil {own:.0f}, datatrove {c4:.1f}, NeMo {nemo:.1f}")
    report("clean_many / datatrove's C4QualityFilter, per core", own / c4, 60)
    report("clean_many / NeMo's BoilerPlateStringModifier, per core", own / nemo, 10)


def bench_spark(texts: list[str], arrow_on_two: float) -> None:
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    from pyspark.sql import SparkSession

    import unboil.spark

    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    with tempfile.TemporaryDirectory() as folder:
        part = len(texts) // 8 + 1
        for number in range(8):
            table = pyarrow.table({"text": texts[number * part : (number + 1) * part]})
            pyarrow.parquet.write_table(table, f"{folder}/{number}.parquet", compression="none", use_dictionary=False)
        spark = (
            SparkSession.builder.master("local-cluster[2,1,2048]")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.enabled", "false")
            .config("spark.executor.memory", "2g")
            .config("spark.sql.files.maxPartitionBytes", "64m")
            .getOrCreate()
        )
        spark.sparkContext.setLogLevel("OFF")
        frame = spark.read.parquet(folder)

        def write(frame: Any) -> Callable[[], None]:
            return lambda: frame.write.format("noop").mode("overwrite").save()

        write(unboil.spark.clean_dataframe(frame.limit(100)))()
        seconds = best(write(unboil.spark.clean_dataframe(frame)))
        read = best(write(frame))
        udf = best(write(frame.withColumn("text", unboil.spark.clean("text"))))
        through = best(write(frame.mapInArrow(lambda batches: batches, frame.schema)))
        spark.stop()
    rates = ", ".join(
        f"{what} {megabytes / time:.0f}" for what, time in [("only reading", read), ("batches handed through", through)]
    )
    print(f"  (Spark, MB/s: {rates}, column function {megabytes / udf:.0f}; clean_arrow on two threads {arrow_on_two:.0f})")
    report("Spark, clean_dataframe on two executors / clean_arrow on two", megabytes / seconds / arrow_on_two, 0.6)


def bench_import() -> None:
    def start(program: str) -> float:
        return statistics.median(best(lambda: subprocess.run([sys.executable, "-c", program], check=True), 1) for _ in range(21))

    report("importing", (start("import unboil") - start("pass")) * 1000, 30, " ms", at_most=True)


def bench_size(folder: Path) -> None:
    wheels = sorted(folder.glob(f"unboil-{distribution('unboil').version}-*.whl"))
    if wheels:
        report("the wheel", wheels[-1].stat().st_size / 1e6, 6, " MB", at_most=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--spark-megabytes", type=int, default=400)
    parser.add_argument("--throughput", type=Path, default=REPOSITORY / "target/release/examples/throughput")
    parser.add_argument("--labelled", type=Path, default=REPOSITORY / "labelled-lines.jsonl.gz")
    options = parser.parse_args()
    bench_size(REPOSITORY / "target/wheels")
    bench_import()
    bench_other_cleaners(options.labelled)
    texts = documents(options.megabytes)
    arrow_on_two = bench_the_package(texts, options.throughput)
    size = round(len(texts) * options.spark_megabytes / options.megabytes)
    bench_spark(texts[:size], arrow_on_two)
    if missed:
        print(f"missed: {'; '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
