//! Finds or makes the browser bundle and hands it to `memory-serve`.
//!
//! In this order: `WEB_DIST=folder` takes a ready bundle; otherwise `web/dist` when its stamp says it
//! was made from these very sources; otherwise npm makes it. Without npm, or with `WEB_SKIP=1`, the
//! style sheet is joined here and the site works without script.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File};
use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the bundle is made from; a change in any of these makes it stale.
const SOURCES: [&str; 6] = ["src", "public", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"];

fn main() {
    let web = PathBuf::from(variable("CARGO_MANIFEST_DIR"));
    for source in SOURCES {
        println!("cargo::rerun-if-changed={}", web.join(source).display());
    }
    for name in ["WEB_DIST", "WEB_SKIP"] {
        println!("cargo::rerun-if-env-changed={name}");
    }
    let bundle = PathBuf::from(variable("OUT_DIR")).join("bundle");
    drop(fs::remove_dir_all(&bundle));
    match ready_bundle(&web) {
        Ok(dist) => copy_bundle(&dist, &bundle),
        Err(reason) => {
            println!("cargo::warning={reason}: embedding the no-JavaScript pages only");
            make_scriptless_bundle(&web, &bundle);
        }
    }
    name_entries(&bundle);
    embed(&bundle);
}

/// The folder of an up-to-date bundle, or why there is none.
fn ready_bundle(web: &Path) -> Result<PathBuf, String> {
    if let Ok(dist) = std::env::var("WEB_DIST") {
        return Ok(PathBuf::from(dist));
    }
    if std::env::var("WEB_SKIP").is_ok_and(|value| value == "1") {
        return Err("WEB_SKIP=1".to_owned());
    }
    // Two builds (say debug and release) share `web/`: the lock lets the second find the first's work.
    let lock = File::open(web.join("package.json")).and_then(|file| file.lock().map(|()| file));
    let (dist, stamp) = (web.join("dist"), hash_of(&SOURCES.map(|source| web.join(source))));
    if fs::read_to_string(dist.join(".stamp")).is_ok_and(|found| found == stamp) {
        return Ok(dist);
    }
    install_packages(web)?;
    let built = npm(web, &["exec", "--offline", "--", "vite", "build", "--logLevel", "warn"])?;
    assert!(built, "the browser bundle does not build: run `npm run build` in web/ to see why");
    fs::write(dist.join(".stamp"), stamp).map_err(|error| format!("web/dist is not writable ({error})"))?;
    drop(lock);
    Ok(dist)
}

/// Installs the pinned packages, only when the lock file changed since the last time.
fn install_packages(web: &Path) -> Result<(), String> {
    let (stamp, path) = (hash_of(&[web.join("package-lock.json")]), web.join("node_modules/.stamp"));
    if fs::read_to_string(&path).is_ok_and(|found| found == stamp) {
        return Ok(());
    }
    // Packages run no script of their own while they are installed: none of ours needs it.
    if !npm(web, &["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"])? {
        return Err("npm could not install the packages".to_owned());
    }
    fs::write(path, stamp).map_err(|error| format!("web/node_modules is not writable ({error})"))
}

/// Runs npm in `web/` and says whether it succeeded; an error when there is no npm.
fn npm(web: &Path, arguments: &[&str]) -> Result<bool, String> {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(program).args(arguments).current_dir(web).output().map_err(|_| {
        // Only now does PATH matter: npm may be there next time.
        println!("cargo::rerun-if-env-changed=PATH");
        "npm not found".to_owned()
    })?;
    if !output.status.success() {
        let text = [output.stdout, output.stderr].concat();
        for line in String::from_utf8_lossy(&text).lines().filter(|line| !line.trim().is_empty()).take(30) {
            println!("cargo::warning={line}");
        }
    }
    Ok(output.status.success())
}

/// Puts the hashed files in `assets/` and those with a fixed address in `fixed/`.
fn copy_bundle(dist: &Path, bundle: &Path) {
    copy_folder(&dist.join("assets"), &bundle.join("assets"), &[]);
    copy_folder(dist, &bundle.join("fixed"), &["assets", "manifest.json", ".stamp"]);
    let manifest = dist.join("manifest.json");
    fs::copy(&manifest, bundle.join("manifest.json"))
        .unwrap_or_else(|error| panic!("{} is not a bundle: {error}", manifest.display()));
}

/// A bundle of the style sheet and the icons, made without npm.
fn make_scriptless_bundle(web: &Path, bundle: &Path) {
    copy_folder(&web.join("public"), &bundle.join("fixed"), &[]);
    fs::create_dir_all(bundle.join("assets")).expect("OUT_DIR is writable");
    for (name, source) in [("main", "main.css"), ("report-page", "report.css")] {
        let style = joined_style(&web.join("src/styles").join(source));
        let path = bundle.join("assets").join(format!("{name}-{}.css", hash_of_bytes(style.as_bytes())));
        fs::write(path, style).expect("OUT_DIR is writable");
    }
}

/// A style sheet with its `@import "./part.css";` lines replaced by the parts.
fn joined_style(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let folder = path.parent().expect("a file is in a folder");
    let import = |line: &str| Some(line.trim().strip_prefix("@import")?.trim().trim_end_matches(';').to_owned());
    let part = |line: &str| match import(line) {
        Some(name) => joined_style(&folder.join(name.trim_matches(['"', '\'']))),
        None => format!("{line}\n"),
    };
    text.lines().map(part).collect()
}

/// Tells `lib.rs` the addresses of the entry files, and of what each script imports at once.
fn name_entries(bundle: &Path) {
    let assets = bundle.join("assets");
    let manifest = fs::read_to_string(bundle.join("manifest.json")).unwrap_or_default();
    let manifest: serde_json::Value = serde_json::from_str(&manifest).unwrap_or_default();
    for (variable, name) in [("WEB", "main"), ("WEB_REPORT", "report-page")] {
        let prefix = format!("{name}-");
        let entry = |extension: &str| {
            let named = |file: &String| file.starts_with(&prefix) && file.ends_with(extension);
            file_names(&assets).into_iter().find(named).map(|file| format!("/assets/{file}"))
        };
        let style = entry(".css").unwrap_or_else(|| panic!("a bundle holds assets/{name}-*.css"));
        println!("cargo::rustc-env={variable}_STYLESHEET={style}");
        if let Some(script) = entry(".js") {
            println!("cargo::rustc-env={variable}_SCRIPT={script}");
        }
        let imported = imports(&manifest, &manifest[format!("src/{name}.ts")]).join(" ");
        println!("cargo::rustc-env={variable}_PRELOAD={imported}");
    }
}

/// What a chunk imports at once, and what that imports.
fn imports(manifest: &serde_json::Value, chunk: &serde_json::Value) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in chunk["imports"].as_array().into_iter().flatten().filter_map(|name| name.as_str()) {
        let imported = &manifest[name];
        let file = imported["file"].as_str().map(|file| format!("/{file}"));
        found.extend(file.into_iter().chain(imports(manifest, imported)));
    }
    found.sort();
    found.dedup();
    found
}

