use super::*;

#[test]
fn the_rules_find_the_labelled_titles_again() {
    let labelled = labelled();
    let mistaken: Vec<String> = labelled
        .iter()
        .filter(|one| one.judged().proposed != one.wanted)
        .map(|one| {
            let judged = one.judged();
            let reasons: Vec<String> = judged.findings.iter().map(|it| it.words(Language::French)).collect();
            format!("{} [{}] {} {reasons:?}", one.title, one.kind, judged.score)
        })
        .collect();
    let score = Score::of(labelled);
    assert!(labelled.len() >= 150, "{} titles", labelled.len());
    assert!(labelled.iter().filter(|one| one.wanted).count() >= 60);
    let good = |share: Option<f64>| share.is_some_and(|share| share >= 0.95);
    assert!(good(score.precision()) && good(score.recall()), "{score:?}\n{}", mistaken.join("\n"));
    println!("{score:?}\n{}", mistaken.join("\n"));
}

fn read(list: &[u8]) -> Vec<Result<Notice, Unreadable>> {
    Notices::read(list).expect("a list").map(|row| row.expect("read to its end")).collect()
}

fn good(list: &[u8]) -> Vec<Notice> {
    read(list).into_iter().filter_map(Result::ok).collect()
}

fn faults(list: &[u8]) -> Vec<(u64, Fault)> {
    read(list).into_iter().filter_map(Result::err).map(|it| (it.row, it.fault)).collect()
}

const SIRET: &str = "21930066200018";

#[test]
fn the_same_contract_is_read_from_every_kind_of_list() {
    let v1 = r#"{"marches": [{"id": "2019-01", "uid": "x", "acheteur": {"id": "21930066200018", "nom": "Ville"},
        "nature": "Accord-cadre", "objet": "Vidéoprotection", "codeCPV": "32323500-8", "procedure": "Procédure adaptée",
        "lieuExecution": {"code": "93066", "typeCode": "Code commune", "nom": "Saint-Denis"}, "dureeMois": "48",
        "dateNotification": "2019-09-02", "montant": "60000.50", "titulaires": [{"typeIdentifiant": "SIRET",
        "id": "35600000000048", "denominationSociale": "EXEMPLE SAS"}], "modifications": [{"objetModification": "Avenant",
        "dateNotificationModification": "2020-09-04+02:00", "montant": "70000.0000", "dureeMois": "60"}]}]}"#;
    let v2 = r#"{"marches": {"marche": [{"id": "2019-01", "acheteur": {"id": 21930066200018}, "nature": "Marché",
        "objet": "Vidéoprotection", "codeCPV": "32323500", "procedure": "Procédure adaptée", "dureeMois": 48.0,
        "techniques": {"technique": ["Accord-cadre"]}, "modalitesExecution": {"modaliteExecution": ["Bons de commande"]},
        "lieuExecution": {"code": "93066", "typeCode": "Code commune"}, "dateNotification": "2019-09-02", "montant": 60000.5,
        "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": "35600000000048", "denominationSociale": "EXEMPLE SAS"}}],
        "modifications": [{"modification": {"id": 1, "dateNotificationModification": "2020-09-04", "montant": 70000,
        "dureeMois": 60}}]}], "contrat-concession": []}}"#;
    let xml = "<?xml version='1.0'?><marches><marche><id>2019-01</id><acheteur><id>21930066200018</id></acheteur>
        <nature>Marché</nature><objet><![CDATA[Vidéoprotection]]></objet><codeCPV>32323500-8</codeCPV>
        <procedure>Procédure adaptée</procedure><techniques><technique>Accord-cadre</technique></techniques>
        <lieuExecution><code>93066</code><typeCode>Code commune</typeCode></lieuExecution><dureeMois>48</dureeMois>
        <dateNotification>2019-09-02</dateNotification><montant>60000,50</montant><titulaires><titulaire><typeIdentifiant>SIRET
        </typeIdentifiant><id>35600000000048</id><denominationSociale>EXEMPLE SAS</denominationSociale></titulaire></titulaires>
        <modifications><modification><id>1</id><dateNotificationModification>2020-09-04</dateNotificationModification>
        <montant>70000</montant><dureeMois>60</dureeMois></modification></modifications></marche></marches>";
    let csv = "\u{feff}id;acheteur.id;nature;objet;codeCPV;procedure;lieuExecution.code;lieuExecution.typeCode;dureeMois;dateNotification;montant;titulaire_id_1;titulaire_typeIdentifiant_1;titulaire_denominationSociale_1;modifications\r\n\
        2019-01;21930066200018;Accord-cadre;\"Vidéoprotection\";32323500-8;Procédure adaptée;93066;Code commune;48;02/09/2019;\"60 000,50\";35600000000048;SIRET;EXEMPLE SAS;\"[{\"\"modification\"\": {\"\"id\"\": 1, \"\"dateNotificationModification\"\": \"\"2020-09-04\"\", \"\"montant\"\": \"\"70000\"\", \"\"dureeMois\"\": 60}}]\"\r\n";
    let prefixed = xml.replace("</", "</d:").replace('<', "<d:").replace("<d:/d:", "</d:");
    let prefixed = prefixed.replace("<d:?", "<?").replace("<d:![", "<![");
    let marked = csv.replace('\u{feff}', "sep=;\r\n");
    for list in [v1, v2, xml, csv, &prefixed, &marked] {
        let notices = good(list.as_bytes());
        let [notice] = notices.as_slice() else { panic!("one contract: {notices:?} of {list}") };
        assert_eq!((notice.key(), notice.object.as_str()), (format!("{SIRET}/2019-01"), "Vidéoprotection"));
        assert_eq!(notice.buyer.siren.as_ref().map(ToString::to_string).as_deref(), Some("219300662"));
        assert_eq!((notice.amount, notice.months, notice.is_a_ceiling()), (Some(60_000.5), Some(48), true));
        assert_eq!(notice.cpv.as_ref().map(ToString::to_string).as_deref(), Some("32323500"));
        assert_eq!(notice.notified_on.map(|day| day.to_string()).as_deref(), Some("2019-09-02"));
        assert_eq!(notice.holders[0].name.as_deref(), Some("EXEMPLE SAS"));
        let [modification] = notice.modifications.as_slice() else { panic!("{notice:?}") };
        assert_eq!((modification.amount, modification.months), (Some(70_000.0), Some(60)));
        assert_eq!(notice.place.as_ref().map(|place| place.code.as_str()), Some("93066"));
    }
}

