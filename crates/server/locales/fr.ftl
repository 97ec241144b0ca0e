# Toutes les phrases des pages, dans le même ordre que en.ftl.
# Espaces insécables : avant « : », « ; », « ? » et à l'intérieur des guillemets.

## The frame of every page

skip-link = Aller au contenu
demo-title = Données de démonstration, fictives.
demo-text = Rien de ce qui est affiché ici ne décrit la réalité.
mirror-label = Copie
mirror-title = Ceci est une copie vérifiée, en lecture seule.
mirror-text = Pour signaler ou corriger, allez au recensement d’origine :
read-only-label = Lecture seule
read-only-title = Lecture seule pour l’instant : rien ne peut être envoyé.
read-only-text = Tout reste consultable. Gardez votre signalement et envoyez-le plus tard.
nav-home = accueil
nav-label = Rubriques
nav-map = Carte
nav-data = Données
nav-about = À propos
nav-report = Signaler
other-language = English
other-language-long = This page in English
# ── /ogc: the pages of OGC API Features.
ogc-title = API OGC Features
ogc-lead = Le recensement entier comme couches, pour QGIS, GDAL et tout client d’OGC API Features. Donnez-leur l’adresse de cette page.
ogc-collections = Les collections
ogc-collection-lead = Une table du recensement ; chaque entrée porte ses dates, ses sources et son degré de certitude.
ogc-conformance = Ce à quoi l’API est conforme
ogc-conformance-lead = Chaque classe est éprouvée à chaque changement du programme.
ogc-items = Les entrées
ogc-item = Une entrée, avec toutes ses valeurs connues. Ce qui manque n’est pas connu.
ogc-queryables = Ce par quoi on peut filtrer
ogc-entity-page = La page du recensement

search-label = Chercher dans le recensement
search-placeholder-short = Commune, marché, société
demo-label = Démonstration
search-placeholder = Saint-Denis, 59170, caméras dôme…
search-button = Chercher
footer-label = Toutes les pages
footer-line = Le recensement des appareils qui nous surveillent, tenu par celles et ceux qu’ils regardent.
footer-report = Signaler un appareil
footer-receipt = Retrouver un signalement
footer-data = Données et API
footer-accessibility = Accessibilité : déclaration
footer-promise = Ni compte ni cookie pour contribuer, pas de mesure d’audience, aucune adresse IP conservée.
footer-licence = Données sous licence ODbL 1.0 · Logiciel libre sous licence AGPL 3.0
as-of = Au { $day }. Chiffres observés par les habitants : ce que personne n’a vu n’y est pas.
yes = oui
no = non
i-do-not-know = Je ne sais pas
devices-count =
    { $count ->
        [0] Aucun appareil
        [one] { $count } appareil
       *[other] { $count } appareils
    }
inhabitants =
    { $count ->
        [0] Aucun habitant
        [one] { $count } habitant
       *[other] { $count } habitants
    }
table-count = Nombre
table-share = Part
table-field = Information
table-value = Valeur
table-basis = Comment on le sait
nobody-looked = Personne n’a encore regardé ici.

## Dates and directions

month-1 = janvier
month-2 = février
month-3 = mars
month-4 = avril
month-5 = mai
month-6 = juin
month-7 = juillet
month-8 = août
month-9 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre
compass-n = nord
compass-ne = nord-est
compass-e = est
compass-se = sud-est
compass-s = sud
compass-sw = sud-ouest
compass-w = ouest
compass-nw = nord-ouest
towards-n = Vers le nord
towards-ne = Vers le nord-est
towards-e = Vers l’est
towards-se = Vers le sud-est
towards-s = Vers le sud
towards-sw = Vers le sud-ouest
towards-w = Vers l’ouest
towards-nw = Vers le nord-ouest
view-width = { $bearing }, sur { $degrees }°

## Home

home-page-title = technopolice, le recensement des caméras par les habitants
home-title = Qui vous regarde dans votre ville ?
home-lead = Les habitants recensent les caméras, les lecteurs de plaques et les capteurs installés dans l’espace public en France. Chaque appareil a sa fiche, son histoire et ses sources.
home-search-label = Trouver une commune
home-search-question = Que sait-on de votre commune ?
home-open-map = Ouvrir la carte
home-report = Signaler un appareil
home-france-label = Carte des départements : appareils recensés
home-france-caption = Appareils recensés par département
france-department = { $name } ({ $number }) : { $devices }
home-figures-title = Les chiffres
figure-places =
    { $count ->
        [one] commune regardée
       *[other] communes regardées
    }
figure-places-note = au moins un appareil signalé
home-how-title = Signaler tient en deux gestes
home-step1-title = Choisissez ce que vous voyez
home-step1-text = Un dôme, une tourelle, un lecteur de plaques : six dessins, un doigt.
home-step2-title = Dites où
home-step2-text = La position du téléphone ou une adresse. Sans compte, même sans réseau : l’envoi attend.
home-step3-title = Tout le monde le voit
home-step3-text = L’appareil apparaît sur la carte, sur la page de la commune et dans les données ouvertes. Un autre passant le confirme.
home-latest-title = Derniers changements
home-cities-title = Communes les mieux regardées
home-departments-title = Tous les départements
home-what-title = Ce que c’est
home-what-1 = Un recensement citoyen, ouvert et vérifiable. Les communes publient rarement où sont leurs caméras ; les habitants, eux, les voient.
home-what-2 = Chaque appareil dit à quel point il est certain : vu par une personne, confirmé par une autre, attesté par un document, contesté, retiré. Ce que l’on ignore est dit comme tel.
home-what-more = La méthode et les promesses

## Figures, tallies and marks

figure-standing = appareils en place
figure-seconded = confirmés ou attestés
figure-gone = retirés ou introuvables
figure-gone-note = ou factices ; gardés en mémoire
figure-of-standing = { $share } des appareils en place
figure-per-thousand = { $rate } pour 1 000 habitants
tally-kind-title = { $share } sont de type « { $kind } »
tally-kind-head = Type d’appareil
tally-certainty-title = { $share } ont été confirmés par quelqu’un d’autre ou par un document
tally-certainty-head = Certitude
legend-more = Légende
legend-unverified = Une personne l’a signalé, personne d’autre ne l’a encore confirmé.
legend-single = Une autre observation l’a confirmé.
legend-multiple = Plusieurs témoins indépendants l’ont confirmé.
legend-documented = Un document officiel publié l’atteste.
legend-disputed = Des observations se contredisent.
legend-gone-label = Retiré ou introuvable
legend-gone = L’appareil n’est plus là, ou ne l’a jamais été. La fiche reste.
legend-plate_reader = Un rond barré : l’appareil lit les plaques d’immatriculation.
legend-acoustic_sensor = Un rond et une onde : l’appareil écoute.
row-no-address = Adresse non précisée
row-seen = vu le { $day }
row-removed = retiré le { $day }
row-added = mis à jour le { $day }

## Map

map-title = La carte
map-title-of = La carte : { $name }
map-description = Les caméras, lecteurs de plaques et capteurs recensés en France, sur une carte et dans une liste.
map-label = Carte des appareils recensés
map-without-script = La carte a besoin de JavaScript.
map-hint-list = La liste et les filtres disent la même chose.
map-data-line = Cette vue en données :
filters-title = Filtrer
filters-on = filtres actifs
filters-apply = Appliquer
filters-clear = Tout afficher
filter-kind = Type d’appareil
filter-verification = Certitude
filter-status = État
filter-family = Famille
filter-family-more = Autres familles
filter-operator = Exploitant
filter-operator-alone = Exploitant { $label }
filter-seen = Vu pour la dernière fois
filter-seen-6m = Depuis moins de 6 mois
filter-seen-1y = Depuis moins d’un an
filter-seen-3y = Depuis moins de 3 ans
filter-seen-alone = Vu { $label }
filter-since-day = Depuis le { $date }
filter-changed = Modifié
filter-changed-alone = Modifié { $label }
filter-plates = Lecture de plaques
filter-plates-yes = Avec lecture de plaques
filter-plates-no = Sans lecture de plaques
filter-software = Logiciel d’analyse branché dessus
filter-software-yes = Avec un logiciel d’analyse
filter-software-no = Sans logiciel d’analyse connu
filter-any = Peu importe
filter-yes = Avec
filter-no = Sans
filter-standing-on = En place le
map-ground = Ce qui colore les territoires
map-ground-plain = Carte simple
map-ground-density = Par habitant
map-uses-note = Ces familles n’ont pas d’adresse : la carte couvre de leur signe les territoires dont une autorité s’en sert. Les listes :
shade-title = Appareils pour 1 000 habitants
shade-under = moins de { $end }
shade-between = { $from } à { $end }
shade-above = { $from } et plus
shade-unsurveyed = personne n’a regardé
shade-note = Ce qui est recensé, pas ce qui existe. Dans une petite commune, un seul appareil fait changer de couleur.
shade-table = Le tableau
legend-rings = Anneaux
legend-rings-note = Le nombre dit combien d’appareils sont là ; l’anneau dit lesquels. Touchez-le pour vous rapprocher.
legend-ring-camera = Caméras
legend-ring-plates = Lecteurs de plaques
legend-ring-sensors = Capteurs
legend-ring-others = Autres
legend-views = Champs de vision, à 30 m
legend-view-known = Direction et largeur connues
legend-view-assumed = Direction connue, largeur supposée
legend-view-ring = Dôme : peut regarder partout
legend-view-none = Sans champ : personne ne sait où elle regarde
legend-uses = Usages d’une autorité
legend-uses-note = Ils n’ont pas de lieu : choisissez leur famille, et leur signe couvre le territoire.
legend-time = Un jour passé
legend-time-note = Un cercle clair entoure ce qui est apparu dans l’année ; une croix grise marque ce qui a disparu dans l’année. Sans date connue, un appareil apparaît le jour où le recensement l’a appris.
map-search = Aller à une commune
map-share = Partager cette vue
map-print = Imprimer
map-embed = Intégrer sur un site
map-filters-on = { $count ->
    [one] 1 filtre actif
   *[other] { $count } filtres actifs
}
alike-title = Ne pas confondre
alike-speed-label = Radar de vitesse
alike-speed = Cabine trapue ou double coffret au bord d’une route rapide, souvent annoncé. L’État en publie la liste ; la carte ne le montre que si on le demande.
alike-count-label = Compteur de circulation
alike-count = Tuyau noir en travers de la chaussée, ou petit boîtier sans vitre sur un poteau. Il compte, il ne filme pas.
alike-light-label = Détecteur de feu tricolore
alike-light = Petit cylindre ou boîtier juste au-dessus d’un feu, tourné vers la ligne d’arrêt. Le plus souvent un radar ou un infrarouge.
alike-antenna-label = Antenne ou borne Wi-Fi
alike-antenna = Boîte lisse et blanche, sans vitre ni bulle, avec des câbles épais.

## A walk and the devices that look at it
exposure-title = Une balade, combien de regards ?
exposure-description = Dessinez un trajet ou déposez un fichier GPX : combien d’appareils recensés le regardent, sur combien de mètres, et lesquels.
exposure-lead = Dessinez un trajet sur la carte ou déposez un fichier GPX. La réponse dit quels appareils recensés le regardent et sur combien de mètres.
exposure-map-label = Carte du trajet
exposure-map-hint = Sans la carte, envoyez un fichier : la réponse dit la même chose, avec un dessin du trajet.
exposure-file = Fichier GPX ou GeoJSON
exposure-file-hint = { $size } au plus, 20 000 points, 100 km. Les heures, les altitudes et les noms ne sont pas lus.
exposure-range = Portée supposée, en mètres
exposure-range-hint = De 5 à 100. À 30 mètres, un objectif ordinaire montre un visage.
exposure-button = Mesurer
exposure-button-file = Télécharger en GeoJSON
exposure-promise = Le trajet est mesuré puis oublié. Rien n’en est enregistré, ni ici, ni ailleurs.
exposure-sentence = { $count ->
    [0] Sur { $length }, aucun appareil recensé ne regarde ce trajet.
    [one] Sur { $length }, un appareil recensé regarde { $watched } de ce trajet.
   *[other] Sur { $length }, { $count } appareils recensés regardent { $watched } de ce trajet.
}
exposure-share = du trajet est sous un regard au moins
exposure-none = Aucun appareil recensé à portée. Cela ne veut pas dire qu’il n’y en a pas : peut-être que personne n’a encore regardé ici.
exposure-list = Dans l’ordre de la marche
exposure-row-metres = { $metres } sous son regard
exposure-row-from = à { $from } du départ
exposure-sight-sector = direction et largeur connues
exposure-sight-assumed_width = direction connue, largeur supposée
exposure-sight-all_around = direction inconnue, comptée tout autour
exposure-assumptions = Ce que nous avons supposé
exposure-assumed-range = Chaque appareil voit jusqu’à { $range } mètres, sans que murs ni arbres arrêtent son regard.
exposure-assumed-width = { $count ->
    [one] Pour un appareil, la direction est connue mais pas la largeur : { $degrees } degrés.
   *[other] Pour { $count } appareils, la direction est connue mais pas la largeur : { $degrees } degrés.
}
exposure-assumed-around = { $count ->
    [one] Pour un appareil, la direction est inconnue : compté tout autour de lui, ce qui surestime.
   *[other] Pour { $count } appareils, la direction est inconnue : comptés tout autour d’eux, ce qui surestime.
}
exposure-assumed-census = Seuls comptent les appareils recensés et encore en place ; ce que plusieurs regardent n’est compté qu’une fois.
exposure-fault-unreadable = Ce fichier n’est ni du GPX ni du GeoJSON. Exportez le trajet depuis votre application de marche, ou dessinez-le sur la carte.
exposure-fault-empty = Il n’y a pas de trajet : il faut au moins deux points. Dessinez-le sur la carte, ou choisissez un fichier qui contient une trace.
exposure-fault-point = Le point numéro { $number } n’est pas sur la Terre. Rien n’a été mesuré.
exposure-fault-points = Le trajet a plus de { $number } points. Simplifiez-le ou coupez-le.
exposure-fault-long = Le trajet est plus long que { $km } km. Coupez-le en étapes.
exposure-fault-range = La portée va de { $least } à { $most } mètres.
exposure-fault-devices = Plus de { $number } appareils bordent ce trajet. Mesurez-le par morceaux.
nav-exposure = Mesurer une balade
island-exposure-draw = Dessiner sur la carte
island-exposure-draw-help = Touchez la carte à chaque coin de rue. Au clavier : déplacez la carte avec les flèches et ajoutez son centre.
island-exposure-add-here = Ajouter le centre de la carte
island-exposure-undo = Retirer le dernier point
island-exposure-clear = Tout effacer
island-exposure-points-one = { $count } point
island-exposure-points-other = { $count } points
island-exposure-read = Trajet lu. Mesure en cours…
island-exposure-measuring = Mesure en cours…
island-exposure-failed = La mesure n’a pas abouti : { $reason }
island-exposure-too-large = Ce fichier est trop gros.
island-exposure-unreadable = Aucun trajet dans ce fichier. Il faut un fichier GPX ou GeoJSON avec une ligne d’au moins deux points.
island-trace-read = Trace lue sur cet appareil : { $distance }. Les 300 mètres autour de chaque bout ne seront pas gardés.
island-trace-day = Jour de la balade
island-trace-send = Noter que ces rues ont été regardées
island-trace-thanks = Merci : ces rues comptent comme regardées.
island-trace-failed = La trace n’est pas partie : { $reason }
island-trace-unreadable = Aucun trajet dans ce fichier. Il faut un fichier GPX ou GeoJSON.
island-trace-too-large = Ce fichier est trop gros.
list-empty = Personne n’a encore rien signalé ici, ou rien qui passe ces filtres.
list-next = Page suivante
list-first = Revenir au début

