//! The pages as a browser without scripts reads them.

use technopolice_tests::demo;

#[test]
fn every_page_exists_in_both_languages_and_says_that_the_demo_is_fictional() {
    let server = demo();
    let pages = [
        ("/", "/en"),
        ("/carte", "/en/map"),
        ("/signaler", "/en/report"),
        ("/donnees", "/en/data"),
        ("/a-propos", "/en/about"),
        ("/accessibilite", "/en/accessibility"),
        ("/recu", "/en/receipt"),
        ("/recherche?q=nice", "/en/search?q=nice"),
        ("/villes/06088-nice", "/en/cities/06088-nice"),
        ("/villes/MC-monaco", "/en/cities/MC-monaco"),
    ];
    for (french, english) in pages {
        for (path, language, banner) in
            [(french, "fr", "données de démonstration, fictives"), (english, "en", "fictional")]
        {
            let page = server.page(path);
            assert_eq!(page.status, 200, "{path}");
            let text = page.text();
            assert!(text.contains(&format!("<html lang=\"{language}\"")), "{path}");
            assert!(text.to_lowercase().contains(banner), "{path}");
            assert!(!text.contains("style=\"") && !text.contains("onclick"), "{path} has inline code");
        }
    }
}

#[test]
fn a_city_has_one_address() {
    let server = demo();
    for path in ["/villes/06088", "/villes/06088-nizza"] {
        let answer = server.page(path);
        assert_eq!((answer.status, answer.header("location")), (308, "/villes/06088-nice"), "{path}");
    }
    assert_eq!(server.page("/villes/99999-nulle-part").status, 404);
    assert!(server.page("/rien").text().contains("<html"));
}

#[test]
fn a_form_with_faults_comes_back_with_what_was_typed() {
    let server = demo();
    let answer = server.form(
        "/signaler",
        &[
            ("client_id", "0b5f9a30-7c0b-4a55-9a2f-0f2b3a8f1c11"),
            ("kind", "camera"),
            ("coordinates", "ici, là"),
            ("note", "au-dessus de l’entrée <b>"),
        ],
    );
    assert_eq!(answer.status, 422);
    let text = answer.text();
    assert!(
        text.contains("ici, là") && text.contains("au-dessus de l’entrée &#60;b&#62;"),
        "the fields are kept, as text"
    );
    let outside = server.form(
        "/signaler",
        &[
            ("client_id", "0b5f9a30-7c0b-4a55-9a2f-0f2b3a8f1c12"),
            ("kind", "camera"),
            ("coordinates", "46.2044, 6.1432"),
        ],
    );
    assert_eq!(outside.status, 422);
}
