use proptest::prelude::*;

use super::*;

/// Notes that point to somebody, and what must be found in them.
const SEEDED: &[(PersonalData, &[&str])] = &[
    (
        PersonalData::Name,
        &[
            "maison de M. Martin",
            "caméra posée par M. Dupont au fond de la cour",
            "chez Mme Durand",
            "chez mme durand, 2e étage",
            "chez monsieur petit",
            "c'est Mr Benali qui l'a fait installer",
            "M.DUPONT regarde les images",
            "Mlle Lefèvre dit l'avoir vue",
            "Le garage de Monsieur Le Goff",
            "Madame de La Fontaine a porté plainte",
            "Maître Haddad défend les riverains",
            "Me Cohen, avocat du propriétaire",
            "cabinet du Dr J.-P. Morel",
            "le docteur Nguyen refuse",
            "Pr Lambert, université",
            "MM. Roux et Blanc sont filmés",
            "M. J. Fournier, au premier",
            "M. Ben Salem",
            "Mme D'Almeida",
            "le brigadier-chef Rousseau",
            "brigadier chef principal Vidal m'a demandé d'effacer",
            "capitaine Petit",
            "l'agent Garcia surveille depuis le CSU",
            "le commissaire Moreau inaugure",
            "Adjudant Lopez de la gendarmerie",
            "gardien de la paix Henry",
            "lieutenant DUBOIS",
            "le major Perrin",
            "officier de police judiciaire Marchand",
            "policier municipal Faure",
            "le maire Jean Dupont",
            "M. le maire Jean Dupont a signé",
            "la préfète Marie Lemoine",
            "l'adjointe Claire Besson a voté pour",
            "le maire de Sainte-Foy, Paul Renard, l'a dit",
            "conseillère municipale Anne-Marie Colin",
            "directeur Philippe Guérin",
            "chez Marie Lambert",
            "le voisin Karim Haddad a installé ça",
            "propriétaire : Sophie Bernard",
            "Jean-Luc Moulin habite au-dessus",
            "Nadia Cherif, gérante",
            "matricule 123456",
            "agent matricule n° 4521",
            "RIO 1234567",
            "n° RIO : 1 234 567",
            "matricule de l'agent : PM0412",
        ],
    ),
    (
        PersonalData::Telephone,
        &[
            "tél. 06 12 34 56 78",
            "0612345678",
            "06.12.34.56.78",
            "06-12-34-56-78",
            "06/12/34/56/78",
            "06\u{a0}12\u{a0}34\u{a0}56\u{a0}78",
            "06\u{202f}12\u{202f}34\u{202f}56\u{202f}78",
            "+33 6 12 34 56 78",
            "+33612345678",
            "+33 (0)6 12 34 56 78",
            "+33(0)612345678",
            "+33.6.12.34.56.78",
            "(+33) 6 12 34 56 78",
            "0033 6 12 34 56 78",
            "0033612345678",
            "00 33 1 42 68 53 00",
            "33 6 12 34 56 78",
            "(0)6 12 34 56 78",
            "0 6 12 34 56 78",
            "06 123 456 78",
            "0612 34 56 78",
            "0612 345 678",
            "06 12345678",
            "appelez le 01 42 68 53 00 après 18 h",
            "port.07 81 22 33 44",
            "tel:0147200001",
            "gardien: 09 72 10 20 30, la nuit",
            "tél : 26 12 34",
            "0692 12 34 56",
            "+262 692 12 34 56",
            "+32 475 12 34 56",
            "zéro six douze trente-quatre cinquante-six soixante-dix-huit",
        ],
    ),
    (
        PersonalData::Plate,
        &[
            "voiture AB-123-CD",
            "garée devant, AB 123 CD",
            "AB123CD",
            "ab-123-cd",
            "plaque fg 456 hj",
            "scooter (GH-789-JK)",
            "AB.123.CD",
            "AB–123–CD",
            "1234 AB 93",
            "123 ABC 75",
            "123ABC75",
            "123-ABC-75",
            "4521 XZ 2A",
            "immatriculée 12 AB 34",
        ],
    ),
    (
        PersonalData::Email,
        &[
            "écrire à jean@example.org",
            "jean.dupont+cam@mairie.example.fr",
            "<jean@exemple.fr>",
            "jean (at) exemple.fr",
            "jean[at]exemple.fr",
            "jean [arobase] exemple [point] fr",
            "jean arobase exemple point fr",
            "jean at exemple dot fr",
            "jean-at-exemple.fr",
            "jean @ exemple.fr",
            "JEAN.DUPONT@EXEMPLE.FR.",
            "mailto:jean_dupont@exemple.fr",
            "hélène@exemple.fr",
        ],
    ),
    (
        PersonalData::PostalAddress,
        &[
            "il vit 12 rue de la République",
            "12, avenue Foch",
            "12 bis rue Victor Hugo",
            "12B bd Voltaire",
            "3 ter impasse des Lilas",
            "10-12 rue du Port",
            "au 12 de la rue Pasteur",
            "au 7 de l'avenue Jean Jaurès",
            "au 5 du boulevard Gambetta",
            "rue Victor Hugo, n° 12",
            "rue Voltaire au 12",
            "avenue Foch numéro 3",
            "4 place Bellecour",
            "8 quai de la Loire",
            "15 allée des acacias",
            "22 chemin des vignes",
            "6 square Carpeaux",
            "2 cours Mirabeau",
            "35 av. du Général Leclerc",
            "1 route de Lyon",
            "9 rue du 8 Mai 1945",
        ],
    ),
    (
        PersonalData::SocialSecurity,
        &[
            "1 84 12 76 451 089 46",
            "NIR 184127645108946",
            "2 69 05 49 588 157 80",
            "sécurité sociale : 2 55 08 14 168 025",
            "1.84.12.2A.451.089.12",
            "269054958815780",
        ],
    ),
];

