# Every sentence of the pages. The same keys stand in both catalogues; a test proves it.

## The frame of every page

skip-link = Skip to content
demo-title = Demonstration data, fictional.
demo-text = Nothing shown here describes the real world.
mirror-label = Copy
mirror-title = This is a verified copy, for reading only.
mirror-text = To report or correct, go to the census it follows:
read-only-label = Read-only
read-only-title = Read-only for the moment: nothing can be sent.
read-only-text = Everything can still be read. Keep your report and send it later.
nav-home = home
nav-label = Sections
nav-map = Map
nav-data = Data
nav-about = About
nav-report = Report
other-language = Français
other-language-long = Cette page en français
# ── /ogc: the pages of OGC API Features.
ogc-title = OGC API Features
ogc-lead = The whole census as layers, for QGIS, GDAL and any client of OGC API Features. Give them the address of this page.
ogc-collections = The collections
ogc-collection-lead = A table of the census; every entry has its dates, its sources and how sure it is.
ogc-conformance = What this API conforms to
ogc-conformance-lead = Every class is tried with each change of the program.
ogc-items = The entries
ogc-item = An entry with all its known values. What is missing is not known.
ogc-queryables = What can be filtered by
ogc-entity-page = Its page in the census

search-label = Search the census
search-placeholder-short = Town, contract, company
demo-label = Demonstration
search-placeholder = Saint-Denis, 59170, dome cameras…
search-button = Search
footer-label = All pages
footer-line = The record of the devices that watch us, kept by the people they watch.
footer-report = Report a device
footer-receipt = Find a report again
footer-data = Data and API
footer-accessibility = Accessibility statement
footer-promise = No account and no cookie to contribute, no audience tracking, no IP address kept.
footer-licence = Data under the ODbL 1.0 licence · Free software under the AGPL 3.0
as-of = As of { $day }. Figures observed by residents: what nobody has seen is not in them.
yes = yes
no = no
i-do-not-know = I do not know
devices-count =
    { $count ->
        [0] No device
        [one] { $count } device
       *[other] { $count } devices
    }
inhabitants =
    { $count ->
        [0] No inhabitants
        [one] { $count } inhabitant
       *[other] { $count } inhabitants
    }
table-count = Count
table-share = Share
table-field = Information
table-value = Value
table-basis = How it is known
nobody-looked = Nobody has looked here yet.

## Dates and directions

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December
compass-n = north
compass-ne = north-east
compass-e = east
compass-se = south-east
compass-s = south
compass-sw = south-west
compass-w = west
compass-nw = north-west
towards-n = Towards the north
towards-ne = Towards the north-east
towards-e = Towards the east
towards-se = Towards the south-east
towards-s = Towards the south
towards-sw = Towards the south-west
towards-w = Towards the west
towards-nw = Towards the north-west
view-width = { $bearing }, over { $degrees }°

## Home

home-page-title = technopolice, the residents’ census of cameras
home-title = Who watches you in your town?
home-lead = Residents record the cameras, number plate readers and sensors installed in public space in France. Each device has its page, its history and its sources.
home-search-label = Find a town
home-search-question = What is known about your town?
home-open-map = Open the map
home-report = Report a device
home-france-label = Map of the departments: devices recorded
home-france-caption = Devices recorded by department
france-department = { $name } ({ $number }): { $devices }
home-figures-title = The figures
figure-places =
    { $count ->
        [one] commune looked at
       *[other] communes looked at
    }
figure-places-note = at least one device reported
home-how-title = Reporting takes two taps
home-step1-title = Choose what you see
home-step1-text = A dome, a turret, a plate reader: six drawings, one finger.
home-step2-title = Say where
home-step2-text = The phone’s position or an address. No account, even without network: the report waits.
home-step3-title = Everybody sees it
home-step3-text = The device appears on the map, on the town’s page and in the open data. Another passer-by confirms it.
home-latest-title = Latest changes
home-cities-title = Best-watched communes
home-departments-title = All departments
home-what-title = What this is
home-what-1 = A citizens’ census, open and verifiable. Towns rarely publish where their cameras are; residents see them.
home-what-2 = Each device says how certain it is: seen by one person, confirmed by another, attested by a document, disputed, removed. What is not known is said to be unknown.
home-what-more = The method and the promises

## Figures, tallies and marks

figure-standing = devices in place
figure-seconded = confirmed or attested
figure-gone = removed or not found
figure-gone-note = or dummies; kept on record
figure-of-standing = { $share } of devices in place
figure-per-thousand = { $rate } per 1,000 inhabitants
tally-kind-title = { $share } are of kind “{ $kind }”
tally-kind-head = Kind of device
tally-certainty-title = { $share } were confirmed by somebody else or by a document
tally-certainty-head = Certainty
legend-more = Legend
legend-unverified = One person reported it, nobody else has confirmed it yet.
legend-single = Another observation confirmed it.
legend-multiple = Several independent witnesses confirmed it.
legend-documented = A published official document attests it.
legend-disputed = Observations contradict each other.
legend-gone-label = Removed or not found
legend-gone = The device is no longer there, or never was. Its page stays.
legend-plate_reader = A disc with a bar: the device reads number plates.
legend-acoustic_sensor = A disc with a wave: the device listens.
row-no-address = No address given
row-seen = seen { $day }
row-removed = removed { $day }
row-added = updated { $day }

## Map

map-title = The map
map-title-of = The map: { $name }
map-description = The cameras, plate readers and sensors recorded in France, on a map and in a list.
map-label = Map of recorded devices
map-without-script = The map needs JavaScript.
map-hint-list = The list and the filters say the same.
map-data-line = This view as data:
filters-title = Filter
filters-on = filters on
filters-apply = Apply
filters-clear = Show everything
filter-kind = Kind of device
filter-verification = Certainty
filter-status = Status
filter-family = Family
filter-family-more = Other families
filter-operator = Operator
filter-operator-alone = Operator: { $label }
filter-seen = Last seen
filter-seen-6m = Less than 6 months ago
filter-seen-1y = Less than a year ago
filter-seen-3y = Less than 3 years ago
filter-seen-alone = Seen { $label }
filter-since-day = Since { $date }
filter-changed = Changed
filter-changed-alone = Changed { $label }
filter-plates = Number plate reading
filter-plates-yes = Reads number plates
filter-plates-no = Reads no number plates
filter-software = Analysis software on it
filter-software-yes = With analysis software
filter-software-no = No analysis software known
filter-any = Either way
filter-yes = With
filter-no = Without
filter-standing-on = Standing on
map-ground = What colours the territories
map-ground-plain = Plain map
map-ground-density = By inhabitants
map-uses-note = These families have no address: the map covers with their sign the territories of which an authority uses them. The lists:
shade-title = Devices for 1,000 inhabitants
shade-under = less than { $end }
shade-between = { $from } to { $end }
shade-above = { $from } and more
shade-unsurveyed = nobody looked
shade-note = What is in the census, not what exists. In a small town, a single device changes the colour.
shade-table = The table
legend-rings = Rings
legend-rings-note = The number says how many devices are there; the ring says which. Touch it to come nearer.
legend-ring-camera = Cameras
legend-ring-plates = Number plate readers
legend-ring-sensors = Sensors
legend-ring-others = Others
legend-views = Fields of view, 30 m
legend-view-known = Direction and width known
legend-view-assumed = Direction known, width assumed
legend-view-ring = Dome: may look anywhere
legend-view-none = No field: nobody knows where it looks
legend-uses = Uses by an authority
legend-uses-note = They have no place: choose their family, and their sign covers the territory.
legend-time = A day of the past
legend-time-note = A pale circle surrounds what came within the year; a grey cross marks what went within the year. Without a known date, a device appears on the day on which the census learnt of it.
map-search = Go to a commune
map-share = Share this view
map-print = Print
map-embed = Embed on a site
map-filters-on = { $count ->
    [one] 1 filter on
   *[other] { $count } filters on
}
alike-title = Easily confused
alike-speed-label = Speed camera
alike-speed = A squat cabin or a double box beside a fast road, often announced. The state publishes their list; the map shows them only when asked.
alike-count-label = Traffic counter
alike-count = A black tube across the road, or a small box without glass on a pole. It counts, it does not film.
alike-light-label = Traffic light detector
alike-light = A small cylinder or box right above a traffic light, turned to the stop line. Mostly radar or infrared.
alike-antenna-label = Antenna or Wi-Fi station
alike-antenna = A smooth white box with neither glass nor bubble, and thick cables.

## A walk and the devices that look at it
exposure-title = A walk, how many eyes?
exposure-description = Draw a walk or drop a GPX file: how many recorded devices look at it, for how many metres, and which.
exposure-lead = Draw a walk on the map or drop a GPX file. The answer tells which recorded devices look at it, and for how many metres.
exposure-map-label = Map of the walk
exposure-map-hint = Without the map, send a file: the answer is the same, with a drawing of the walk.
exposure-file = GPX or GeoJSON file
exposure-file-hint = { $size } at most, 20,000 points, 100 km. Times, heights and names are not read.
exposure-range = Assumed range, in metres
exposure-range-hint = From 5 to 100. At 30 metres an ordinary lens shows a face.
exposure-button = Measure
exposure-button-file = Download as GeoJSON
exposure-promise = The walk is measured, then forgotten. Nothing of it is kept, here or elsewhere.
exposure-sentence = { $count ->
    [0] Over { $length }, no recorded device looks at this walk.
    [one] Over { $length }, one recorded device looks at { $watched } of this walk.
   *[other] Over { $length }, { $count } recorded devices look at { $watched } of this walk.
}
exposure-share = of the walk is in view of one device at least
exposure-none = No recorded device in range. That does not mean there is none: perhaps nobody has looked here yet.
exposure-list = In the order of walking
exposure-row-metres = { $metres } in its view
exposure-row-from = { $from } from the start
exposure-sight-sector = direction and width known
exposure-sight-assumed_width = direction known, width assumed
exposure-sight-all_around = direction unknown, counted all around
exposure-assumptions = What we assumed
exposure-assumed-range = Each device sees { $range } metres far, and neither walls nor trees stop its view.
exposure-assumed-width = { $count ->
    [one] For one device the direction is known but not the width: { $degrees } degrees.
   *[other] For { $count } devices the direction is known but not the width: { $degrees } degrees.
}
exposure-assumed-around = { $count ->
    [one] For one device the direction is unknown: counted all around it, which overstates.
   *[other] For { $count } devices the direction is unknown: counted all around them, which overstates.
}
exposure-assumed-census = Only devices that are recorded and still there count; what several look at counts once.
exposure-fault-unreadable = This file is neither GPX nor GeoJSON. Export the walk from your walking app, or draw it on the map.
exposure-fault-empty = There is no walk in it: two points are needed at least. Draw it on the map, or choose a file that holds a track.
exposure-fault-point = Point number { $number } is not on the Earth. Nothing was measured.
exposure-fault-points = The walk has more than { $number } points. Simplify it or cut it.
exposure-fault-long = The walk is longer than { $km } km. Cut it into stages.
exposure-fault-range = The range goes from { $least } to { $most } metres.
exposure-fault-devices = More than { $number } devices line this walk. Measure it in pieces.
nav-exposure = Measure a walk
island-exposure-draw = Draw on the map
island-exposure-draw-help = Tap the map at each street corner. With the keyboard: move the map with the arrows and add its centre.
island-exposure-add-here = Add the centre of the map
island-exposure-undo = Remove the last point
island-exposure-clear = Clear all
island-exposure-points-one = { $count } point
island-exposure-points-other = { $count } points
island-exposure-read = Walk read. Measuring…
island-exposure-measuring = Measuring…
island-exposure-failed = The walk was not measured: { $reason }
island-exposure-too-large = This file is too large.
island-exposure-unreadable = No walk in this file. It takes a GPX or GeoJSON file with a line of at least two points.
island-trace-read = Track read on this device: { $distance }. The 300 metres around each end will not be kept.
island-trace-day = Day of the walk
island-trace-send = Note that these streets were looked at
island-trace-thanks = Thank you: these streets count as looked at.
island-trace-failed = The track was not sent: { $reason }
island-trace-unreadable = No walk in this file. It takes a GPX or GeoJSON file.
island-trace-too-large = This file is too large.
list-empty = Nobody has reported anything here yet, or nothing that these filters let through.
list-next = Next page
list-first = Back to the first page

