//! Public contracts on the command line: proposed, rejected with reasons, taken back.

use std::fs;

use serde_json::{Value, json};

use crate::commands::{json as run_json, run};

/// Two lots about cameras among traps, in the columns of a portal, with what happens to texts on the way.
const LIST: &str = "id,objet,montant,codecpv,procedure,datenotification,acheteur_id,titulaire_siret,lieu
L1,\"Travaux sur les reseaux d'interphonie, de controle d'acces et videosurveillance: Lot 1 : INTERPHONIE et#8211, NORD\",3.0,32360000-4,Procédure adaptée,2025-12-29,21930066200018,35600000000048,
L2,\"Travaux sur les reseaux d'interphonie, de controle d'acces et videosurveillance: Lot 2 : VIDEOSURVEILLANCE et#8211, SUD\",96406.0,32323500-8,Procédure adaptée,2025-12-29,21930066200018,35600000000048,
L3,ACHAT DE VIDEO-PROJECTEURS POUR LES ECOLES,135000.0,38652120-7,Procédure adaptée,2025-12-28,21930066200018,35600000000048,
L4,Extension de l?enregistreur audio du SAMU,180000.0,32333000-6,Appel d'offres ouvert,2025-12-29,21930066200018,35600000000048,
L5,MAINT SYST DETECT. INCENDIE,70000.0,31625100-4,Procédure adaptée,2025-12-29,21930066200018,35600000000048,METZ
L6,Extension de la VidÃ©oprotection,5,INX 32323500-8,,2025-12-29,21930066200018,,
,sans numero,1,,,,21930066200018,,
";

fn items(report: &Value, decision: &str) -> Vec<String> {
    let items = report["items"].as_array().expect("items").iter();
    items.filter(|it| it["decision"] == decision).map(|it| it["id"].as_str().unwrap_or("").to_owned()).collect()
}

#[test]
fn a_list_is_read_whole_and_every_row_says_what_became_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("list.csv"), LIST).expect("a list");
    let dry = run_json(folder.path(), &["import", "decp", "list.csv", "--json", "--dry-run"]);
    assert_eq!(items(&dry, "candidate"), ["L2", "L6"]);
    assert_eq!(items(&dry, "rejected"), ["L1", "L3", "L4", "L5"]);
    assert_eq!(items(&dry, "unreadable"), [""]);
    let counts = ["read", "candidates", "rejected", "amendments", "unreadable"].map(|name| dry[name].as_u64());
    assert_eq!(counts, [Some(7), Some(2), Some(4), Some(0), Some(1)]);
    for item in dry["items"].as_array().expect("items") {
        let reasons = item["reasons"].as_array().expect("reasons");
        assert!(!reasons.is_empty() && reasons.iter().all(|it| it.as_str().is_some_and(|it| !it.is_empty())), "{item}");
    }
    assert!(!folder.path().join("census.db").exists(), "a dry run touches nothing");

    let first = run_json(folder.path(), &["import", "decp", "list.csv", "--json"]);
    assert_eq!((&first["new"], &first["known"], &first["items"]), (&json!(2), &json!(0), &dry["items"]));
    let again = run_json(folder.path(), &["import", "decp", "list.csv", "--json"]);
    assert_eq!((&again["new"], &again["known"], &again["drawn"]), (&json!(0), &json!(2), &json!(0)));
    assert_eq!(run_json(folder.path(), &["check", "--json"])["revisions"], 0, "nothing is public");
    let batch = first["batch"].as_str().expect("a batch");
    assert!(run(folder.path(), &["revert", "--batch", batch]).status.success());
    let anew = run_json(folder.path(), &["import", "decp", "list.csv", "--json"]);
    assert_eq!((&anew["new"], &anew["known"]), (&json!(2), &json!(0)), "what was taken back comes in again");
}

#[test]
fn what_is_no_list_is_refused_in_words_and_changes_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in [("empty.csv", ""), ("page.xml", "<html></html>"), ("packed.json", "\u{1f}\u{8b}\0")] {
        fs::write(folder.path().join(name), content).expect("a file");
        let output = run(folder.path(), &["import", "decp", name, "--json"]);
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(!output.status.success() && words.contains("the list"), "{name}: {words}");
    }
    assert!(String::from_utf8_lossy(&run(folder.path(), &["import", "list"]).stdout).is_empty());
}

#[test]
fn precision_and_recall_are_computed_and_good() {
    let folder = tempfile::tempdir().expect("a folder");
    let score = run_json(folder.path(), &["procurement", "score", "--json"]);
    for name in ["precision", "recall"] {
        assert!(score[name].as_f64().is_some_and(|share| (0.95..=1.0).contains(&share)), "{score}");
    }
    assert!(score["titles"].as_u64().is_some_and(|titles| titles >= 150), "{score}");
}
