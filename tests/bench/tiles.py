#!/usr/bin/env python3
"""Tiles of N devices: our server beside Martin + PostGIS, PostGIS alone, and a bare server, in one run.

    cargo build --release && tests/bench/tiles.py [--devices N] [--rounds R] [--points CSV] [--database FILE] [PART…]

FILE is a census that an earlier `technopolice sample --fictional --devices N` filled; without it one is made, which
takes some minutes at 1,000,000. With a CSV that has the columns `lon` and `lat` the devices stand there instead: the
points that peers were measured with have some 980 in a tile of zoom 14, the sample 540.
What is missing is installed: PostGIS and wrk from Debian, Martin from crates.io (half an hour), all in
`target/bench/tiles` and kept there for the next run; `--clean` takes it away. `--program`, `--martin` and `--bare` name
programs that exist already. PARTs: tiles cached clusters memory fresh index growth; all without.

Every figure is processor time of the whole server side (user and system, database included) for each request of one
client, the median of R rounds in which every case takes its turn. All servers have the same points and, but for those
called narrow, the same fields. The mixes are tiles drawn by weight of their points. PostGIS has Web-Mercator geometry
in a heap in Hilbert order with a GiST index: what a careful administrator does.
Exits with 1 when a goal (issue: the map and the street) is missed.
"""
import argparse, json, math, os, pathlib, random, re, shutil, sqlite3, statistics, subprocess, sys, time, urllib.request, uuid

from grown import grown, placed
from measure import in_turn, load, private_mib, running, start, stop
from peers import PostGIS, debian, martin

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "target/bench/tiles"
PORTS = {"martin": 18391, "martin kept": 18392, "bare": 18393}
SIX = (6, 32, 22)
TILES = 60
# Devices of the tiles between which the growth takes its slope.
FEW, MANY = 200, 2_000
FIELDS = {**dict.fromkeys("kind status verification family operator_kind".split(), "text"),
          **dict.fromkeys("bearing first_seen recorded_on seen_on removed_on".split(), "int"), "plate_reading": "boolean"}
NARROW = "kind status verification bearing".split()
FAMILIES = {"camera": "camera", "plate_reader": "camera", "acoustic_sensor": "sensor", "gate": "sensor", "tracking_sensor": "sensor"}
SHOWN = [*FAMILIES, "unknown"]
STANDS = ("reported", "confirmed")
PARTS = "tiles cached clusters memory fresh index growth".split()

options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
options.add_argument("parts", nargs="*", choices=[[], *PARTS], default=[])
options.add_argument("--devices", type=int, default=1_000_000)
options.add_argument("--rounds", type=int, default=5)
options.add_argument("--points", type=pathlib.Path)
options.add_argument("--database", type=pathlib.Path)
options.add_argument("--program", type=pathlib.Path, default=ROOT / "target/release/technopolice")
options.add_argument("--martin", type=pathlib.Path)
options.add_argument("--bare", type=pathlib.Path)
options.add_argument("--growth", type=int, nargs="*", default=[100_000, 1_000_000, 10_000_000])
options.add_argument("--clean", action="store_true")
asked = options.parse_args()
goals = []


def goal(name, figure, limit, unit="", least=False):
    """Notes a figure beside what was asked for."""
    goals.append((name, f"{figure:,.3g} {unit}".strip() if figure < 1000 else f"{figure:,.0f} {unit}".strip(),
                  f"{'≥' if least else '≤'} {limit:g} {unit}".strip(), figure >= limit if least else figure <= limit))


class Ours:
    """Our server on a census, with or without its cache of tiles."""

    def __init__(self, database, cache):
        environment = {**os.environ, "TECHNOPOLICE_DATABASE": f"sqlite://{database}"}
        words = [asked.program, "serve", "--fictional", "--no-rate-limits", "--publication", "immediate", "--listen", "127.0.0.1:0", "--tile-cache", str(cache)]
        begun = time.time()
        self.process = subprocess.Popen([str(word) for word in words], env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True)
        running.append(self.process)
        line = ""
        while "http://" not in line:
            line = self.process.stdout.readline()
            if not line:
                sys.exit("our server does not start")
        self.ready = time.time() - begun
        self.base = re.search(r"http://\S+", line)[0]
        self.roots = [self.process.pid]

    def stop(self):
        stop(self.process)


# The same devices for everybody.

def census(devices):
    database = asked.database or FOLDER / f"census-{devices}.db"
    if not database.exists():
        environment = {**os.environ, "TECHNOPOLICE_DATABASE": f"sqlite://{database}"}
        subprocess.run([asked.program, "sample", "--fictional", "--devices", str(devices)], env=environment, check=True)
    if asked.points:
        return placed(asked.program, database.resolve(), asked.points, FOLDER / f"placed-{devices}.db")
    return database.resolve()