## Report

report-title = Report a device
report-lead = Two taps are enough: what it is, and where. The rest is optional.
report-kind-question = What do you see?
kind-dome = Dome
kind-bullet = Fixed camera
kind-turret = Turret on a pole
kind-plate-reader = Plate reader
kind-sound = Sound sensor
kind-other = Something else
alike-dome = Half a ball, often dark
alike-bullet = A tube or box on an arm
alike-turret = A ball or head that turns
alike-plate-reader = A box with a lamp, facing cars
alike-sound = A small cylinder, microphones, no lens
alike-other = I do not know, or something else
dial-n = N
dial-ne = NE
dial-e = E
dial-se = SE
dial-s = S
dial-sw = SW
dial-w = W
dial-nw = NW
report-more-title = More, if you know
report-photo = Photo
report-photo-hint = Made anew on your telephone before it is sent, without day or place. Cover faces and plates.
report-photo-later = A photo is added after sending, on the page of the receipt.
report-since = Since when
report-since-hint = 2024, or 2024-05
fault-since = Write a year, a month or a day: 2024, 2024-05 or 2024-05-17.
report-where-question = Where is it?
report-which-commune = Which one?
report-address = Address or landmark
report-address-hint = That of the device. Example: corner of rue du Port and quai Nord.
report-commune = Commune or postcode
report-commune-hint = Not needed when the position is found.
report-coordinates-title = I know the coordinates
report-coordinates = Latitude, longitude
report-coordinates-hint = As copied from a map: 48.8566, 2.3522
report-form = Shape
report-mount = Fixed to
report-watches = What it watches
report-bearing = Direction of view
report-operator-kind = Operator
report-operator = Name of the organisation
report-operator-hint = A municipality, a company, a landlord. Never the name of a person.
report-sign = Information sign nearby
sign-yes = There is one
sign-no = There is none
report-source = Address of a document
report-source-hint = Order, council decision, article: an address that begins with https://
report-note = A word for the reviewers
report-note-hint = Never published. Name no person, no number plate, no telephone number.
report-promise-title = What we keep, what we do not keep
report-promise-1 = No account and no cookie needed. Neither your IP address, nor the time of sending, nor the position of your phone is kept: only that of the device.
report-promise-2 = Do not enter private land, do not climb, touch nothing. What can be seen from the street is enough.
report-promise-3 = If you take a photo, avoid faces and number plates; do not report the inside of a home.
report-send = Send the report
report-faults-title = The report is not sent yet
report-faults-kept = Everything you filled in is still there.

# Walks: the sheet to take along, and typing it in afterwards.
walks-title = Walks
walks-lead = Print the sheet of a quarter, leave the telephones at home, look up together.
walks-place = Municipality, coordinates, or the code of a sheet
walks-place-hint = For example: Beausoleil, 48.8566 2.3522, 7KQ-2M4-XWP
walks-find = Find the sheets
walks-type-in = Type in a filled sheet
walks-trace-title = Did you record your walk?
walks-trace-file = GPX or GeoJSON file of the track
walks-trace-hint = The file is read in your browser and is not sent. Only the line leaves, when you ask for it; the census keeps squares of 50 m of it, without its ends.
walks-fault-place = No place has this name.
walks-sheets-title = Sheets: { $place }
walks-sheets-whole = The whole municipality, sheet by sheet.
walks-sheets-middle = The territory is large: here is its middle. For another quarter, give coordinates.
walks-nobody = nobody has looked yet
walks-looked = { $share }% looked at
walks-how-title = How it goes
walks-how-1 = Choose a quarter and print the sheet: a plan on one side, lines to fill in on the other.
walks-how-2 = Walk together, without hurry. A square is some fifty metres: tick those at which you really looked.
walks-how-3 = For each device, note the square, the drawing that resembles it and, if you know, the direction.
walks-how-4 = Back home, type the sheet in. A square that is ticked and empty says: here we looked and saw nothing.
walks-care-title = What a walk does not tell of you
walks-care-1 = No name, no hour, no line: only a day and squares, in no order.
walks-care-2 = Do not tick the square where you live, nor the one where you met if it points to you.
walks-care-3 = Stay on the public way; what can be seen from the street is enough.
walks-all = All published walks
walk-sheet-title = Sheet for a walk
walk-sheet-of = Walk in { $place }
walk-sheet-code = Sheet
walk-sheet-side = a square is { $metres } m
walk-sheet-nobody = nobody has looked here yet
walk-sheet-last = last walk: { $day }
walk-sheet-north-up = North is up
walk-sheet-tools = This sheet
walk-sheet-print = Print
walk-sheet-print-hint = Two pages of A4: the plan, then the lines. Readable in black and white.
walk-sheet-entry = Type this sheet in
walk-sheet-north = To the north
walk-sheet-east = To the east
walk-sheet-south = To the south
walk-sheet-west = To the west
walk-sheet-plan = Plan with squares: columns A to J, rows 1 to 14, and the known devices with their number. The list is below.
walk-sheet-no-streets = This server has no plan of the streets here: draw those you follow. Each square has its box to tick.
walk-sheet-attribution = Tick the box of the squares you looked at. Streets: © OpenStreetMap contributors, ODbL.
walk-sheet-known = Known here already
walk-sheet-known-none = No known device on this sheet.
walk-sheet-number = No.
walk-sheet-square = Square
walk-sheet-what = What
walk-sheet-there = Still there
walk-sheet-gone = Not found
walk-sheet-unlisted =
    { $count ->
        [one] And one more, for which there is no room.
       *[other] And { $count } more, for which there is no room.
    }
walk-sheet-new = What you find
walk-sheet-new-text = One line for each device. The square (C7), or its quarter: a top left, b top right, c bottom left, d bottom right (C7b).
walk-sheet-looks = Looks towards
walk-sheet-mount = Fixed to
walk-sheet-landmark = Landmark, number, shop sign
walk-sheet-day = Day:
walk-sheet-people = How many people:
walk-entry-title = Type a sheet in
walk-entry-lead = Copy what you noted. Nothing is compulsory but the day; “I do not know” is a good answer.
walk-entry-code-hint = The nine signs at the top of the sheet. Without a sheet, choose a quarter first.
walk-entry-open = Open
walk-entry-faults = The sheet has not been sent as a whole yet
walk-entry-kept =
    { $count ->
        [0] Nothing was sent; all that you filled in has stayed in place.
        [one] One line is kept already. Correct and send again: nothing will be doubled.
       *[other] { $count } lines are kept already. Correct and send again: nothing will be doubled.
    }
walk-entry-day = Day of the walk
walk-entry-people = How many people
walk-entry-square-hint = The square as on the sheet: C7, or C7b for its quarter. Leave empty the lines you do not need.
walk-entry-more = Add lines
walk-entry-looked = Where did you look?
walk-entry-looked-hint = Do not tick the square where you live. A square that is ticked and empty says: nothing seen here.
walk-entry-looked-all = The whole sheet
walk-entry-looked-some = The squares ticked below
walk-entry-send = Send the sheet
walk-known-none = Not looked at
walk-known-confirmed = { $device }: still there
walk-known-missed = { $device }: not found
walk-line = Square { $square }
walk-survey =
    { $count ->
        [one] One square looked at
       *[other] { $count } squares looked at
    }
walk-fault-sheet = This is not the code of a sheet: check the nine signs.
walk-fault-day = Give the day of the walk; it cannot be to come.
walk-fault-square = This square is not on the sheet: a letter from A to J, a number from 1 to 14.
walk-fault-squares = Tick at least one square, or choose “I do not know”.
walk-fault-kind = Choose what it is.
walk-fault-empty = The sheet is empty.
walk-fault-sent = This line was sent before with other words: empty it.
walk-fault-many = Too much has been sent from here for now. Send again later: nothing will be doubled.
walk-done-title = Sheet received
walk-done-lead =
    { $count ->
        [one] One line has arrived. Thank you.
       *[other] { $count } lines have arrived. Thank you.
    }
walk-done-line = Line
walk-done-state = State
walk-done-again = Type in another sheet

# Leaving nothing on the device.
forget-title = Leave no trace
forget-lead = All that this site keeps in this browser is erased at once.
forget-1 = The reports that wait for the network, with their photos.
forget-2 = The pages and maps that are kept to work without network.
forget-3 = Your login, if you have an account.
forget-left = What remains is the history of the browser and, if you took pictures, the photos of your telephone: erase them yourself.
forget-button = Erase everything now
forget-done = Done: this site keeps nothing in this browser any more.
fault-kind = Choose what you see; “Something else” always fits.
fault-place = Give a position, or an address and its commune.
fault-unknown-place = No commune has this name or postcode. Check the spelling.
fault-which-commune = Several communes match. Choose the right one, then send.
fault-outside = This place lies outside the area that this census covers. Nothing was recorded.
fault-outside-in = This place lies outside the area that this census covers (country: { $country }). Nothing was recorded.
fault-coordinates = Write the latitude, then the longitude, for example 48.8566, 2.3522.
fault-source = Write an address that begins with https:// or http://.
fault-note = This text is too long: 4,000 characters at most.
fault-text = This text is too long, or empty once cleaned.
fault-bearing = Choose a direction from the list.
fault-value = A value is not in the list. Choose another, or “I do not know”.
fault-already-sent = This form was already sent with other answers. Send it again to make a second report, or amend the first with its code.

## Receipt