#[test]
fn a_bad_row_is_told_and_the_next_one_read() {
    let row = |id: &str| format!(r#"{{"id": "{id}", "acheteur": {{"id": "{SIRET}"}}, "objet": "Caméras"}}"#);
    let json = format!(
        "{{\"marches\": [{}, 17, \"text\", {{\"id\": \"2\", \"objet\": oops}}, {{\"id\": \"3\"}}, {}, {{\"id\": \"cut\", \"acheteur\": {{\"id\": \"x\"",
        row("1"),
        row("4")
    );
    let ids = |list: &str| good(list.as_bytes()).into_iter().map(|notice| notice.id).collect::<Vec<_>>();
    assert_eq!(ids(&json), ["1", "4"]);
    let expected = [(2, Fault::NoRow), (3, Fault::Syntax), (4, Fault::NoBuyer), (6, Fault::CutShort)];
    assert_eq!(faults(json.as_bytes()), expected);
    let open_text =
        format!("[{},\n{{\"id\": \"2\",\n\"objet\": \"never closed,\n\"montant\": 3}},\n{}]", row("1"), row("3"));
    assert_eq!(ids(&open_text), ["1", "3"]);
    let open_row = format!("[{{\"id\": \"1\", \"objet\": \"x\", {}, {}]", row("2"), row("3"));
    assert_eq!(ids(&open_row), ["2", "3"]);
    assert_eq!(
        ids(&format!("{{\"marches\": {{\"marche\": {}}}}}", row("1"))),
        ["1"],
        "converted from an XML with one row"
    );
    let lines = format!("{}\n{}\n", row("1"), row("2"));
    assert_eq!(ids(&lines), ["1", "2"]);

    let xml = format!(
        "<marches><marche><id>1</id><objet>A & B < 40 000 &euro; &inconnue;</objet><acheteur><id>{SIRET}</id></acheteur></marche>
        <marche><id>2</id><objet>never closed<marche><id>3</id><objet>C</objet><acheteur><id>{SIRET}</id></acheteur></marche>
        <marche><id>4</objet></marche><marche><id>5"
    );
    let notices = good(xml.as_bytes());
    assert_eq!(notices[0].object, "A & B < 40 000 € &inconnue;");
    assert_eq!(ids(&xml), ["1", "3"]);
    assert_eq!(faults(xml.as_bytes()), [(2, Fault::CutShort), (4, Fault::Syntax), (5, Fault::CutShort)]);

    let csv = format!(
        "id,objet,acheteur_id,montant\n1,\"a, b\",{SIRET},1\n2,c,{SIRET},1,5\n,d,{SIRET}\n4,,{SIRET}\n5,\"open,{SIRET},1\n6,\"two\nlines\",{SIRET},1\n"
    );
    assert_eq!(ids(&csv), ["1", "6"]);
    let expected = [(2, Fault::Columns), (3, Fault::NoId), (4, Fault::NoObject), (5, Fault::OpenQuote)];
    assert_eq!(faults(csv.as_bytes()), expected);
}

#[test]
fn what_is_no_list_is_said() {
    for (content, wanted) in [
        (&b""[..], "empty"),
        (b"\x1f\x8b\x08", "unpack"),
        (b"<html><body>Erreur</body></html>", "no contracts"),
        (b"{\"message\": \"erreur\"}", "no contracts"),
        (b"nom;prenom\na;b\n", "no contracts"),
    ] {
        let words =
            Notices::read(content).and_then(|mut rows| rows.next_notice().map(drop)).expect_err("no list").to_string();
        assert!(words.contains(wanted), "{words}");
    }
    assert_eq!(read(b"{\"marches\": []}"), []);
}

#[test]
fn texts_and_numbers_are_mended() {
    let csv = b"id;acheteur_id;objet;codecpv;montant;datenotification\n\
        1;21930066200018;Vid\xE9oprotection de l?\xE9cole;INX 32323500-8;1.234,56 \x80;2023-12-29T00:00:00\n";
    let notice = good(csv).remove(0);
    assert_eq!(notice.object, "Vidéoprotection de l’école");
    assert_eq!((notice.amount, notice.cpv.map(|it| it.to_string()).as_deref()), (Some(1234.56), Some("32323500")));
    assert!(notice.notified_on.is_some());
    let odd = format!(
        r#"[{{"id": 7, "acheteur_id": "{SIRET}", "objet": "VidÃ©o", "codeCPV": "CPV", "montant": "-3", "dureeMois": "test", "dateNotification": "0001-01-01"}}]"#
    );
    let notice = good(odd.as_bytes()).remove(0);
    assert_eq!((notice.object.as_str(), notice.cpv, notice.amount, notice.months), ("Vidéo", None, None, None));
    assert_eq!(notice.notified_on, None);
}

#[test]
fn nobody_is_named_in_what_is_kept() {
    let csv = format!(
        "id;acheteur_id;objet;titulaire_id;titulaire_nom\n1;{SIRET};Caméras, contact Mme Claire Dubosc 06 12 34 56 78;35600000000048;DUPONT JEAN\n"
    );
    let kept = good(csv.as_bytes()).remove(0).without_people();
    let text = serde_json::to_string(&kept).expect("JSON");
    assert!(!text.contains("DUPONT") && !text.contains("Dubosc") && !text.contains("06 12"), "{text}");
    assert_eq!(kept.holders[0].id.as_ref().map(ToString::to_string).as_deref(), Some("SIRET:35600000000048"));
    let named = |name: &str| {
        let holder = Holder { id: None, name: Some(name.to_owned()) };
        let notice = Notice { holders: vec![holder], ..good(csv.as_bytes()).remove(0) };
        !notice.without_people().holders.is_empty()
    };
    assert!(named("EXEMPLE VIDEO SARL") && named("Groupe Exemple"));
    assert!(!named("EIRL DUPONT JEAN") && !named("MARTIN PAUL") && !named("Entreprise Martin Paul"));
}

#[test]
fn modifications_are_added_and_never_overwrite() {
    let csv =
        |rows: &str| format!("uid;id;acheteur_id;objet;montant;dateNotification;modification_id;titulaire_id\n{rows}");
    let notices = good(
        csv(&format!(
            "u;1;{SIRET};Caméras;100;2020-01-01;0;35600000000048\nu;1;{SIRET};Caméras;150;2021-01-01;1;35600000000048\n"
        ))
        .as_bytes(),
    );
    let [mut first, second] = <[Notice; 2]>::try_from(notices).expect("two rows");
    assert_eq!((first.absorb(&second), first.absorb(&second)), (1, 0));
    assert_eq!((first.amount, first.modifications[0].amount, first.holders.len()), (Some(100.0), Some(150.0), 1));
}

#[test]
fn a_ceiling_is_no_amount_and_the_place_says_how_it_is_known() {
    let territories = geodata::territory::Territories::embedded();
    let csv = format!(
        "id;acheteur_id;objet;montant;lieuExecution_code;lieuExecution_typeCode\n1;{SIRET};Caméras;100;93;Code département\n2;{SIRET};Accord-cadre caméras;100;93001;Code commune\n"
    );
    let notices = good(csv.as_bytes());
    let of = |at: usize| proposal(&notices[at], &[], territories);
    let (price, ceiling) = (of(0), of(1));
    assert_eq!((price.values.get("amount_ht"), price.values.get("ceiling_ht")), (Some(&100.0.into()), None));
    assert_eq!((ceiling.values.get("amount_ht"), ceiling.values.get("ceiling_ht")), (None, Some(&100.0.into())));
    assert_eq!(
        (&price.values["territories"], price.place_basis),
        (&serde_json::json!(["93066"]), Some(crate::Basis::Inferred))
    );
    assert_eq!(
        (&ceiling.values["territories"], ceiling.place_basis),
        (&serde_json::json!(["93001"]), Some(crate::Basis::Document))
    );
    assert_eq!(price.values["authority"]["kind"], "municipality");
    for values in [price.values, ceiling.values] {
        assert!(crate::Patch::parse(crate::EntityKind::Contract, values).is_ok());
    }
}