def apart(bits):
    """Column and row of a cell of 28 bits an axis from its key (crates/geodata/src/cell.rs)."""
    def every_second(bits):
        for shift, mask in [(0, 0x5555555555555555), (1, 0x3333333333333333), (2, 0x0F0F0F0F0F0F0F0F), (4, 0x00FF00FF00FF00FF), (8, 0x0000FFFF0000FFFF), (16, 0xFFFFFFFF)]:
            bits = (bits | bits >> shift) & mask
        return bits
    return every_second(bits), every_second(bits >> 1)


def points(database):
    """Every device of the map with the fields of a tile, in the order of place; for PostGIS and for the bare server."""
    path = FOLDER / f"{database.stem}.tsv"
    if path.exists():
        return path
    rows = sqlite3.connect(f"file:{database}?mode=ro", uri=True).execute(
        f"""select cell, id, kind, status, verification, operator_kind, cast(round(bearing) as integer) % 360,
            cast(julianday(first_on) - 2440587.5 as integer), dated, cast(julianday(last_on) - 2440587.5 as integer), plates,
            views from feature where status <> 'mistaken' and kind in ({','.join('?' * len(SHOWN))}) order by cell, id""", SHOWN)
    world = 2 * math.pi * 6378137
    with open(path.with_suffix(".part"), "w") as file:
        print("cell", "x", "y", "n", "id", *FIELDS, sep="\t", file=file)
        for number, (cell, id, kind, status, grade, operator, bearing, first, dated, last, plates, views) in enumerate(rows):
            column, row = apart(cell)
            x, y = ((column + 0.5) / (1 << 28) - 0.5) * world, (0.5 - (row + 0.5) / (1 << 28)) * world
            stands = status in STANDS
            fields = [kind, status, grade, FAMILIES.get(kind), None if operator == "unknown" else operator, None if views else bearing,
                      first if dated else None, None if dated else first, last if stands else None, None if stands else last, "t" if plates else None]
            print(cell, f"{x:.3f}", f"{y:.3f}", number, uuid.UUID(bytes=id), *("\\N" if field is None else field for field in fields), sep="\t", file=file)
    path.with_suffix(".part").rename(path)
    return path


def mixes(path):
    """Tiles of each zoom, drawn by the weight of their points: where people look is where devices are."""
    with open(path) as file:
        next(file)
        cells = [int(line.split("\t", 1)[0]) for line in file]
    chance = random.Random(7)
    drawn = [apart(chance.choice(cells)) for _ in range(4 * TILES)]
    tile = lambda zoom, place: (zoom, place[0] >> (28 - zoom), place[1] >> (28 - zoom))
    return {zoom: list(dict.fromkeys(tile(zoom, place) for place in drawn))[:TILES] for zoom in (12, 13, 14, 16)}


def bare(path):
    """The bare server (crates/geodata/benches/bare_tiles.rs) with the same points."""
    program = asked.bare
    if program is None:
        command = "cargo bench -p geodata --bench bare_tiles --no-run --message-format=json".split()
        built = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
        program = [found["executable"] for found in map(json.loads, built.splitlines()) if found.get("executable")][-1]
    base = f"http://127.0.0.1:{PORTS['bare']}"
    process = start([program, path, PORTS["bare"]], f"{base}/kept/0/0/0", stdout=subprocess.DEVNULL)
    return base, [process.pid]


def get(address, encoding="identity"):
    with urllib.request.urlopen(urllib.request.Request(address, headers={"Accept-Encoding": encoding})) as answer:
        return answer.read()


def devices_in(tile):
    """How many features the layer of devices of a vector tile has."""
    def fields(data):
        at = 0
        def number():
            nonlocal at
            value = shift = 0
            while True:
                byte = data[at]
                at += 1
                value |= (byte & 127) << shift
                shift += 7
                if byte < 128:
                    return value
        while at < len(data):
            tag = number()
            if tag & 7 == 2:
                size = number()
                yield tag >> 3, data[at:at + size]
                at += size
            else:
                yield tag >> 3, number()
    layers = [list(fields(layer)) for _, layer in fields(tile)]
    return sum(1 for layer in layers if dict(layer)[1] != b"sectors" for name, _ in layer if name == 2)


# The parts.

