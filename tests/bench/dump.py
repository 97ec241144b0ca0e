#!/usr/bin/env python3
"""A GeoJSON dump of N devices from SQLite: our live dump beside ogr2ogr reading the same rows, in the same run.

    cargo build --release && tests/bench/dump.py [N] [ROUNDS]

Prints wall and processor seconds, the server's peak private memory, and the ratio. Needs Debian's gdal-bin.
Asked for (issue: report a camera): at 1,000,000 devices peak memory <= 100 MiB and >= 6x faster than ogr2ogr.
"""
import os, pathlib, re, resource, statistics, subprocess, sys, tempfile, threading, time, urllib.request

N = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 3
ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "target/release/technopolice"
TICKS = os.sysconf("SC_CLK_TCK")
COLUMNS = ["id", "kind", "status", "verification", "operator_kind", "territory", "version", "updated_on"]


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


def theirs(folder, database, out):
    pathlib.Path(out).unlink(missing_ok=True)
    vrt = folder / "devices.vrt"
    fields = "".join(f'<Field name="{name}"/>' for name in COLUMNS)
    vrt.write_text(f"""<OGRVRTDataSource><OGRVRTLayer name="devices"><SrcDataSource>{database}</SrcDataSource>
        <SrcSQL>select lon, lat, {", ".join(COLUMNS)} from feature</SrcSQL><GeometryType>wkbPoint</GeometryType>
        <LayerSRS>EPSG:4326</LayerSRS><GeometryField encoding="PointFromColumns" x="lon" y="lat"/>{fields}
        </OGRVRTLayer></OGRVRTDataSource>""")
    start, spent = time.time(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(["ogr2ogr", "-f", "GeoJSON", out, str(vrt), "-lco", "COORDINATE_PRECISION=6"], check=True)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.time() - start, used.ru_utime + used.ru_stime - spent.ru_utime - spent.ru_stime


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        database = folder / "census.db"
        environment = {**os.environ, "TECHNOPOLICE_DATABASE": f"sqlite://{database}"}
        start = time.time()
        subprocess.run([PROGRAM, "sample", "--devices", str(N), "--fictional"], env=environment, check=True)
        print(f"{N} devices made and imported in {time.time() - start:.1f} s")
        server = subprocess.Popen([PROGRAM, "serve", "--fictional", "--listen", "127.0.0.1:0"], env=environment, stdout=subprocess.PIPE, text=True)
        try:
            base = re.search(r"http://\S+", server.stdout.readline())[0]
            ratios = []
            for turn in range(ROUNDS):
                wall, used, before, peak, size = ours(base, server.pid, folder / "ours.geojson")
                ogr_wall, ogr_cpu = theirs(folder, database, str(folder / "theirs.geojson"))
                ratios.append((ogr_wall / wall, ogr_cpu / used))
                print(f"round {turn + 1}: ours {wall:.2f} s wall, {used:.2f} s cpu, {size / 1e6:.0f} MB, {size / 1e6 / used:.0f} MB/cpu-s,"
                      f" private memory {before:.0f} -> {peak:.0f} MiB; ogr2ogr {ogr_wall:.2f} s wall, {ogr_cpu:.2f} s cpu")
            print(f"median: {statistics.median(r[0] for r in ratios):.1f}x by wall, {statistics.median(r[1] for r in ratios):.1f}x by processor time (6x asked for)")
        finally:
            server.terminate()
            server.wait()


main()
