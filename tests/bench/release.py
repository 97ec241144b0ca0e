#!/usr/bin/env python3
"""A release of N devices, beside ogr2ogr and DuckDB writing the same rows, in the same run.

    cargo build --release && tests/bench/release.py [N] [ROUNDS] [DATABASE] [--grown M [FILE]]

DATABASE is a census that an earlier `technopolice sample --fictional` filled; without it one is made, which takes
some minutes at 1,000,000. `--grown` makes a release of M devices too, of the census of tests/bench/grown.py, which is
kept in FILE when that is named; 10,000,000 take 21 GB, and their release 16 GB while it is made.

Every format by itself, uncompressed, through `/dumps/live/`: processor seconds of the server while it writes, against
ogr2ogr (GeoJSON, FlatGeobuf; from a plain SQLite table) and DuckDB (GeoParquet, zstd; from its own Parquet): as it
writes by itself (level 3), and at level 1 as ours. Then a whole release: wall and processor seconds, and the peak of
the private memory.
The rows and columns are the same. What stays unequal: DuckDB reads columns that are cut and typed already, and ours
reads JSON from the census; ogr2ogr's columns are all text.
Asked for (issue: the researchers' door): private memory <= 64 MiB besides 40 bytes a row for the index; a processor
second GeoJSON >= 7x ogr2ogr, FlatGeobuf >= 2.5x ogr2ogr, GeoParquet within 1.2x of DuckDB.
Needs Debian's gdal-bin, and TECHNOPOLICE_PYTHON with duckdb.
"""
import argparse, csv, io, os, pathlib, re, resource, shutil, sqlite3, statistics, subprocess, tempfile, threading, time, urllib.request

from grown import grown

options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
options.add_argument("devices", type=int, nargs="?", default=1_000_000)
options.add_argument("rounds", type=int, nargs="?", default=3)
options.add_argument("database", type=pathlib.Path, nargs="?")
options.add_argument("--grown", nargs="+", metavar=("M", "FILE"))
asked = options.parse_args()
ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("TECHNOPOLICE_PROGRAM") or ROOT / "target/release/technopolice"
PYTHON = os.environ.get("TECHNOPOLICE_PYTHON")
TICKS = os.sysconf("SC_CLK_TCK")
PLACE = ("longitude", "latitude")
ASKED = {"geojson": 7.0, "fgb": 2.5, "parquet": 1 / 1.2}


def cpu(pid):
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def private_mib(pid):
    return int(re.search(r"RssAnon:\s+(\d+)", open(f"/proc/{pid}/status").read())[1]) / 1024


class Peak(threading.Thread):
    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.peak, self.going = pid, 0.0, True

    def run(self):
        while self.going:
            try:
                self.peak = max(self.peak, private_mib(self.pid))
            except (OSError, TypeError):
                return
            time.sleep(0.02)


def ours(base, pid, extension, out):
    """Processor seconds and bytes of a live dump."""
    spent = cpu(pid)
    with urllib.request.urlopen(f"{base}/dumps/live/devices.{extension}") as answer, open(out, "wb") as file:
        while chunk := answer.read(1 << 20):
            file.write(chunk)
    return cpu(pid) - spent, os.path.getsize(out)


def children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def flat_table(base, folder):
    """Every column of every device in a plain SQLite table: the same rows, in ogr2ogr's best form."""
    with urllib.request.urlopen(f"{base}/dumps/live/devices.csv") as answer:
        rows = csv.reader(io.TextIOWrapper(answer, encoding="utf-8", newline=""))
        columns = next(rows)
        table = sqlite3.connect(folder / "flat.db")
        table.execute(f"create table devices ({', '.join(name + (' real' if name in PLACE else ' text') for name in columns)})")
        cells = ([cell or None for cell in row] for row in rows)
        table.executemany(f"insert into devices values ({', '.join('?' * len(columns))})", cells)
        table.commit()
        table.close()
    fields = "".join(f'<Field name="{name}"/>' for name in columns if name not in PLACE)
    vrt = folder / "devices.vrt"
    vrt.write_text(f"""<OGRVRTDataSource><OGRVRTLayer name="devices"><SrcDataSource>{folder / "flat.db"}</SrcDataSource>
        <GeometryType>wkbPoint</GeometryType><LayerSRS>EPSG:4326</LayerSRS>
        <GeometryField encoding="PointFromColumns" x="longitude" y="latitude"/>{fields}
        </OGRVRTLayer></OGRVRTDataSource>""")
    return vrt