## Report

report-title = Signaler un appareil
report-lead = Deux gestes suffisent : ce que c’est, et où. Le reste est facultatif.
report-kind-question = Que voyez-vous ?
kind-dome = Dôme
kind-bullet = Caméra fixe
kind-turret = Tourelle sur mât
kind-plate-reader = Lecteur de plaques
kind-sound = Capteur sonore
kind-other = Autre chose
alike-dome = Demi-boule, souvent noire
alike-bullet = Tube ou boîte sur un bras
alike-turret = Boule ou tête qui tourne
alike-plate-reader = Boîtier et projecteur, face aux voitures
alike-sound = Petit cylindre, micros, sans objectif
alike-other = Je ne sais pas, ou autre chose
dial-n = N
dial-ne = NE
dial-e = E
dial-se = SE
dial-s = S
dial-sw = SO
dial-w = O
dial-nw = NO
report-more-title = Préciser, si vous savez
report-photo = Photo
report-photo-hint = Refaite sur votre téléphone avant l’envoi, sans date ni lieu. Masquez les visages et les plaques.
report-photo-later = La photo s’ajoute après l’envoi, sur la page du reçu.
report-since = Depuis quand
report-since-hint = 2024, ou 2024-05
fault-since = Écrivez une année, un mois ou un jour : 2024, 2024-05 ou 2024-05-17.
report-where-question = Où est-il ?
report-which-commune = Laquelle ?
report-address = Adresse ou repère
report-address-hint = Celle de l’appareil. Exemple : angle rue du Port et quai Nord.
report-commune = Commune ou code postal
report-commune-hint = Inutile si la position est trouvée.
report-coordinates-title = Je connais les coordonnées
report-coordinates = Latitude, longitude
report-coordinates-hint = Comme copiées d’une carte : 48.8566, 2.3522
report-form = Forme
report-mount = Fixé à
report-watches = Ce qu’il surveille
report-bearing = Direction du regard
report-operator-kind = Exploitant
report-operator = Nom de l’organisme
report-operator-hint = Une commune, une entreprise, un bailleur. Jamais le nom d’une personne.
report-sign = Panneau d’information à proximité
sign-yes = Il y en a un
sign-no = Il n’y en a pas
report-source = Adresse d’un document
report-source-hint = Arrêté, délibération, article : une adresse qui commence par https://
report-note = Un mot pour la relecture
report-note-hint = Jamais publié. Ne citez ni personne, ni plaque, ni numéro de téléphone.
report-promise-title = Ce que nous gardons, ce que nous ne gardons pas
report-promise-1 = Pas besoin de compte ni de cookie. Ni votre adresse IP, ni l’heure d’envoi, ni la position de votre téléphone ne sont conservées : seulement celle de l’appareil.
report-promise-2 = N’entrez pas sur un terrain privé, ne grimpez pas, ne touchez à rien. Ce qui se voit de la rue suffit.
report-promise-3 = Si vous photographiez, évitez les visages et les plaques ; ne signalez pas l’intérieur d’un logement.
report-send = Envoyer le signalement
report-faults-title = Le signalement n’est pas encore envoyé
report-faults-kept = Tout ce que vous avez rempli est resté en place.

# Balades : la feuille à emporter, et la saisie au retour.
walks-title = Balades
walks-lead = Imprimez la feuille d’un quartier, laissez les téléphones à la maison, regardez en l’air ensemble.
walks-place = Commune, coordonnées, ou code d’une feuille
walks-place-hint = Exemples : Beausoleil, 48.8566 2.3522, 7KQ-2M4-XWP
walks-find = Trouver les feuilles
walks-type-in = Saisir une feuille remplie
walks-trace-title = Vous avez enregistré votre balade ?
walks-trace-file = Fichier GPX ou GeoJSON de la trace
walks-trace-hint = Le fichier est lu dans votre navigateur et n’est pas envoyé. Seule la ligne part, si vous le demandez ; le recensement n’en garde que des carrés de 50 m, sans ses bouts.
walks-fault-place = Aucun lieu ne porte ce nom.
walks-sheets-title = Feuilles : { $place }
walks-sheets-whole = Toute la commune, feuille par feuille.
walks-sheets-middle = Le territoire est grand : voici le centre. Pour un autre quartier, donnez des coordonnées.
walks-nobody = personne n’a encore regardé
walks-looked = { $share } % déjà regardé
walks-how-title = Comment faire
walks-how-1 = Choisissez un quartier et imprimez la feuille : un plan au recto, les lignes à remplir au verso.
walks-how-2 = Marchez, à plusieurs, sans vous presser. Un carré fait une cinquantaine de mètres : cochez ceux que vous avez vraiment regardés.
walks-how-3 = Pour chaque appareil, notez le carré, le dessin qui lui ressemble et, si vous le savez, la direction.
walks-how-4 = Au retour, saisissez la feuille. Un carré coché et vide dit : ici, nous avons regardé et rien vu.
walks-care-title = Ce que la balade ne dit pas de vous
walks-care-1 = Aucun nom, aucune heure, aucun tracé : seulement un jour et des carrés, sans ordre.
walks-care-2 = Ne cochez pas le carré où vous habitez, ni celui du rendez-vous s’il vous désigne.
walks-care-3 = Restez sur la voie publique ; ce qui se voit de la rue suffit.
walks-all = Toutes les balades publiées
walk-sheet-title = Feuille de balade
walk-sheet-of = Balade à { $place }
walk-sheet-code = Feuille
walk-sheet-side = un carré fait { $metres } m
walk-sheet-nobody = personne n’a encore regardé ici
walk-sheet-last = dernière balade : { $day }
walk-sheet-north-up = Le nord est en haut
walk-sheet-tools = Cette feuille
walk-sheet-print = Imprimer
walk-sheet-print-hint = Deux pages A4 : le plan, puis les lignes. En noir et blanc, c’est lisible aussi.
walk-sheet-entry = Saisir cette feuille
walk-sheet-north = Au nord
walk-sheet-east = À l’est
walk-sheet-south = Au sud
walk-sheet-west = À l’ouest
walk-sheet-plan = Plan quadrillé : colonnes A à J, lignes 1 à 14, et les appareils connus avec leur numéro. La liste est en dessous.
walk-sheet-no-streets = Ce serveur n’a pas le plan des rues d’ici : dessinez celles que vous suivez. Chaque carré a sa case à cocher.
walk-sheet-attribution = Cochez la case des carrés regardés. Rues : © les contributeurs d’OpenStreetMap, ODbL.
walk-sheet-known = Déjà connus ici
walk-sheet-known-none = Aucun appareil connu sur cette feuille.
walk-sheet-number = N°
walk-sheet-square = Carré
walk-sheet-what = Quoi
walk-sheet-there = Toujours là
walk-sheet-gone = Pas trouvé
walk-sheet-unlisted =
    { $count ->
        [one] Et un autre, qui ne tient pas ici.
       *[other] Et { $count } autres, qui ne tiennent pas ici.
    }
walk-sheet-new = Ce que vous trouvez
walk-sheet-new-text = Une ligne par appareil. Le carré (C7), ou son quart : a en haut à gauche, b en haut à droite, c en bas à gauche, d en bas à droite (C7b).
walk-sheet-looks = Regarde vers
walk-sheet-mount = Fixé à
walk-sheet-landmark = Repère, numéro, enseigne
walk-sheet-day = Jour :
walk-sheet-people = Combien de personnes :
walk-entry-title = Saisir une feuille
walk-entry-lead = Recopiez ce que vous avez noté. Rien n’est obligatoire, sauf le jour ; « je ne sais pas » est une bonne réponse.
walk-entry-code-hint = Les neuf signes en haut de la feuille. Sans feuille, choisissez d’abord un quartier.
walk-entry-open = Ouvrir
walk-entry-faults = La feuille n’est pas encore envoyée en entier
walk-entry-kept =
    { $count ->
        [0] Rien n’a été envoyé ; tout ce que vous avez rempli est resté en place.
        [one] Une ligne est déjà enregistrée. Corrigez et renvoyez : rien ne sera doublé.
       *[other] { $count } lignes sont déjà enregistrées. Corrigez et renvoyez : rien ne sera doublé.
    }
walk-entry-day = Jour de la balade
walk-entry-people = Combien de personnes
walk-entry-square-hint = Le carré comme sur la feuille : C7, ou C7b pour son quart. Laissez vides les lignes en trop.
walk-entry-more = Ajouter des lignes
walk-entry-looked = Où avez-vous regardé ?
walk-entry-looked-hint = Ne cochez pas le carré où vous habitez. Un carré coché et vide dit : ici, rien vu.
walk-entry-looked-all = Toute la feuille
walk-entry-looked-some = Les carrés cochés ci-dessous
walk-entry-send = Envoyer la feuille
walk-known-none = Pas regardé
walk-known-confirmed = { $device } : toujours là
walk-known-missed = { $device } : pas trouvé
walk-line = Carré { $square }
walk-survey =
    { $count ->
        [one] Un carré regardé
       *[other] { $count } carrés regardés
    }
walk-fault-sheet = Ce code n’est pas celui d’une feuille : vérifiez les neuf signes.
walk-fault-day = Indiquez le jour de la balade ; il ne peut pas être à venir.
walk-fault-square = Ce carré n’est pas sur la feuille : une lettre de A à J, un nombre de 1 à 14.
walk-fault-squares = Cochez au moins un carré, ou choisissez « Je ne sais pas ».
walk-fault-kind = Choisissez ce que c’est.
walk-fault-empty = La feuille est vide.
walk-fault-sent = Cette ligne a déjà été envoyée avec d’autres mots : videz-la.
walk-fault-many = Trop d’envois depuis ici pour le moment. Renvoyez plus tard : rien ne sera doublé.
walk-done-title = Feuille enregistrée
walk-done-lead =
    { $count ->
        [one] Une ligne est arrivée. Merci.
       *[other] { $count } lignes sont arrivées. Merci.
    }
walk-done-line = Ligne
walk-done-state = État
walk-done-again = Saisir une autre feuille

# Ne rien laisser sur l’appareil.
forget-title = Ne laisser aucune trace
forget-lead = Tout ce que ce site garde dans ce navigateur s’efface en une fois.
forget-1 = Les signalements qui attendent le réseau, avec leurs photos.
forget-2 = Les pages et les cartes gardées pour fonctionner sans réseau.
forget-3 = Votre connexion, si vous avez un compte.
forget-left = Restent l’historique du navigateur et, si vous avez photographié, les photos de votre téléphone : à effacer vous-même.
forget-button = Tout effacer maintenant
forget-done = C’est fait : ce site ne garde plus rien dans ce navigateur.
fault-kind = Choisissez ce que vous voyez ; « Autre chose » convient toujours.
fault-place = Indiquez une position, ou une adresse et sa commune.
fault-unknown-place = Aucune commune ne porte ce nom ou ce code postal. Vérifiez l’orthographe.
fault-which-commune = Plusieurs communes correspondent. Choisissez la bonne, puis envoyez.
fault-outside = Ce lieu est hors du territoire que couvre ce recensement. Rien n’a été enregistré.
fault-outside-in = Ce lieu est hors du territoire que couvre ce recensement (pays : { $country }). Rien n’a été enregistré.
fault-coordinates = Écrivez la latitude puis la longitude, par exemple 48.8566, 2.3522.
fault-source = Écrivez une adresse qui commence par https:// ou http://.
fault-note = Ce texte est trop long : 4 000 signes au plus.
fault-text = Ce texte est trop long, ou vide une fois nettoyé.
fault-bearing = Choisissez une direction de la liste.
fault-value = Une valeur n’est pas de la liste. Choisissez-en une autre, ou « Je ne sais pas ».
fault-already-sent = Ce formulaire a déjà été envoyé avec d’autres réponses. Envoyez-le à nouveau pour faire un second signalement, ou corrigez le premier avec son code.

## Receipt

