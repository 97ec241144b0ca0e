"""Censuses out of one that a sample filled, of any size or with devices elsewhere, without an hour of publishing."""
import bisect, csv, math, os, sqlite3, subprocess

# A source device gives this many at the most, each some metres away.
TIMES = 16


def grown(program, database, devices, path, whole):
    """A census of so many devices at `path`: those of `database`, fewer or repeated nearby.

    What a map reads is filled in; `whole` fills in what a release reads too (the entities, and the text of each feature,
    in which the id stays that of the source). Histories, searches and indexes stay empty."""
    if path.exists():
        return path
    base, _ = begun(program, database, path)
    known = base.execute("select count(*) from source.feature").fetchone()[0]
    times = -(-devices // known)
    assert times <= TIMES, f"a census of {devices // TIMES} devices at least"
    # In the order of the source, so that the table grows at its end.
    near = {"cell": "(cell & ~4095) | (random() & 4095)", "id": "randomblob(16)"} | ({} if whole else {"fragment": "'{}'"})
    filled = {"feature": near} | ({"entity": {"id": "cast(substr(one.id, 1, 8) || randomblob(8) as blob)"}} if whole else {})
    for table, changed in filled.items():
        names = [row[1] for row in base.execute(f"pragma table_info({table})")]
        taken = ", ".join(changed.get(name, f"one.{name}") for name in names)
        # Some more than asked for are drawn, and the rest left out: all parts of the country have their share.
        copies = ", ".join(["(0)"] * times)
        base.execute(f"""insert into {table} ({', '.join(names)}) select {taken} from source.{table} as one cross join (values {copies})
            where abs(random()) % {times * known} < {int(devices * 1.001) + 100} limit {devices}""")
    return ended(base, path)


def placed(program, database, points, path):
    """A census at `path` whose devices stand where those of a CSV do (columns `lon` and `lat`), each in the territory of a
    device nearby in `database` and otherwise like any of it. What a map reads is filled in."""
    if path.exists():
        return path
    with open(points, newline="") as file:
        cells = sorted(cell(float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file))
    base, indexes = begun(program, database, path)
    known, territories = zip(*base.execute("select cell, territory from source.feature order by cell, id"))
    base.execute("create temp table place (number integer primary key, cell integer, territory text)")
    base.execute("begin")
    near = (territories[max(bisect.bisect(known, place) - 1, 0)] for place in cells)
    base.executemany("insert into place (cell, territory) values (?, ?)", zip(cells, near))
    base.execute("create temp table source_number (number integer primary key, source_cell integer, source_id blob)")
    # In no order of place: what stands in a row in the source is spread.
    base.execute("insert into source_number (source_cell, source_id) select cell, id from source.feature order by id")
    names = [row[1] for row in base.execute("pragma table_info(feature)")]
    changed = {"cell": "place.cell", "territory": "place.territory", "id": "randomblob(16)", "fragment": "'{}'"}
    taken = ", ".join(changed.get(name, f"one.{name}") for name in names)
    base.execute(f"""insert into feature ({', '.join(names)}) select {taken} from place
        cross join source_number as picked on picked.number = (place.number - 1) % {len(known)} + 1
        cross join source.feature as one on one.cell = picked.source_cell and one.id = picked.source_id order by place.number""")
    for index in indexes:
        base.execute(index)
    base.execute("commit")
    return ended(base, path)


def begun(program, database, path):
    """An empty census beside `path` with the other one attached as `source`, without the indexes of its tables; and the
    statements that make these."""
    part = path.with_suffix(".part")
    for end in ("", "-wal", "-shm"):
        part.with_name(part.name + end).unlink(missing_ok=True)
    environment = {**os.environ, "TECHNOPOLICE_DATABASE": f"sqlite://{part}"}
    subprocess.run([program, "sample", "--fictional", "--devices", "10"], env=environment, check=True, stdout=subprocess.DEVNULL)
    base = sqlite3.connect(part, isolation_level=None)
    base.execute("pragma synchronous=off")
    base.execute("pragma journal_mode=off")
    base.execute("attach ? as source", (f"file:{database}?mode=ro",))
    found = base.execute("select name, sql from sqlite_master where type = 'index' and tbl_name in ('feature', 'entity') and sql is not null").fetchall()
    for name, _ in found:
        base.execute(f"drop index {name}")
    return base, [statement for _, statement in found]


def ended(base, path):
    base.close()
    path.with_suffix(".part").rename(path)
    return path


def cell(longitude, latitude):
    """The key of a place: column and row of a Web-Mercator grid of 28 bits an axis, their bits in turn
    (crates/geodata/src/cell.rs)."""
    side = 1 << 28
    sine = math.sin(math.radians(latitude))
    column = int((longitude / 360 + 0.5) * side)
    row = int((0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * side)
    return spread(column) | spread(row) << 1


def spread(bits):
    for shift, mask in [(16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F), (2, 0x3333333333333333), (1, 0x5555555555555555)]:
        bits = (bits | bits << shift) & mask
    return bits
