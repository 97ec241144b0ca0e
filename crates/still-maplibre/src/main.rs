//! Draws the ground of a map with maplibre-rs on Vulkan, without a window and without a network.
//!
//! Requests come on standard input and answers go to standard output, as `crates/still/src/request.rs` words them, one
//! after the other until the input ends. What cannot be drawn is answered with a reason; when maplibre-rs itself gives
//! up, the program ends, and whoever started it paints on without it.

mod painter;
mod wire;

use std::collections::BTreeMap;
use std::io::{BufReader, stdin, stdout};
use std::process::ExitCode;

use painter::Painter;
use wire::Request;

/// Sides of the squares that are drawn; a picture is cut out of the smallest that holds it.
const SIDES: [u32; 4] = [256, 512, 1024, 2048];

fn main() -> ExitCode {
    let mut painters = BTreeMap::new();
    let mut input = BufReader::new(stdin().lock());
    let mut output = stdout().lock();
    loop {
        match wire::read(&mut input) {
            Ok(None) => return ExitCode::SUCCESS,
            Ok(Some(bytes)) => {
                let answer = Request::parse(&bytes).and_then(|request| draw(&mut painters, request));
                if let Err(error) = wire::write(&mut output, &answer) {
                    return ended(&error);
                }
            }
            Err(error) => return ended(&error),
        }
    }
}

fn ended(error: &std::io::Error) -> ExitCode {
    eprintln!("still-maplibre: {error}");
    ExitCode::FAILURE
}

/// The picture of a request. Each side has a renderer of its own, made when it is first asked for.
fn draw(painters: &mut BTreeMap<u32, Painter>, request: Request) -> Result<Vec<u8>, String> {
    let side = request.header.side;
    if !SIDES.contains(&side) {
        return Err(format!("no square of {side} pixels: they have {SIDES:?}"));
    }
    if !painters.contains_key(&side) {
        painters.insert(side, Painter::new(side)?);
    }
    let painter = painters.get_mut(&side).ok_or("no renderer")?;
    let pixels = painter.paint(&request)?;
    wire::png(&pixels, side, (request.header.width, request.header.height))
}
