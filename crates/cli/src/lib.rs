//! The command line: settings, logs, commands. Everything else is in the crates below.

mod arguments;
mod check;
mod demo;
mod export;
pub mod import;
mod logs;
mod mirror;
mod open;
mod procurement;
mod redact;
mod release;
mod revert;
mod sample;
mod sample_records;
mod serve;
mod territories;
mod user;

use std::process::ExitCode;

use clap::Parser;

use crate::arguments::{Arguments, Command};

/// Why a command failed, in words for the person who typed it.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Reads the command line, runs the command, and answers with its exit status.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    logs::start(arguments.log_format);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    match runtime.block_on(run(arguments)) {
        Ok(code) => code,
        Err(failure) => failed(&failure),
    }
}

async fn run(arguments: Arguments) -> Result<ExitCode, Failure> {
    let common = arguments.common;
    match arguments.command {
        Command::Serve(options) => serve::run(&common, options).await,
        Command::Demo(options) => demo::run(options).await,
        Command::Import(command) => import::run(&common, command).await,
        Command::Export(command) => export::run(&common, command).await,
        Command::Sample(options) => sample::run(&common, options).await,
        Command::Procurement(command) => Ok(procurement::run(&command)),
        Command::Territories(command) => territories::run(&common, command),
        Command::Check(options) => check::run(&common, options).await,
        Command::Revert(options) => revert::run(&common, options).await,
        Command::Redact(options) => redact::run(&common, options).await,
        Command::User(command) => user::run(&common, command).await,
        Command::Release(command) => release::run(&common, command).await,
        Command::Keys(command) => release::keys(command),
        Command::Mirror(options) => mirror::run(&common, options).await,
        Command::Publish => open::publish(&common).await,
        Command::Migrate => open::migrate(&common).await,
    }
}

fn failed(failure: &Failure) -> ExitCode {
    let mut cause: Option<&dyn std::error::Error> = Some(failure.as_ref());
    let mut words = Vec::new();
    while let Some(error) = cause {
        let text = error.to_string();
        if words.last() != Some(&text) {
            words.push(text);
        }
        cause = error.source();
    }
    eprintln!("technopolice: {}", words.join(": "));
    ExitCode::FAILURE
}
