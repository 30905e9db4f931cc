"""A Spark standalone cluster on loopback: a master and two workers, each a process, on free ports."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WORKERS, SECONDS = 2, 90.0
_MASTER, _WORKER = "org.apache.spark.deploy.master.Master", "org.apache.spark.deploy.worker.Worker"


@contextmanager
def spark_cluster(home: Path, scratch: Path) -> Iterator[str]:
    """Start a cluster from the folder of pyspark; give the address of its master; end it."""
    begun: list[subprocess.Popen[bytes]] = []
    scratch.mkdir(parents=True, exist_ok=True)
    try:
        begun.append(
            _start(home, scratch, "master", _MASTER, "--host", "127.0.0.1", "--port", "0", "--webui-port", "0")
        )
        master = _said(scratch / "master.log", r"Starting Spark master at (spark://\S+)")
        for number in range(WORKERS):
            work = ("--host", "127.0.0.1", "--webui-port", "0", "--cores", "1", "--memory", "1g", "-d")
            begun.append(
                _start(home, scratch, f"worker{number}", _WORKER, *work, str(scratch / f"w{number}"), master)
            )
        for number in range(WORKERS):
            _said(scratch / f"worker{number}.log", r"(Successfully registered) with master")
        yield master
    finally:
        for process in reversed(begun):
            process.terminate()
        for process in begun:
            process.wait(20)


def _start(home: Path, scratch: Path, name: str, *words: str) -> "subprocess.Popen[bytes]":
    told = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_HOME": str(home), "SPARK_DAEMON_MEMORY": "512m"}
    with (scratch / f"{name}.log").open("wb") as log:
        return subprocess.Popen([home / "bin" / "spark-class", *words], env=told, stdout=log, stderr=log)


def _said(log: Path, words: str) -> str:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if found := re.search(words, log.read_text("utf-8", "replace")):
            return found[1]
        time.sleep(0.2)
    raise TimeoutError(f"{log.name} never said {words!r}: {log.read_text('utf-8', 'replace')[-800:]}")
