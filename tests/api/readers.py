"""One question, asked of a served census by every reader that people use: `readers.py BASE-URL FOLDER`.

The question: the cameras in the western half of the census. The addresses come from its catalogue, as rdflib reads it.
Prints, for each reader, the number of cameras and the box around them, rounded to six decimals.
"""
import json, os, pathlib, subprocess, sys, urllib.request

import duckdb, frictionless, geojson_validator, geopandas, geoparquet_validator
from rdflib import Graph, Namespace, URIRef

base, folder = sys.argv[1], pathlib.Path(sys.argv[2])
os.chdir(folder)
DCAT = Namespace("http://www.w3.org/ns/dcat#")


def rounded(count, bounds):
    return [int(count), [round(float(side), 6) for side in bounds]]


def of_frame(frame):
    return rounded(len(frame), frame.total_bounds)


def of_places(places):
    longitudes, latitudes = zip(*places)
    return rounded(len(places), (min(longitudes), min(latitudes), max(longitudes), max(latitudes)))


def inside(longitude, latitude):
    return west <= longitude <= middle and south <= latitude <= north


catalogue = Graph().parse(base + "/data.ttl", format="turtle")
files = {
    str(address).rsplit(".", 1)[1]: str(address)
    for node in catalogue.objects(URIRef(base + "/data#devices"), DCAT.distribution)
    for address in catalogue.objects(node, DCAT.downloadURL)
}
for ending, address in files.items():
    urllib.request.urlretrieve(address, f"devices.{ending}")

# What the standards ask of the files.
report = geoparquet_validator.check("devices.parquet")
assert geoparquet_validator.conformant(report, "core") and geoparquet_validator.conformant(report, "covering"), report
statuses = {outcome["id"]: outcome["status"] for outcome in report["outcomes"]}
assert sum(status == "pass" for status in statuses.values()) > 10, statuses
collection = json.load(open("devices.geojson"))
assert geojson_validator.validate_structure(collection) == {}
for address in ("datapackage.json", "devices.csv.gz"):
    urllib.request.urlretrieve(f"{base}/dumps/latest/{address}", address)
package = json.load(open("datapackage.json"))
package["resources"] = [one for one in package["resources"] if one["path"] == "devices.csv.gz"]
json.dump(package, open("datapackage.json", "w"))
validity = frictionless.validate("datapackage.json")
assert validity.valid and len(validity.tasks) == 1, validity.flatten(["rowNumber", "fieldNumber", "type", "message"])[:5]

frame = geopandas.read_parquet("devices.parquet")
west, south, east, north = frame.total_bounds
middle = (west + east) / 2
box = (west, south, middle, north)
spat = [repr(float(side)) for side in box]

found = {}
frame = geopandas.read_parquet("devices.parquet", bbox=box)
found["geopandas.read_parquet"] = of_frame(frame[frame.kind == "camera"])
frame = geopandas.read_file(files["fgb"], bbox=box)
found["geopandas.read_file"] = of_frame(frame[frame.kind == "camera"])
row = duckdb.sql(f"""
    select count(*), min(bbox.xmin), min(bbox.ymin), max(bbox.xmax), max(bbox.ymax) from 'devices.parquet'
    where kind = 'camera' and bbox.xmin >= {spat[0]} and bbox.xmax <= {spat[2]}""").fetchall()[0]
found["duckdb"] = rounded(row[0], row[1:])
subprocess.run(["ogr2ogr", "-f", "GeoJSON", "layer.geojson", f"OAPIF:{base}/ogc", "devices", "-spat", *spat,
                "-where", "kind='camera'", "-oo", "PAGE_SIZE=1000"], check=True, capture_output=True)
features = json.load(open("layer.geojson"))["features"]
found["ogr2ogr"] = of_places([feature["geometry"]["coordinates"] for feature in features])
features = [feature for feature in collection["features"] if feature["properties"]["kind"] == "camera"]
places = [feature["geometry"]["coordinates"] for feature in features]
found["geojson"] = of_places([place for place in places if inside(*place)])
with frictionless.Package("datapackage.json").resources[0] as resource:
    cameras = [row for row in resource.row_stream if row["kind"] == "camera"]
places = [(float(row["longitude"]), float(row["latitude"])) for row in cameras]
found["frictionless"] = of_places([place for place in places if inside(*place)])
print(json.dumps(found))
