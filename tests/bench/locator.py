"""Locates the same million points with geopandas.sjoin and with `geodata`, in one run on one core.

    python3 -m venv target/bench && target/bench/bin/pip install geopandas
    target/bench/bin/python tests/bench/locator.py

Both have their index before the clock starts, as a running server has; the figures with the index
are printed too. Exits with 1 when `geodata` is not at least 5 times faster, or when it names another
commune anywhere. Points that the country boundaries (which geopandas does not have) take out of a
commune are counted apart.
"""

import os
import re
import subprocess
import sys
import tempfile
import time

os.environ["OMP_NUM_THREADS"] = "1"

import geopandas
import pandas

WANTED = 5.0


def measured(folder):
    """Runs the benchmark, which also writes its polygons, points and answers; the processor seconds per step."""
    command = ["cargo", "bench", "-q", "-p", "geodata", "--bench", "locate_a_million_points", "--", folder]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    print(output, end="")
    return {name: float(cpu) for name, cpu in re.findall(r"^(\w+): .* processor ([\d.]+) s", output, re.M)}


def main():
    with tempfile.TemporaryDirectory() as folder:
        ours = measured(folder)
        communes = geopandas.read_file("GeoJSONSeq:" + os.path.join(folder, "communes.geojsonl"))
        rows = pandas.read_csv(os.path.join(folder, "points.csv"), dtype={"code": str}, keep_default_na=False)
    assert (len(communes), len(rows)) == (34_917, 1_000_000), (len(communes), len(rows))
    geometry = geopandas.points_from_xy(rows.longitude, rows.latitude)
    points = geopandas.GeoDataFrame(rows[["code"]].rename(columns={"code": "ours"}), geometry=geometry, crs=4326)

    start = time.process_time()
    points.sindex, communes.sindex
    index = time.process_time() - start
    start = time.process_time()
    joined = geopandas.sjoin(points, communes, how="left", predicate="within")
    join = time.process_time() - start
    print(f"geopandas: index: processor {index:.2f} s; sjoin: processor {join:.2f} s")

    theirs = joined["code"].fillna("")
    other_commune = ((joined["ours"] != "") & (joined["ours"] != theirs)).sum()
    abroad = ((joined["ours"] == "") & (theirs != "")).sum()
    ratio = join / ours["locate"]
    print(f"another commune: {other_commune}; taken out by the country boundaries: {abroad}")
    print(f"locating: {ratio:.1f} times faster")
    print(f"with building the index: {(join + index) / (ours['locate'] + ours['index']):.1f} times faster")
    sys.exit(0 if ratio >= WANTED and other_commune == 0 else 1)


if __name__ == "__main__":
    main()