receipt-title = Thank you, the report is recorded
receipt-observed = Thank you, the observation is recorded
receipt-lead-accepted = It is published: on the map, on the page of the commune and in the data.
receipt-lead-queued = It will be published with the next batch, so that the time gives nobody away.
receipt-lead-pending = A person reads it before publication. Nothing is lost.
receipt-lead-merged = It confirms a device that the census already knew.
receipt-lead-rejected = It was not accepted. The reason is below.
receipt-lead-withdrawn = You withdrew it.
receipt-code-title = Your code
receipt-code-text = It lets you read, amend or withdraw this report. It is shown only here and we keep only its fingerprint: take a picture of this screen.
receipt-place = Commune
receipt-intent = You said
receipt-intent-confirm = still there
receipt-intent-not-found = not found
receipt-intent-moved = moved
receipt-holds-title = Why it waits
receipt-near-title = Already in the census, close by
receipt-near-text = If it is the same device, say so: your report becomes a confirmation.
receipt-near-distance = { $distance } away
receipt-same = It is the same one
receipt-near-gone = It is gone
receipt-near-moved = It stands here now
receipt-near-wrong = Correct its record
receipt-next-title = What happens next?
receipt-step-1 = Other passers-by can confirm it; the hollow disc fills up.
receipt-step-2 = If somebody disputes it, the disagreement is shown, not hidden.
receipt-step-3 = With your code, you can amend or withdraw it at any time.
receipt-another = Report another device
receipt-see-device = See its page
receipt-open = Open a receipt
receipt-day = Received on
receipt-held = Waiting
receipt-reason = Reason
receipt-decision = Decision
receipt-device = Device
state-pending = Under review
state-queued = Waiting for publication
state-accepted = Published
state-accepted-privacy = Request dealt with
state-merged = Merged
state-rejected = Rejected
state-withdrawn = Withdrawn
intent-new = New device
intent-confirm = Still there
intent-not-found = Not found
intent-removed = Removed
intent-moved = Moved
intent-correct = Correction
intent-privacy = Privacy request
hold-needs-position = It has an address but no position yet: somebody will place it.
hold-photo = A photo comes with it.
hold-private-home = It may be a private home.
hold-vendor-claim = It names a maker or a product without a source.
hold-burst = Many reports came from the same place in a short time.
hold-refused-word = It contains a word that this census refuses.
hold-personal-data = It seems to contain a name, a number, a plate or an e-mail address.
hold-far-move = It moves a device by more than 100 metres.
hold-removal-claim = It says that a device was removed.
hold-privacy-request = It asks for privacy.
hold-erased = The moderators erased this entry: what would restore it is read first.
hold-moderated = Here, every report is read before publication.
open-title = Find a report again
open-lead = With the code shown after sending, read, amend or withdraw a report. No account.
open-code = Receipt code
open-code-hint = 26 letters and digits; capitals, hyphens and spaces do not matter.
open-button = Open the receipt
fault-code = This is not a receipt code: it has 26 letters and digits.
fault-no-receipt = No report has this code.
fault-amend = The change cannot be recorded: check the coordinates. Nothing changed.
done-withdrawn = The report is withdrawn.
done-merged = Noted: your report confirms the device already known.
done-amended = The change is recorded.
amend-title = Amend
amend-kind = Kind of device
amend-button = Save the change
withdraw-title = Withdraw this report
withdraw-text = Before publication, it disappears. After it, the page is marked as a mistake if nobody else has changed it.
withdraw-sure = Yes, I want to withdraw it
withdraw-button = Withdraw

## Photos

photo-title = Your photo
photo-lead = Add a photo to a report, cover parts of it, or delete it.
photo-list-title = Your photos
photo-number = Photo { $number }
photo-open = Look, cover or delete
photo-add-title = Add a photo
photo-promise-1 = Place, date, device: everything the file hides is erased. The original is never kept.
photo-promise-2 = Faces, number plates, badges: cover them with a black box, right here.
photo-promise-3 = A person looks at it before publication. With your code you can delete it at any time.
photo-file = Photo
photo-file-hint = JPEG, PNG or WebP, 15 MB at most. Show the device, not people and not your window.
photo-send = Send the photo
photo-alt = The photo as we keep it
photo-cover-lead = Cover faces, number plates and the inside of homes. What is black is black for ever, in the picture itself.
photo-cells = Parts of the photo to cover
photo-cell = Row { $row }, column { $column }
photo-cells-hint = Touch a square to blacken it. Squares that are black already are where a face seems to be: this only helps, it misses some.
photo-cover-send = Cover these parts
photo-nothing-to-cover = Nothing to cover? There is nothing to do: the photo waits for somebody to look at it.
photo-delete-title = Delete this photo
photo-delete-text = The picture and its small form are erased. Nothing of it remains.
photo-delete = Delete the photo
gallery-title = Photos
gallery-alt = { $what }
gallery-alt-numbered = { $what }, photo { $number } of { $count }
gallery-note = A person looked at them before publication; faces and number plates are covered. If you are in one, ask for a review at the foot of the page.
photo-back = Back to the receipt
piece-title = Copy of the document
piece-none = The census keeps no copy of this document.
piece-download = Download the PDF ({ $size })
piece-note = This is the file we received, without the properties that name people, read by a person before it was published. Where its fingerprint differs from the document’s, that is why. Open it like any file from the internet.
piece-add = Add the PDF
piece-add-note = For trusted accounts.
piece-sum = SHA-256
piece-kind = PDF, { $size }
piece-of = Document
piece-state = State
piece-size = Size
piece-day = Received
piece-form-title = Add the PDF of a document
piece-form-lead = The copy can still be read when the original disappears. A moderator reads it before everybody else; then anybody can download it.
piece-form-file = The PDF file
piece-form-file-hint = 20 MB at most. One whole PDF, without password, scripts, active forms or other files inside.
piece-form-sum = Its SHA-256, if you know it (optional)
piece-form-sum-hint = That of the file you send. We compute our own; if it differs, nothing is kept.
piece-form-known = This entry knows the fingerprint of the document already; only that file will be accepted:
piece-form-persons = The properties of a PDF often hold the name of its author: we take them out (author, company, signature, authors of comments), and the fingerprint changes. The pages stay as they are: add public or redacted documents only.
piece-form-send = Add this file
piece-own = Your files
piece-delete = Delete
piece-done-waiting = The file has arrived. It waits for a moderator to look; nobody else can read it.
piece-done-published = The file has arrived and is published.
piece-done-waiting-rewritten = The file is here; its properties, which may name people, are taken out. It waits for a moderator to look; nobody else can read it.
piece-done-published-rewritten = The file is here and published; its properties, which may name people, are taken out.
piece-done-deleted = The file is deleted; nothing of it is left.
piece-fault-size = The file is larger than 20 MB. Nothing was kept.
piece-fault-format = This file is not one whole PDF, from its first byte to its last. Download it again, or save it as a PDF. Nothing was kept.
piece-fault-polyglot = This file is an archive as well. Print it to a new PDF. Nothing was kept.
piece-fault-encrypted = This PDF has a password or restrictions. Print it to a new PDF. Nothing was kept.
piece-fault-active = This PDF holds more than pages: a script, an active form, sound, film or an attached file. Print it to a new PDF. Nothing was kept.
piece-fault-packed = This PDF is damaged, or packed in a way that we do not read. Print it to a new PDF. Nothing was kept.
piece-fault-sum = The SHA-256 of this file is not the expected one: it is not the same document. Nothing was kept.
piece-fault-request = Choose a file, then send it. Nothing was kept.
piece-fault-many = This entry has five files already. Nothing was kept.
piece-fault-shelf = The store of files is full or out of reach. Nothing was kept; come back later.

photo-done-added = The photo has arrived, without its hidden data. Nobody sees it yet.
photo-done-covered = The parts are covered; the picture from before is erased. Nobody sees it yet.
photo-done-nothing = No part was chosen: the photo did not change.
photo-done-deleted = The photo is deleted.
photo-done-shown = This is the photo as we keep it.
photo-fault-bytes = The file is larger than 15 MB. Send a smaller photo.
photo-fault-format = This file is no JPEG, PNG or WebP. Nothing was kept.
photo-fault-heif = The format HEIC (or AVIF) is not read here. On an iPhone: Settings, Camera, Formats, “Most Compatible”; or send a screenshot of the photo.
photo-fault-animated = This is an animation. Send a single picture.
photo-fault-cmyk = The photo has the colours of a printer (CMYK). Save it as RGB.
photo-fault-pixels = The photo is too large: 12,000 pixels a side and 50 million pixels at most.
photo-fault-damaged = The file is damaged or incomplete. Try to send it again.
photo-fault-request = Choose a file, then send it. Nothing was kept.
photo-fault-shelf = The photo could not be kept: the store of photos is full or out of reach. Your report itself is kept. Keep your code and come back later with the photo.
photo-fault-conflict = This is no longer possible: the report has five photos already, it was withdrawn, or the photo changed meanwhile.

## Territory

crumb-home = Home
crumb-france = France
territory-arrondissement = Arrondissement
territory-commune = Commune
territory-epci = Inter-municipal body
territory-department = Department
territory-region = Region
territory-country = Country
city-page-title = { $name }: recorded cameras and sensors
city-sentence =
    As of { $day }, residents have recorded { $count ->
        [0] no surveillance device in place
        [one] 1 surveillance device in place
       *[other] { $count } surveillance devices in place
    } { $place }, of which { $recent } reported or updated within two years.
city-sentence-none = As of { $day }, nobody has reported a surveillance device { $place } yet. This does not mean that there are none.
city-figures-title = In figures
city-map-label = Map of devices: { $name }
nobody-looked-title = Nobody has looked here yet
nobody-looked-city = An empty page does not mean a town without cameras. Look up, and be the first to report one.
city-report-first = Report the first device
city-fresh-title = Freshness
fresh-newest = Latest change
fresh-recent = Reported or updated within 24 months
fresh-oldest = Page unchanged for the longest time
city-list-title =
    { $count ->
        [0] No record
        [one] { $count } record
       *[other] All { $count } records
    }
city-reuse-title = Reuse this data
city-reuse-text = Everything on this page can be downloaded, under the ODbL: credit “technopolice” and share alike.
city-cite-title = To cite
city-citation = technopolice, citizens’ census of surveillance, “{ $name }”, read on { $day }, { $address }
city-permalink = Address of this page
city-correct-title = A device is missing, a record is wrong?
city-correct-text = Report what is missing. To correct, open the page of the device: still there, not found or moved.
city-report = Report a device here
city-explore = Explore the map

## Device

device-page-title = { $kind } in { $place }
device-fictional = Demonstration data, fictional: this device does not exist.
device-map-label = Where the device stands
device-observe-title = Are you in front of it?
device-confirm = It is still there
device-gone = It is gone
device-moved = It stands elsewhere
device-moved-hint = The position of the device, as copied from a map: 48.8566, 2.3522
device-moved-send = Send the new position
device-privacy = This record touches my privacy
device-privacy-note = What should not be there
device-privacy-hint = Optional. Only the person who reviews the record will read it; give no name and no address.
device-privacy-send = Ask for a review
device-known-title = What is known
device-unknown-title = Not known yet:
device-sources-title = Sources
device-no-source = No document so far: only observations.
device-history-title = History of this record
device-history-note = The history names nobody: neither who contributed, nor at what time.
device-record-title = The record as data
notice-not-found = Several visits did not find this device.
notice-removed = This device was removed. The page stays, for the record.
notice-replaced = This device was replaced by another one.
notice-dummy = This device is a dummy: it does not film.
notice-mistaken = This record is a mistake, a duplicate or a withdrawn report. It no longer counts.
reason-absences =
    { $count ->
        [one] A visit did not find it.
       *[other] { $count } visits in a row did not find it.
    }
reason-report = Reported
reason-confirm = Confirmed: still there
reason-not-found = Looked for, not found
reason-removed = Removed
reason-moved = Moved
reason-correct = Corrected
reason-import = Taken from another source
reason-rollback = Import undone
reason-revert = Undone: as it was before
reason-redaction = Content erased: the record starts anew from what is left
reason-withdrawn = Report withdrawn by its author
reason-merged = Double: united with a known entry
reason-erased = Content erased on request
history-changes =
    { $count ->
        [0] Nothing visible changed
        [one] { $count } detail
       *[other] { $count } details
    }
field-kind = Kind
field-form = Shape
field-address_label = Address
field-position = Latitude, longitude
field-accuracy_m = Accuracy of the position
field-territory = Code of the commune
field-mount = Fixed to
field-views = Direction of view
field-height_m = Height
field-features = Features
field-watches = Watches
field-zones = Kind of place
field-indoor = Indoors
field-operator = Operator
field-operator_kind = Kind of operator
field-manufacturer = Manufacturer
field-product = Product
field-mobility = Mobility
field-sign_present = Information sign
field-status = Status
field-first_seen = First seen
field-last_confirmed = Last seen
field-removed_on = Removed on
field-description = Description
record-id = Identifier
record-version = Version
record-version-value = { $version }, of { $day }
record-licence = Licence
record-json = GeoJSON
record-osm = On OpenStreetMap

