"""What others would run in place of our tiles: Martin over PostGIS, and PostGIS alone. Installed from Debian and crates.io."""
import glob, json, os, pathlib, shutil, subprocess

from measure import cpu, start

MARTIN = "1.14.0"
DEBIAN = {"wrk": "wrk", "/usr/lib/postgresql/*/bin/initdb": "postgresql", "/usr/share/postgresql/*/extension/postgis.control": "postgresql-{}-postgis-3"}
PORT = 54391


def debian():
    """Installs what is missing of PostGIS and wrk."""
    missing = [package for what, package in DEBIAN.items() if not (glob.glob(what) if "/" in what else shutil.which(what))]
    if not missing:
        return
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    for package in missing:
        version = ([path.rsplit("/", 1)[1] for path in sorted(glob.glob("/usr/lib/postgresql/*"))] or [""])[-1]
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package.format(version)], check=True)


def martin(folder):
    """Builds Martin with what serves tables as tiles, and nothing else."""
    program = folder / "martin/bin/martin"
    if not program.exists():
        command = ["cargo", "install", "martin", "--version", MARTIN, "--locked", "--bin", "martin", "--no-default-features", "--features", "postgres", "--root", folder / "martin"]
        subprocess.run([str(word) for word in command], env={**os.environ, "CARGO_TARGET_DIR": str(folder / "martin-build")}, check=True)
        shutil.rmtree(folder / "martin-build")
    return program


class PostGIS:
    """A cluster of our own, on a port of its own; PostgreSQL refuses to run as root, then its own user runs it."""

    def __init__(self, folder):
        self.folder = folder
        self.programs = pathlib.Path(sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1])
        self.data = folder / "postgres"
        self.prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        if not (self.data / "base").exists():
            self.data.mkdir(parents=True, exist_ok=True)
            if self.prefix:
                shutil.chown(self.data, "postgres")
            self.run("initdb", "-D", self.data, "-U", "bench", "--locale=C.UTF-8", "-E", "UTF8", "-A", "trust")
            settings = f"""port = {PORT}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''
                shared_buffers = 2GB\neffective_cache_size = 8GB\nwork_mem = 128MB\nmaintenance_work_mem = 1GB\nmax_wal_size = 8GB
                random_page_cost = 1.1\njit = off\nautovacuum_naptime = 10min\nfsync = off\nmax_parallel_workers_per_gather = 2\n"""
            subprocess.run([*self.prefix, "tee", "-a", self.data / "postgresql.conf"], input=settings, text=True, stdout=subprocess.DEVNULL, check=True)
        self.run("pg_ctl", "-D", self.data, "-l", self.data / "log", "-w", "start")
        self.pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])

    def run(self, program, *words):
        subprocess.run([*self.prefix, str(self.programs / program), *map(str, words)], check=True, cwd="/", stdout=subprocess.DEVNULL)

    def stop(self):
        self.run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    def psql(self, *statements):
        words = [word for statement in statements for word in ("-c", statement)]
        command = ["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(PORT), "-U", "bench", "-d", "postgres", *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def fill(self, path, fields):
        """Takes the points once: a heap in Hilbert order with a GiST index, which is what a careful administrator makes."""
        # Those of an earlier run stay while they are the same.
        if self.psql("select obj_description(to_regclass('devices'))") == path.stem:
            return
        columns = ", ".join(f"{name} {kind}" for name, kind in fields.items())
        place = "st_setsrid(st_makepoint(x, y), 3857)"
        self.psql("create extension if not exists postgis", "drop table if exists raw, making, devices",
                  f"create table raw (cell bigint, x float8, y float8, n bigint, id text, {columns})",
                  f"\\copy raw from '{path}' with (header)",
                  f"create table making as select n, id, {', '.join(fields)}, {place}::geometry(point, 3857) as geom from raw order by {place}",
                  "drop table raw", "alter table making add primary key (n)", "create index on making using gist (geom)", "alter table making rename to devices")
        self.psql("vacuum analyze devices", f"comment on table devices is '{path.stem}'")

    def grid(self, z, x, y):
        """Processor seconds of one tile as clusters on a grid of 8 by 8, which is ours."""
        spent = cpu([self.pid])
        self.psql(f"""with edge as (select st_tileenvelope({z}, {x}, {y}) as box),
            side as (select (st_xmax(box) - st_xmin(box)) / 8 as w from edge),
            cell as (select count(*) as count, st_setsrid(st_makepoint(avg(st_x(geom)), avg(st_y(geom))), 3857) as at
                from devices, edge, side where geom && box group by floor(st_x(geom) / w), floor(st_y(geom) / w))
            select length(st_asmvt(t, 'clusters', 4096, 'geom')) from (select count, st_asmvtgeom(at, box) as geom from cell, edge) as t""")
        return cpu([self.pid]) - spent

    def martin(self, program, fields, narrow, port, cache_mb):
        """Martin with two layers of the devices: with all fields, and with some and no id of ours."""
        kinds = {"id": "text", **{name: {"int": "int4", "boolean": "bool"}.get(kind, kind) for name, kind in fields.items()}}
        layer = lambda names: json.dumps({
            "schema": "public", "table": "devices", "srid": 3857, "geometry_column": "geom", "id_column": "n", "minzoom": 0, "maxzoom": 22, "extent": 4096,
            "buffer": 0, "clip_geom": True, "geometry_type": "POINT", "properties": {name: kinds[name] for name in names}})
        settings = self.folder / f"martin-{port}.yaml"
        settings.write_text(f"""listen_addresses: 127.0.0.1:{port}\nworker_processes: 2\ncache_size_mb: {cache_mb}
postgres:\n  connection_string: postgresql://bench@127.0.0.1:{PORT}/postgres\n  pool_size: 8\n  auto_publish: false
  tables:\n    same: {layer(kinds)}\n    narrow: {layer(narrow)}\n""")
        base = f"http://127.0.0.1:{port}"
        with open(self.folder / f"martin-{port}.log", "w") as log:
            process = start([program, "-c", settings], f"{base}/health", stdout=log, stderr=log)
        return base, [process.pid, self.pid]