/// Notes as people and municipalities write them, which name nobody.
const INNOCENT: &[&str] = &[
    "angle rue Monsieur le Prince",
    "place du Général de Gaulle",
    "avenue du Docteur Calmette",
    "rue du Docteur Roux, côté pair",
    "avenue du Président Wilson",
    "boulevard du Maréchal Foch",
    "rue Mme de Staël",
    "rue du Capitaine Guynemer",
    "square du Commandant Charcot",
    "gymnase du Colonel Fabien",
    "école maternelle Professeur Calmette",
    "collège Docteur Schaffner, entrée principale",
    "stade Capitaine Fiore",
    "métro Colonel Fabien, sortie 2",
    "angle République et Docteur Calmette",
    "croisement Jean Jaurès / Victor Hugo",
    "place Jean Jaurès",
    "lycée Jean Moulin",
    "parking Victor Hugo, niveau -2",
    "allée Simone Veil",
    "Bouygues Énergies & Services",
    "Eiffage Énergie Systèmes",
    "SPIE CityNetworks",
    "INEO Infracom",
    "Citelum (groupe EDF)",
    "Louis Vuitton, vitrine",
    "Pierre Fabre SA",
    "JCDecaux",
    "Mr Bricolage, parking",
    "Monsieur Store",
    "Securitas France SARL",
    "agent Securitas à l'entrée",
    "Ville de Nice",
    "Ville de Saint-Denis",
    "Mairie de Saint-Étienne",
    "Préfecture de police de Paris",
    "Métropole Aix-Marseille-Provence",
    "M. le maire",
    "Mme la préfète",
    "Monsieur le Maire a inauguré le CSU",
    "Madame la Présidente du conseil départemental",
    "Madame, Monsieur,",
    "M. le Préfet de Seine-Saint-Denis",
    "le maire de Saint-Denis",
    "le préfet de Police",
    "le commissaire de Bobigny",
    "Commissaire aux comptes",
    "Maître d'ouvrage : Ville de Lyon",
    "Maître d’Œuvre : bureau d'études",
    "Directeur Général des Services",
    "Officier de Police Judiciaire",
    "Agent de Surveillance de la Voie Publique",
    "agents de la police municipale",
    "gardien d'immeuble",
    "Responsable Sécurité Publique",
    "le plaignant, M. X, a obtenu gain de cause",
    "SIRET 21930066200017",
    "SIRET 219 300 662 00017",
    "SIREN 552 100 554",
    "TVA FR 93 602 036 444",
    "marché n° 2024-0123",
    "contrat 2023-PA-12",
    "accord-cadre 24MP045",
    "délibération 2023_06_29_012",
    "lot 3 place de la Mairie",
    "arrêté n° 75-2024-05-12-00003",
    "2024-05-12",
    "le 05/03/24 12 30",
    "du 01-02-2024 au 31-12-2027",
    "12.05.2024 14:30",
    "CPV 35125300-2",
    "CPV 32323500-8 et 79714000-2",
    "1 234 567,89 €",
    "0 800 123 456 (numéro vert)",
    "montant : 12 000 000 € HT sur 4 ans",
    "250 000 euros TTC",
    "+12 % en 2024",
    "de 100 à 200 m de la place",
    "AXIS P3265-LVE",
    "Hikvision DS-2CD2143G2-I",
    "Bosch NBE-7702-ALX",
    "Dahua IPC-HFW5442E-ZE",
    "Hanwha XNP-9300RW",
    "BriefCam v6.2.1",
    "norme NF EN 62676-4",
    "ISO 27001:2022",
    "adresse IP 192.168.12.34",
    "MAC 00-40-8C-12-34-56",
    "48.856614, 2.352222",
    "GPS 45.7640 4.8357",
    "altitude 120 m, mât de 12 m",
    "mât de 8 M. environ",
    "RN 7, PK 12.5",
    "RD 113 PK 12",
    "RD 906 rue de Paris",
    "A86 sortie 9, sens intérieur",
    "caméra 12 rue de la Paix",
    "caméra n° 4, avenue Foch",
    "caméra 2024-05-12 au 3e étage",
    "3 places PMR devant",
    "filme 2 voies de bus et 1 passage piéton",
    "filme 1 rue piétonne",
    "2 cours d'école dans le champ",
    "en 2024 rue de Paris",
    "20 PTZ 15 fixes",
    "4 dômes PTZ 360° sur mât",
    "entre 100 et 200 de large",
    "https://www.example.org/@48.85,2.35,17z",
    "https://mastodon.social/@technopolice",
    "look at example.org",
    "https://www.example.org/une-intelligence-prete-a-traquer-12.php",
    "AE n° 22 045 AB 13",
    "voir https://www.boamp.fr/pages/avis/?q=idweb:26-26222",
    "https://www.data.gouv.fr/fr/datasets/5cd57bf68b4c4179299eb0e9/",
    "IBAN FR76 3000 6000 0112 3456 7890 189",
    "caméra dôme au coin du tabac, panneau effacé",
    "panneau : « site sous vidéoprotection, loi 95-73 du 21 janvier 1995 »",
    "articles L251-1 à L255-1 du code de la sécurité intérieure",
    "conservation des images 30 jours",
    "CP 93200, BP 269",
    "ligne 13, station Basilique",
    "tramway T1, arrêt Marché de Saint-Denis",
    "reconnaissance faciale à l'essai, Gare de Lyon Part-Dieu",
    "Perpignan : ELECTRICITE INDUSTRIELLE JP FAUCHE",
    "Lot 2 : interphonie, contrôle d'accès",
    "caméras 1 à 12 raccordées au CSU",
    "Centre de supervision urbain, 24 h/24, 7 j/7",
];

