"""What rdflib reads in the catalogue: `catalogue.py BASE-URL`, one JSON object for each of its forms.

The two forms must be the same graph; every file that the catalogue names is there and has the length it is said to have.
"""
import json, sys, urllib.request

from rdflib import Graph, Namespace, RDF
from rdflib.compare import isomorphic

base = sys.argv[1]
DCAT, DCT, SPDX = (Namespace(iri) for iri in (
    "http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/", "http://spdx.org/rdf/terms#"))


def fetched(accept):
    request = urllib.request.Request(base + "/data", headers={"Accept": accept})
    with urllib.request.urlopen(request) as answer:
        return answer.headers.get_content_type(), answer.read().decode()


def counted(graph):
    datasets = set(graph.subjects(RDF.type, DCAT.Dataset))
    files = set(graph.objects(None, DCAT.downloadURL))
    return {
        "triples": len(graph),
        "datasets": len(datasets),
        "distributions": len(set(graph.subjects(RDF.type, DCAT.Distribution))),
        "services": len(set(graph.subjects(RDF.type, DCAT.DataService))),
        "files": len(files),
        "checksums": len(set(graph.subjects(SPDX.checksumValue))),
        "osm": sorted(str(title) for dataset in datasets if (dataset, DCT.accrualPeriodicity, None) in graph
                      for title in graph.objects(dataset, DCT.title)
                      if title.language == "en" and (dataset, DCT.source, None) in graph),
        "unlicensed": [str(node) for node in datasets if (node, DCT.license, None) not in graph],
    }


forms, graphs = {}, []
for accept in ("application/ld+json", "text/turtle"):
    kind, text = fetched(accept)
    assert kind == accept, (kind, accept)
    graph = Graph().parse(data=text, format="json-ld" if "json" in accept else "turtle", publicID=base)
    forms[accept] = counted(graph)
    graphs.append(graph)
assert isomorphic(*graphs), "the two forms are not the same graph"

for node, address in graphs[0].subject_objects(DCAT.downloadURL):
    with urllib.request.urlopen(urllib.request.Request(str(address), method="HEAD")) as answer:
        told = graphs[0].value(node, DCAT.byteSize)
        assert answer.status == 200, address
        assert told is None or int(answer.headers["Content-Length"]) == int(told), address
print(json.dumps(forms))
