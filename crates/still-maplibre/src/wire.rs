//! Requests and answers as bytes: a length in four bytes, the most significant first, and what follows.

use std::io::{self, Read, Write};

use serde::Deserialize;

/// Bytes of a request at the most: some millions of corners.
const LONGEST: usize = 16 * 1024 * 1024;

/// What a request says besides its shapes.
#[derive(Debug, Deserialize)]
pub struct Header {
    /// Pixels from left to right.
    pub width: u32,
    /// Pixels from top to bottom.
    pub height: u32,
    /// Pixels of the square that the tile covers; the picture is its upper left corner.
    pub side: u32,
    /// From the ground up.
    pub layers: Vec<HeaderLayer>,
}

/// A layer of the tile and its colour.
#[derive(Debug, Deserialize)]
pub struct HeaderLayer {
    /// The name of the layer in the tile.
    pub name: String,
    /// `#rrggbb`.
    pub colour: String,
}

/// One picture to draw.
pub struct Request {
    /// What is said of it.
    pub header: Header,
    /// Its shapes (MVT 2, polygons only).
    pub tile: Box<[u8]>,
}

impl Request {
    /// Reads what follows the length.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let (length, rest) = bytes.split_first_chunk::<4>().ok_or("the request ends before its header")?;
        let length = u32::from_be_bytes(*length) as usize;
        let (header, tile) = rest.split_at_checked(length).ok_or("the header ends too early")?;
        let header: Header = serde_json::from_slice(header).map_err(|error| error.to_string())?;
        let fits = |pixels: u32| (1..=header.side).contains(&pixels);
        if !fits(header.width) || !fits(header.height) {
            return Err(format!("{}×{} does not fit its square of {}", header.width, header.height, header.side));
        }
        Ok(Self { header, tile: tile.into() })
    }
}

/// The next request; nothing when the input ends.
pub fn read(input: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match input.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    let length = u32::from_be_bytes(length) as usize;
    if length > LONGEST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("a request of {length} bytes")));
    }
    let mut bytes = vec![0; length];
    input.read_exact(&mut bytes)?;
    Ok(Some(bytes))
}

/// Answers with a picture, or with the reason why there is none.
pub fn write(output: &mut impl Write, answer: &Result<Vec<u8>, String>) -> io::Result<()> {
    let (mark, bytes) = match answer {
        Ok(png) => (0, &png[..]),
        Err(reason) => (1, reason.as_bytes()),
    };
    output.write_all(&(bytes.len() as u32 + 1).to_be_bytes())?;
    output.write_all(&[mark])?;
    output.write_all(bytes)?;
    output.flush()
}

/// The upper left corner of a square of RGBA pixels as a file.
pub fn png(pixels: &[u8], side: u32, (width, height): (u32, u32)) -> Result<Vec<u8>, String> {
    let rows = pixels.chunks_exact(side as usize * 4).take(height as usize);
    let cut: Vec<u8> = rows.flat_map(|row| &row[..width as usize * 4]).copied().collect();
    let mut bytes = Vec::with_capacity(64 * 1024);
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&cut));
    written.map_err(|error| error.to_string())?;
    Ok(bytes)
}