receipt-title = Merci, le signalement est enregistré
receipt-observed = Merci, l’observation est enregistrée
receipt-lead-accepted = Il est publié : sur la carte, sur la page de la commune et dans les données.
receipt-lead-queued = Il sera publié avec le prochain envoi groupé, pour que l’heure ne trahisse personne.
receipt-lead-pending = Une personne le relit avant publication. Rien n’est perdu.
receipt-lead-merged = Il confirme un appareil que le recensement connaissait déjà.
receipt-lead-rejected = Il n’a pas été retenu. La raison est ci-dessous.
receipt-lead-withdrawn = Vous l’avez retiré.
receipt-code-title = Votre code
receipt-code-text = Il permet de relire, corriger ou retirer ce signalement. Il n’est affiché qu’ici et nous n’en gardons que l’empreinte : photographiez cet écran.
receipt-place = Commune
receipt-intent = Vous avez dit
receipt-intent-confirm = toujours là
receipt-intent-not-found = introuvable
receipt-intent-moved = déplacé
receipt-holds-title = Pourquoi il attend
receipt-near-title = Déjà dans le recensement, tout près
receipt-near-text = Si c’est le même appareil, dites-le : votre signalement devient une confirmation.
receipt-near-distance = à { $distance }
receipt-same = C’est le même
receipt-near-gone = Elle a disparu
receipt-near-moved = Elle est ici, maintenant
receipt-near-wrong = Fiche à corriger
receipt-next-title = Et maintenant ?
receipt-step-1 = D’autres passants peuvent le confirmer ; le rond vide se remplit.
receipt-step-2 = Si quelqu’un le conteste, le désaccord est affiché, pas caché.
receipt-step-3 = Avec votre code, vous pouvez le corriger ou le retirer à tout moment.
receipt-another = Signaler un autre appareil
receipt-see-device = Voir la fiche
receipt-open = Ouvrir un reçu
receipt-day = Reçu le
receipt-held = En attente
receipt-reason = Motif
receipt-decision = Décision
receipt-device = Appareil
state-pending = En relecture
state-queued = En attente de publication
state-accepted = Publié
state-accepted-privacy = Demande traitée
state-merged = Fusionné
state-rejected = Refusé
state-withdrawn = Retiré
intent-new = Nouvel appareil
intent-confirm = Toujours là
intent-not-found = Introuvable
intent-removed = Retiré
intent-moved = Déplacé
intent-correct = Correction
intent-privacy = Demande de vie privée
hold-needs-position = Il a une adresse mais pas encore de position : quelqu’un la placera.
hold-photo = Une photo l’accompagne.
hold-private-home = Il s’agit peut-être d’un logement.
hold-vendor-claim = Il nomme un fabricant ou un produit sans source.
hold-burst = Beaucoup de signalements sont arrivés du même endroit en peu de temps.
hold-refused-word = Il contient un mot que ce recensement refuse.
hold-personal-data = Il semble contenir un nom, un numéro, une plaque ou une adresse électronique.
hold-far-move = Il déplace un appareil de plus de 100 mètres.
hold-removal-claim = Il dit qu’un appareil a été retiré.
hold-privacy-request = Il demande le respect de la vie privée.
hold-erased = La modération a effacé cette fiche : ce qui la rétablirait est relu d’abord.
hold-moderated = Ici, chaque signalement est relu avant publication.
open-title = Retrouver un signalement
open-lead = Avec le code affiché après l’envoi, relisez, corrigez ou retirez un signalement. Sans compte.
open-code = Code du reçu
open-code-hint = 26 lettres et chiffres ; majuscules, tirets et espaces n’importent pas.
open-button = Ouvrir le reçu
fault-code = Ce n’est pas un code de reçu : il a 26 lettres et chiffres.
fault-no-receipt = Aucun signalement ne porte ce code.
fault-amend = La correction ne peut pas être enregistrée : vérifiez les coordonnées. Rien n’a changé.
done-withdrawn = Le signalement est retiré.
done-merged = C’est noté : votre signalement confirme l’appareil déjà connu.
done-amended = La correction est enregistrée.
amend-title = Corriger
amend-kind = Type d’appareil
amend-button = Enregistrer la correction
withdraw-title = Retirer ce signalement
withdraw-text = Avant publication, il disparaît. Après, la fiche est marquée comme une erreur si personne d’autre n’y a touché.
withdraw-sure = Oui, je veux le retirer
withdraw-button = Retirer

## Photos

photo-title = Votre photo
photo-lead = Ajouter une photo à un signalement, y couvrir des zones, ou la supprimer.
photo-list-title = Vos photos
photo-number = Photo { $number }
photo-open = Regarder, couvrir ou supprimer
photo-add-title = Ajouter une photo
photo-promise-1 = Lieu, date, appareil : tout ce que le fichier cache est effacé. L’original n’est jamais gardé.
photo-promise-2 = Visages, plaques, badges : couvrez-les d’un carré noir, ici même.
photo-promise-3 = Une personne la regarde avant publication. Avec votre code, vous pouvez la supprimer à tout moment.
photo-file = Photo
photo-file-hint = JPEG, PNG ou WebP, 15 Mo au plus. Montrez l’appareil, pas les gens ni votre fenêtre.
photo-send = Envoyer la photo
photo-alt = La photo telle que nous la gardons
photo-cover-lead = Couvrez les visages, les plaques et l’intérieur des logements. Ce qui est noir l’est pour toujours, dans l’image même.
photo-cells = Zones de la photo à couvrir
photo-cell = Ligne { $row }, colonne { $column }
photo-cells-hint = Touchez une case pour la noircir. Les cases déjà noires sont celles où un visage semble se trouver : ce n’est qu’une aide, elle en oublie.
photo-cover-send = Couvrir ces zones
photo-nothing-to-cover = Rien à couvrir ? Il n’y a rien à faire : la photo attend d’être regardée.
photo-delete-title = Supprimer cette photo
photo-delete-text = L’image et sa miniature sont effacées. Il n’en reste rien.
photo-delete = Supprimer la photo
gallery-title = Photos
gallery-alt = { $what }
gallery-alt-numbered = { $what }, photo { $number } sur { $count }
gallery-note = Regardées par une personne avant publication ; visages et plaques couverts. Si vous y figurez, demandez la relecture au bas de la page.
photo-back = Revenir au reçu
piece-title = Copie du document
piece-none = Le recensement ne garde pas de copie de ce document.
piece-download = Télécharger le PDF ({ $size })
piece-note = C’est le fichier reçu, sans les propriétés qui nomment des personnes, lu par une personne avant publication. Si son empreinte diffère de celle du document, c’est pour cela. Ouvrez-le comme tout fichier venu d’internet.
piece-add = Joindre le PDF
piece-add-note = Pour les comptes de confiance.
piece-sum = Empreinte SHA-256
piece-kind = PDF, { $size }
piece-of = Document
piece-state = État
piece-size = Taille
piece-day = Reçu le
piece-form-title = Joindre le PDF d’un document
piece-form-lead = La copie reste lisible quand l’original disparaît. Un modérateur la lit avant tout le monde, puis chacun peut la télécharger.
piece-form-file = Le fichier PDF
piece-form-file-hint = 20 Mo au plus. Un PDF entier, sans mot de passe, sans script, sans formulaire actif et sans autre fichier à l’intérieur.
piece-form-sum = Son SHA-256, si vous le connaissez (facultatif)
piece-form-sum-hint = Celui du fichier que vous envoyez. Nous calculons le nôtre ; s’il est différent, rien n’est gardé.
piece-form-known = Cette fiche connaît déjà l’empreinte du document, seul ce fichier sera accepté :
piece-form-persons = Les propriétés d’un PDF portent souvent le nom de son auteur : nous les retirons (auteur, société, signature, auteurs des commentaires), et l’empreinte change. Les pages restent telles quelles : ne joignez que des documents publics ou occultés.
piece-form-send = Joindre ce fichier
piece-own = Vos fichiers
piece-delete = Supprimer
piece-done-waiting = Le fichier est reçu. Il attend le regard d’un modérateur ; personne d’autre ne peut le lire.
piece-done-published = Le fichier est reçu et publié.
piece-done-waiting-rewritten = Le fichier est reçu ; ses propriétés, qui peuvent nommer des personnes, sont retirées. Il attend le regard d’un modérateur ; personne d’autre ne peut le lire.
piece-done-published-rewritten = Le fichier est reçu et publié ; ses propriétés, qui peuvent nommer des personnes, sont retirées.
piece-done-deleted = Le fichier est supprimé ; il n’en reste rien.
piece-fault-size = Le fichier dépasse 20 Mo. Rien n’a été gardé.
piece-fault-format = Ce fichier n’est pas un PDF entier, du premier au dernier octet. Téléchargez-le à nouveau, ou enregistrez-le comme PDF. Rien n’a été gardé.
piece-fault-polyglot = Ce fichier est aussi une archive. Imprimez-le dans un nouveau PDF. Rien n’a été gardé.
piece-fault-encrypted = Ce PDF est protégé par un mot de passe ou des restrictions. Imprimez-le dans un nouveau PDF. Rien n’a été gardé.
piece-fault-active = Ce PDF contient plus que des pages : script, formulaire actif, son, film ou fichier joint. Imprimez-le dans un nouveau PDF. Rien n’a été gardé.
piece-fault-packed = Ce PDF est abîmé, ou compressé d’une façon que nous ne lisons pas. Imprimez-le dans un nouveau PDF. Rien n’a été gardé.
piece-fault-sum = L’empreinte SHA-256 de ce fichier n’est pas celle qui est attendue : ce n’est pas le même document. Rien n’a été gardé.
piece-fault-request = Choisissez un fichier, puis envoyez-le. Rien n’a été gardé.
piece-fault-many = Cette fiche a déjà cinq fichiers. Rien n’a été gardé.
piece-fault-shelf = La réserve de fichiers est pleine ou hors d’atteinte. Rien n’a été gardé ; revenez plus tard.

photo-done-added = La photo est reçue, sans ses données cachées. Personne ne la voit encore.
photo-done-covered = Les zones sont couvertes ; l’image d’avant est effacée. Personne ne la voit encore.
photo-done-nothing = Aucune zone n’était choisie : la photo n’a pas changé.
photo-done-deleted = La photo est supprimée.
photo-done-shown = Voici la photo telle que nous la gardons.
photo-fault-bytes = Le fichier dépasse 15 Mo. Envoyez une photo plus petite.
photo-fault-format = Ce fichier n’est ni un JPEG, ni un PNG, ni un WebP. Rien n’a été gardé.
photo-fault-heif = Le format HEIC (ou AVIF) n’est pas lu ici. Sur un iPhone : Réglages, Appareil photo, Formats, « Le plus compatible » ; ou envoyez une capture d’écran de la photo.
photo-fault-animated = C’est une animation. Envoyez une image seule.
photo-fault-cmyk = La photo a des couleurs d’imprimerie (CMJN). Enregistrez-la en RVB.
photo-fault-pixels = La photo est trop grande : 12 000 pixels de côté et 50 millions de pixels au plus.
photo-fault-damaged = Le fichier est abîmé ou incomplet. Essayez de l’envoyer à nouveau.
photo-fault-request = Choisissez un fichier, puis envoyez-le. Rien n’a été gardé.
photo-fault-shelf = La photo n’a pas pu être gardée : la réserve de photos est pleine ou hors d’atteinte. Votre signalement, lui, est bien enregistré. Gardez votre code et revenez plus tard avec la photo.
photo-fault-conflict = Cela n’est plus possible : le signalement a déjà cinq photos, il a été retiré, ou la photo a changé entre-temps.

## Territory

crumb-home = Accueil
crumb-france = France
territory-arrondissement = Arrondissement
territory-commune = Commune
territory-epci = Intercommunalité
territory-department = Département
territory-region = Région
territory-country = Pays
city-page-title = { $name } : caméras et capteurs recensés
city-sentence =
    Au { $day }, { $count ->
        [0] aucun appareil de surveillance en place n’est recensé
        [one] 1 appareil de surveillance en place est recensé par les habitants
       *[other] { $count } appareils de surveillance en place sont recensés par les habitants
    } { $place }, dont { $recent } signalés ou mis à jour depuis deux ans.
city-sentence-none = Au { $day }, personne n’a encore signalé d’appareil de surveillance { $place }. Cela ne veut pas dire qu’il n’y en a pas.
city-figures-title = En chiffres
city-map-label = Carte des appareils : { $name }
nobody-looked-title = Personne n’a encore regardé ici
nobody-looked-city = Une page vide ne veut pas dire une ville sans caméras. Levez les yeux, et soyez la première personne à en signaler une.
city-report-first = Signaler le premier appareil
city-fresh-title = Fraîcheur
fresh-newest = Dernier changement
fresh-recent = Signalés ou mis à jour depuis 24 mois
fresh-oldest = La plus ancienne fiche date du
city-list-title =
    { $count ->
        [0] Aucune fiche
        [one] { $count } fiche
       *[other] Les { $count } fiches
    }
city-reuse-title = Reprendre ces données
city-reuse-text = Tout ce qui est sur cette page se télécharge, sous licence ODbL : citez « technopolice » et partagez à l’identique.
city-cite-title = Pour citer
city-citation = technopolice, recensement citoyen de la surveillance, « { $name } », consulté le { $day }, { $address }
city-permalink = Adresse de cette page
city-correct-title = Il manque un appareil, une fiche est fausse ?
city-correct-text = Signalez ce qui manque. Pour corriger, ouvrez la fiche de l’appareil : toujours là, introuvable ou déplacé.
city-report = Signaler un appareil ici
city-explore = Explorer la carte

## Device

device-page-title = { $kind } à { $place }
device-fictional = Donnée de démonstration, fictive : cet appareil n’existe pas.
device-map-label = Où se trouve l’appareil
device-observe-title = Vous êtes devant ?
device-confirm = Il est toujours là
device-gone = Il n’y est plus
device-moved = Il est ailleurs
device-moved-hint = La position de l’appareil, comme copiée d’une carte : 48.8566, 2.3522
device-moved-send = Envoyer la nouvelle position
device-privacy = Cette fiche touche à ma vie privée
device-privacy-note = Ce qui ne devrait pas y être
device-privacy-hint = Facultatif. Seule la personne qui relit la fiche le lira ; n’écrivez ni nom ni adresse.
device-privacy-send = Demander la relecture
device-known-title = Ce que l’on sait
device-unknown-title = On ne sait pas encore :
device-sources-title = Sources
device-no-source = Aucun document pour l’instant : seulement des observations.
device-history-title = Histoire de la fiche
device-history-note = L’histoire ne nomme personne : ni qui a contribué, ni à quelle heure.
device-record-title = La fiche en données
notice-not-found = Plusieurs passages n’ont pas retrouvé cet appareil.
notice-removed = Cet appareil a été retiré. La fiche reste, pour mémoire.
notice-replaced = Cet appareil a été remplacé par un autre.
notice-dummy = Cet appareil est factice : il ne filme pas.
notice-mistaken = Cette fiche est une erreur, un doublon ou un signalement retiré. Elle ne compte plus.
reason-absences =
    { $count ->
        [one] Un passage ne l’a pas retrouvé.
       *[other] { $count } passages de suite ne l’ont pas retrouvé.
    }
reason-report = Signalement
reason-confirm = Confirmé : toujours là
reason-not-found = Cherché, introuvable
reason-removed = Retiré
reason-moved = Déplacé
reason-correct = Corrigé
reason-import = Repris d’une autre source
reason-rollback = Reprise annulée
reason-revert = Annulé : état d’avant rétabli
reason-redaction = Contenu effacé : la fiche repart de ce qu’il en reste
reason-withdrawn = Signalement retiré par son auteur
reason-merged = Doublon : réuni avec une fiche connue
reason-erased = Contenu effacé sur demande
history-changes =
    { $count ->
        [0] Rien de visible n’a changé
        [one] { $count } information
       *[other] { $count } informations
    }