## Search

search-title = Search the census
search-title-for = Search: { $query }
search-empty = Type a town, an address, a company, a piece of software, the subject of a contract or a number.
search-nothing = Nothing matches.
search-help = Accents, hyphens and plurals make no difference (“st denis”, “videoprotection”). A postcode (“59170”), a SIREN, the number of a contract or an order can be typed as it is.
search-some = Nothing has all of these words. Here is what has some of them.
search-cut = This is too long: only the first 200 characters and the first 8 words were searched.
search-more = more than { $count }
search-all = See all
search-back = All results
search-kinds = Results by kind
search-territories = Places

## Problems: what happened, what was kept, what to do

problem-not-found = This page does not exist
problem-not-found-text = The address is wrong, or the record never existed. Search for a town or open the map.
problem-method-not-allowed = This address does not take this kind of request
problem-method-not-allowed-text = Go back to the page before and use its form.
problem-malformed = The request cannot be read
problem-malformed-text = Nothing was recorded. Go back to the page before and try again.
problem-gone = This record was taken away
problem-gone-text = It can no longer be shown.
problem-invalid-photo = The photo cannot be kept
problem-invalid-photo-text = Nothing was recorded. Send a whole JPEG, PNG or WebP photo.
problem-invalid-pdf = The file cannot be kept
problem-invalid-pdf-text = Nothing was recorded. Send one whole PDF, without password, scripts or attached files.
problem-too-large = What was sent is too large
problem-too-large-text = Nothing was recorded. Shorten the text or send a smaller photo.
problem-unsupported-type = This type of content is not read here
problem-unsupported-type-text = Nothing was recorded. Use the form of the page.
problem-invalid = Some values cannot be accepted
problem-invalid-text = Nothing was recorded. Go back: your answers are still there.
problem-outside-coverage = This place lies outside the census
problem-outside-coverage-text = Nothing was recorded: this census does not cover this area.
problem-idempotency-conflict = This form was already used
problem-idempotency-conflict-text = The first report is recorded. Reload the form to make another one.
problem-precondition-required = The version that you read is missing
problem-precondition-required-text = Nothing changed. Reload the page and try again.
problem-stale = The record changed meanwhile
problem-stale-text = Nothing was overwritten. Reload the page and see whether your correction is still needed.
problem-conflict = This is no longer possible
problem-conflict-text = The decision is already made. Nothing changed.
problem-too-many-requests = Too many requests in a short time
problem-too-many-requests-text = Your report is not recorded. Wait a moment, then try again: your answers are on the page before.
problem-full = The server has no room left
problem-full-text = Nothing was recorded or lost. Reading works; try to send again later.
problem-mirror = This is a copy of the census
problem-mirror-text = Nothing was recorded. A copy is for reading only: send your report to the census it follows, whose address is at the top of every page.
problem-read-only = The census is read-only for the moment
problem-read-only-text = Nothing was recorded or lost. Go back: your answers are still there. Keep the page open and send it again later. For whoever runs this server: make the database, its folder and its disk writable; no restart is needed.
problem-unavailable = The census does not answer for the moment
problem-unavailable-text = Nothing was recorded or lost. Try again in a minute.
problem-internal = An error on our side
problem-internal-text = It is noted. Nothing was changed; try again in a moment.
problem-home = Go to the home page
problem-reference = Documentation of this problem

## Data

data-title = Data and API
data-lead = Everything that the pages show can be downloaded, without registration and without any limit on reuse other than the licence.
releases-title = Dated releases
releases-lead = The whole census, once a month, in files that never change and can be cited.
releases-none-title = No release yet
releases-none-1 = The current state can be downloaded from the data page.
releases-about-title = How to read them
releases-about-1 = Begin with README.md and dictionary.en.html. Each table comes as GeoJSON, GeoJSON sequence, CSV and Parquet; devices as FlatGeobuf too. What comes from OpenStreetMap is in osm/.
releases-about-2 = /dumps/latest/devices.csv.gz always leads to the file of the newest release. Downloads can be resumed, and read in parts.
releases-about-3 = SHA256SUMS has the sum of every file, and SHA256SUMS.sig the signature, where the instance signs.
data-dumps-title = Download
data-dumps-1 = The current state, in one file. The filters of the API apply: ?territory=93066, ?kind=camera, ?since=2026-11-01.
data-api-title = Query
data-api-1 = A JSON API documented in OpenAPI 3.1, vector tiles described in TileJSON, errors as problem+json, pages followed by “next” links.
data-lines-title = In one line
data-lines-1 = To copy as it is.
data-formats-title = What a record says
data-formats-1 = Coordinates in WGS 84, longitude then latitude. What is unknown is absent: never a default value that would state something.
data-formats-2 = The main fields:
data-formats-item-1 = kind: kind of device (camera, plate_reader, acoustic_sensor…)
data-formats-item-2 = status: reported, confirmed, not found, removed…
data-formats-item-3 = verification: certainty, computed from observations and documents
data-formats-item-4 = last_confirmed: the last day somebody saw it
data-formats-item-5 = sources, upstream, licence: where the record comes from
data-licence-title = Licence
data-licence-1 = Open Database License (ODbL) 1.0. You may reuse everything, commercially too, provided that you credit “technopolice contributors” and share a derived database alike.
data-licence-2 = Records taken from OpenStreetMap carry their original identifier: © OpenStreetMap contributors, ODbL.
data-limits-title = What this data does not say
data-limits-1 = A census by residents has biases. Before you publish a figure:
data-limits-item-1 = No device means first of all that nobody looked.
data-limits-item-2 = Town centres are looked at better than outskirts.
data-limits-item-3 = A device not confirmed for two years may be gone.
data-limits-item-4 = An observed figure is not a figure declared by the town: do not add them up.
data-note-geojson = GeoJSON (RFC 7946), for QGIS and maps
data-note-geojsonl = GeoJSON, one object a line (RFC 8142), for large volumes
data-note-csv = CSV in UTF-8, for spreadsheets
data-note-fgb = FlatGeobuf, with its spatial index
data-note-parquet = GeoParquet 1.1, for DuckDB, Python and R
data-note-openapi = the full description of the API
data-note-devices = the devices, by page, with filters
data-note-territories = the territories: name, code, extent
data-note-tiles = the vector tiles (TileJSON 3.0)

## About

about-title = About
about-lead = technopolice records what watches us in public space in France, from what anybody can see and from what public documents say.
about-what-title = Why
about-what-1 = There is no public list of the cameras installed in the streets of France. Without one, people can neither debate them, nor check that the law is respected, nor measure what changes.
about-what-2 = This census builds it, town by town, with residents. It does not say what to think of it: it gives something to talk about.
about-method-title = Method
about-method-1 = Each statement says where it comes from and how certain it is.
about-method-item-1 = A report is published as unverified; it is marked with a hollow disc.
about-method-item-2 = An observation by somebody else half fills the disc. Anonymous confirmations do not prove that they are independent: they are not enough to fill it.
about-method-item-3 = A published official document puts a ring around the disc.
about-method-item-4 = Each change is a revision that is kept; the chain of revisions can be verified and shows any rewriting.
about-method-item-5 = What looks like a home, personal data or a claim about a maker is read before publication.
about-method-item-6 = What is removed or not found stays visible as such.
about-promises-title = Our promises
about-promises-1 = Each one is checked by a test of the software.
about-promises-item-1 = No IP address, no browser, no time of sending is recorded; only the day.
about-promises-item-2 = No cookie without an account, and one with it: the session’s. No audience tracking, no request to another site.
about-promises-item-3 = No account to contribute: a code is enough to amend or withdraw.
about-promises-item-4 = All pages work without JavaScript, hence in the Tor Browser at its safest level.
about-promises-item-5 = No name of a person is published; no home is located.
about-promises-item-6 = All data can be downloaded; nothing is reserved.
about-people-title = People and privacy
about-people-1 = The census speaks of devices and organisations, never of people. If a record touches your privacy, ask for its removal from its page: it will be reviewed.
about-people-2 = Looking from the street is enough. Do not enter people’s property, do not climb, touch nothing, get in nobody’s way.
about-sources-title = Sources of the reference data
about-sources-1 = Communes, contours and base map come from:
about-licence-title = Licences
about-licence-1 = The data of the census is under the Open Database License 1.0.
about-licence-2 = The software is free, under the GNU Affero General Public License, version 3 or later. Every public instance must offer its source code.

## Accessibility

access-title = Accessibility
access-lead = Everybody must be able to read the census and add to it. This is where we stand.
access-state-title = Status
access-state-1 = This self-declaration is not an audit. The pages aim at level AA of the WCAG 2.2 and of the French RGAA 4.1.
access-state-2 = With each version, the tool axe checks the main pages, light and dark, on a phone and on a large screen.
access-done-title = What is done
access-done-item-1 = Each map is doubled by a list and filters that say the same.
access-done-item-2 = No information is carried by colour alone: shape and filling carry it too.
access-done-item-3 = No dragging is needed: a position can also be given by an address or coordinates.
access-done-item-4 = The errors of a form are summed up at the top and linked to their field; nothing filled in is lost.
access-done-item-5 = Everything can be done by keyboard, with a focus that is always visible; targets measure at least 44 pixels.
access-done-item-6 = Preferences for motion, contrast and a dark theme are respected.
access-limits-title = What is still missing
access-limits-item-1 = The interactive map is hard to read with a screen reader: use the list.
access-limits-item-2 = Street names on the map do not grow with the text of the page.
access-contact-title = Report a barrier
access-contact-1 = A barrier is a defect like any other: write it in the word for the reviewers of a report, it will be read.

## What the scripts say; they fill in the braces themselves