/// Writes the table `memory_serve::load!` reads. Always embedded, so that a binary stands alone and a
/// debug build answers as a release does.
fn embed(bundle: &Path) {
    let out = PathBuf::from(variable("OUT_DIR"));
    let table = |name: &str| {
        let code = memory_serve::assets_to_code(name, &bundle.join(name), &out, true, |_| {});
        format!("(\"{name}\", {code}),")
    };
    let code = format!("&[{}{}]", table("assets"), table("fixed"));
    fs::write(out.join("memory_serve_assets.rs"), code).expect("OUT_DIR is writable");
}

fn copy_folder(from: &Path, to: &Path, except: &[&str]) {
    fs::create_dir_all(to).expect("OUT_DIR is writable");
    for name in file_names(from).into_iter().filter(|name| !except.contains(&name.as_str())) {
        let (source, target) = (from.join(&name), to.join(&name));
        if source.is_dir() {
            copy_folder(&source, &target, &[]);
        } else {
            fs::copy(&source, &target).unwrap_or_else(|error| panic!("{}: {error}", source.display()));
        }
    }
}

/// The names in a folder, sorted; none when it does not exist.
fn file_names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// One text that changes with any name or byte under these paths.
fn hash_of(paths: &[PathBuf]) -> String {
    let mut hasher = DefaultHasher::new();
    for path in paths {
        hash_into(&mut hasher, path);
    }
    format!("{:016x}", hasher.finish())
}

fn hash_into(hasher: &mut DefaultHasher, path: &Path) {
    hasher.write(path.file_name().expect("sources have names").as_encoded_bytes());
    if path.is_dir() {
        for name in file_names(path) {
            hash_into(hasher, &path.join(name));
        }
    } else {
        hasher.write(&fs::read(path).unwrap_or_default());
    }
}

fn hash_of_bytes(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    format!("{:016x}", hasher.finish())
}

fn variable(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("cargo sets {name} for build scripts"))
}