field-kind = Type
field-form = Forme
field-address_label = Adresse
field-position = Latitude, longitude
field-accuracy_m = Précision de la position
field-territory = Code de la commune
field-mount = Fixé à
field-views = Direction du regard
field-height_m = Hauteur
field-features = Particularités
field-watches = Surveille
field-zones = Type de lieu
field-indoor = À l’intérieur
field-operator = Exploitant
field-operator_kind = Nature de l’exploitant
field-manufacturer = Fabricant
field-product = Modèle
field-mobility = Mobilité
field-sign_present = Panneau d’information
field-status = État
field-first_seen = Première observation
field-last_confirmed = Dernière observation
field-removed_on = Retiré le
field-description = Description
record-id = Identifiant
record-version = Version
record-version-value = { $version }, du { $day }
record-licence = Licence
record-json = GeoJSON
record-osm = Sur OpenStreetMap

## Search

search-title = Chercher dans le recensement
search-title-for = Recherche : { $query }
search-empty = Écrivez une commune, une adresse, une entreprise, un logiciel, l’objet d’un marché ou un numéro.
search-nothing = Rien ne correspond.
search-help = Les accents, les traits d’union et les pluriels ne comptent pas (« st denis », « videoprotection »). Un code postal (« 59170 »), un SIREN, un numéro de marché ou d’arrêté se cherchent tels quels.
search-some = Rien ne contient tous ces mots. Voici ce qui en contient une partie.
search-cut = C’est trop long : seuls les 200 premiers caractères et les 8 premiers mots ont été cherchés.
search-more = plus de { $count }
search-all = Tout voir
search-back = Tous les résultats
search-kinds = Résultats par sorte
search-territories = Territoires

## Problems: what happened, what was kept, what to do

problem-not-found = Cette page n’existe pas
problem-not-found-text = L’adresse est fausse, ou la fiche n’a jamais existé. Cherchez une commune ou ouvrez la carte.
problem-method-not-allowed = Cette adresse ne reçoit pas ce type de demande
problem-method-not-allowed-text = Revenez à la page précédente et utilisez son formulaire.
problem-malformed = La demande est illisible
problem-malformed-text = Rien n’a été enregistré. Revenez à la page précédente et recommencez.
problem-gone = Cette fiche a été retirée
problem-gone-text = Elle ne peut plus être affichée.
problem-invalid-photo = La photo ne peut pas être gardée
problem-invalid-photo-text = Rien n’a été enregistré. Envoyez une photo JPEG, PNG ou WebP entière.
problem-invalid-pdf = Le fichier ne peut pas être gardé
problem-invalid-pdf-text = Rien n’a été enregistré. Envoyez un PDF entier, sans mot de passe, sans script et sans fichier joint.
problem-too-large = L’envoi est trop volumineux
problem-too-large-text = Rien n’a été enregistré. Raccourcissez le texte ou envoyez une photo plus petite.
problem-unsupported-type = Ce type de contenu n’est pas lu ici
problem-unsupported-type-text = Rien n’a été enregistré. Utilisez le formulaire de la page.
problem-invalid = Certaines valeurs ne peuvent pas être acceptées
problem-invalid-text = Rien n’a été enregistré. Revenez en arrière : vos réponses y sont encore.
problem-outside-coverage = Ce lieu est hors du recensement
problem-outside-coverage-text = Rien n’a été enregistré : ce recensement ne couvre pas ce territoire.
problem-idempotency-conflict = Ce formulaire a déjà servi
problem-idempotency-conflict-text = Le premier envoi est enregistré. Rechargez le formulaire pour en faire un autre.
problem-precondition-required = Il manque la version que vous avez lue
problem-precondition-required-text = Rien n’a changé. Rechargez la page et recommencez.
problem-stale = La fiche a changé entre-temps
problem-stale-text = Rien n’a été écrasé. Rechargez la fiche et vérifiez si votre correction est encore utile.
problem-conflict = Cela n’est plus possible
problem-conflict-text = La décision est déjà prise. Rien n’a changé.
problem-too-many-requests = Trop de demandes en peu de temps
problem-too-many-requests-text = Votre envoi n’est pas enregistré. Attendez un moment, puis recommencez : vos réponses sont dans la page précédente.
problem-full = Il n’y a plus de place sur le serveur
problem-full-text = Rien n’a été enregistré ni perdu. La lecture fonctionne ; réessayez d’envoyer plus tard.
problem-mirror = Ceci est une copie du recensement
problem-mirror-text = Rien n’a été enregistré. Une copie se lit seulement : envoyez votre signalement au recensement d’origine, dont l’adresse est en haut de chaque page.
problem-read-only = Le recensement est en lecture seule pour l’instant
problem-read-only-text = Rien n’a été enregistré ni perdu. Revenez en arrière : vos réponses y sont encore. Gardez la page ouverte et renvoyez-la plus tard. Pour qui tient ce serveur : rendez la base, son dossier et son disque accessibles en écriture ; il n’est pas nécessaire de redémarrer.
problem-unavailable = Le recensement ne répond pas pour l’instant
problem-unavailable-text = Rien n’a été enregistré ni perdu. Réessayez dans une minute.
problem-internal = Une erreur de notre côté
problem-internal-text = Elle est notée. Rien n’a été changé ; réessayez dans un moment.
problem-home = Aller à l’accueil
problem-reference = Documentation de ce problème

## Data

data-title = Données et API
data-lead = Tout ce que montrent les pages se télécharge, sans inscription et sans limite de réutilisation autre que la licence.
releases-title = Publications datées
releases-lead = Tout le recensement, une fois par mois, dans des fichiers qui ne changent plus et qui se citent.
releases-none-title = Aucune publication pour l’instant
releases-none-1 = L’état du moment se télécharge depuis la page des données.
releases-about-title = Comment les lire
releases-about-1 = Commencez par README.md et dictionary.fr.html. Chaque table existe en GeoJSON, séquence GeoJSON, CSV et Parquet ; les appareils aussi en FlatGeobuf. Ce qui vient d’OpenStreetMap est dans osm/.
releases-about-2 = /dumps/latest/devices.csv.gz mène toujours au fichier de la dernière publication. Les téléchargements se reprennent, et se lisent par morceaux.
releases-about-3 = SHA256SUMS donne l’empreinte de chaque fichier, et SHA256SUMS.sig la signature, quand l’instance signe.
data-dumps-title = Télécharger
data-dumps-1 = L’état du moment, en un fichier. Les mêmes filtres que l’API s’appliquent : ?territory=93066, ?kind=camera, ?since=2026-11-01.
data-api-title = Interroger
data-api-1 = Une API JSON documentée en OpenAPI 3.1, des tuiles vectorielles décrites en TileJSON, des erreurs au format problem+json, des pages suivies par lien « next ».
data-lines-title = En une ligne
data-lines-1 = À copier tel quel.
data-formats-title = Ce que dit un enregistrement
data-formats-1 = Coordonnées en WGS 84, longitude puis latitude. Ce qui est inconnu est absent : jamais une valeur par défaut qui affirmerait quelque chose.
data-formats-2 = Les champs principaux :
data-formats-item-1 = kind : type d’appareil (camera, plate_reader, acoustic_sensor…)
data-formats-item-2 = status : signalé, confirmé, introuvable, retiré…
data-formats-item-3 = verification : certitude, calculée à partir des observations et des documents
data-formats-item-4 = last_confirmed : dernier jour où quelqu’un l’a vu
data-formats-item-5 = sources, upstream, licence : d’où vient l’enregistrement
data-licence-title = Licence
data-licence-1 = Open Database License (ODbL) 1.0. Vous pouvez tout réutiliser, y compris à des fins commerciales, à condition de citer « technopolice, contributrices et contributeurs » et de partager à l’identique une base dérivée.
data-licence-2 = Les enregistrements repris d’OpenStreetMap portent leur identifiant d’origine : © les contributeurs d’OpenStreetMap, ODbL.
data-limits-title = Ce que ces données ne disent pas
data-limits-1 = Un recensement participatif a des biais. Avant de publier un chiffre :
data-limits-item-1 = L’absence d’appareil signifie d’abord que personne n’a regardé.
data-limits-item-2 = Les centres-villes sont mieux regardés que les périphéries.
data-limits-item-3 = Un appareil non confirmé depuis deux ans a pu disparaître.
data-limits-item-4 = Un chiffre observé n’est pas un chiffre déclaré par la commune : ne les additionnez pas.
data-note-geojson = GeoJSON (RFC 7946), pour QGIS et les cartes
data-note-geojsonl = GeoJSON, un objet par ligne (RFC 8142), pour les grands volumes
data-note-csv = CSV en UTF-8, pour tableurs
data-note-fgb = FlatGeobuf, avec son index spatial
data-note-parquet = GeoParquet 1.1, pour DuckDB, Python et R
data-note-openapi = la description complète de l’API
data-note-devices = les appareils, par page, avec filtres
data-note-territories = les territoires : nom, code, emprise
data-note-tiles = les tuiles vectorielles (TileJSON 3.0)

## About

about-title = À propos
about-lead = technopolice recense ce qui nous surveille dans l’espace public en France, à partir de ce que chacun peut voir et de ce que les documents publics disent.
about-what-title = Pourquoi
about-what-1 = Il n’existe pas de liste publique des caméras installées dans les rues de France. Sans elle, on ne peut ni en débattre, ni vérifier que la loi est respectée, ni mesurer ce qui change.
about-what-2 = Ce recensement la construit, ville par ville, avec les habitants. Il ne dit pas ce qu’il faut en penser : il donne de quoi en parler.
about-method-title = Méthode
about-method-1 = Chaque affirmation dit d’où elle vient et à quel point elle est certaine.
about-method-item-1 = Un signalement est publié comme non vérifié ; il est marqué d’un rond vide.
about-method-item-2 = Une observation par quelqu’un d’autre remplit le rond à moitié. Des confirmations anonymes ne prouvent pas qu’elles sont indépendantes : elles ne suffisent pas à le remplir.
about-method-item-3 = Un document officiel publié entoure le rond d’un anneau.
about-method-item-4 = Chaque changement est une révision conservée ; la chaîne des révisions est vérifiable et montre toute réécriture.
about-method-item-5 = Ce qui ressemble à un logement, à une donnée personnelle ou à une affirmation sur un fabricant est relu avant publication.
about-method-item-6 = Ce qui est retiré ou introuvable reste visible comme tel.
about-promises-title = Nos promesses
about-promises-1 = Chacune est vérifiée par un test du logiciel.
about-promises-item-1 = Aucune adresse IP, aucun navigateur, aucune heure d’envoi n’est enregistrée ; seulement le jour.
about-promises-item-2 = Aucun cookie sans compte, et un seul avec : celui de la session. Aucune mesure d’audience, aucune requête vers un autre site.
about-promises-item-3 = Pas de compte pour contribuer : un code suffit pour corriger ou retirer.
about-promises-item-4 = Toutes les pages fonctionnent sans JavaScript, donc dans le navigateur Tor au niveau le plus sûr.
about-promises-item-5 = Aucun nom de personne n’est publié ; aucun domicile n’est localisé.
about-promises-item-6 = Toutes les données se téléchargent ; rien n’est réservé.
about-people-title = Personnes et vie privée
about-people-1 = Le recensement parle d’appareils et d’organismes, jamais de personnes. Si une fiche touche votre vie privée, demandez son retrait depuis la fiche : elle sera relue.
about-people-2 = Regarder depuis la rue suffit. N’entrez pas chez les gens, ne grimpez pas, ne touchez à rien, ne gênez personne.
about-sources-title = Sources des données de référence
about-sources-1 = Communes, contours et fonds de carte viennent de :
about-licence-title = Licences
about-licence-1 = Les données du recensement sont sous Open Database License 1.0.
about-licence-2 = Le logiciel est libre, sous GNU Affero General Public License, version 3 ou ultérieure. Toute instance publique doit offrir son code source.

## Accessibility

access-title = Accessibilité
access-lead = Le recensement doit pouvoir être lu et complété par tout le monde. Voici où nous en sommes.
access-state-title = État
access-state-1 = Cette auto-déclaration n’est pas un audit. Les pages visent le niveau AA des WCAG 2.2 et du RGAA 4.1.
access-state-2 = À chaque version, l’outil axe vérifie les pages principales, en clair et en sombre, sur téléphone et sur grand écran.
access-done-title = Ce qui est fait
access-done-item-1 = Chaque carte est doublée d’une liste et de filtres qui disent la même chose.
access-done-item-2 = Aucune information ne passe par la couleur seule : la forme et le remplissage la portent aussi.
access-done-item-3 = Aucun geste de glisser n’est nécessaire : une position se donne aussi par une adresse ou des coordonnées.
access-done-item-4 = Les erreurs d’un formulaire sont résumées en haut et liées à leur champ ; rien de ce qui est rempli n’est perdu.
access-done-item-5 = Tout se fait au clavier, avec un focus toujours visible ; les cibles font au moins 44 pixels.
access-done-item-6 = Les préférences de mouvement, de contraste et de thème sombre sont respectées.
access-limits-title = Ce qui manque encore
access-limits-item-1 = La carte interactive se lit mal avec un lecteur d’écran : utilisez la liste.
access-limits-item-2 = Les noms de rues sur la carte ne s’agrandissent pas avec le texte de la page.
access-contact-title = Signaler un obstacle
access-contact-1 = Un obstacle est un défaut comme un autre : écrivez-le dans le mot pour la relecture d’un signalement, il sera lu.

## What the scripts say; they fill in the braces themselves