island-map-label = Map of surveillance devices
island-map-failed = Your browser cannot draw the map. The list says the same.
island-map-load = Show the map
island-map-zoom-in = Zoom in
island-map-zoom-out = Zoom out
island-map-locate = Find me on the map
island-map-locate-failed = Position not found.
island-map-attribution = Sources
island-map-gesture-desktop = Use Ctrl + scroll to zoom
island-map-gesture-mac = Use ⌘ + scroll to zoom
island-map-gesture-touch = Use two fingers to move the map
island-select-open = Open its page
island-select-close = Close
island-select-fictional = Demonstration data, fictional
island-select-loading = Loading…
island-select-unavailable = The record could not be loaded.
island-facts-status = Status
island-facts-verification = Certainty
island-facts-form = Shape
island-facts-place = Place
island-facts-confirmed = Last seen
island-facts-updated = Updated
island-confirm-still-there = Still there
island-confirm-not-found = Not found
island-confirm-thanks = Thank you, noted.
island-confirm-queued = Kept on this device, sent when the network is back.
island-confirm-failed = Sending failed: { $reason }
island-error-network = the network does not answer
island-error-answer = unexpected answer from the server
island-list-label = Devices on the screen
island-list-order = Sort by
island-list-by-near = distance from the centre
island-list-by-kind = kind
island-list-by-certainty = certainty
island-list-by-seen = last seen
island-list-by-place = address
island-list-no-place = No address
island-filter-on-one = { $count } filter on
island-filter-on-other = { $count } filters on
island-filter-remove = Remove the filter: { $label }
island-filter-standing-on = Standing on { $date }
island-time-label = Travel in time: the month shown
island-time-play = Play
island-time-pause = Pause
island-time-step = + 1 year
island-time-today = today
island-area-open = Open the file
island-area-unsurveyed = Nobody has recorded anything here yet: this blank does not say that there is nothing.
island-area-devices = Devices in the census
island-area-per-1000 = For 1,000 inhabitants
island-area-population = Inhabitants
island-area-uses-around = Uses by a larger authority
island-search-page-of = The page of { $place }
island-select-sources = What says so
island-select-still-there = Still there?
island-select-move-help = Tap the map where it stands now.
island-select-place-here = It is at the centre of the map
island-facts-operator = Operator
island-confirm-moved = Moved
island-list-count-one = { $count } device in this view
island-list-count-other = { $count } devices in this view
island-list-count-more = More than { $count } devices in this view
island-list-none = Nobody has reported anything here yet.
island-list-none-filtered = Nothing in this view matches these filters.
island-list-uses = No device is of these families.
island-list-failed = The list could not be updated.
island-report-locate = Locate me
island-report-locating = Looking for your position…
island-report-located = Position found (± { $accuracy } m)
island-report-placed = Position placed on the map
island-report-location-refused = Position refused: give an address and a town.
island-report-location-failed = Position not found: give an address and a town.
island-report-pin = Pin: arrow keys move it
island-report-pin-help = Tap the map or drag the pin to correct.
island-report-near-title = Already reported nearby?
island-report-near-item = { $kind }, { $distance } m away
island-report-near-same = It is the same
island-report-missing-kind = Choose what you saw.
island-report-missing-place = Give a position, or an address and a town.
island-report-rejected = The report must be corrected: { $reason }
island-outbox-waiting-one = { $count } report waiting for the network
island-outbox-waiting-other = { $count } reports waiting for the network
island-outbox-kept = Kept on this device for three days at most.
island-outbox-to-correct = A report must be corrected: { $reason }
island-outbox-correct = Correct
island-outbox-forget = Erase everything from this device
island-report-near-gone = It is gone
island-report-near-moved = It stands here
island-report-near-wrong = Correct its record
island-report-near-looks = Looks at { $count }°
island-report-missing-accuracy = The position is too vague: touch the map, or give a street.
island-report-sending = Sending…
island-report-on-map = Show on the map
island-report-no-map = No map can be shown here: give a street and a municipality.
island-report-on-street = Placed in the middle of: { $place }
island-report-aim = Touch where it looks
island-report-compass = Aim with the telephone
island-report-compass-reading = Hold the telephone straight ahead…
island-report-compass-read = Compass: { $count }°
island-report-compass-failed = No compass here: choose a sector.
island-report-photo-place = This photo holds the place where it was taken. It has not left this telephone.
island-report-photo-use = Use this place
island-report-photo-used = The place of the photo is used.
island-report-photo-no = No, ignore it
island-report-photo-again = The shared photo did not arrive: choose it here.
island-outbox-off = Keep nothing on this telephone, even without network
island-outbox-photos-one = { $count } photo waits for the network; its report has arrived.
island-outbox-photos-other = { $count } photos wait for the network; their reports have arrived.
island-outbox-photo-lost = Not enough room for the photo: the report itself is kept.
island-outbox-unkept-off = No network, and nothing is kept here, as you chose. Keep this page open and send again.
island-outbox-unkept-full = No network, and no room left on this telephone. Keep this page open and send again.
island-receipt-photo-sent = The photo has arrived; a person looks at it before it is published.
island-receipt-photo-waiting = The photo waits for the network; it will be sent from here.
island-receipt-photo-refused = The photo could not be taken; the report has arrived.
island-receipt-title = Thank you, your report is recorded
island-receipt-code = Code to keep
island-receipt-help = This code lets you change or withdraw the report. It is shown only here.
island-receipt-link = Open the receipt
island-receipt-print = Print
island-receipt-again = Report something else
island-receipt-device = See the device
island-receipt-state-accepted = Published
island-receipt-state-queued = Will be published with the next batch
island-receipt-state-pending = Waiting for review
island-receipt-state-merged = Merged with a known device
island-receipt-same = A camera is already known { $distance } m away.
island-photo-help = Drag over a face or a number plate to draw a box, or tap it to put one there. With the keyboard: arrows move the chosen box, Shift and arrows resize it, Delete removes it.
island-photo-add = Add a box
island-photo-box = Black box { $number }
island-photo-suggested = Proposed box { $number }
island-photo-suggested-help = Dashed boxes are proposed by a program, which misses faces and sees some where there are none: remove those that are not needed.
island-photo-chosen = Chosen box
island-photo-larger = Larger
island-photo-smaller = Smaller
island-photo-remove = Remove
island-photo-preview = The chosen photo
island-photo-unread = Your browser cannot read this file; it will be looked at when it arrives.
island-photo-count-one = { $count } black box
island-photo-count-other = { $count } black boxes
island-search-results-one = { $count } town suggested
island-search-results-other = { $count } towns suggested
island-search-none = No town found
island-share-copied = Copied
island-share-failed = It could not be copied

## Accounts

footer-account = My account
history-by = by { $pseudonym }
problem-login-required = Log in first
problem-login-required-text = This page exists only for an account that is logged in.
problem-passkey-required = A passkey is needed
problem-passkey-required-text = The twelve words are not enough for this account: show or add your passkey first.
problem-forbidden = Not allowed
problem-forbidden-text = This account does not have the role for it, or the request came from another site. Nothing was changed.
login-title = Log in
login-lead = Type the twelve words of your account. They are enough: no name, no address.
login-words = Your twelve words
login-words-hint = Without accents if you like, and the first four letters of each word are enough.
login-button = Log in
login-without-title = Without an account
login-without-text = Reporting, confirming, withdrawing: all of it works without an account. An account earns the trust of others and lets you help to review.
login-lost = Lost your words? Nobody can find them again. An administrator can close the account or give it new words.
login-unknown = These words open no account.
login-word-count = Twelve words are needed; there are { $count }.
login-unknown-word = “{ $word }” is not a word of the list. Check its spelling.
login-checksum = These words do not belong together: one of them, or their order, is wrong.
logout-title = Log out
logout-lead = The session is closed on the server, not only in this browser.
logout-button = Log out here
account-new-title = Create an account
account-new-lead = A pseudonym, and nothing else. You will get twelve French words that open the account; they are shown once only.
account-new-button = Create the account
account-have-one = I have an account already
account-pseudonym = Pseudonym
account-pseudonym-hint = 3 to 40 letters or digits. Not your name, nor a pseudonym that you use elsewhere.
account-pseudonym-length = A pseudonym has 3 to 40 letters or digits.
account-pseudonym-character = Letters, digits, blanks, hyphens, dots and apostrophes only. No e-mail address.
account-taken = Another account has this pseudonym, or one that looks like it.
account-public = Show my pseudonym in the public history
account-promise-title = What we keep
account-promise-1 = The pseudonym, the day it was made, and a fingerprint of the twelve words. No e-mail address, no password, no IP address.
account-promise-2 = What you send while logged in belongs to the account; the public does not see it, unless you tick the box.
account-promise-3 = Deleting the account detaches everything: your reports stay and are nobody’s.
secret-title = Your twelve words
secret-lead = Copy them now. They will never be shown again, and nobody can find them again.
secret-words = In this order
secret-of = They open the account “{ $pseudonym }”.
secret-code = The twelve words as a QR code
secret-keep-title = How to keep them
secret-keep-1 = On paper, or in a password manager.
secret-keep-2 = The QR code holds the same words, as text. Do not leave it among your photos.
secret-keep-3 = Who has these words has the account. You can change them later.
secret-kept = I have noted them
account-title = Account of { $pseudonym }
account-lead = Everything that we know of this account is on this page.
account-since = Made on
account-accepted = Accepted contributions
account-trust = Trust
account-trust-level = level { $level } of 4
account-roles = Roles
account-no-role = none: you contribute
account-keys = Passkeys
account-sessions = Browsers logged in
account-public-title = Public pseudonym
account-public-note = Holds for all your contributions, past and future. You can change your mind.
account-save = Save
account-saved = Saved.
account-leave-everywhere = Log out everywhere
account-renew-title = Change my twelve words
account-renew-text = The words of today will be worth nothing, and other browsers will be logged out.
account-renew-button = Get new words
account-delete-title = Delete the account
account-delete-text = The pseudonym, the words, the passkeys and the roles are erased at once. Your contributions stay and are nobody’s.
account-delete-button = Delete the account
account-sure = Yes, I am sure
account-not-sure = Nothing was changed: tick the box to confirm.
role-trusted = trusted
role-moderator = moderation
role-importer = import
role-administrator = administration
role-auditor = audit
role-in = { $role } ({ $place })
keys-title = Passkeys
keys-lead = A passkey is held by your phone, your computer or a security key. It proves that it is you, besides the twelve words.
keys-must-add = This account moderates or administers: add a passkey before anything else.
keys-must-show = Show your passkey to go on.
keys-elsewhere = On this machine, passkeys work at this address only:
keys-name = Name of the passkey
keys-name-hint = To know it again later, such as “phone”.
keys-script = This step, and no other, needs JavaScript: without it, a site cannot speak to a passkey.
keys-list = Your passkeys
keys-none = No passkey yet.
keys-unnamed = Passkey without a name
keys-remove = Remove
keys-remove-named = Remove the passkey { $name }
administration-title = Accounts and roles
administration-lead = Give a role, take it back, close an account. No decision on content is taken here.
administration-grant-title = Give a role
administration-grant-button = Give this role
administration-role-label = Role
administration-territory-label = Territory
administration-territory-hint = Name or code of a commune, an intercommunality, a department (d93) or a region (r11). Empty: everywhere.
administration-list = Accounts
administration-accepted =
    { $count ->
        [0] no accepted contribution
        [one] { $count } accepted contribution
       *[other] { $count } accepted contributions
    }
administration-disabled = closed
administration-disable = Close
administration-disable-named = Close the account of { $pseudonym }
administration-enable = Open again
administration-enable-named = Open the account of { $pseudonym } again
administration-revoke = Take back
administration-revoke-named = Take back from { $pseudonym } the role: { $role }
administration-next = Next accounts
administration-done = Done for { $pseudonym }. Their sessions are closed.
administration-unknown = No account has this pseudonym.
administration-self = Nobody changes their own rights.
administration-role = There is no such role.
administration-territory = This territory is not known, or several have this name: give its code.
administration-elsewhere = Your administration does not reach that far.
island-passkey-add = Add a passkey
island-passkey-show = Show my passkey
island-passkey-waiting = Waiting for the passkey…
island-passkey-failed = The passkey was not accepted: { $reason }
island-passkey-refused = The request was cancelled or took too long.
island-passkey-unsupported = This browser does not know passkeys.

# Records: uses, contracts, orders, official figures, organisations, documents
records-add = Add a record
records-kinds = The other records
record-fault-needed = this is needed.
record-fault-value = this value was not understood.
record-fault-territory = several territories have this name, or none. Give a code: { $choices }
city-records-empty = No use, contract, order or official figure is recorded here yet.
city-records-add = Add: { $kind }
records-empty = Nothing is recorded here yet.
records-lead-deployment = Video analytics, facial recognition, drones and police files, authority by authority.
records-lead-contract = Who sold what, to whom, for how much, and for how long.
records-lead-authorisation = Orders of the prefects, and the day they lapse.
records-lead-official-count = The numbers of cameras that the authorities themselves give, with their date.
records-lead-organisation = The authorities that watch and the companies that sell them the means.
records-lead-document = The sources that the census rests on.
records-lead-survey = Who looked where, and on which day: where nobody went, an empty map means nothing.
record-mistaken = This record was taken back: it was wrong, or its author withdrew it. Its history stays readable.
record-merged = This record was merged with another one.
record-correct = Correct or complete
record-rival = Another contribution says:
record-derived = Computed
record-withdrawn-value = to be removed
record-mentions = What speaks of it
amount-ht = €{ $amount } without tax
grade-reported = Only one contribution speaks of it.
grade-confirmed = { $count ->
    [one] Confirmed once.
   *[other] Confirmed { $count } times.
  }
