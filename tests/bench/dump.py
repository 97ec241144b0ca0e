#!/usr/bin/env python3
"""A GeoJSON dump of N devices from SQLite: our live dump beside ogr2ogr reading the same rows, in the same run.

    cargo build --release && tests/bench/dump.py [N] [ROUNDS] [DATABASE]

DATABASE is a census that an earlier `technopolice sample --fictional` filled; without it one is made, which takes
some minutes at 1,000,000.

Prints wall and processor seconds, the server's peak private memory, and the ratio. Needs Debian's gdal-bin.
Asked for (issue: report a camera): at 1,000,000 devices peak memory <= 100 MiB and >= 6x faster than ogr2ogr.
"""
import csv, io, os, pathlib, re, resource, sqlite3, statistics, subprocess, sys, tempfile, threading, time, urllib.request

N = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 3
ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "target/release/technopolice"
TICKS = os.sysconf("SC_CLK_TCK")
PLACE = ("longitude", "latitude")


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
            self.peak = max(self.peak, private_mib(self.pid))
            time.sleep(0.02)


def ours(base, pid, out):
    start, spent, peak = time.time(), cpu(pid), Peak(pid)
    before = private_mib(pid)
    peak.start()
    with urllib.request.urlopen(f"{base}/dumps/live/devices.geojson") as answer, open(out, "wb") as file:
        while chunk := answer.read(1 << 20):
            file.write(chunk)
    peak.going = False
    return time.time() - start, cpu(pid) - spent, before, peak.peak, os.path.getsize(out)


def flat_table(base, folder):
    """Every property of every device as a column of a plain SQLite table: the same rows, in ogr2ogr's best form."""
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


def theirs(vrt, out):
    pathlib.Path(out).unlink(missing_ok=True)
    start, spent = time.time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["ogr2ogr", "-f", "GeoJSON", out, str(vrt), "-lco", "COORDINATE_PRECISION=6"], check=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent_now = used.ru_utime + used.ru_stime - spent.ru_utime - spent.ru_stime
    return time.time() - start, spent_now, os.path.getsize(out)


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        database = pathlib.Path(sys.argv[3]).resolve() if len(sys.argv) > 3 else folder / "census.db"
        environment = {**os.environ, "TECHNOPOLICE_DATABASE": f"sqlite://{database}"}
        if not database.exists():
            start = time.time()
            subprocess.run([PROGRAM, "sample", "--devices", str(N), "--fictional"], env=environment, check=True)
            print(f"{N} devices made and imported in {time.time() - start:.1f} s", flush=True)
        server = subprocess.Popen([PROGRAM, "serve", "--fictional", "--listen", "127.0.0.1:0"], env=environment, stdout=subprocess.PIPE, text=True)
        try:
            base = re.search(r"http://\S+", server.stdout.readline())[0]
            vrt = flat_table(base, folder)
            ratios = []
            for turn in range(ROUNDS):
                wall, used, before, peak, size = ours(base, server.pid, folder / "ours.geojson")
                ogr_wall, ogr_cpu, ogr_size = theirs(vrt, str(folder / "theirs.geojson"))
                ratios.append((ogr_wall / wall, ogr_cpu / used))
                print(f"round {turn + 1}: ours {wall:.2f} s wall, {used:.2f} s cpu, {size / 1e6:.0f} MB, {size / 1e6 / used:.0f} MB/cpu-s,"
                      f" private memory {before:.0f} -> {peak:.0f} MiB; ogr2ogr {ogr_wall:.2f} s wall, {ogr_cpu:.2f} s cpu, {ogr_size / 1e6:.0f} MB")
            print(f"median: {statistics.median(r[0] for r in ratios):.1f}x by wall, {statistics.median(r[1] for r in ratios):.1f}x by processor time (6x asked for)")
        finally:
            server.terminate()
            server.wait()


main()