island-map-label = Carte des appareils de surveillance
island-map-failed = Votre navigateur ne peut pas dessiner la carte. La liste dit la même chose.
island-map-load = Afficher la carte
island-map-zoom-in = Zoomer
island-map-zoom-out = Dézoomer
island-map-locate = Me situer sur la carte
island-map-locate-failed = Position introuvable.
island-map-attribution = Sources
island-map-gesture-desktop = Utilisez Ctrl + molette pour zoomer
island-map-gesture-mac = Utilisez ⌘ + molette pour zoomer
island-map-gesture-touch = Utilisez deux doigts pour déplacer la carte
island-select-open = Voir la fiche
island-select-close = Fermer
island-select-fictional = Donnée de démonstration, fictive
island-select-loading = Chargement…
island-select-unavailable = La fiche n’a pas pu être chargée.
island-facts-status = État
island-facts-verification = Certitude
island-facts-form = Forme
island-facts-place = Lieu
island-facts-confirmed = Dernière observation
island-facts-updated = Mis à jour
island-confirm-still-there = Toujours là
island-confirm-not-found = Introuvable
island-confirm-thanks = Merci, c’est noté.
island-confirm-queued = Gardé sur cet appareil, envoyé dès que le réseau revient.
island-confirm-failed = L’envoi a échoué : { $reason }
island-error-network = le réseau ne répond pas
island-error-answer = réponse inattendue du serveur
island-list-label = Appareils à l’écran
island-list-order = Trier par
island-list-by-near = proximité du centre
island-list-by-kind = type
island-list-by-certainty = certitude
island-list-by-seen = dernière observation
island-list-by-place = adresse
island-list-no-place = Sans adresse
island-filter-on-one = { $count } filtre actif
island-filter-on-other = { $count } filtres actifs
island-filter-remove = Retirer le filtre : { $label }
island-filter-standing-on = En place le { $date }
island-time-label = Remonter le temps : mois affiché
island-time-play = Lire
island-time-pause = Pause
island-time-step = + 1 an
island-time-today = aujourd’hui
island-area-open = Ouvrir la fiche
island-area-unsurveyed = Personne n’a encore rien recensé ici : ce blanc ne dit pas qu’il n’y a rien.
island-area-devices = Appareils recensés
island-area-per-1000 = Pour 1 000 habitants
island-area-population = Habitants
island-area-uses-around = Usages d’une autorité plus large
island-search-page-of = La fiche de { $place }
island-select-sources = Ce qui l’atteste
island-select-still-there = Toujours là ?
island-select-move-help = Touchez la carte là où il est maintenant.
island-select-place-here = Il est au centre de la carte
island-facts-operator = Exploitant
island-confirm-moved = Déplacé
island-list-count-one = { $count } appareil dans cette vue
island-list-count-other = { $count } appareils dans cette vue
island-list-count-more = Plus de { $count } appareils dans cette vue
island-list-none = Personne n’a encore rien signalé ici.
island-list-none-filtered = Rien ne correspond à ces filtres dans cette vue.
island-list-uses = Aucun appareil n’est de ces familles.
island-list-failed = La liste n’a pas pu être mise à jour.
island-report-locate = Me localiser
island-report-locating = Recherche de votre position…
island-report-located = Position trouvée (± { $accuracy } m)
island-report-placed = Position placée sur la carte
island-report-location-refused = Position refusée : indiquez une adresse et une commune.
island-report-location-failed = Position introuvable : indiquez une adresse et une commune.
island-report-pin = Épingle : flèches du clavier pour la déplacer
island-report-pin-help = Touchez la carte ou déplacez l’épingle pour corriger.
island-report-near-title = Déjà signalé à côté ?
island-report-near-item = { $kind } à { $distance } m
island-report-near-same = C’est la même
island-report-missing-kind = Choisissez ce que vous avez vu.
island-report-missing-place = Indiquez une position, ou une adresse et une commune.
island-report-rejected = Le signalement doit être corrigé : { $reason }
island-outbox-waiting-one = { $count } signalement en attente du réseau
island-outbox-waiting-other = { $count } signalements en attente du réseau
island-outbox-kept = Gardé sur cet appareil trois jours au plus.
island-outbox-to-correct = Un signalement doit être corrigé : { $reason }
island-outbox-correct = Corriger
island-outbox-forget = Tout effacer de cet appareil
island-report-near-gone = Elle a disparu
island-report-near-moved = Elle est ici
island-report-near-wrong = Fiche à corriger
island-report-near-looks = Regarde à { $count }°
island-report-missing-accuracy = Position trop vague : touchez la carte, ou donnez une rue.
island-report-sending = Envoi…
island-report-on-map = Montrer sur la carte
island-report-no-map = La carte ne s’affiche pas ici : donnez une rue et une commune.
island-report-on-street = Placé au milieu de : { $place }
island-report-aim = Toucher là où elle regarde
island-report-compass = Viser avec le téléphone
island-report-compass-reading = Tenez le téléphone droit devant vous…
island-report-compass-read = Boussole : { $count }°
island-report-compass-failed = Pas de boussole ici : choisissez un secteur.
island-report-photo-place = Cette photo contient le lieu de la prise de vue. Il n’a pas quitté ce téléphone.
island-report-photo-use = Utiliser ce lieu
island-report-photo-used = Lieu de la photo utilisé.
island-report-photo-no = Non, l’ignorer
island-report-photo-again = La photo partagée n’est pas arrivée : choisissez-la ici.
island-outbox-off = Ne rien garder sur ce téléphone, même sans réseau
island-outbox-photos-one = { $count } photo en attente du réseau ; son signalement est arrivé.
island-outbox-photos-other = { $count } photos en attente du réseau ; leurs signalements sont arrivés.
island-outbox-photo-lost = Pas assez de place pour la photo : le signalement, lui, est gardé.
island-outbox-unkept-off = Pas de réseau, et rien n’est gardé ici, comme vous l’avez choisi. Gardez cette page ouverte, puis renvoyez.
island-outbox-unkept-full = Pas de réseau, et plus de place sur ce téléphone. Gardez cette page ouverte, puis renvoyez.
island-receipt-photo-sent = La photo est arrivée ; une personne la regarde avant publication.
island-receipt-photo-waiting = La photo attend le réseau ; elle partira d’ici.
island-receipt-photo-refused = La photo n’a pas pu être prise ; le signalement est bien arrivé.
island-receipt-title = Merci, votre signalement est enregistré
island-receipt-code = Code à garder
island-receipt-help = Ce code permet de modifier ou de retirer le signalement. Il n’est affiché qu’ici.
island-receipt-link = Ouvrir le reçu
island-receipt-print = Imprimer
island-receipt-again = Signaler autre chose
island-receipt-device = Voir l’appareil
island-receipt-state-accepted = Publié
island-receipt-state-queued = Sera publié au prochain envoi groupé
island-receipt-state-pending = En attente de relecture
island-receipt-state-merged = Fusionné avec un appareil connu
island-receipt-same = Une caméra est déjà connue à { $distance } m.
island-photo-help = Glissez sur un visage ou une plaque pour tracer un carré, ou touchez-le pour en poser un. Au clavier : flèches pour déplacer le carré choisi, Maj et flèches pour le redimensionner, Suppr pour l’enlever.
island-photo-add = Ajouter un carré
island-photo-box = Carré noir { $number }
island-photo-suggested = Carré proposé { $number }
island-photo-suggested-help = Les carrés en pointillé sont proposés par un programme, qui oublie des visages et en voit où il n’y en a pas : enlevez ceux qui sont de trop.
island-photo-chosen = Carré choisi
island-photo-larger = Plus grand
island-photo-smaller = Plus petit
island-photo-remove = Enlever
island-photo-preview = La photo choisie
island-photo-unread = Votre navigateur ne sait pas lire ce fichier ; il sera examiné à l’arrivée.
island-photo-count-one = { $count } carré noir
island-photo-count-other = { $count } carrés noirs
island-search-results-one = { $count } commune proposée
island-search-results-other = { $count } communes proposées
island-search-none = Aucune commune trouvée
island-share-copied = Copié
island-share-failed = La copie n’a pas pu se faire

## Accounts

footer-account = Mon compte
history-by = par { $pseudonym }
problem-login-required = Connexion demandée
problem-login-required-text = Cette page n’existe que pour un compte connecté.
problem-passkey-required = Clé d’accès demandée
problem-passkey-required-text = Les douze mots ne suffisent pas pour ce compte : présentez ou ajoutez d’abord votre clé d’accès.
problem-forbidden = Accès refusé
problem-forbidden-text = Ce compte n’a pas le rôle qu’il faut, ou la demande est venue d’un autre site. Rien n’a été changé.
login-title = Se connecter
login-lead = Tapez les douze mots de votre compte. Ils suffisent : ni nom, ni adresse.
login-words = Vos douze mots
login-words-hint = Sans accents si vous voulez, et les quatre premières lettres de chaque mot suffisent.
login-button = Se connecter
login-without-title = Sans compte
login-without-text = Signaler, confirmer, retirer : tout cela marche sans compte. Un compte sert à gagner la confiance des autres et à aider à relire.
login-lost = Mots perdus ? Personne ne peut les retrouver. L’administration peut fermer le compte ou lui donner de nouveaux mots.
login-unknown = Ces mots n’ouvrent aucun compte.
login-word-count = Il faut douze mots ; il y en a { $count }.
login-unknown-word = « { $word } » n’est pas un mot de la liste. Vérifiez son orthographe.
login-checksum = Ces mots ne vont pas ensemble : l’un d’eux, ou leur ordre, est faux.
logout-title = Se déconnecter
logout-lead = La session est fermée sur le serveur, pas seulement dans ce navigateur.
logout-button = Se déconnecter ici
account-new-title = Créer un compte
account-new-lead = Un pseudonyme, et c’est tout. Vous recevrez douze mots qui ouvrent le compte ; ils ne sont montrés qu’une fois.
account-new-button = Créer le compte
account-have-one = J’ai déjà un compte
account-pseudonym = Pseudonyme
account-pseudonym-hint = De 3 à 40 lettres ou chiffres. Pas votre nom, ni un pseudonyme utilisé ailleurs.
account-pseudonym-length = Un pseudonyme a de 3 à 40 lettres ou chiffres.
account-pseudonym-character = Lettres, chiffres, espaces, tirets, points et apostrophes seulement. Pas d’adresse électronique.
account-taken = Un autre compte porte ce pseudonyme, ou un pseudonyme qui lui ressemble.
account-public = Montrer mon pseudonyme dans l’historique public
account-promise-title = Ce que nous gardons
account-promise-1 = Le pseudonyme, le jour de création et l’empreinte des douze mots. Pas d’adresse électronique, pas de mot de passe, pas d’adresse IP.
account-promise-2 = Ce que vous envoyez en étant connecté est rattaché au compte ; le public ne le voit pas, sauf si vous cochez la case.
account-promise-3 = Supprimer le compte détache tout : vos signalements restent et ne sont plus à personne.
secret-title = Vos douze mots
secret-lead = Recopiez-les maintenant. Ils ne seront plus jamais affichés, et personne ne peut les retrouver.
secret-words = Dans cet ordre
secret-of = Ils ouvrent le compte « { $pseudonym } ».
secret-code = Les douze mots en code QR
secret-keep-title = Comment les garder
secret-keep-1 = Sur papier, ou dans un gestionnaire de mots de passe.
secret-keep-2 = Le code QR contient les mêmes mots, en texte. Ne le laissez pas dans vos photos.
secret-keep-3 = Qui a ces mots a le compte. Vous pourrez en changer.
secret-kept = C’est noté
account-title = Compte de { $pseudonym }
account-lead = Tout ce que nous savons de ce compte est sur cette page.
account-since = Créé le
account-accepted = Contributions acceptées
account-trust = Confiance
account-trust-level = niveau { $level } sur 4
account-roles = Rôles
account-no-role = aucun : vous contribuez
account-keys = Clés d’accès
account-sessions = Navigateurs connectés
account-public-title = Pseudonyme public
account-public-note = Vaut pour toutes vos contributions, passées et à venir. Vous pouvez changer d’avis.
account-save = Enregistrer
account-saved = C’est enregistré.
account-leave-everywhere = Se déconnecter partout
account-renew-title = Changer mes douze mots
account-renew-text = Les mots d’aujourd’hui ne vaudront plus rien, et les autres navigateurs seront déconnectés.
account-renew-button = Recevoir de nouveaux mots
account-delete-title = Supprimer le compte
account-delete-text = Le pseudonyme, les mots, les clés et les rôles sont effacés tout de suite. Vos contributions restent et ne sont plus à personne.
account-delete-button = Supprimer le compte
account-sure = Oui, je suis sûr·e
account-not-sure = Rien n’a été changé : cochez la case pour confirmer.
role-trusted = de confiance
role-moderator = modération
role-importer = import
role-administrator = administration
role-auditor = audit
role-in = { $role } ({ $place })
keys-title = Clés d’accès
keys-lead = Une clé d’accès est tenue par votre téléphone, votre ordinateur ou une clé de sécurité. Elle prouve que c’est vous, en plus des douze mots.
keys-must-add = Ce compte modère ou administre : ajoutez une clé d’accès avant toute autre chose.
keys-must-show = Présentez votre clé d’accès pour continuer.
keys-elsewhere = Sur cette machine, les clés d’accès ne marchent qu’à cette adresse :
keys-name = Nom de la clé
keys-name-hint = Pour la reconnaître plus tard, par exemple « téléphone ».
keys-script = Cette étape, et elle seule, a besoin de JavaScript : sans lui, un site ne peut pas parler à une clé d’accès.
keys-list = Vos clés
keys-none = Aucune clé pour l’instant.
keys-unnamed = Clé sans nom
keys-remove = Retirer
keys-remove-named = Retirer la clé { $name }
administration-title = Comptes et rôles
administration-lead = Donner un rôle, le reprendre, fermer un compte. Aucune décision sur le contenu ne se prend ici.
administration-grant-title = Donner un rôle
administration-grant-button = Donner ce rôle
administration-role-label = Rôle
administration-territory-label = Territoire
administration-territory-hint = Nom ou code d’une commune, d’une intercommunalité, d’un département (d93) ou d’une région (r11). Vide : partout.
administration-list = Comptes
administration-accepted =
    { $count ->
        [0] aucune contribution acceptée
        [one] { $count } contribution acceptée
       *[other] { $count } contributions acceptées
    }
administration-disabled = fermé
administration-disable = Fermer
administration-disable-named = Fermer le compte de { $pseudonym }
administration-enable = Rouvrir
administration-enable-named = Rouvrir le compte de { $pseudonym }
administration-revoke = Reprendre
administration-revoke-named = Reprendre à { $pseudonym } le rôle : { $role }
administration-next = Comptes suivants
administration-done = C’est fait pour { $pseudonym }. Ses sessions sont fermées.
administration-unknown = Aucun compte ne porte ce pseudonyme.
administration-self = Personne ne change ses propres droits.
administration-role = Ce rôle n’existe pas.
administration-territory = Ce territoire est inconnu, ou plusieurs portent ce nom : donnez son code.
administration-elsewhere = Vos droits d’administration ne vont pas jusque-là.
island-passkey-add = Ajouter une clé d’accès
island-passkey-show = Présenter ma clé d’accès
island-passkey-waiting = En attente de la clé…
island-passkey-failed = La clé n’a pas été acceptée : { $reason }
island-passkey-refused = La demande a été annulée ou a pris trop de temps.
island-passkey-unsupported = Ce navigateur ne connaît pas les clés d’accès.

