//! The reference of the API: it names every route of the program, and what it tells people to type works.

use std::path::Path;
use std::process::{Command, Output};

use serde::Deserialize;
use technopolice_tests::{Server, demo, program, repository, skipped};

#[derive(Deserialize)]
struct Examples {
    example: Vec<Example>,
}

#[derive(Deserialize)]
struct Example {
    id: String,
    run: String,
    first: Option<String>,
    code: String,
    prints: Vec<String>,
}

fn examples() -> Vec<Example> {
    let text = std::fs::read_to_string(repository().join("data/examples.toml")).expect("the examples");
    toml::from_str::<Examples>(&text).expect("TOML").example
}

/// As a browser reads it.
fn unescaped(html: &str) -> String {
    let signs = [("&#60;", "<"), ("&#62;", ">"), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&")];
    signs.iter().fold(html.to_owned(), |text, (name, sign)| text.replace(name, sign))
}

#[test]
fn every_route_of_the_description_is_on_the_page_in_both_languages() {
    let server = demo();
    let document = server.get("/api/openapi.json").json();
    for path in ["/api", "/en/api"] {
        let page = server.page(path);
        assert_eq!(page.status, 200, "{path}");
        assert!(page.header("content-security-policy").contains("default-src 'none'"));
        let text = unescaped(&page.text());
        for (route, methods) in document["paths"].as_object().expect("paths") {
            for (method, operation) in methods.as_object().expect("methods") {
                let id = operation["operationId"].as_str().expect("an id");
                let head = format!("<span class=\"method\">{}</span> <code>{route}</code>", method.to_uppercase());
                let (_, rest) = text.split_once(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("{path}: {id}"));
                let own = rest.split("</details>").next().expect("its end");
                assert!(own.contains(&head), "{path}: {id}");
                for status in operation["responses"].as_object().expect("responses").keys() {
                    assert!(
                        own.contains(&format!("<strong class=\"status\">{status}</strong>")),
                        "{path}: {id} {status}"
                    );
                }
                for parameter in operation["parameters"].as_array().into_iter().flatten() {
                    let name = parameter["name"].as_str().expect("a name");
                    assert!(own.contains(&format!("<code>{name}</code>")), "{path}: {id} {name}");
                }
            }
        }
        for name in document["components"]["schemas"].as_object().expect("schemas").keys() {
            assert!(text.contains(&format!("id=\"shape-{name}\"")), "{path}: {name}");
        }
        // Where the page leads within itself, there is something; where it offers to try a route, it answers.
        for target in text.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(text.contains(&format!("id=\"{target}\"")), "{path}: #{target} leads nowhere");
        }
        let tries =
            text.split("class=\"button button-quiet\" href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        for target in tries {
            let status = server.get(target).status;
            assert!([200, 404].contains(&status), "{target} answers {status}");
        }
    }
}

#[test]
fn every_example_is_on_the_page_and_works_as_it_stands_there() {
    let server = demo();
    let page = unescaped(&server.page("/api").text());
    for example in examples() {
        let filled = |text: &str| text.trim().replace("{base}", &server.url(""));
        let (first, code) = (example.first.as_deref().map(filled), filled(&example.code));
        let shown = first.iter().chain([&code]).cloned().collect::<Vec<_>>().join("\n");
        assert!(page.contains(&format!("<code>{shown}</code>")), "{}: {shown}", example.id);
        let folder = tempfile::tempdir().expect("a folder");
        if let Some(first) = &first {
            succeeded(&example.id, &shell(folder.path(), first));
        }
        let Some(output) = run(&server, folder.path(), &example.run, &code) else { continue };
        let text = succeeded(&example.id, &output);
        for words in &example.prints {
            assert!(text.contains(words), "{} does not print {words:?}: {text}", example.id);
        }
        assert!(!example.prints.is_empty(), "{} proves nothing", example.id);
    }
    assert!(!server.stop().contains("ERROR"));
}

fn succeeded(id: &str, output: &Output) -> String {
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{id}: {out}{err}");
    out.into_owned()
}

fn shell(folder: &Path, code: &str) -> Output {
    Command::new("sh").args(["-e", "-c", code]).current_dir(folder).output().expect("a shell")
}

/// What the example prints; nothing where what runs it is missing.
fn run(server: &Server, folder: &Path, by: &str, code: &str) -> Option<Output> {
    let missing = |name: &str| -> Option<Output> {
        skipped(&format!("{name} not found"));
        None
    };
    match by {
        "sh" => {
            let tool = code.split(' ').next().unwrap_or_default();
            if program(tool).is_some() { Some(shell(folder, code)) } else { missing(tool) }
        }
        "node" => {
            let Some(node) = program("node") else { return missing("node") };
            let output = Command::new(node).args(["--input-type=module", "-e", code]).current_dir(folder).output();
            Some(output.expect("node runs"))
        }
        "r" => {
            let Some(r) = program("Rscript") else { return missing("Rscript") };
            Some(Command::new(r).args(["-e", code]).current_dir(folder).output().expect("R runs"))
        }
        "python" | "sql" => {
            let Some(python) = std::env::var_os("TECHNOPOLICE_PYTHON") else {
                return missing("Python with its readers");
            };
            let sql = "import sys, duckdb; print(duckdb.sql(sys.argv[1]))";
            let arguments = if by == "sql" { vec!["-c", sql, code] } else { vec!["-c", code] };
            Some(Command::new(python).args(arguments).current_dir(folder).output().expect("Python runs"))
        }
        "ogrinfo" => {
            let Some(ogrinfo) = program("ogrinfo") else { return missing("ogrinfo") };
            assert!(code.starts_with(&server.url("")), "an address: {code}");
            Some(Command::new(ogrinfo).arg(format!("OAPIF:{code}")).output().expect("ogrinfo runs"))
        }
        other => panic!("nothing runs {other:?}"),
    }
}