def compare_tiles(ours, postgis, bare_server, mix):
    bare_base, bare_roots = bare_server
    martin_base, martin_roots = postgis.martin(asked.martin, FIELDS, NARROW, PORTS["martin"], 0)
    wanted = {12: 10.0, 14: 20.0, 16: 4.0}
    for zoom in (14, 12, 16):
        tiles = mix[zoom]
        at = lambda prefix, ending="": [f"{prefix}/{z}/{x}/{y}{ending}" for z, x, y in tiles]
        counts = [[devices_in(get(base + one)) for one in paths] for base, paths in
                  ((ours.base, at("/tiles/devices", ".mvt")), (bare_base, at("/same")), (martin_base, at("/same")))]
        assert counts[0] == counts[1], "the bare server draws something else than ours"
        # PostGIS snaps to the grid of the tile: points on its edge may fall outside.
        lost = sum(counts[0]) - sum(counts[2])
        assert abs(lost) <= sum(counts[0]) / 500, f"Martin draws {lost} fewer"
        cases = {
            "ours": lambda: load(ours.base, at("/tiles/devices", ".mvt"), ours.roots),
            "Martin + PostGIS, same fields": lambda: load(martin_base, at("/same"), martin_roots),
            "Martin + PostGIS, narrow": lambda: load(martin_base, at("/narrow"), martin_roots),
            "bare, from memory, same fields": lambda: load(bare_base, at("/same"), bare_roots),
            "bare, from memory, narrow": lambda: load(bare_base, at("/narrow"), bare_roots),
        }
        ratios = in_turn(f"uncached, zoom {zoom}, {statistics.mean(counts[0]):.0f} devices a tile{', with their sectors from us alone' if zoom > 14 else ''}", cases, asked.rounds)
        goal(f"uncached tile of zoom {zoom}, Martin + PostGIS with the same fields", ratios["Martin + PostGIS, same fields"], wanted[zoom], "×", least=True)
        if zoom == 14:
            goal("the same against the bare limit of memory", 1 / ratios["bare, from memory, same fields"], 1.5, "×")


def compare_cached(database, postgis, bare_server, mix):
    ours = Ours(database, 256)
    bare_base, bare_roots = bare_server
    martin_base, martin_roots = postgis.martin(asked.martin, FIELDS, NARROW, PORTS["martin kept"], 512)
    for z, x, y in mix[14]:
        tile = get(f"{ours.base}/tiles/devices/{z}/{x}/{y}.mvt")
        urllib.request.urlopen(urllib.request.Request(f"{bare_base}/kept/{z}/{x}/{y}", data=tile, method="POST")).read()
        get(f"{martin_base}/same/{z}/{x}/{y}")
    at = lambda prefix, ending="": [f"{prefix}/{z}/{x}/{y}{ending}" for z, x, y in mix[14]]
    ratios = in_turn("cached, zoom 14", {
        "ours": lambda: load(ours.base, at("/tiles/devices", ".mvt"), ours.roots),
        "bare axum, the same bytes": lambda: load(bare_base, at("/kept"), bare_roots),
        "Martin with its cache": lambda: load(martin_base, at("/same"), martin_roots),
    }, asked.rounds)
    goal("cached tile against bare axum with the same bytes", 1 / ratios["bare axum, the same bytes"], 1.25, "×")
    ours.stop()


def compare_clusters(ours, postgis):
    path = "/tiles/devices/{}/{}/{}.mvt".format(*SIX)
    assert len(get(ours.base + path)) > 100
    ratios = in_turn("one tile of clusters, zoom 6", {"ours": lambda: load(ours.base, [path], ours.roots), "PostGIS, a grid query": lambda: postgis.grid(*SIX)}, asked.rounds)
    goal("cluster tile of zoom 6, PostGIS grid query", ratios["PostGIS, a grid query"], 1000, "×", least=True)


def memory(ours, devices, name="private memory of the server"):
    # What starting took goes back to the system, and the figures of the territories are counted.
    time.sleep(10)
    used = private_mib(ours.process.pid)
    limit = 64 + 32 * devices / (1 << 20)
    goal(f"{name}, {devices:,} devices", used, round(limit, 1), "MiB")
    print(f"\n{name}: {used:.1f} MiB with {devices:,} devices, ready after {ours.ready:.2f} s", flush=True)