# Fiches : usages, marchés, arrêtés, chiffres officiels, organisations, documents
records-add = Ajouter une fiche
records-kinds = Les autres fiches
record-fault-needed = ce champ est nécessaire.
record-fault-value = cette valeur n’a pas été comprise.
record-fault-territory = plusieurs territoires portent ce nom, ou aucun. Donnez un code : { $choices }
city-records-empty = Aucun usage, marché, arrêté ni chiffre officiel n’est encore recensé ici.
city-records-add = Ajouter : { $kind }
records-empty = Rien n’est encore recensé ici.
records-lead-deployment = Les logiciels d’analyse, la reconnaissance faciale, les drones et les fichiers, autorité par autorité.
records-lead-contract = Qui a vendu quoi, à qui, pour combien, et pour combien de temps.
records-lead-authorisation = Les arrêtés préfectoraux, et le jour où ils expirent.
records-lead-official-count = Les nombres de caméras que donnent les autorités elles-mêmes, avec leur date.
records-lead-organisation = Les autorités qui surveillent et les entreprises qui leur vendent de quoi le faire.
records-lead-document = Les sources sur lesquelles le recensement s’appuie.
records-lead-survey = Qui a regardé où, et quel jour : là où personne n’est passé, une carte vide ne veut rien dire.
record-mistaken = Cette fiche a été retirée : elle était fausse, ou son auteur l’a reprise. Son histoire reste lisible.
record-merged = Cette fiche a été fusionnée avec une autre.
record-correct = Corriger ou compléter
record-rival = Une autre contribution dit :
record-derived = Calculé
record-withdrawn-value = à retirer
record-mentions = Ce qui en parle
amount-ht = { $amount } € HT
grade-reported = Une seule contribution en parle.
grade-confirmed = { $count ->
    [one] Confirmé une fois.
   *[other] Confirmé { $count } fois.
  }
grade-independent = { $count ->
    [one] Un témoin indépendant le confirme.
   *[other] { $count } témoins indépendants le confirment.
  }
grade-documents = { $count ->
    [one] Un document officiel est cité.
   *[other] { $count } documents officiels sont cités.
  }
grade-checked = Comparé à ses documents le { $day }.
grade-disputed = Des contributions se contredisent : toutes restent lisibles.
grade-gone = Ce n’est plus là, ou n’a pas été retrouvé.
history-disputed = contradiction
reason-mentioned = Cité par une autre fiche
record-form-new = Ajouter : { $kind }
record-form-correct = Corriger : { $kind }
record-form-lead = Laissez vide ce que vous ne savez pas. Aucun compte n’est nécessaire.
record-form-needed = (nécessaire)
record-form-how = D’où le savez-vous ?
record-form-source-kind = Type de document
record-form-source-title = Titre du document
record-form-send = Envoyer
hint-date = Une année, un mois ou un jour : 2026, 2026-11 ou 2026-11-23.
hint-territory = Nom ou code INSEE d’une commune, d’un département…
hint-territories = Noms ou codes INSEE, séparés par des virgules.
hint-organisation = Un nom d’autorité ou d’entreprise, jamais celui d’une personne.
hint-document = L’adresse du document, ou son titre.
hint-lines = Un par ligne.
survey-title = Balade du { $day }
survey-squares = { $count ->
    [one] un carré d’une cinquantaine de mètres
   *[other] { $count } carrés d’une cinquantaine de mètres
  }
hint-squares = Des carrés, comme 19/265862/180422. Le plus simple est de passer par la page des balades.
hint-rows = Une ligne par élément, dans cet ordre : { $columns }
unknown = Je ne sais pas

## Modération

moderation-title = Modération
moderation-lead = Ce qui attend une décision, le plus ancien d’abord.
moderation-count = { $count ->
    [0] Rien n’attend.
    [one] { $count } contribution attend une décision.
   *[other] { $count } contributions attendent une décision.
}
moderation-waiting = En attente
moderation-empty = Rien n’attend dans vos territoires.
moderation-proposals = En attente d’un second avis
moderation-proposals-lead = Au-delà de 20 entrées, une seconde personne doit être d’accord.
moderation-proposal = { $pseudonym } propose : { $action }, { $count } entrées.
moderation-agree = D’accord, exécuter
moderation-drop = Abandonner
moderation-dropped = La proposition est abandonnée, rien n’a changé.
moderation-group = { $count } contributions de la même provenance
moderation-choose = Choisir : { $title }
moderation-claimed = Prise en charge par { $pseudonym }
moderation-claimed-by-me = Prise en charge par vous
moderation-photos = { $count ->
    [one] { $count } photo à regarder
   *[other] { $count } photos à regarder
}
moderation-chosen = Décider de ce qui est coché
moderation-ground = Motif d’un refus
moderation-ground-none = Choisir un motif
moderation-answer = Mot à l’auteur (facultatif)
moderation-answer-hint = Lu par l’auteur avec son code, par personne d’autre. Sans mot, il lit la phrase du motif.
moderation-accept = Accepter
moderation-refuse = Refuser
moderation-next = Suite de la file
moderation-keys = Au clavier, dans la liste : j et k pour avancer et reculer, x pour cocher, o pour ouvrir.
moderation-nothing-chosen = Rien n’est coché.
moderation-needs-ground = Un refus demande un motif.
moderation-done = { $count ->
    [one] C’est fait : { $count } entrée.
   *[other] C’est fait : { $count } entrées.
}{ $left ->
    [0] {""}
    [one] { " " }Une contribution ne va plus avec ce qui est connu : elle attend encore.
   *[other] { " " }{ $left } contributions ne vont plus avec ce qui est connu : elles attendent encore.
}
moderation-proposed = { $count } entrées : une seconde personne doit être d’accord. La proposition est en attente.
moderation-done-accept = C’est publié.
moderation-done-refuse = C’est refusé.
moderation-done-merge = C’est fusionné.
moderation-done-close = C’est classé.
moderation-done-next = { $done } Voici la suivante.
moderation-moved-by = Distance de l’endroit connu
moderation-revert-this = Annuler cette contribution
moderation-remove-ground = Motif du retrait
moderation-conflict = Ce que d’autres en ont dit depuis reste : relisez la fiche.
moderation-proposal-look = Voir de quoi il s’agit
moderation-claim = Je m’en occupe
moderation-release = Laisser aux autres
moderation-from = Envoyé
moderation-from-account = avec un compte
moderation-from-nobody = sans compte
moderation-about = Porte sur
moderation-proposal-title = Ce qui est proposé
moderation-no-value = Aucune valeur : voir le mot de l’auteur.
moderation-today = Aujourd’hui
moderation-proposed-value = Proposé
moderation-note = Mot de l’auteur, jamais publié
moderation-map = Sur la carte
moderation-pieces = Copies de documents à lire
moderation-piece-title = Une copie à lire
moderation-piece-lead = Téléchargez le fichier et lisez-le en entier, avec ses propriétés : noms de personnes, signatures, adresses, téléphones. Un fichier ne se couvre pas : ce qui n’a rien à faire là se supprime.
moderation-piece-text = Publiée, chacun peut la télécharger depuis la fiche. Masquée, seuls les modérateurs la lisent. Supprimée, il n’en reste rien.
moderation-piece-fetch = Télécharger le fichier
moderation-piece-published = Publier
moderation-piece-hidden = Masquer
moderation-piece-deleted = Supprimer
moderation-done-piece = C’est décidé.
moderation-photos-title = Photos
moderation-photo-title = Une photo à regarder
moderation-photo-case = Son signalement
moderation-photo-lead = Regardez-la en entier : visages, plaques, badges, fenêtres, reflets. Couvrez ce qui doit l’être ; ce qui est noir l’est pour toujours.
moderation-photo-text = Publiée, elle paraît sur la page de l’appareil. Masquée, elle reste à son auteur et aux modérateurs. Supprimée, il n’en reste rien. Un signalement qui n’attendait que sa photo suit votre décision.
moderation-photo-covered = Les zones sont couvertes ; l’image d’avant est effacée.
moderation-photo-early = Décidez d’abord du signalement : une photo paraît avec sa fiche.
moderation-photo-look = Regarder et décider
moderation-photo-published = Montrer
moderation-photo-hidden = Masquer
moderation-photo-deleted = Supprimer
moderation-decide = Décider
moderation-correct = Corriger avant d’accepter
moderation-settles = Ces valeurs tranchent : ce qui les contredit s’efface (l’historique le garde)
moderation-accept-one = Accepter
moderation-open-entry = Ouvrir la fiche : trancher, retirer, effacer
moderation-privacy-how = Une demande de respect de la vie privée ne se publie pas. Ouvrez la fiche pour la retirer ou l’effacer (l’effacement clôt aussi la demande), ou classez la demande une fois traitée.
moderation-close = Classer : traité autrement
moderation-merge-title = Déjà connu
moderation-merge-other = Adresse ou identifiant de l’autre fiche
moderation-merge = C’est la même chose : fusionner
moderation-refuse-title = Refuser
moderation-refuse-one = Refuser
moderation-public-page = page publique
moderation-dispute = Contradiction : { $field }
moderation-settle-legend = Quelle valeur tient ?
moderation-shown-first = montrée en premier
moderation-settle = Trancher
moderation-check-title = Comparer aux documents
moderation-check-text = Vous avez ouvert les documents cités et ils disent la même chose que la fiche.
moderation-check = La fiche suit ses documents
moderation-unify-title = C’est un doublon
moderation-unify-text = Cette fiche s’efface devant l’autre, qui apprend ce que celle-ci était seule à savoir et garde le reste ; ses photos et ses adresses mènent désormais à l’autre. La décision peut être annulée.
moderation-near = À moins de 50 mètres
moderation-unify = Réunir les deux fiches
moderation-remove-title = Retirer du recensement
moderation-remove-text = La fiche reste lisible dans son historique, elle n’est plus comptée.
moderation-remove = Retirer
moderation-open = Ouvrir une fiche
moderation-open-label = Adresse ou identifiant d’une fiche

answer-duplicate = Le recensement le connaît déjà.
answer-fake = Ce n’est pas exact, d’après ce que nous avons pu voir.
answer-privacy = Cela dit quelque chose d’une personne. Le recensement ne garde rien sur les personnes.
answer-private-home = Cela semble être chez quelqu’un. Le recensement ne montre pas les domiciles.
answer-defamation = Cela accuse quelqu’un sans preuve publique.
answer-out-of-scope = Ce n’est pas de la surveillance, ou pas dans le territoire du recensement.
answer-copyright = C’est l’œuvre de quelqu’un d’autre : donnez plutôt le lien.
answer-unverifiable = Personne ne peut le vérifier. Une photo ou un document permettrait de le reprendre.
answer-spam = Cela a été envoyé en nombre, ou ne dit rien.

decisions-title = Décisions de modération
decisions-lead = Tout ce que la modération décide : quoi, pourquoi, par qui. Jamais ce qui a été écrit, jamais qui l’a écrit.
decisions-none = Aucune décision pour l’instant.
decisions-day = Jour
decisions-what = Décision
decisions-about = Sur
decisions-why = Motif
decisions-who = Par
decisions-entries = Entrées
decisions-operator = l’exploitant
decisions-two = { $first }, avec { $second }
decisions-made = Ce qu’elle a changé
decisions-version = version { $version }
decisions-next = Décisions plus anciennes

reason-settle = Contradiction tranchée
reason-check = Comparé à ses documents
reason-mistaken = Retiré du recensement par la modération
moderation-needs-entry = Aucune fiche ne correspond : donnez son adresse ou son identifiant.
moderation-needs-choice = Choisissez une des valeurs.
moderation-answer-too-long = Le mot à l’auteur est trop long : 1 000 caractères au plus.
moderation-fault-conflict = C’est déjà décidé, quelqu’un d’autre s’en occupe, ou cela ne va plus avec ce qui est connu.
moderation-fault-stale = La fiche a changé depuis : relisez-la avant de décider.

revert-title = Annuler en nombre
revert-lead = Reprend d’un geste ce qu’un compte, un import, une contribution, une décision ou quelques jours ont apporté. Ce que d’autres ont dit depuis reste. Tout peut être rétabli en annulant la décision.
revert-scope = Quoi
revert-scope-account = Un compte (pseudonyme)
revert-scope-window = Des jours
revert-scope-batch = Un import
revert-scope-contribution = Une contribution
revert-scope-decision = Une décision
revert-which = Pseudonyme, identifiant ou adresse
revert-from = Du (compte, jours)
revert-to = Au (compte, jours)
revert-territory = Seulement dans ce territoire (jours)
revert-bbox = Seulement dans ce cadre : ouest,sud,est,nord (jours)
revert-preview = Voir ce que cela ferait
revert-preview-title = Ce que cela ferait
revert-button = Annuler tout cela
revert-removed = Fiches retirées
revert-restored = Fiches rétablies
revert-contributions = Contributions refusées
revert-conflicts = Fiches changées depuis, à relire
revert-conflicts-lead = Quelqu’un d’autre en a dit autre chose depuis, ou d’autres fiches en parlent : ce qui vient d’ailleurs reste.
revert-imports = Imports récents
revert-proposal = Une personne propose d’annuler : { $scope }. Voici ce que cela ferait aujourd’hui.
revert-back = Retour à la file, pour répondre
revert-about-revision = une version de { $name }
revert-about-contribution = la contribution { $name }
revert-about-batch = l’import { $name }
revert-about-account = ce que { $name } a envoyé
revert-about-window = tout ce qui a été publié
revert-about-from = à partir du { $day }
revert-about-to = jusqu’au { $day }
revert-about-box = dans le cadre { $name }
revert-about-codes = dans les territoires { $name }
revert-about-decision = la décision { $name }
revert-fault = Rien ne correspond : vérifiez l’identifiant, les jours, le territoire ou le cadre.
revert-done = C’est annulé : { $count } entrées. Changées depuis, à relire : { $conflicts }.
moderation-revert-title = Annuler une version
moderation-revert-text = Ce que cette version a changé revient à la valeur d’avant, sauf ce que d’autres ont changé depuis.
moderation-revert-version = Version
moderation-revert = Annuler cette version
moderation-erase-title = Effacer le contenu
moderation-erase-text = Le contenu de la fiche, de son historique et des contributions disparaît partout, photos comprises. Il reste la trace qu’il y a eu effacement. Rien ne peut le rétablir.
moderation-erase = Effacer pour toujours
figure-declared = déclarées
figure-declared-unknown = Aucune déclaration recensée
figure-authorised = autorisées
figure-authorised-unknown = Aucun arrêté en vigueur recensé
figure-contracted = achetées
figure-contracted-unknown = Aucun marché ne dit combien
figure-observed = observées
figure-observed-note = en place, vues par des habitants
figure-unknown = Inconnu
figure-see-list = Voir la liste
figure-source =
    { $count ->
        [one] Voir la source
       *[other] Voir la plus récente des { $count } sources
    }
figure-origin-statement = selon un document
figure-origin-orders =
    { $count ->
        [one] par 1 arrêté en vigueur
       *[other] par { $count } arrêtés en vigueur
    }
figure-origin-deployments =
    { $count ->
        [one] selon 1 usage recensé
       *[other] selon { $count } usages recensés
    }
