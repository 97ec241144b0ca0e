"""Locates the same million points with geopandas.sjoin and with `geodata`, in one run on one core.

    python3 -m venv target/bench && target/bench/bin/pip install geopandas
    target/bench/bin/python tests/bench/locator.py

Prints three ratios of processor time: locating with the index that a running program holds against
`sjoin` as people call it (which builds its own), both with their indexes at hand, and both with
building them. Exits with 1 when the first is below 5, or when another commune is named anywhere. Points that the country boundaries (which geopandas does not have) take out of a
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
    joined = geopandas.sjoin(points, communes, how="left", predicate="within")
    called = time.process_time() - start
    # Both frames keep the index that the first call built, so the second call only joins.
    start = time.process_time()
    geopandas.sjoin(points, communes, how="left", predicate="within")
    join = time.process_time() - start
    print(f"geopandas.sjoin: processor {called:.2f} s as called, {join:.2f} s with its indexes at hand")

    theirs = joined["code"].fillna("")
    other_commune = ((joined["ours"] != "") & (joined["ours"] != theirs)).sum()
    abroad = ((joined["ours"] == "") & (theirs != "")).sum()
    ratio = called / ours["locate"]
    print(f"another commune: {other_commune}; taken out by the country boundaries: {abroad}")
    print(f"locating, with the index that a running program holds, against sjoin as called: {ratio:.1f} times faster")
    print(f"both with their indexes at hand: {join / ours['locate']:.1f} times faster")
    print(f"both with building them: {called / (ours['locate'] + ours['index']):.1f} times faster")
    sys.exit(0 if ratio >= WANTED and other_commune == 0 else 1)


if __name__ == "__main__":
    main()