def fresh(ours, mix):
    """From the answer to a report until two tiles show it."""
    z, x, y = mix[14][0]
    side = 1 << z
    longitude = (x + 0.5) / side * 360 - 180
    latitude = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (y + 0.5) / side))))
    addresses = [f"{ours.base}/tiles/devices/{z}/{x}/{y}.mvt", f"{ours.base}/tiles/devices/6/{x >> 8}/{y >> 8}.mvt"]
    before = [get(address) for address in addresses]
    report = {"client_id": str(uuid.uuid4()), "intent": "new", "basis": {"kind": "seen"}, "patch": {"kind": "camera", "position": [longitude, latitude]}}
    headers = {"content-type": "application/json"}
    asking = urllib.request.Request(f"{ours.base}/api/v1/contributions", data=json.dumps(report).encode(), headers=headers)
    receipt = json.loads(urllib.request.urlopen(asking).read())
    begun = time.time()
    while any(get(address) == old for address, old in zip(addresses, before)):
        assert time.time() - begun < 30, "a report does not come to the tiles"
        time.sleep(0.002)
    took = time.time() - begun
    # The census is as it was for the next run.
    address = f"{ours.base}/api/v1/contributions/{receipt['id']}"
    urllib.request.urlopen(urllib.request.Request(address, headers={"edit-key": receipt["receipt"]["code"]}, method="DELETE")).read()
    while [get(address) for address in addresses] != before:
        assert time.time() - begun < 30, "a report that was withdrawn stays in the tiles"
        time.sleep(0.002)
    print(f"\na report is in the tiles of zoom 14 and 6 {took * 1e3:.0f} ms after its answer")
    goal("a report is in the tiles after", took, 1.0, "s")


def index():
    said = subprocess.run("cargo bench -q -p geodata --bench points -- 1000000".split(), cwd=ROOT, check=True, capture_output=True, text=True).stdout
    print("\n" + said, end="")
    goal("1,000,000 points indexed in", float(re.search(r"indexed in ([\d.]+) s", said)[1]), 0.3, "s")


def about(counts, wanted):
    """The tiles that have about so many devices."""
    return sorted(counts, key=lambda tile: abs(math.log(max(counts[tile], 1) / wanted)))[:TILES // 4]


def growth(database, mix):
    """How the costs grow with the census: what a device more in a tile costs, and a tile of clusters."""
    six = ["/tiles/devices/{}/{}/{}.mvt".format(*SIX)]
    slopes, lows = [], []
    for devices in asked.growth:
        ours = Ours(grown(asked.program, database, devices, FOLDER / f"grown-{devices}.db", whole=False), 0)
        memory(ours, devices, "private memory, grown")
        path = lambda tile: "/tiles/devices/{}/{}/{}.mvt".format(*tile)
        counts = {tile: devices_in(get(ours.base + path(tile))) for zoom in (12, 13, 14) for tile in mix[zoom]}
        each = []
        for wanted in (FEW, MANY):
            tiles = about(counts, wanted)
            spent = statistics.median(load(ours.base, [path(tile) for tile in tiles], ours.roots) for _ in range(asked.rounds))
            each.append((statistics.mean(counts[tile] for tile in tiles), spent))
        low = statistics.median(load(ours.base, six, ours.roots) for _ in range(asked.rounds))
        (few, spent), (many, much) = each
        slopes.append((much - spent) / (many - few))
        lows.append(low)
        print(f"grown to {devices:,}: {spent * 1e6:.0f} µs with {few:.0f} devices, {much * 1e6:.0f} µs with {many:.0f}; "
              f"{slopes[-1] * 1e9:.0f} ns a device and {(spent - slopes[-1] * few) * 1e6:.0f} µs a request; zoom 6 {low * 1e6:.0f} µs", flush=True)
        ours.stop()
    goal("processor time for each visible device, most against least, over the sizes", max(slopes) / min(slopes), 1.5, "×")
    goal("tile of zoom 6, the largest census against the smallest", lows[-1] / lows[0], 1.2, "×")


def main():
    if asked.clean:
        shutil.rmtree(FOLDER, ignore_errors=True)
        return
    parts = asked.parts or PARTS
    FOLDER.mkdir(parents=True, exist_ok=True)
    debian()
    database = census(asked.devices)
    path = points(database)
    mix = mixes(path)
    postgis = None
    try:
        if {"tiles", "cached", "clusters"} & set(parts):
            asked.martin = asked.martin or martin(FOLDER)
            postgis = PostGIS(FOLDER)
            postgis.fill(path, FIELDS)
        if {"tiles", "cached"} & set(parts):
            bare_server = bare(path)
        ours = Ours(database, 0)
        if "memory" in parts:
            memory(ours, asked.devices)
        if "tiles" in parts:
            compare_tiles(ours, postgis, bare_server, mix)
        if "clusters" in parts:
            compare_clusters(ours, postgis)
        if "fresh" in parts:
            fresh(ours, mix)
        ours.stop()
        if "cached" in parts:
            compare_cached(database, postgis, bare_server, mix)
        if "index" in parts:
            index()
        if "growth" in parts:
            growth(database, mix)
    finally:
        for process in list(running):
            stop(process)
        if postgis:
            postgis.stop()
    print(f"\n{'goal':78} {'figure':>14} {'asked for':>14}")
    for name, figure, limit, met in goals:
        print(f"{name:78} {figure:>14} {limit:>14}  {'met' if met else 'MISSED'}")
    sys.exit(0 if all(met for *_, met in goals) else 1)


main()