grade-independent = { $count ->
    [one] One independent witness confirms it.
   *[other] { $count } independent witnesses confirm it.
  }
grade-documents = { $count ->
    [one] One official document is cited.
   *[other] { $count } official documents are cited.
  }
grade-checked = Compared with its documents on { $day }.
grade-disputed = Contributions contradict one another: all of them stay readable.
grade-gone = It is not there any more, or was not found again.
history-disputed = contradiction
reason-mentioned = Mentioned by another record
record-form-new = Add: { $kind }
record-form-correct = Correct: { $kind }
record-form-lead = Leave empty what you do not know. No account is needed.
record-form-needed = (needed)
record-form-how = How do you know?
record-form-source-kind = Kind of document
record-form-source-title = Title of the document
record-form-send = Send
hint-date = A year, a month or a day: 2026, 2026-11 or 2026-11-23.
hint-territory = Name or INSEE code of a municipality, a department…
hint-territories = Names or INSEE codes, separated by commas.
hint-organisation = The name of an authority or a company, never of a person.
hint-document = The address of the document, or its title.
hint-lines = One a line.
survey-title = Walk of { $day }
survey-squares = { $count ->
    [one] one square of some fifty metres
   *[other] { $count } squares of some fifty metres
  }
hint-squares = Squares, such as 19/265862/180422. The page of walks is the simplest way.
hint-rows = One line for each, in this order: { $columns }
unknown = I do not know

## Moderation

moderation-title = Moderation
moderation-lead = What waits for a decision, oldest first.
moderation-count = { $count ->
    [0] Nothing waits.
    [one] { $count } contribution waits for a decision.
   *[other] { $count } contributions wait for a decision.
}
moderation-waiting = Waiting
moderation-empty = Nothing waits in your territories.
moderation-proposals = Waiting for a second opinion
moderation-proposals-lead = Beyond 20 entries, a second person has to agree.
moderation-proposal = { $pseudonym } proposes: { $action }, { $count } entries.
moderation-agree = Agree, carry out
moderation-drop = Drop
moderation-dropped = The proposal is dropped, nothing has changed.
moderation-group = { $count } contributions from the same place
moderation-choose = Choose: { $title }
moderation-claimed = { $pseudonym } is on it
moderation-claimed-by-me = You are on it
moderation-photos = { $count ->
    [one] { $count } photo to look at
   *[other] { $count } photos to look at
}
moderation-chosen = Decide on what is ticked
moderation-ground = Reason for a refusal
moderation-ground-none = Choose a reason
moderation-answer = A word to the author (optional)
moderation-answer-hint = Read by the author with the code, by nobody else. Without it they read the sentence of the reason.
moderation-accept = Accept
moderation-refuse = Refuse
moderation-next = More of the queue
moderation-keys = With the keyboard, in the list: j and k go forward and back, x ticks, o opens.
moderation-nothing-chosen = Nothing is ticked.
moderation-needs-ground = A refusal needs a reason.
moderation-done = { $count ->
    [one] Done: { $count } entry.
   *[other] Done: { $count } entries.
}{ $left ->
    [0] {""}
    [one] { " " }One contribution no longer fits what is known: it still waits.
   *[other] { " " }{ $left } contributions no longer fit what is known: they still wait.
}
moderation-proposed = { $count } entries: a second person has to agree. The proposal waits.
moderation-done-accept = It is published.
moderation-done-refuse = It is refused.
moderation-done-merge = It is merged.
moderation-done-close = It is closed.
moderation-done-next = { $done } Here is the next one.
moderation-moved-by = Distance from the known place
moderation-revert-this = Take this contribution back
moderation-remove-ground = Reason for taking it out
moderation-conflict = What others said of it since stays: read the entry again.
moderation-proposal-look = See what it is about
moderation-claim = I am on it
moderation-release = Leave it to others
moderation-from = Sent
moderation-from-account = with an account
moderation-from-nobody = without an account
moderation-about = Is about
moderation-proposal-title = What is proposed
moderation-no-value = No value: see the author’s word.
moderation-today = Today
moderation-proposed-value = Proposed
moderation-note = The author’s word, never published
moderation-map = On the map
moderation-pieces = Copies of documents to read
moderation-piece-title = A copy to read
moderation-piece-lead = Download the file and read all of it, with its properties: names of people, signatures, addresses, telephone numbers. A file cannot be covered: what has no business there is deleted.
moderation-piece-text = Published, anybody can download it from the entry. Hidden, only moderators read it. Deleted, nothing of it is left.
moderation-piece-fetch = Download the file
moderation-piece-published = Publish
moderation-piece-hidden = Hide
moderation-piece-deleted = Delete
moderation-done-piece = It is decided.
moderation-photos-title = Photos
moderation-photo-title = A photo to look at
moderation-photo-case = Its report
moderation-photo-lead = Look at all of it: faces, number plates, badges, windows, reflections. Cover what must be covered; what is black is black for ever.
moderation-photo-text = Published, it is on the page of the device. Hidden, its author and moderators keep it. Deleted, nothing of it remains. A report that waited for nothing but its photo follows your decision.
moderation-photo-covered = The parts are covered; the picture from before is erased.
moderation-photo-early = Decide on the report first: a photo comes out with its entry.
moderation-photo-look = Look and decide
moderation-photo-published = Show
moderation-photo-hidden = Hide
moderation-photo-deleted = Delete
moderation-decide = Decide
moderation-correct = Correct before accepting
moderation-settles = These values settle it: what contradicts them goes (the history keeps it)
moderation-accept-one = Accept
moderation-open-entry = Open the entry: settle, remove, erase
moderation-privacy-how = A request for privacy is not published. Open the entry to remove or erase it (erasing closes the request too), or close the request once it is dealt with.
moderation-close = Close: dealt with otherwise
moderation-merge-title = Known already
moderation-merge-other = Address or id of the other entry
moderation-merge = It is the same thing: merge
moderation-refuse-title = Refuse
moderation-refuse-one = Refuse
moderation-public-page = public page
moderation-dispute = Contradiction: { $field }
moderation-settle-legend = Which value holds?
moderation-shown-first = shown first
moderation-settle = Settle
moderation-check-title = Compare with the documents
moderation-check-text = You opened the documents it points to, and they say the same as the entry.
moderation-check = The entry follows its documents
moderation-unify-title = It is a double
moderation-unify-text = This entry gives way to the other one, which learns what only this one knew and keeps the rest; its photos and addresses lead to the other one from then on. The decision can be taken back.
moderation-near = Within 50 metres
moderation-unify = Make one entry of both
moderation-remove-title = Take out of the census
moderation-remove-text = The entry stays readable in its history, it is not counted any more.
moderation-remove = Take out
moderation-open = Open an entry
moderation-open-label = Address or id of an entry

answer-duplicate = The census knows it already.
answer-fake = It is not so, as far as we could see.
answer-privacy = It says something about a person. The census keeps nothing about persons.
answer-private-home = It seems to be somebody’s home. The census does not show homes.
answer-defamation = It accuses somebody without public proof.
answer-out-of-scope = It is no surveillance, or not in the territory of the census.
answer-copyright = It is somebody else’s work: give the link instead.
answer-unverifiable = Nobody can verify it. A photo or a document would bring it back.
answer-spam = It was sent in numbers, or says nothing.

decisions-title = Decisions of the moderation
decisions-lead = Everything that moderators decide: what, why, by whom. Never what was written, never who wrote it.
decisions-none = No decision so far.
decisions-day = Day
decisions-what = Decision
decisions-about = About
decisions-why = Reason
decisions-who = By
decisions-entries = Entries
decisions-operator = the operator
decisions-two = { $first }, with { $second }
decisions-made = What it changed
decisions-version = version { $version }
decisions-next = Older decisions

reason-settle = Contradiction settled
reason-check = Compared with its documents
reason-mistaken = Taken out of the census by a moderator
moderation-needs-entry = There is no such entry: give its address or its id.
moderation-needs-choice = Choose one of the values.
moderation-answer-too-long = The word to the author is too long: 1,000 characters at most.
moderation-fault-conflict = It is decided already, somebody else is on it, or it no longer fits what is known.
moderation-fault-stale = The entry has changed since: read it again before you decide.

revert-title = Take back in numbers
revert-lead = Takes back in one gesture what an account, an import, a contribution, a decision or some days brought. What others said since stays. Everything can be restored by taking the decision back.
revert-scope = What
revert-scope-account = An account (pseudonym)
revert-scope-window = Some days
revert-scope-batch = An import
revert-scope-contribution = A contribution
revert-scope-decision = A decision
revert-which = Pseudonym, id or address
revert-from = From (account, days)
revert-to = To (account, days)
revert-territory = Only in this territory (days)
revert-bbox = Only in this box: west,south,east,north (days)
revert-preview = See what that would do
revert-preview-title = What that would do
revert-button = Take all this back
revert-removed = Entries taken out
revert-restored = Entries restored
revert-contributions = Contributions refused
revert-conflicts = Entries changed since, to be read
revert-conflicts-lead = Somebody else said something else of them since, or other entries speak of them: what comes from elsewhere stays.
revert-imports = Recent imports
revert-proposal = Somebody proposes to take back: { $scope }. This is what it would do today.
revert-back = Back to the queue, to answer
revert-about-revision = a version of { $name }
revert-about-contribution = the contribution { $name }
revert-about-batch = the import { $name }
revert-about-account = what { $name } sent
revert-about-window = everything that was published
revert-about-from = from { $day } on
revert-about-to = until { $day }
revert-about-box = in the box { $name }
revert-about-codes = in the territories { $name }
revert-about-decision = the decision { $name }
revert-fault = Nothing matches: check the id, the days, the territory or the box.
revert-done = Taken back: { $count } entries. Changed since, to be read: { $conflicts }.
moderation-revert-title = Take a version back
moderation-revert-text = What this version changed goes back to the value before, except what others changed since.
moderation-revert-version = Version
moderation-revert = Take this version back
moderation-erase-title = Erase the content
moderation-erase-text = The content of the entry, of its history and of the contributions goes everywhere, photos included. The trace stays that something was erased. Nothing can bring it back.
moderation-erase = Erase for ever
figure-declared = declared
figure-declared-unknown = No statement recorded
figure-authorised = authorised
figure-authorised-unknown = No order in force recorded
figure-contracted = contracted
figure-contracted-unknown = No contract says how many
figure-observed = observed
figure-observed-note = in place, seen by residents
figure-unknown = Unknown
figure-see-list = See the list
figure-source =
    { $count ->
        [one] See the source
       *[other] See the newest of { $count } sources
    }
figure-origin-statement = according to a document
figure-origin-orders =
    { $count ->
        [one] by 1 order in force
       *[other] by { $count } orders in force
    }
figure-origin-deployments =
    { $count ->
        [one] according to 1 recorded use
       *[other] according to { $count } recorded uses
    }
figure-origin-day = { $origin }, { $day }
city-figures-method = What these four numbers mean
city-sentence-declared =
    { $count ->
        [one] A single camera is declared there
       *[other] { $count } cameras are declared there
    } ({ $day }).
city-sentence-authorised =
    { $count ->
        [one] A single one is authorised by an order
       *[other] { $count } are authorised by orders
    } ({ $day }).
