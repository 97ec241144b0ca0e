"""What the readers that people use find in the files of a release: `readers.py FOLDER`, one JSON object.

Each reader gives the number of rows and their bounds, rounded to six decimals; frictionless says whether it is content.
"""
import csv, gzip, json, pathlib, sys

folder = pathlib.Path(sys.argv[1])


def rounded(count, bounds):
    return [int(count), [round(float(side), 6) for side in bounds] if count else []]


def of_geopandas(frame):
    return rounded(len(frame), frame.total_bounds)


def of_csv(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        places = [(float(row["longitude"]), float(row["latitude"])) for row in csv.DictReader(file)]
    longitudes, latitudes = zip(*places)
    return rounded(len(places), (min(longitudes), min(latitudes), max(longitudes), max(latitudes)))


def main():
    import duckdb, geopandas

    found = {}
    for place in ["", "osm/"]:
        base = folder / place
        parquet = base / "devices.parquet"
        sides = "min(bbox.xmin), min(bbox.ymin), max(bbox.xmax), max(bbox.ymax)"
        duck = duckdb.sql(f"select count(*), {sides} from '{parquet}'").fetchall()[0]
        readers = {
            "geopandas parquet": of_geopandas(geopandas.read_parquet(parquet)),
            "geopandas fgb": of_geopandas(geopandas.read_file(base / "devices.fgb")),
            "geopandas geojson": of_geopandas(geopandas.read_file(f"/vsigzip/{base / 'devices.geojson.gz'}")),
            "duckdb parquet": rounded(duck[0], duck[1:]),
            "csv": of_csv(base / "devices.csv.gz"),
        }
        # A quarter of the extent, by the index of one file and by the covering column of the other.
        west, south, east, north = duck[1:]
        box = (west, south, (west + east) / 2, (south + north) / 2)
        by_index = of_geopandas(geopandas.read_file(base / "devices.fgb", bbox=box))
        by_covering = of_geopandas(geopandas.read_parquet(parquet, bbox=box))
        assert by_index == by_covering, (place, by_index, by_covering)
        found[place] = readers
    for table in ["deployments", "contracts", "authorisations", "official_counts", "organisations", "documents"]:
        duckdb.sql(f"select count(*) from '{folder / table}.parquet'").fetchall()
    try:
        import frictionless
    except ImportError:
        pass
    else:
        import os

        os.chdir(folder)
        report = frictionless.validate("datapackage.json")
        assert report.valid, report.flatten(["rowNumber", "fieldNumber", "type", "message"])[:5]
    print(json.dumps(found))


main()
