"""Real pages through the whole pipeline: packed into a WARC, replayed, accounted for.

    python benchmarks/replay_corpus.py [--quick] [--corpus DIR]

Every page must end as a record or as a counted, named refusal. CPU seconds are set
against trafilatura's own extraction of the same pages in one process: what it costs to
have the article fielded, fingerprinted, matched, stored durably and written.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

QUICK_PAGES = 60
CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
OUTCOMES = ("emitted", "off_topic", "duplicate", "quarantined", "failed", "pending")


def main() -> int:
    arguments = _arguments()
    manifest = arguments.corpus / "pages.jsonl"
    if not manifest.exists():
        print(f"{manifest} is not here: name the folder with --corpus", file=sys.stderr)
        return 2
    pages = [json.loads(line) for line in manifest.read_text("utf-8").splitlines()]
    if arguments.quick:
        pages = pages[:: max(1, len(pages) // QUICK_PAGES)][:QUICK_PAGES]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        warc = _pack(pages, arguments.corpus, folder / "pages.warc.gz")
        _configure(folder)
        run = _replay(folder, warc)
        account = _account(folder)
    alone_s = _trafilatura_alone(pages, arguments.corpus)
    figures = {
        "pages": len(pages),
        **account,
        # Posts of live blogs are in the account beside their pages.
        "posts": account["discovered"] - len(pages),
        "unaccounted": account["discovered"]
        - sum(account[outcome] for outcome in OUTCOMES),
        "exit_code": run["exit_code"],
        "wall_s": round(run["wall_s"], 1),
        "cpu_s": round(run["cpu_s"], 1),
        "cpu_ms_per_page": round(1000 * run["cpu_s"] / len(pages), 1),
        "trafilatura_cpu_s": round(alone_s, 1),
        "cpu_ratio_to_trafilatura": round(run["cpu_s"] / alone_s, 2),
        "peak_mib_all_processes": round(run["peak_mib"]),
        "peak_mib_largest_process": round(run["largest_mib"]),
    }
    for key, value in figures.items():
        print(f"{key:<28} {value}")
    print(json.dumps(figures))
    return 0 if figures["unaccounted"] == 0 and figures["posts"] >= 0 else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_PAGES} pages")
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    return parser.parse_args()


def _html(page: dict, corpus: Path) -> bytes:
    return gzip.decompress((corpus / page["html"]).read_bytes())


def _pack(pages: list[dict], corpus: Path, path: Path) -> Path:
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for page in pages:
            headers = StatusAndHeaders(
                "200 OK", [("Content-Type", "text/html; charset=utf-8")], "HTTP/1.1"
            )
            record = writer.create_warc_record(
                page["url"],
                "response",
                payload=io.BytesIO(_html(page, corpus)),
                http_headers=headers,
            )
            writer.write_record(record)
    return path


def _configure(folder: Path) -> None:
    (folder / "schedules").mkdir()
    (folder / "newswatch.toml").write_text('[agent]\ncontact = "bench@example.org"\n')
    (folder / "schedules" / "all.toml").write_text(
        'outlets = ["moscow_times"]\n[[topic]]\nid = "everything"\nquery = "*"\n'
    )


def _replay(folder: Path, warc: Path) -> dict:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "newswatch", "-C", str(folder), "replay", str(warc)]
    )
    memory = _Memory(process.pid)
    code = process.wait()
    memory.stop()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "exit_code": code,
        "wall_s": time.monotonic() - began,
        # Lanes belong to the fork server, which is no child that we can wait for:
        # their own last count is added.
        "cpu_s": after.ru_utime
        + after.ru_stime
        - before.ru_utime
        - before.ru_stime
        + memory.lanes_cpu_s,
        "peak_mib": memory.peak / 2**20,
        "largest_mib": memory.largest / 2**20,
    }


class _Memory:
    """Samples the resident memory of a process tree, five times a second."""

    def __init__(self, pid: int) -> None:
        self.peak = self.largest = 0
        self._cpu: dict[int, float] = {}
        self._pid = pid
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample)
        self._thread.start()

    @property
    def lanes_cpu_s(self) -> float:
        return sum(self._cpu.values())

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _sample(self) -> None:
        page, tick = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")
        while not self._over.wait(0.2):
            sizes = []
            for pid, below in _tree(self._pid):
                try:
                    sizes.append(
                        int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * page
                    )
                    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
                except OSError:
                    continue
                if below:
                    user, system = fields.split()[11:13]
                    self._cpu[pid] = (int(user) + int(system)) / tick
            self.peak = max(self.peak, sum(sizes))
            self.largest = max(self.largest, *sizes, 0)


def _tree(root: int) -> list[tuple[int, bool]]:
    """Process ids of *root* and all below it, and whether they are below."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(stat[1]), []).append(int(entry.name))
    found, queue = [(root, False)], [root]
    while queue:
        for child in children.get(queue.pop(), ()):
            found.append((child, True))
            queue.append(child)
    return found


def _account(folder: Path) -> dict:
    import sqlite3

    db = sqlite3.connect(folder / "data" / "state.db")
    columns = ", ".join(f"sum({outcome})" for outcome in OUTCOMES)
    row = db.execute(f"SELECT {columns} FROM run").fetchone()
    reasons: Counter[str] = Counter()
    for (text,) in db.execute("SELECT reasons FROM run"):
        reasons.update(json.loads(text))
    (discovered,) = db.execute("SELECT sum(discovered) FROM run").fetchone()
    db.close()
    lines = sum(
        path.read_bytes().count(b"\n")
        for path in (folder / "data" / "feed").glob("*.jsonl")
    )
    counts = {name: count or 0 for name, count in zip(OUTCOMES, row, strict=True)}
    return {
        **counts,
        "discovered": discovered,
        "feed_lines": lines,
        "reasons": dict(reasons),
    }


def _trafilatura_alone(pages: list[dict], corpus: Path) -> float:
    import trafilatura

    texts = [_html(page, corpus).decode("utf-8", "replace") for page in pages]
    began = time.process_time()
    for page, text in zip(pages, texts, strict=True):
        trafilatura.bare_extraction(text, url=page["url"], with_metadata=True)
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