spending-amount = Recorded contracts, without tax
spending-ceiling = Ceilings of framework agreements, apart, without tax
spending-silent = Contracts without an amount
about-figures-title = The four numbers of a town
about-figures-1 = They do not say the same thing, and we never add them up. A number that nobody brought to the census stays unknown.
about-figures-item-1 = Declared: what the authority says it has, on the day of its document. Transport is counted apart.
about-figures-item-2 = Authorised: the sum of the cameras of the prefects’ orders in force on the day. An order holds for five years (code de la sécurité intérieure, L. 252-4).
about-figures-item-3 = Contracted: what documents of purchase say. A contract does not prove that a camera stands.
about-figures-item-4 = Observed: the devices in place that residents reported, those that the map shows by itself. Speed cameras and guards are told apart and counted nowhere else, neither in rankings nor in families. What nobody saw is not in it.
count-stated =
    { $count ->
        [one] { $count } camera { $kind }
       *[other] { $count } cameras { $kind }
    }
as-of-today = See today
as-of-title = Another day
as-of-day = What the census knew on
as-of-show = Show that day
as-of-notice = This is what the census knew at the end of { $day }.

## The file of a territory

family-none = Kind unknown, or of no family
uses-count =
    { $count ->
        [one] { $count } use
       *[other] { $count } uses
    }
tally-operator-title = Who runs it is known for { $share }
tally-operator-head = Run by
city-rankings = All communes
city-compared = { $rate } observed devices per 1,000 inhabitants; the median is { $median } in { $towns ->
        [one] 1 comparable territory
       *[other] { $towns } comparable territories
    } where the census knows of a device ({ $who }).
peers-size = { $kind } of { $first } to { $last } inhabitants
peers-size-last = { $kind } of { $first } inhabitants and more
peers-same-city = the other arrondissements of the same city
peers-commune = communes
peers-epci = intermunicipal bodies
peers-arrondissement = arrondissements
peers-department = the other departments
peers-region = the other regions
peers-country = countries
city-changes-title = What changed
city-changes = Since { $day }: { $devices ->
        [0] no device record
        [one] 1 device record
       *[other] { $devices } device records
    } and { $papers ->
        [0] no document
        [one] 1 document
       *[other] { $papers } documents
    }, new or changed.
city-changes-feed = Follow by Atom feed
city-changes-csv = The changes as CSV
city-aside-title = Outside the numbers
city-aside = These devices are in no number, table or ranking: the map shows them only when asked to.
city-families-title = By family
city-uses-title = Software and uses
city-uses-empty = No use of software, police files or facial recognition is recorded here yet. Nobody has told us: that does not mean there is none.
capability-beyond = beyond the decree
capability-unsaid = What no document says
capability-note = “Beyond the decree”: the function is none of the eight that decree 2023-828 allowed for a trial until 31 March 2025. We do not say here what the law is today.
city-contracts-title = Contracts in time
city-contracts-empty = No public contract is recorded here yet.
timeline-contracts-amount =
    { $count ->
        [one] One contract recorded since { $year }: { $amount } without tax, ceilings apart
       *[other] { $count } contracts recorded since { $year }: { $amount } without tax, ceilings apart
    }
timeline-contracts =
    { $count ->
        [one] One contract recorded since { $year }, of no known amount
       *[other] { $count } contracts recorded since { $year }, of no known amount
    }
timeline-contracts-undated =
    { $count ->
        [one] One contract recorded, without a date
       *[other] { $count } contracts recorded, without a date
    }
contract-amount = { $amount } excl. tax
contract-ceiling = ceiling { $amount } excl. tax
contract-silent = amount unknown
amendment-number = Amendment { $number }
derived-day = { $day } (derived)
city-more =
    { $count ->
        [one] One more in the table to download.
       *[other] { $count } more in the table to download.
    }
table-object = Object
table-holders = Holders
table-amount = Amount
table-from = Notified
table-until = Ends
table-order = Order
table-cameras = Cameras
table-signed = Signed
table-expires = Expires
table-clock = Clock
city-orders-title = Orders and their clock
city-orders-empty = No prefect’s order is recorded here yet.
orders-summary = { $in_force ->
        [0] No recorded order is in force
        [one] 1 recorded order is in force
       *[other] { $in_force } recorded orders are in force
    }; { $soon ->
        [0] none expires within a year
        [one] 1 expires within a year
       *[other] { $soon } expire within a year
    }; { $lapsed ->
        [0] none expired without a renewal found
        [one] 1 expired without a renewal found
       *[other] { $lapsed } expired without a renewal found
    }. An order holds for five years unless it says otherwise.
timeline-orders =
    { $count ->
        [one] One order recorded; nothing expires within a year
       *[other] { $count } orders recorded; nothing expires within a year
    }
timeline-orders-soon =
    { $count ->
        [one] One order expires within a year
       *[other] { $count } orders expire within a year
    }
timeline-orders-lapsed =
    { $count ->
        [one] One order expired without a renewal found
       *[other] { $count } orders expired without a renewal found
    }
clock-this-month = expires within a month
clock-months =
    { $months ->
        [one] expires in 1 month
       *[other] expires in { $months } months
    }
clock-open = in force
clock-renewed = renewed
clock-no-renewal = expired, no renewal found
clock-unknown = date unknown
orders-none-known = { $observed ->
        [one] The observed device
       *[other] The { $observed } observed devices
    } here have no known authorisation: no order in force has been given to the census.
orders-named = { $count ->
        [0] Each of the { $observed } observed devices is named by an order in force.
        [one] Of { $observed } observed devices, one is named by no order in force: it has no known authorisation.
       *[other] Of { $observed } observed devices, { $count } are named by no order in force: they have no known authorisation.
    }
orders-tied = { $tied ->
        [one] One observed device is named
       *[other] { $tied } observed devices are named
    } by an order in force.
orders-without-number = At least one order in force does not say how many cameras it allows: nobody can say here how many observed devices are without a known authorisation.
orders-fewer = { $observed } devices observed, { $allowed } cameras allowed by the recorded orders in force: at least { $count } observed devices have no known authorisation.
orders-enough = { $observed } devices observed, { $allowed } cameras allowed by the recorded orders in force: their number does not say which ones are allowed.
city-ended-title = Refused, suspended, removed
city-ended-empty = Nothing refused, suspended or removed is recorded here.
city-ended-no-decision = no decision given
city-effort-title = Who looked where
city-effort-none = No survey walk is recorded here. Where the map is empty, it means “nobody looked”, not “nothing is there”.
city-effort =
    { $walks ->
        [one] One survey walk
       *[other] { $walks } survey walks
    }: { $squares ->
        [0] no square of fifty metres of this territory
        [one] one square of fifty metres of this territory
       *[other] { $squares } squares of fifty metres of this territory
    } ({ $surface }), last time: { $last }.
city-effort-note = Elsewhere, an empty map means “nobody looked”, not “nothing is there”.
city-effort-link = Survey walks
city-sources-title = Sources
figure-cite = Quote this number
figure-permalink-table = Link to this table
figure-permalink = Link to this number
figure-citation = Source: technopolice, citizens’ census of surveillance, “{ $name }”, { $day }, ODbL 1.0, { $address }
quote-declared =
    { $count ->
        [one] { $start }, one camera is declared
       *[other] { $start }, { $count } cameras are declared
    } ({ $origin }).
quote-declared-unknown = As of { $day }, no declared number of cameras { $place } has been given to the census.
quote-authorised =
    { $count ->
        [one] { $start }, one camera is authorised
       *[other] { $start }, { $count } cameras are authorised
    } ({ $origin }).
quote-authorised-unknown = As of { $day }, no order in force that allows cameras { $place } has been given to the census.
quote-contracted =
    { $count ->
        [one] { $start }, one camera was bought
       *[other] { $start }, { $count } cameras were bought
    } ({ $origin }).
quote-contracted-unknown = As of { $day }, no document of the census says how many cameras were bought { $place }.
quote-observed =
    { $count ->
        [one] As of { $day }, residents record one surveillance device standing { $place }.
       *[other] As of { $day }, residents record { $count } surveillance devices standing { $place }.
    }
picture-declared = cameras declared
picture-authorised = cameras authorised
picture-contracted = cameras bought
picture-family = Devices and uses by family
picture-observed = surveillance devices observed
quote-observed-unknown = As of { $day }, nobody has reported a surveillance device { $place }. That does not mean there is none.
place-commune = in { $name }
place-commune-le = in Le { $name }
place-commune-les = in Les { $name }
place-arrondissement = in { $name }
place-epci = in { $name }
place-department = in { $name }
place-region = in { $name }
place-country = in { $name }
place-france = in France

compare-median = Median of comparable territories
compare-median-of =
    { $towns ->
        [one] 1 territory
       *[other] { $towns } territories
    }
records-count =
    { $count ->
        [one] { $count } record
       *[other] { $count } records
    }
portfolio-title = In the census
portfolio-contracts = Contracts
portfolio-held = Contracts held
portfolio-held-amount = Amounts of contracts held, without tax
portfolio-held-ceiling = Ceilings of framework agreements held, apart, without tax
portfolio-awarded = Contracts awarded
portfolio-awarded-amount = Amounts of contracts awarded, without tax
portfolio-awarded-ceiling = Ceilings of framework agreements awarded, apart, without tax
portfolio-uses = Uses recorded
portfolio-orders = Orders recorded
portfolio-orders-in-force = Orders in force
portfolio-products = Products
portfolio-technologies = Technologies
portfolio-part = Part
portfolio-buyer = buyer
portfolio-holder = holder
portfolio-subcontractor = named, or subcontractor
technology-lead = What the census knows of “{ $name }”: who uses it, where, who sells it. What nobody has told us is not here.
technology-known = What is recorded
technology-family = Family
technology-statuses = Uses, by status
technology-towns = Territories
technology-sellers = Companies
technology-products = Products
technology-capabilities = What the software looks for
technology-empty = Nothing is recorded yet.
technology-others = The other technologies
lists-upload-title = Import a list
lists-upload-lead = A list of cameras or of prefects’ orders (CSV or GeoJSON). What its columns mean is guessed and shown first, then what each row would become; nothing is kept before you agree.
lists-upload-file = The list
lists-upload-hint = 25 MB at most. Export a workbook as CSV.
lists-upload-again = Choose the same list again: your browser does not keep it.
lists-upload-mapping = What the columns mean
lists-upload-mapping-hint = Fill in [list]: where the list comes from, under which licence, by whose leave. Correct the guessed columns.
lists-upload-guess = Guess the columns
lists-upload-show = Show what each row would become
lists-upload-keep = Keep this list
lists-upload-would = What each row would become
lists-upload-did = What became of each row
lists-upload-territories = By territory
lists-upload-aside = Set aside
lists-upload-fault = Nothing was kept. { $detail }
lists-upload-done = The list is kept: { $new } new records. Batch { $batch }.
lists-upload-revert = Take an import back