figure-origin-day = { $origin }, { $day }
city-figures-method = Ce que veulent dire ces quatre nombres
city-sentence-declared =
    { $count ->
        [one] Une seule caméra y est déclarée
       *[other] { $count } caméras y sont déclarées
    } ({ $day }).
city-sentence-authorised =
    { $count ->
        [one] Une seule y est autorisée par arrêté
       *[other] { $count } y sont autorisées par arrêté
    } ({ $day }).
spending-amount = Marchés recensés, hors taxes
spending-ceiling = Plafonds d’accords-cadres, à part, hors taxes
spending-silent = Marchés sans montant
about-figures-title = Les quatre nombres d’une ville
about-figures-1 = Ils ne disent pas la même chose, et nous ne les additionnons jamais. Un nombre que personne n’a versé au recensement reste inconnu.
about-figures-item-1 = Déclarées : ce que la collectivité dit avoir, à la date de son document. Les transports sont comptés à part.
about-figures-item-2 = Autorisées : la somme des caméras des arrêtés préfectoraux en vigueur ce jour. Un arrêté vaut cinq ans (code de la sécurité intérieure, L. 252-4).
about-figures-item-3 = Achetées : ce que disent les documents d’achat. Un marché ne prouve pas qu’une caméra est posée.
about-figures-item-4 = Observées : les appareils en place que des habitants ont signalés, ceux que la carte montre d’elle-même. Les radars et les gardiens sont dits à part et ne sont comptés nulle part ailleurs, ni dans les classements ni dans les familles. Ce que personne n’a vu n’y est pas.
count-stated =
    { $count ->
        [one] { $count } caméra · { $kind }
       *[other] { $count } caméras { $kind }
    }
as-of-today = Voir aujourd’hui
as-of-title = Un autre jour
as-of-day = Ce que le recensement savait le
as-of-show = Montrer ce jour
as-of-notice = Voici ce que le recensement savait le { $day } au soir.

## The file of a territory

family-none = Type inconnu, ou sans famille
uses-count =
    { $count ->
        [one] { $count } usage
       *[other] { $count } usages
    }
tally-operator-title = L’exploitant est connu pour { $share }
tally-operator-head = Exploitant
city-rankings = Toutes les communes
city-compared = { $rate } appareils observés pour 1 000 habitants ; la médiane est de { $median } dans { $towns ->
        [one] 1 territoire comparable
       *[other] { $towns } territoires comparables
    } où le recensement connaît au moins un appareil ({ $who }).
peers-size = { $kind } de { $first } à { $last } habitants
peers-size-last = { $kind } de { $first } habitants et plus
peers-same-city = les autres arrondissements de la même ville
peers-commune = communes
peers-epci = intercommunalités
peers-arrondissement = arrondissements
peers-department = les autres départements
peers-region = les autres régions
peers-country = pays
city-changes-title = Ce qui a changé
city-changes = Depuis le { $day } : { $devices ->
        [0] aucune fiche d’appareil
        [one] 1 fiche d’appareil
       *[other] { $devices } fiches d’appareils
    } et { $papers ->
        [0] aucun document
        [one] 1 document
       *[other] { $papers } documents
    }, nouveaux ou modifiés.
city-changes-feed = Suivre par flux Atom
city-changes-csv = Les changements en CSV
city-aside-title = Hors des nombres
city-aside = Ces appareils ne sont dans aucun nombre, aucun tableau ni aucun classement : la carte ne les montre que si on le demande.
city-families-title = Par famille
city-uses-title = Logiciels et usages
city-uses-empty = Aucun usage de logiciel, de fichier ou de reconnaissance faciale n’est encore recensé ici. Personne ne l’a versé : cela ne dit pas qu’il n’y en a pas.
capability-beyond = hors décret
capability-unsaid = Ce qu’aucun document ne dit
capability-note = « Hors décret » : la fonction n’est pas l’une des huit que le décret 2023-828 permettait d’expérimenter, jusqu’au 31 mars 2025. Nous ne disons pas ici quel est le droit d’aujourd’hui.
city-contracts-title = Marchés dans le temps
city-contracts-empty = Aucun marché public n’est encore recensé ici.
timeline-contracts-amount =
    { $count ->
        [one] Un marché recensé depuis { $year } : { $amount } hors taxes, plafonds à part
       *[other] { $count } marchés recensés depuis { $year } : { $amount } hors taxes, plafonds à part
    }
timeline-contracts =
    { $count ->
        [one] Un marché recensé depuis { $year }, sans montant connu
       *[other] { $count } marchés recensés depuis { $year }, sans montant connu
    }
timeline-contracts-undated =
    { $count ->
        [one] Un marché recensé, sans date
       *[other] { $count } marchés recensés, sans date
    }
contract-amount = { $amount } HT
contract-ceiling = plafond { $amount } HT
contract-silent = montant inconnu
amendment-number = Avenant { $number }
derived-day = { $day } (déduit)
city-more =
    { $count ->
        [one] Un de plus dans le tableau à télécharger.
       *[other] { $count } de plus dans le tableau à télécharger.
    }
table-object = Objet
table-holders = Titulaires
table-amount = Montant
table-from = Notifié
table-until = Fin
table-order = Arrêté
table-cameras = Caméras
table-signed = Signé
table-expires = Expire
table-clock = Horloge
city-orders-title = Arrêtés et leur horloge
city-orders-empty = Aucun arrêté préfectoral n’est encore recensé ici.
orders-summary = { $in_force ->
        [0] Aucun arrêté recensé n’est en vigueur
        [one] 1 arrêté recensé est en vigueur
       *[other] { $in_force } arrêtés recensés sont en vigueur
    } ; { $soon ->
        [0] aucun n’expire dans l’année
        [one] 1 expire dans l’année
       *[other] { $soon } expirent dans l’année
    } ; { $lapsed ->
        [0] aucun n’a expiré sans renouvellement trouvé
        [one] 1 a expiré sans renouvellement trouvé
       *[other] { $lapsed } ont expiré sans renouvellement trouvé
    }. Un arrêté vaut cinq ans, sauf s’il dit autre chose.
timeline-orders =
    { $count ->
        [one] Un arrêté recensé ; rien n’expire dans l’année
       *[other] { $count } arrêtés recensés ; rien n’expire dans l’année
    }
timeline-orders-soon =
    { $count ->
        [one] Un arrêté expire dans l’année
       *[other] { $count } arrêtés expirent dans l’année
    }
timeline-orders-lapsed =
    { $count ->
        [one] Un arrêté a expiré sans renouvellement trouvé
       *[other] { $count } arrêtés ont expiré sans renouvellement trouvé
    }
clock-this-month = expire dans le mois
clock-months =
    { $months ->
        [one] expire dans 1 mois
       *[other] expire dans { $months } mois
    }
clock-open = en vigueur
clock-renewed = renouvelé
clock-no-renewal = expiré, sans renouvellement trouvé
clock-unknown = date inconnue
orders-none-known = { $observed ->
        [one] L’appareil observé
       *[other] Les { $observed } appareils observés
    } ici n’ont aucune autorisation connue : aucun arrêté en vigueur n’est versé au recensement.
orders-named = { $count ->
        [0] Chacun des { $observed } appareils observés est nommé par un arrêté en vigueur.
        [one] Sur { $observed } appareils observés, un seul n’est nommé par aucun arrêté en vigueur : il n’a aucune autorisation connue.
       *[other] Sur { $observed } appareils observés, { $count } ne sont nommés par aucun arrêté en vigueur : ils n’ont aucune autorisation connue.
    }
orders-tied = { $tied ->
        [one] Un appareil observé est nommé
       *[other] { $tied } appareils observés sont nommés
    } par un arrêté en vigueur.
orders-without-number = Un arrêté en vigueur au moins ne dit pas combien de caméras il autorise : on ne peut pas dire ici combien d’appareils observés sont sans autorisation connue.
orders-fewer = { $observed } appareils observés, { $allowed } caméras autorisées par les arrêtés en vigueur recensés : au moins { $count } appareils observés sont sans autorisation connue.
orders-enough = { $observed } appareils observés, { $allowed } caméras autorisées par les arrêtés en vigueur recensés : leur nombre ne dit pas lesquels sont autorisés.
city-ended-title = Refusé, suspendu, retiré
city-ended-empty = Rien de refusé, de suspendu ni de retiré n’est recensé ici.
city-ended-no-decision = aucune décision versée
city-effort-title = Qui a regardé où
city-effort-none = Aucune balade d’observation n’est recensée ici. Là où la carte est vide, cela veut dire « personne n’a regardé », pas « il n’y a rien ».
city-effort =
    { $walks ->
        [one] Une balade d’observation
       *[other] { $walks } balades d’observation
    } : { $squares ->
        [0] aucun carré de cinquante mètres de ce territoire
        [one] un carré de cinquante mètres de ce territoire
       *[other] { $squares } carrés de cinquante mètres de ce territoire
    } ({ $surface }), la dernière fois : { $last }.
city-effort-note = Ailleurs, une carte vide veut dire « personne n’a regardé », pas « il n’y a rien ».
city-effort-link = Les parcours d’observation
city-sources-title = Sources
figure-cite = Citer ce nombre
figure-permalink-table = Lien vers ce tableau
figure-permalink = Lien vers ce nombre
figure-citation = Source : technopolice, recensement citoyen de la surveillance, « { $name } », { $day }, ODbL 1.0, { $address }
quote-declared =
    { $count ->
        [one] { $start }, une caméra est déclarée
       *[other] { $start }, { $count } caméras sont déclarées
    } ({ $origin }).
quote-declared-unknown = Au { $day }, aucun nombre déclaré de caméras { $place } n’a été versé au recensement.
quote-authorised =
    { $count ->
        [one] { $start }, une caméra est autorisée
       *[other] { $start }, { $count } caméras sont autorisées
    } ({ $origin }).
quote-authorised-unknown = Au { $day }, aucun arrêté en vigueur autorisant des caméras { $place } n’a été versé au recensement.
quote-contracted =
    { $count ->
        [one] { $start }, une caméra a été achetée
       *[other] { $start }, { $count } caméras ont été achetées
    } ({ $origin }).
quote-contracted-unknown = Au { $day }, aucun document versé au recensement ne dit combien de caméras ont été achetées { $place }.
quote-observed =
    { $count ->
        [one] Au { $day }, un appareil de surveillance en place est recensé par les habitants { $place }.
       *[other] Au { $day }, { $count } appareils de surveillance en place sont recensés par les habitants { $place }.
    }
picture-declared = caméras déclarées
picture-authorised = caméras autorisées
picture-contracted = caméras achetées
picture-family = Appareils et usages par famille
picture-observed = appareils de surveillance observés
quote-observed-unknown = Au { $day }, personne n’a encore signalé d’appareil de surveillance { $place }. Cela ne veut pas dire qu’il n’y en a pas.
place-commune = à { $name }
place-commune-le = au { $name }
place-commune-les = aux { $name }
place-arrondissement = à { $name }
place-epci = sur le territoire « { $name } »
place-department = dans le département « { $name } »
place-region = dans la région « { $name } »
place-country = dans le pays « { $name } »
place-france = en France

compare-median = Médiane des territoires comparables
compare-median-of =
    { $towns ->
        [one] 1 territoire
       *[other] { $towns } territoires
    }
records-count =
    { $count ->
        [one] { $count } fiche
       *[other] { $count } fiches
    }
portfolio-title = Dans le recensement
portfolio-contracts = Marchés
portfolio-held = Marchés détenus
portfolio-held-amount = Montants des marchés détenus, hors taxes
portfolio-held-ceiling = Plafonds d’accords-cadres détenus, à part, hors taxes
portfolio-awarded = Marchés passés
portfolio-awarded-amount = Montants des marchés passés, hors taxes
portfolio-awarded-ceiling = Plafonds d’accords-cadres passés, à part, hors taxes
portfolio-uses = Usages recensés
portfolio-orders = Arrêtés recensés
portfolio-orders-in-force = Arrêtés en vigueur
portfolio-products = Produits
portfolio-technologies = Technologies
portfolio-part = Rôle
portfolio-buyer = acheteur
portfolio-holder = titulaire
portfolio-subcontractor = cité, ou sous-traitant
technology-lead = Ce que le recensement sait de « { $name } » : qui s’en sert, où, qui le vend. Ce que personne n’a versé n’y est pas.
technology-known = Ce qui est recensé
technology-family = Famille
technology-statuses = Usages, par état
technology-towns = Territoires
technology-sellers = Entreprises
technology-products = Produits
technology-capabilities = Ce que les logiciels cherchent
technology-empty = Rien n’est encore recensé.
technology-others = Les autres technologies
lists-upload-title = Importer une liste
lists-upload-lead = Une liste de caméras ou d’arrêtés préfectoraux (CSV ou GeoJSON). Ce que veulent dire ses colonnes est d’abord deviné et montré, puis ce que deviendrait chaque ligne ; rien n’est gardé avant votre accord.
lists-upload-file = La liste
lists-upload-hint = Au plus 25 Mo. Un classeur s’exporte en CSV.
lists-upload-again = Choisissez la même liste à nouveau : votre navigateur ne la garde pas.
lists-upload-mapping = Ce que veulent dire les colonnes
lists-upload-mapping-hint = Complétez [list] : d’où vient la liste, sous quelle licence, avec quelle autorisation. Corrigez les colonnes devinées.
lists-upload-guess = Deviner les colonnes
lists-upload-show = Montrer ce que deviendrait chaque ligne
lists-upload-keep = Garder cette liste
lists-upload-would = Ce que deviendrait chaque ligne
lists-upload-did = Ce qu’est devenue chaque ligne
lists-upload-territories = Par territoire
lists-upload-aside = Mis à l’écart
lists-upload-fault = Rien n’a été gardé. { $detail }
lists-upload-done = La liste est gardée : { $new } nouvelles fiches. Lot { $batch }.
lists-upload-revert = Annuler un import

