//! Contracts that lists propose, over HTTP: decided on with forms alone, published once accepted, measured in public.

use serde_json::json;

use crate::accounts::Census;

const LIST: &str = "id;acheteur_id;acheteur_nom;objet;codeCPV;montant;dateNotification;dureeMois;titulaire_id;titulaire_nom
A1;21930066200018;Ville de Saint-Denis;Vidéoprotection des halles;32323500;1000;2024-01-01;48;35600000000048;EXEMPLE SAS
A2;21930066200018;Ville de Saint-Denis;Caméras de surveillance, accord-cadre;32323500;90000;2024-01-01;48;35600000000048;EXEMPLE SAS
A3;21060088400015;Ville de Nice;Vidéoprotection du port;32323500;1000;2024-01-01;48;35600000000048;EXEMPLE SAS
A4;21930066200018;Ville de Saint-Denis;Entretien des espaces verts;77310000;1000;2024-01-01;48;35600000000048;EXEMPLE SAS
";

/// The id of the box of a contract.
fn box_of(page: &str, title: &str) -> String {
    let line = page.split("<li><div class=\"queue-line\">").find(|line| line.contains(title)).expect("the contract");
    line.split("name=\"c\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a box").to_owned()
}

#[test]
fn contracts_are_decided_with_forms_and_what_is_accepted_is_published() {
    let census = Census::new();
    census.import("decp", LIST);
    let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
    let before = server.get("/methode/marches").text();
    assert!(
        before.contains("pas encore mesuré")
            && before.contains("video projecteur") | before.contains("vidéo projecteur")
    );
    let cookie = census.cookie(&server, "importer");
    let page = server.get_as(&cookie, "/moderation/marches").text();
    assert!(page.contains("des caméras de surveillance (+75)") && page.contains("plafond 90"), "{page}");
    let (halles, frame, port) =
        (box_of(&page, "Vidéoprotection des halles"), box_of(&page, "accord-cadre"), box_of(&page, "du port"));
    let act = |fields: &[(&str, &str)]| server.form_as(&cookie, "/moderation/marches", fields);
    assert_eq!(act(&[("action", "accepted")]).status, 422, "nothing is ticked");
    assert_eq!(act(&[("action", "accepted"), ("c", &halles), ("c", &frame)]).status, 200);
    assert_eq!(act(&[("action", "rejected"), ("c", &port)]).status, 200);

    let listed = server.get("/api/v1/records?type=contract&territory=93066").json();
    let records = listed["records"].as_array().expect("records");
    assert_eq!(records.len(), 2, "{listed}");
    let by_id = |id: &str| records.iter().find(|record| record["decp_id"] == id).expect("a contract");
    assert_eq!((&by_id("A1")["amount_ht"], by_id("A1").get("ceiling_ht")), (&json!(1000), None));
    assert_eq!((&by_id("A2")["ceiling_ht"], by_id("A2").get("amount_ht")), (&json!(90_000), None));
    assert_eq!(by_id("A1")["holders"][0]["organisation"]["name"], "EXEMPLE SAS");
    assert_eq!(by_id("A1")["upstream"][0]["id"], "21930066200018/A1");
    let companies = server.get("/api/v1/records?type=organisation").json();
    assert_eq!(companies["records"].as_array().map(Vec::len), Some(2), "the buyer and the holder: {companies}");
    assert!(server.get("/methode/marches").text().contains("66,7 %"), "two of three were accepted");
    assert!(server.get("/en/method/contracts").text().contains("66.7%"));
    let accepted = server.get_as(&cookie, "/moderation/marches?state=accepted").text();
    assert!(accepted.contains("href=\"/marches/"), "{accepted}");
}

#[test]
fn a_right_in_one_territory_does_not_reach_the_contracts_of_another() {
    let census = Census::new();
    census.import("decp", LIST);
    let words = census.add("dionysienne", Some("moderator:93066"));
    let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
    let all = server.get_as(&census.cookie(&server, "moderator"), "/en/moderation/contracts").text();
    let cookie = server.log_in(&words);
    let mine = server.get_as(&cookie, "/moderation/marches").text();
    assert!(mine.contains("des halles") && !mine.contains("du port"), "{mine}");
    let port = box_of(&all, "du port");
    let answer = server.form_as(&cookie, "/moderation/marches", &[("action", "accepted"), ("c", &port)]);
    assert_eq!(answer.status, 403);
}

#[test]
fn an_importer_sees_what_a_list_holds_before_it_is_kept() {
    let census = Census::new();
    let server = census.serve(&["--passkeys", "optional", "--no-rate-limits"]);
    let cookie = census.cookie(&server, "importer");
    let send = |list: &str, seen: &str| {
        let part =
            |head: &str, value: &str| format!("--cut\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n");
        let body = part("name=\"list\"; filename=\"list.csv\"", list) + &part("name=\"seen\"", seen) + "--cut--\r\n";
        let headers = [
            ("cookie", cookie.as_str()),
            ("content-type", "multipart/form-data; boundary=cut"),
            ("sec-fetch-site", "same-origin"),
        ];
        server.send("POST", "/importer/marches", &headers, body.as_bytes())
    };
    let queue = || server.get_as(&cookie, "/moderation/marches").text();
    assert_eq!(send("rien", "").status, 422);
    let shown = send(LIST, "").text();
    assert!(shown.contains("Vidéoprotection des halles") && !queue().contains("des halles"), "{shown}");
    let seen =
        shown.split("name=\"seen\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a checksum");
    assert!(!send(&LIST.replace("halles", "jardins"), seen).text().contains("La liste est gardée"), "another list");
    assert!(send(LIST, seen).text().contains("3 nouveaux contrats"), "the same list");
    assert!(queue().contains("des halles"));
    assert!(send(LIST, seen).text().contains("0 nouveaux contrats à examiner, 3 déjà connus"));
}