#[test]
fn what_points_to_a_person_is_found_and_named() {
    let notes: Vec<_> = SEEDED.iter().flat_map(|(kind, notes)| notes.iter().map(move |note| (*kind, *note))).collect();
    let found = |(kind, note): &(PersonalData, &str)| {
        personal_data(note, Scope::Prose).iter().any(|finding| finding.kind == *kind)
    };
    let missed: Vec<_> = notes.iter().filter(|note| !found(note)).collect();
    let rate = 100.0 * (notes.len() - missed.len()) as f64 / notes.len() as f64;
    assert!(notes.len() >= 100, "only {} notes", notes.len());
    assert!(rate >= 95.0, "{rate:.1} % of {} notes found, missed: {missed:#?}", notes.len());
}

#[test]
fn what_names_nobody_passes() {
    let flagged: Vec<_> = INNOCENT
        .iter()
        .map(|note| (note, personal_data(note, Scope::Prose)))
        .filter(|(_, found)| !found.is_empty())
        .collect();
    let rate = 100.0 * flagged.len() as f64 / INNOCENT.len() as f64;
    assert!(INNOCENT.len() >= 100, "only {} notes", INNOCENT.len());
    assert!(rate <= 2.0, "{rate:.1} % of {} notes held for nothing: {flagged:#?}", INNOCENT.len());
}

#[test]
fn a_device_may_have_an_address_but_no_resident() {
    assert_eq!(personal_data("12 rue de la République", Scope::Place), []);
    let found = personal_data("12 rue de la République, chez Mme Durand", Scope::Place);
    assert_eq!(found.iter().map(|finding| finding.kind).collect::<Vec<_>>(), [PersonalData::Name]);
}

#[test]
fn a_finding_says_where_it_is() {
    let text = "Écrire à Mme Durand, 12 rue Émile Zola, 06 12 34 56 78 ou émilie@exemple.fr.";
    let found: Vec<_> = personal_data(text, Scope::Prose).iter().map(|f| (f.kind, &text[f.start..f.end])).collect();
    assert_eq!(
        found,
        [
            (PersonalData::Name, "Mme Durand"),
            (PersonalData::PostalAddress, "12 rue Émile"),
            (PersonalData::Telephone, "06 12 34 56 78"),
            (PersonalData::Email, "émilie@exemple.fr"),
        ]
    );
    assert_eq!(serde_json::to_value(found[1].0).expect("a word"), "postal_address");
}

/// What the rules stumble over: pieces of everything they look for.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "0",
        "06 ",
        "12",
        "33",
        "+",
        "@",
        "(at)",
        " at ",
        "point",
        "a",
        ".",
        "-",
        " ",
        "\n",
        "M.",
        "Mme ",
        "de ",
        "la ",
        "J.",
        "AB-",
        "rue ",
        "12 rue ",
        "d'",
        "Jean ",
        "maire ",
        "zéro ",
        "six ",
        "2A",
        "é",
        "\u{a0}",
        "🎥",
        "matricule ",
        "angle ",
        "tél. ",
        "(",
        ")",
        "1 84 ",
    ]);
    let mixed = prop::collection::vec(piece.clone(), 0..400).prop_map(|pieces| pieces.concat());
    let repeated = (piece.clone(), piece).prop_map(|(one, other)| format!("{one}{other}").repeat(500));
    prop_oneof![mixed, repeated, "\\PC{0,400}"]
}

proptest! {
    #[test]
    fn findings_are_slices_of_the_text_in_order(text in hostile()) {
        let mut reached = 0;
        for finding in personal_data(&text, Scope::Prose) {
            prop_assert!(reached <= finding.start && finding.start < finding.end);
            prop_assert!(text.get(finding.start..finding.end).is_some());
            reached = finding.end;
        }
    }
}