contracts-title = Contracts to look at
contracts-lead = Lists of public contracts propose these. Nothing is public before you decide.
contracts-count = { $waiting } to look at, { $review } to review, { $drawn } drawn for a check
contracts-how = The score adds up the signs; each contract tells its own.
contracts-list = Contracts
contracts-drawn = set aside by the rules, drawn
contracts-score = score { $score }
contracts-amount = €{ $amount } without tax
contracts-ceiling = ceiling €{ $amount } without tax
contracts-accept = It is surveillance: publish
contracts-reject = It is not
contracts-review = Somebody else should look
contracts-too-many = At most 20 contracts at once.
contracts-done = { $count ->
    [one] One contract is decided.
   *[other] { $count } contracts are decided.
}
method-contracts-title = How contracts are found
method-contracts-lead = Public rules read the title and the CPV code of each contract. They propose, a person decides.
method-contracts-measured = What the decisions say
method-contracts-measured-text = Precision: the share of proposed contracts that a person accepted. Recall: the share of surveillance contracts that the rules propose, estimated by drawing from those they set aside. Computed each time this page is shown.
method-contracts-tried = On our trial titles
method-contracts-tried-text = Invented titles, labelled by hand, that come with the program. To compute it again:
method-contracts-precision = Precision
method-contracts-recall = Recall
method-contracts-titles = Titles judged
method-contracts-waiting = Waiting for a decision
method-contracts-drawn = Set aside, drawn
method-contracts-checked = Of these, checked
method-contracts-share = { $share }%
method-contracts-unknown = not measured yet
method-contracts-rules = The rules
method-contracts-threshold = A contract is proposed from a score of { $threshold } out of 100. Of a lot, only what the lot itself says counts. Accents, plurals and hyphens make no difference.
method-contracts-words = Words of surveillance
method-contracts-words-text = The strongest word gives the first score; a second one adds 10.
method-contracts-support = Words of context
method-contracts-support-text = They strengthen a word of surveillance, and do not count alone.
method-contracts-cpv = CPV codes
method-contracts-cpv-text = The beginning of the code counts. A code of another field takes points away, except from a certain word.
method-contracts-traps = Traps
method-contracts-traps-text = These words look like surveillance and are not. Without a certain word beside them, the contract is set aside.
method-contracts-trades = Other trades of a lot
method-contracts-trades-text = A lot that names one of these trades, and no word of surveillance, is set aside.
contracts-upload-title = Import contracts
contracts-upload-lead = A DECP list (JSON, XML or CSV) or notices of the BOAMP (CSV). It is read and shown first; nothing is kept before you agree.
contracts-upload-file = The list
contracts-upload-hint = At most 32 MB; beyond that, the command line.
contracts-upload-again = To keep it, choose the same list a second time. Another list is shown first.
contracts-upload-show = Read and show
contracts-upload-keep = Keep this list
contracts-upload-seen = What the list holds
contracts-upload-read = Rows read
contracts-upload-candidates = Proposed
contracts-upload-rejected = Set aside
contracts-upload-amendments = Amendments
contracts-upload-unreadable = Unreadable
contracts-upload-fault = This list cannot be read: { $detail }.
contracts-upload-done = The list is kept: { $new } new contracts to look at, { $known } already known.

## Any view as data, feeds

formats-label = This page as data
format-csv = CSV
format-excel = CSV for Excel
format-geojson = GeoJSON
format-json = JSON
format-atom = Atom feed
record-feed = Follow this record
police-title = Police files
police-lead = What is known of the large files, each figure with its source and its date. What nobody has sourced is said to be unknown.
police-link = The police files
police-here = Police files used here
police-faces = holds photos of faces
police-search = searching by face is allowed
police-family = Content
police-faces-question = Holds photos of faces
police-search-question = Searching by face allowed
police-unsourced = unknown: no source here
police-figures = In figures
police-no-figure = No sourced figure so far.
police-figure-persons = { $number } persons
police-figure-faces = { $number } faces
police-figure-face-searches-per-day = { $number } searches by face a day
police-about = about { $number }
police-claimed = Figure given by { $by }, { $day }.
police-dated = Figure of { $day }.
police-source = Source
police-uses = Recorded uses
police-no-use = No use of this file is recorded in a territory yet.
police-all-uses = All uses of this file, with filters
police-add = Report a use
police-method = This list comes with the program; a file or a figure enters it with a document only. Uses come from contributions.
changes-title = History: { $name }
changes-lead-place = What was published, changed, removed or refused here, the newest first, with the decision behind it.
changes-lead-entity = Every change of this entry, the newest first, with the decision behind it.
changes-since = Since
changes-show = Show
changes-periods = Period
changes-months =
    { $count ->
        [one] Last month
       *[other] Last { $count } months
    }
changes-all = From the beginning
changes-none = Nothing changed in this period.
changes-older = Older
changes-decision = Decision:
changes-quiet = Mere confirmations stand in the history of each entry.
changes-certainty = Certainty
changes-published = Published
changes-changed = Changed
changes-removed = Removed
changes-restored = Restored
changes-confirmed = Checked
changes-erased = Erased
changes-refused = Refused
changes-times = { $kind } (× { $count })
changes-link-entity = The whole history, with the decisions
changes-link-place = What changed here
feed-title = technopolice: { $what }
feed-subtitle = What is published, changed or removed in the census, newest first. No contributor is named.
feed-removals = what was removed
feed-published = Published: { $name }
feed-changed = Changed: { $name }
feed-removed = Removed: { $name }
feed-restored = Restored: { $name }
filter-any = All
filter-technology = Technology
filter-since = Changed since
records-of-territory = Territory: { $name }

## Embeds

# Pictures of the map
picture-alt = Map of the recorded devices; the list has them too
picture-spots = Devices on the map
picture-moves = Move the map
picture-closer = Closer
picture-further = Further
picture-north = North
picture-south = South
picture-west = West
picture-east = East
picture-ring = { $count ->
    [one] one device, look closer
   *[other] { $count } devices, look closer
}
card-home-title = Residents record what watches them
card-home-alt = Map of France with the surveillance devices recorded by residents
card-territory-alt = { $name } on the map, with the surveillance devices recorded there
card-line = the residents’ census
card-nobody = nobody has reported a device yet
card-demo = Fictional data
card-standing = { $count ->
    [one] device standing
   *[other] devices standing
}
card-observed = { $count ->
    [one] device seen by residents
   *[other] devices seen by residents
}
card-observed-short = { $count ->
    [one] observed
   *[other] observed
}
card-declared = { $count ->
    [one] camera declared
   *[other] cameras declared
}
card-authorised = { $count ->
    [one] camera authorised
   *[other] cameras authorised
}

format-svg = SVG
format-png = PNG
city-share = Embed, quote, download the figures
embed-live = On { $day }. Keeps itself up to date.
embed-frozen = Figures of { $day }
embed-licence = data under ODbL
embed-reuse = reuse
embed-correct = Report a mistake
embed-drawing = { $name }: { $count } devices in place, one dot for each spot
share-title = Embed and quote { $name }
share-lead = A box to put into an article, each figure as a file, and the lines to copy. No script and no tracking.
share-code-title = The box
share-at = Freeze at
share-at-hint = Without a date, the box follows the census. With one, it shows for ever what was known that evening.
share-apply = Update the preview
share-code = Code to copy
share-copy = Copy the code
share-no-address = This instance does not know its public address: complete the beginning of the address in the code.
share-preview = Preview
share-frame-title = { $name }: surveillance recorded by technopolice
share-figures = Each figure by itself
share-quote = To copy
share-licence-title = Licence
share-licence = Data by technopolice, ODbL 1.0. You may reuse and change them: name “technopolice” and share your corrections under the same licence.

## Comparison and rankings

city-compare = Compare with other towns
compare-title = Compare territories
compare-lead = Two to six communes, arrondissements or departments, side by side. What nobody recorded is unknown, not zero.
compare-unknown = “{ $text }” is no territory known here.
compare-one = Add at least one more territory.
compare-numbers = The four numbers
compare-kinds = Observed devices by kind
compare-fresh = Freshness
compare-contracts = Contracts
compare-per-thousand = observed for 1,000 inhabitants
compare-nobody = nobody looked
compare-choose = Choose the territories
compare-field = Territory { $number }
compare-button = Compare
rankings-title = Communes in order
rankings-lead = A rank says where residents looked as much as what is there: a commune that is missing is not one without cameras.
rankings-by = In order of
rankings-by-density = For 1,000 inhabitants
rankings-by-devices = Devices in place
rankings-by-contracts = Contracts
rankings-by-orders = Orders
rankings-by-authorised = Cameras authorised
rankings-by-software = Software
rankings-by-freshness = Newest change
rankings-sizes = Inhabitants
rankings-size = { $first } to { $last }
rankings-size-last = { $first } and more
rankings-commune = Commune
rankings-count =
    { $count ->
        [one] 1 commune
       *[other] { $count } communes
    }

data-feeds-title = Follow
data-feeds-1 = What is published, changed or removed, in a feed reader (Atom), without giving any address. Each city, each filtered list and each company has its own, too.
data-tables-title = Compare
data-tables-1 = Towns side by side, or all of them in the order of a figure.

catalogue-about = The citizens’ census of local surveillance in France: the data of the moment, the dated releases and the interfaces.
catalogue-devices = Surveillance devices in France
catalogue-devices-about = Cameras, number plate readers, sensors and speed cameras seen in public space by a citizens’ census, with their position, their sources and how certain they are. Rows whose column “upstream” names OpenStreetMap are derived from it (© OpenStreetMap contributors). No device means first of all that nobody looked.
catalogue-records = Local surveillance in France: { $name }
catalogue-records-about = { $name } of the citizens’ census, with their sources and how certain they are, as they are published at the moment.
catalogue-release = Technopolice { $name }
catalogue-release-about = Release of { $name }: what people brought to the census, in five formats, with schema, dictionary, list of changes and signed sums.
catalogue-osm = Technopolice { $name }, the part derived from OpenStreetMap
catalogue-osm-about = Release of { $name }: the devices derived from OpenStreetMap, apart so that their licence and attribution stay clear. © OpenStreetMap contributors.
catalogue-keywords = surveillance, CCTV, video surveillance, automatic number plate recognition, public space, local authorities
data-note-ogc = OGC API Features, for QGIS and GDAL
data-note-dcat = the catalogue (DCAT, JSON-LD), for data portals
data-note-dcat-turtle = the same in Turtle

data-note-reference = the reference: every route, every parameter, examples to copy
api-title = API reference
api-lead = Everything that the pages show, for programs: no key, no account, no limit on reading. This page is made from the program’s own OpenAPI description.
api-examples = Examples
api-examples-1 = To copy as they are. Our tests run each of them against a served census, but for those that say otherwise.
api-run = run by our tests
api-run-ogrinfo = our tests open this address with GDAL, the library that QGIS uses; QGIS itself is not started there
api-routes = Routes
api-routes-1 = The texts of this part come from the program.
api-contents = Contents
api-openapi = The whole description (OpenAPI 3.1, JSON)
api-parameters = Parameters
api-body = Request body
api-answers = Answers
api-name = Name
api-kind = Type
api-meaning = Meaning
api-status = Status
api-required = required
api-example = example:
api-try = Try it
api-schemas = Shapes
example-curl-list = The plate readers of one commune
example-curl-dump = A table, its first lines
example-python-geopandas = A geographic table
example-python-pages = Page after page, with nothing to install
example-r-sf = A layer
example-duckdb-kinds = Devices by kind
example-qgis-layer = Layer > Add Layer > WFS / OGC API Features, new connection, at this address
example-gdal-filter = A part of the map, filtered by the server
example-javascript-fetch = In a browser or in Node

suggest-title = Suggest to OpenStreetMap
suggest-1 = This is what you could add there, a single object, with these tags:
suggest-2 = Go and look first: send only what you checked on the spot, see whether it is there already, and say so in the comment of your changeset (“surveyed, after technopolice”). You send it, under your account; this site sends nothing.
suggest-file = Download (.osc)
suggest-josm = Open in JOSM
suggest-josm-hint = This link leads to JOSM on your own machine (127.0.0.1), when it runs and its remote control is allowed.
suggest-foreign = This entry comes from a list that somebody else published, under a licence that we cannot give to OpenStreetMap. Only what you saw yourself can be added there.
suggest-home = OpenStreetMap does not map what looks at a home.
suggest-untagged = OpenStreetMap has no established tag for this kind of device.
suggest-unseen = Nobody said yet that they saw it there: nothing to suggest.
