"""A census of any size out of one that a sample filled, without an hour of publishing: for benchmarks."""
import os, sqlite3, subprocess

# A source device gives this many at the most, each some metres away.
TIMES = 16


def grown(program, database, devices, path, whole):
    """A census of so many devices at `path`: those of `database`, fewer or repeated nearby.

    What a map reads is filled in; `whole` fills in what a release reads too (the entities, and the text of each feature,
    in which the id stays that of the source). Histories, searches and indexes stay empty."""
    if path.exists():
        return path
    part = path.with_suffix(".part")
    for end in ("", "-wal", "-shm"):
        part.with_name(part.name + end).unlink(missing_ok=True)
    environment = {**os.environ, "TECHNOPOLICE_DATABASE": f"sqlite://{part}"}
    subprocess.run([program, "sample", "--fictional", "--devices", "10"], env=environment, check=True, stdout=subprocess.DEVNULL)
    base = sqlite3.connect(part, isolation_level=None)
    base.execute("pragma synchronous=off")
    base.execute("pragma journal_mode=off")
    base.execute("attach ? as source", (f"file:{database}?mode=ro",))
    for (index,) in base.execute("select name from sqlite_master where type = 'index' and tbl_name in ('feature', 'entity') and sql is not null").fetchall():
        base.execute(f"drop index {index}")
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
    base.close()
    part.rename(path)
    return path
