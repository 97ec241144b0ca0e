#!/bin/sh
# Makes the fonts of this folder anew, in the current folder: the letters of French and its neighbours, no hinting, the
# kerning, under a name that the licence leaves free. Needs npm and Python.
set -eu
python3 -m venv fonttools
fonttools/bin/pip install --quiet fonttools==4.68.0
npm pack --silent source-sans@3.52.0 source-serif@4.5.1
sha256sum --check <<SUMS
49cf78ddd79b436591ee696785222b54ff28102922e3d3df297fe382d7fdfa88  source-sans-3.52.0.tgz
19a448df98f4aa777de3452b0a1e29aa7ffe29252fe552c8a2d2531702d80746  source-serif-4.5.1.tgz
SUMS
cut_from() { # package, file in it, family, style, our name
  tar -xzOf "$1" "package/TTF/$2" > whole.ttf
  fonttools/bin/pyftsubset whole.ttf --output-file="$5" --no-hinting --desubroutinize --layout-features=kern,mark,mkmk,ccmp,locl \
    --unicodes=U+0020-007E,U+00A0-017F,U+0218-021B,U+2010-2026,U+202F,U+2030,U+2039,U+203A,U+20AC,U+2116,U+2122,U+2192,U+2212 \
    --name-IDs=0,1,2,4,6,13,14 --no-recalc-timestamp
  fonttools/bin/python - "$5" "$3" "$4" <<'PYTHON'
import sys
from fontTools.ttLib import TTFont
path, family, style = sys.argv[1:]
font = TTFont(path, recalcTimestamp=False)
names = {1: family, 2: style, 4: f"{family} {style}", 6: f"{family} {style}".replace(" ", "", 1).replace(" ", "-")}
for record in font["name"].names:
    if record.nameID in names:
        record.string = names[record.nameID]
font.save(path)
PYTHON
  rm whole.ttf
}
cut_from source-sans-3.52.0.tgz SourceSans3-Regular.ttf "Technopolice Sans" Regular sans-regular.ttf
cut_from source-sans-3.52.0.tgz SourceSans3-Semibold.ttf "Technopolice Sans" SemiBold sans-semibold.ttf
cut_from source-serif-4.5.1.tgz SourceSerif4-Semibold.ttf "Technopolice Serif" SemiBold serif-semibold.ttf
rm -r fonttools source-sans-3.52.0.tgz source-serif-4.5.1.tgz