contracts-title = Marchés à examiner
contracts-lead = Des listes de marchés publics proposent ces contrats. Rien n’est public avant votre décision.
contracts-count = { $waiting } à examiner, { $review } à revoir, { $drawn } tirés au sort à vérifier
contracts-how = Le score additionne les indices ; chaque contrat dit les siens.
contracts-list = Contrats
contracts-drawn = écarté par les règles, tiré au sort
contracts-score = score { $score }
contracts-amount = { $amount } € HT
contracts-ceiling = plafond { $amount } € HT
contracts-accept = C’est de la surveillance : publier
contracts-reject = Ce n’en est pas
contracts-review = À revoir par une autre personne
contracts-too-many = Au plus 20 contrats à la fois.
contracts-done = { $count ->
    [one] Un contrat est décidé.
   *[other] { $count } contrats sont décidés.
}
method-contracts-title = Comment les marchés sont trouvés
method-contracts-lead = Des règles publiques lisent l’intitulé et le code CPV de chaque marché. Elles proposent, une personne décide.
method-contracts-measured = Ce que disent les décisions
method-contracts-measured-text = Précision : part des contrats proposés qu’une personne a acceptés. Rappel : part des contrats de surveillance que les règles proposent, estimée par un tirage parmi ceux qu’elles écartent. Calculé à chaque affichage.
method-contracts-tried = Sur nos intitulés d’essai
method-contracts-tried-text = Des intitulés inventés, étiquetés à la main, fournis avec le programme. Pour refaire le calcul :
method-contracts-precision = Précision
method-contracts-recall = Rappel
method-contracts-titles = Intitulés jugés
method-contracts-waiting = En attente d’une décision
method-contracts-drawn = Écartés, tirés au sort
method-contracts-checked = Dont vérifiés
method-contracts-share = { $share } %
method-contracts-unknown = pas encore mesuré
method-contracts-rules = Les règles
method-contracts-threshold = Un contrat est proposé à partir d’un score de { $threshold } sur 100. D’un lot, seul compte ce que le lot dit lui-même. Accents, pluriels et traits d’union ne changent rien.
method-contracts-words = Mots de surveillance
method-contracts-words-text = Le mot le plus fort donne le score de départ ; un second en ajoute 10.
method-contracts-support = Mots de contexte
method-contracts-support-text = Ils renforcent un mot de surveillance, et ne comptent pas seuls.
method-contracts-cpv = Codes CPV
method-contracts-cpv-text = Le début du code compte. Un code d’un autre domaine retire des points, sauf face à un mot sûr.
method-contracts-traps = Pièges
method-contracts-traps-text = Ces mots ressemblent à de la surveillance et n’en sont pas. Sans mot sûr à côté, le contrat est écarté.
method-contracts-trades = Autres métiers d’un lot
method-contracts-trades-text = Un lot qui porte l’un de ces métiers, et aucun mot de surveillance, est écarté.
contracts-upload-title = Importer des marchés
contracts-upload-lead = Une liste DECP (JSON, XML ou CSV) ou d’avis du BOAMP (CSV). Elle est d’abord lue et montrée ; rien n’est gardé avant votre accord.
contracts-upload-file = La liste
contracts-upload-hint = Au plus 32 Mo ; au-delà, la ligne de commande.
contracts-upload-again = Pour la garder, choisissez la même liste une seconde fois. Une autre liste est d’abord montrée.
contracts-upload-show = Lire et montrer
contracts-upload-keep = Garder cette liste
contracts-upload-seen = Ce que la liste contient
contracts-upload-read = Lignes lues
contracts-upload-candidates = Proposées
contracts-upload-rejected = Écartées
contracts-upload-amendments = Avenants
contracts-upload-unreadable = Illisibles
contracts-upload-fault = Cette liste ne peut pas être lue : { $detail }.
contracts-upload-done = La liste est gardée : { $new } nouveaux contrats à examiner, { $known } déjà connus.

## Any view as data, feeds

formats-label = Cette page en données
format-csv = CSV
format-excel = CSV pour Excel
format-geojson = GeoJSON
format-json = JSON
format-atom = Flux Atom
record-feed = Suivre cette fiche
police-title = Fichiers de police
police-lead = Ce que l’on sait des grands fichiers, chaque chiffre avec sa source et sa date. Ce que personne n’a sourcé est dit inconnu.
police-link = Les fichiers de police
police-here = Fichiers de police utilisés ici
police-faces = contient des photos de visages
police-search = la recherche par le visage est autorisée
police-family = Contenu
police-faces-question = Contient des photos de visages
police-search-question = Recherche par le visage autorisée
police-unsourced = inconnu : aucune source ici
police-figures = Ce qui est chiffré
police-no-figure = Aucun chiffre sourcé pour l’instant.
police-figure-persons = { $number } personnes
police-figure-faces = { $number } visages
police-figure-face-searches-per-day = { $number } recherches par le visage et par jour
police-about = environ { $number }
police-claimed = Chiffre avancé par { $by }, { $day }.
police-dated = Chiffre de { $day }.
police-source = Source
police-uses = Usages recensés
police-no-use = Aucun usage de ce fichier n’est encore recensé sur un territoire.
police-all-uses = Tous les usages de ce fichier, à filtrer
police-add = Signaler un usage
police-method = Cette liste vient avec le programme ; un fichier ou un chiffre n’y entre qu’avec un document. Les usages viennent des contributions.
changes-title = Historique : { $name }
changes-lead-place = Ce qui a été publié, modifié, retiré ou refusé ici, le plus récent d’abord, avec la décision qui l’explique.
changes-lead-entity = Chaque modification de cette fiche, la plus récente d’abord, avec la décision qui l’explique.
changes-since = Depuis le
changes-show = Afficher
changes-periods = Période
changes-months =
    { $count ->
        [one] Depuis un mois
       *[other] Depuis { $count } mois
    }
changes-all = Depuis le début
changes-none = Rien n’a changé pendant cette période.
changes-older = Plus ancien
changes-decision = Décision :
changes-quiet = Les simples confirmations se lisent sur l’historique de chaque fiche.
changes-certainty = Certitude
changes-published = Publié
changes-changed = Modifié
changes-removed = Retiré
changes-restored = Rétabli
changes-confirmed = Vérifié
changes-erased = Effacé
changes-refused = Refusé
changes-times = { $kind } (× { $count })
changes-link-entity = L’historique complet, avec les décisions
changes-link-place = Ce qui a changé ici
feed-title = technopolice : { $what }
feed-subtitle = Ce qui est publié, modifié ou retiré dans le recensement, le plus récent d’abord. Aucun contributeur n’est nommé.
feed-removals = ce qui a été retiré
feed-published = Publié : { $name }
feed-changed = Modifié : { $name }
feed-removed = Retiré : { $name }
feed-restored = Rétabli : { $name }
filter-any = Tous
filter-technology = Technologie
filter-since = Changé depuis le
records-of-territory = Territoire : { $name }

## Embeds

# Images de la carte
picture-alt = Carte des appareils recensés ; la liste les donne aussi
picture-spots = Appareils sur la carte
picture-moves = Déplacer la carte
picture-closer = Plus près
picture-further = Plus loin
picture-north = Nord
picture-south = Sud
picture-west = Ouest
picture-east = Est
picture-ring = { $count ->
    [one] un appareil, voir de plus près
   *[other] { $count } appareils, voir de plus près
}
card-home-title = Les habitants recensent ce qui les surveille
card-home-alt = Carte de France des appareils de surveillance recensés par les habitants
card-territory-alt = { $name } sur la carte, avec les appareils de surveillance recensés
card-line = le recensement par les habitants
card-nobody = personne n’a encore signalé d’appareil
card-demo = Données fictives
card-standing = { $count ->
    [one] appareil en place
   *[other] appareils en place
}
card-observed = { $count ->
    [one] appareil observé par des habitants
   *[other] appareils observés par des habitants
}
card-observed-short = { $count ->
    [one] observé
   *[other] observés
}
card-declared = { $count ->
    [one] caméra déclarée
   *[other] caméras déclarées
}
card-authorised = { $count ->
    [one] caméra autorisée
   *[other] caméras autorisées
}

format-svg = SVG
format-png = PNG
city-share = Intégrer, citer, télécharger les chiffres
embed-live = Au { $day }. Se met à jour tout seul.
embed-frozen = Chiffres du { $day }
embed-licence = données sous licence ODbL
embed-reuse = reprendre
embed-correct = Signaler une erreur
embed-drawing = { $name } : { $count } appareils en place, un point par lieu
share-title = Intégrer et citer { $name }
share-lead = Un encadré à poser dans un article, chaque chiffre en fichier, et les lignes à recopier. Sans script et sans pistage.
share-code-title = L’encadré
share-at = Figer au
share-at-hint = Sans date, l’encadré suit le recensement. Avec une date, il montre pour toujours ce qu’on savait ce soir-là.
share-apply = Mettre à jour l’aperçu
share-code = Code à copier
share-copy = Copier le code
share-no-address = Cette instance ne connaît pas son adresse publique : complétez le début de l’adresse dans le code.
share-preview = Aperçu
share-frame-title = { $name } : la surveillance recensée par technopolice
share-figures = Chaque chiffre à part
share-quote = À recopier
share-licence-title = Licence
share-licence = Données technopolice, licence ODbL 1.0. Vous pouvez les reprendre et les modifier : citez « technopolice » et partagez vos corrections sous la même licence.

## Comparison and rankings

city-compare = Comparer avec d’autres villes
compare-title = Comparer des territoires
compare-lead = De deux à six communes, arrondissements ou départements, côte à côte. Ce que personne n’a recensé est inconnu, pas nul.
compare-unknown = « { $text } » n’est pas un territoire connu ici.
compare-one = Ajoutez au moins un autre territoire.
compare-numbers = Les quatre nombres
compare-kinds = Appareils observés, par type
compare-fresh = Fraîcheur
compare-contracts = Marchés
compare-per-thousand = observées pour 1 000 habitants
compare-nobody = personne n’a regardé
compare-choose = Choisir les territoires
compare-field = Territoire { $number }
compare-button = Comparer
rankings-title = Classement des communes
rankings-lead = Un rang dit où des habitants ont regardé autant que ce qui s’y trouve : une commune absente n’est pas une commune sans caméra.
rankings-by = Classer par
rankings-by-density = Pour 1 000 habitants
rankings-by-devices = Appareils en place
rankings-by-contracts = Marchés
rankings-by-orders = Arrêtés
rankings-by-authorised = Caméras autorisées
rankings-by-software = Logiciels
rankings-by-freshness = Dernier changement
rankings-sizes = Habitants
rankings-size = { $first } à { $last }
rankings-size-last = { $first } et plus
rankings-commune = Commune
rankings-count =
    { $count ->
        [one] 1 commune
       *[other] { $count } communes
    }

data-feeds-title = Suivre
data-feeds-1 = Ce qui est publié, modifié ou retiré, dans un lecteur de flux (Atom), sans adresse à donner. Chaque ville, chaque liste filtrée et chaque société a aussi le sien.
data-tables-title = Comparer
data-tables-1 = Des villes côte à côte, ou toutes dans l’ordre d’un chiffre.

catalogue-about = Recensement citoyen de la surveillance locale en France : les données du moment, les publications datées et les interfaces.
catalogue-devices = Appareils de surveillance en France
catalogue-devices-about = Caméras, lecteurs de plaques, capteurs et radars observés dans l’espace public par un recensement citoyen, avec leur position, leurs sources et leur degré de certitude. Les lignes dont la colonne « upstream » nomme OpenStreetMap en sont dérivées (© les contributeurs d’OpenStreetMap). L’absence d’un appareil signifie d’abord que personne n’a regardé.
catalogue-records = Surveillance locale en France : { $name }
catalogue-records-about = { $name } du recensement citoyen, avec leurs sources et leur degré de certitude, tels qu’ils sont publiés à ce moment.
catalogue-release = Technopolice { $name }
catalogue-release-about = Publication datée de { $name } : ce que des personnes ont apporté au recensement, en cinq formats, avec schéma, dictionnaire, liste des changements et sommes signées.
catalogue-osm = Technopolice { $name }, part dérivée d’OpenStreetMap
catalogue-osm-about = Publication datée de { $name } : les appareils dérivés d’OpenStreetMap, à part pour que leur licence et leur attribution restent claires. © les contributeurs d’OpenStreetMap.
catalogue-keywords = surveillance, vidéosurveillance, vidéoprotection, lecture automatique de plaques, espace public, collectivités
data-note-ogc = OGC API Features, pour QGIS et GDAL
data-note-dcat = le catalogue (DCAT, JSON-LD), pour les portails de données
data-note-dcat-turtle = le même en Turtle

data-note-reference = la référence : chaque route, chaque paramètre, des exemples à copier
api-title = Référence de l’API
api-lead = Tout ce que montrent les pages, pour des programmes : sans clé, sans compte, sans limite de lecture. Cette page est tirée de la description OpenAPI du programme lui-même.
api-examples = Exemples
api-examples-1 = À copier tels quels. Nos tests exécutent chacun d’eux contre un recensement servi, sauf ceux qui disent le contraire.
api-run = exécuté par nos tests
api-run-ogrinfo = adresse ouverte dans nos tests par GDAL, la bibliothèque dont QGIS se sert ; QGIS lui-même n’y est pas lancé
api-routes = Routes
api-routes-1 = Les textes de cette partie viennent du programme, en anglais.
api-contents = Sommaire
api-openapi = La description complète (OpenAPI 3.1, JSON)
api-parameters = Paramètres
api-body = Corps de la requête
api-answers = Réponses
api-name = Nom
api-kind = Type
api-meaning = Sens
api-status = Statut
api-required = obligatoire
api-example = exemple :
api-try = Essayer
api-schemas = Formes
example-curl-list = Les lecteurs de plaques d’une commune
example-curl-dump = Un tableau, ses premières lignes
example-python-geopandas = Un tableau géographique
example-python-pages = Page après page, sans rien installer
example-r-sf = Une couche
example-duckdb-kinds = Les appareils par type
example-qgis-layer = Couche > Ajouter une couche > WFS / OGC API Features, nouvelle connexion, à cette adresse
example-gdal-filter = Une partie de la carte, filtrée par le serveur
example-javascript-fetch = Dans un navigateur ou dans Node

suggest-title = Proposer à OpenStreetMap
suggest-1 = Voici ce que vous pourriez y ajouter, un seul objet, avec ces attributs :
suggest-2 = Allez voir d’abord : n’envoyez que ce que vous avez vérifié sur place, regardez si l’objet n’y est pas déjà, et dites-le dans le commentaire de votre groupe de modifications (« vérifié sur place, d’après technopolice »). C’est vous qui l’envoyez, sous votre compte ; ce site n’envoie rien.
suggest-file = Télécharger (.osc)
suggest-josm = Ouvrir dans JOSM
suggest-josm-hint = Ce lien mène à JOSM sur votre propre machine (127.0.0.1), s’il est ouvert et si le contrôle à distance y est permis.
suggest-foreign = Cette fiche vient d’une liste publiée par quelqu’un d’autre, sous une licence que nous ne pouvons pas donner à OpenStreetMap. Seul ce que vous avez vu vous-même peut y être ajouté.
suggest-home = OpenStreetMap ne recense pas ce qui regarde un logement.
suggest-untagged = OpenStreetMap n’a pas d’attribut établi pour ce type d’appareil.
suggest-unseen = Personne n’a encore dit l’avoir vu à cet endroit : rien à proposer.