def ogr2ogr(driver, vrt, out):
    pathlib.Path(out).unlink(missing_ok=True)
    spent = children()
    options = ["-lco", "COORDINATE_PRECISION=6"] if driver == "GeoJSON" else []
    subprocess.run(["ogr2ogr", "-f", driver, out, str(vrt), *options], check=True)
    return children() - spent, os.path.getsize(out)


def duckdb(source, out, level=""):
    """DuckDB's own seconds: the start of the interpreter stays outside."""
    script = f"""
import duckdb, time
c = duckdb.connect(config={{'threads': 2}})
c.execute("SET enable_progress_bar = false")
start = time.process_time()
c.execute("COPY (SELECT * FROM '{source}') TO '{out}' (FORMAT parquet, COMPRESSION zstd{level})")
print(time.process_time() - start)
"""
    answer = subprocess.run([PYTHON, "-c", script], check=True, capture_output=True, text=True)
    return float(answer.stdout), os.path.getsize(out)


def compare(base, pid, folder):
    vrt = flat_table(base, folder)
    source = folder / "source.parquet"
    ours(base, pid, "parquet", source)
    others = [
        ("geojson", "ogr2ogr", lambda out: ogr2ogr("GeoJSON", vrt, out)),
        ("fgb", "ogr2ogr", lambda out: ogr2ogr("FlatGeobuf", vrt, out)),
    ]
    if PYTHON:
        others.append(("parquet", "DuckDB", lambda out: duckdb(source, out)))
        others.append(("parquet", "DuckDB at level 1", lambda out: duckdb(source, out, ", COMPRESSION_LEVEL 1")))
    for extension, name, other in others:
        ratios = []
        for turn in range(asked.rounds):
            used, size = ours(base, pid, extension, folder / f"ours.{extension}")
            their_used, their_size = other(str(folder / f"theirs.{extension}"))
            ratios.append(their_used / used)
            print(f"{extension} {turn + 1}: ours {used:.2f} s cpu, {size / 1e6:.0f} MB; {name} {their_used:.2f} s cpu, {their_size / 1e6:.0f} MB", flush=True)
        print(f"{extension}: median {statistics.median(ratios):.2f}x {name} by processor time ({ASKED[extension]:.2f}x asked for)", flush=True)


def release(database, devices, folder):
    environment = {**os.environ, "TECHNOPOLICE_DATABASE": f"sqlite://{database}"}
    start, spent = time.time(), children()
    child = subprocess.Popen([PROGRAM, "release", "make", "--month", "2026.11", "--out", str(folder / "releases")], env=environment, stdout=subprocess.DEVNULL)
    peak = Peak(child.pid)
    peak.start()
    assert child.wait() == 0
    peak.going = False
    size = sum(file.stat().st_size for file in (folder / "releases").rglob("*") if file.is_file())
    shutil.rmtree(folder / "releases")
    allowed = 64 + devices * 40 / 2**20
    print(f"release of {devices}: {time.time() - start:.1f} s wall, {children() - spent:.1f} s cpu, {size / 1e6:.0f} MB,"
          f" private memory at most {peak.peak:.0f} MiB ({allowed:.0f} asked for)", flush=True)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        database = asked.database.resolve() if asked.database else folder / "census.db"
        environment = {**os.environ, "TECHNOPOLICE_DATABASE": f"sqlite://{database}"}
        if not database.exists():
            start = time.time()
            subprocess.run([PROGRAM, "sample", "--devices", str(asked.devices), "--fictional"], env=environment, check=True)
            print(f"{asked.devices} devices made and imported in {time.time() - start:.1f} s", flush=True)
        release(database, asked.devices, folder)
        if asked.grown:
            count, file = int(asked.grown[0]), pathlib.Path(asked.grown[1]).resolve() if asked.grown[1:] else folder / "grown.db"
            release(grown(PROGRAM, database, count, file, whole=True), count, folder)
        server = subprocess.Popen([PROGRAM, "serve", "--fictional", "--listen", "127.0.0.1:0"], env=environment, stdout=subprocess.PIPE, text=True)
        try:
            base = re.search(r"http://\S+", server.stdout.readline())[0]
            compare(base, server.pid, folder)
        finally:
            server.terminate()
            server.wait()


main()
