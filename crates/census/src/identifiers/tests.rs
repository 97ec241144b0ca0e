use std::fmt::{Debug, Display};

use super::*;

/// What is written, and what is kept.
fn reads_as<T: FromStr<Err = InvalidIdentifier> + Display + Debug>(cases: &[(&str, &str)]) {
    for (written, kept) in cases {
        assert_eq!(written.parse::<T>().map(|identifier| identifier.to_string()), Ok((*kept).to_owned()), "{written}");
    }
}

fn refuses<T: FromStr<Err = InvalidIdentifier> + Debug>(cases: &[&str]) {
    for written in cases {
        assert!(written.parse::<T>().is_err(), "{written}");
    }
}

#[test]
fn a_siren_passes_its_check() {
    reads_as::<Siren>(&[
        ("552100554", "552100554"),
        (" 552 100.554", "552100554"),
        ("356\u{a0}000\u{a0}000", "356000000"),
    ]);
    refuses::<Siren>(&["", "552100555", "55210055", "5521005540", "55210055A", "000000000", "５５２１００５５４"]);
}

#[test]
fn a_siret_passes_its_check_and_knows_its_siren() {
    // The head office of La Poste, of Accor, and of a commune.
    reads_as::<Siret>(&[
        ("356 000 000 00048", "35600000000048"),
        ("602 036 444 04227", "60203644404227"),
        ("21930066200018", "21930066200018"),
    ]);
    refuses::<Siret>(&["35600000000046", "60203644404228", "602036444", "00000000000000", "1234567890123é"]);
    let siret: Siret = "60203644404227".parse().expect("a known number");
    assert_eq!(siret.siren(), "602036444".parse().expect("a known number"));
}

#[test]
fn the_establishments_of_la_poste_add_up_to_a_multiple_of_five() {
    // 3 + 5 + 6 + 4 + 9 + 7 + 6 = 40, and Luhn fails.
    assert!(!passes_luhn("35600000049760"));
    reads_as::<Siret>(&[("35600000049760", "35600000049760"), ("35600000009075", "35600000009075")]);
    refuses::<Siret>(&["35600000049761"]);
}

#[test]
fn a_french_vat_number_has_a_key() {
    reads_as::<FrenchVat>(&[("FR 93 602 036 444", "FR93602036444"), ("fr83404833048", "FR83404833048")]);
    refuses::<FrenchVat>(&["FR94602036444", "FR93602036445", "93602036444", "FR", "FRé", "FRK7399859412"]);
}

#[test]
fn a_cpv_code_loses_its_check_figure() {
    reads_as::<Cpv>(&[("35125300-2", "35125300"), ("32323500", "32323500"), ("3512 5300 - 2", "35125300")]);
    refuses::<Cpv>(&["", "3512530", "35125300-22", "99000000", "0012345é"]);
}

#[test]
fn a_holder_has_one_of_seven_kinds() {
    for (kind, id, kept) in [
        ("SIRET", "602 036 444 04227", "SIRET:60203644404227"),
        ("TVA", "FR 93 602036444", "TVA:FR93602036444"),
        ("TVA", "be 0403.170.701", "TVA:BE0403170701"),
        ("TAHITI", "a12345-001", "TAHITI:A12345001"),
        ("RIDET", "0 123 456.001", "RIDET:0123456001"),
        ("FRWF", "FRWFmairie  de", "FRWF:FRWFMAIRIE DE"),
        ("IREP", "1234567890123", "IREP:1234567890123"),
        ("hors-ue", "CH Exemple SA", "HORS-UE:CH EXEMPLE SA"),
    ] {
        let holder = HolderId::parse(kind, id).expect(id);
        assert_eq!(holder.to_string(), kept);
        assert_eq!(kept.parse(), Ok(holder.clone()));
        let json = serde_json::to_value(&holder).expect("a text");
        assert_eq!(json, kept);
        assert_eq!(serde_json::from_value::<HolderId>(json).expect("the same"), holder);
        assert_eq!(holder.is_a_person(), kind == "IREP");
    }
    for (kind, id) in
        [("SIRET", "602036444"), ("TVA", "FR00602036444"), ("RIDET", "é"), ("TAHITI", "é2345"), ("HORS-UE", " ")]
    {
        assert!(HolderId::parse(kind, id).is_err(), "{kind} {id}");
    }
}

#[test]
fn an_error_tells_what_was_found_and_what_is_expected() {
    let error = HolderId::parse("SIREN", "552100554").expect_err("not a kind");
    assert_eq!(error.to_string(), "expected SIRET, TVA, TAHITI, RIDET, FRWF, IREP or HORS-UE, found \"SIREN\"");
}
