//! Pixels, and the file that they become.

use tiny_skia::{Pixmap, PremultipliedColorU8};

/// Bytes that are not a picture of the expected size.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a PNG of {width}×{height} pixels")]
pub struct WrongSize {
    /// Pixels expected from left to right.
    pub width: u32,
    /// Pixels expected from top to bottom.
    pub height: u32,
}

/// Opaque pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    pub(crate) pixels: Pixmap,
}

impl Picture {
    /// A picture of one colour.
    pub(crate) fn filled(width: u32, height: u32, [red, green, blue]: [u8; 3]) -> Self {
        let mut pixels = Pixmap::new(width.max(1), height.max(1)).expect("pictures are small and not empty");
        pixels.fill(tiny_skia::Color::from_rgba8(red, green, blue, 255));
        Self { pixels }
    }

    /// Pixels from left to right.
    pub fn width(&self) -> u32 {
        self.pixels.width()
    }

    /// Pixels from top to bottom.
    pub fn height(&self) -> u32 {
        self.pixels.height()
    }

    /// Red, green and blue of every pixel, row by row.
    pub fn rgb(&self) -> Vec<u8> {
        self.pixels.pixels().iter().flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect()
    }

    /// The picture as a file of at most 256 colours, which a map seldom exceeds by more than the eye can tell. Without a
    /// word of metadata; the same pixels give the same bytes.
    pub fn png(&self) -> Vec<u8> {
        let (palette, indices) = crate::reduce::reduced(self.pixels.pixels());
        let mut bytes = Vec::with_capacity(64 * 1024);
        let mut encoder = png::Encoder::new(&mut bytes, self.width(), self.height());
        encoder.set_color(png::ColorType::Indexed);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.set_palette(palette.concat());
        encoder.set_filter(png::Filter::NoFilter);
        encoder.set_deflate_compression(png::DeflateCompression::Level(4));
        let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&indices));
        written.expect("a vector takes every byte");
        bytes
    }

    /// A picture from a file, which must have this size.
    pub fn from_png(bytes: &[u8], width: u32, height: u32) -> Result<Self, WrongSize> {
        read(bytes, width, height).ok_or(WrongSize { width, height })
    }

    /// How far two pictures of one size are apart: the mean difference of a channel, 0 to 255, and the share of pixels
    /// that differ by more than `tolerance` in a channel. `None` when their sizes differ.
    pub fn difference(&self, other: &Self, tolerance: u8) -> Option<(f64, f64)> {
        if (self.width(), self.height()) != (other.width(), other.height()) {
            return None;
        }
        let (mine, theirs) = (self.rgb(), other.rgb());
        let apart: Vec<u8> = mine.iter().zip(&theirs).map(|(a, b)| a.abs_diff(*b)).collect();
        let mean = apart.iter().map(|step| f64::from(*step)).sum::<f64>() / apart.len() as f64;
        let far = apart.chunks(3).filter(|pixel| pixel.iter().any(|step| *step > tolerance)).count();
        Some((mean, far as f64 / (apart.len() / 3) as f64))
    }
}

fn read(bytes: &[u8], width: u32, height: u32) -> Option<Picture> {
    let mut decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::EXPAND);
    let mut reader = decoder.read_info().ok()?;
    if (reader.info().width, reader.info().height) != (width, height) {
        return None;
    }
    let mut samples = vec![0; reader.output_buffer_size()?];
    let frame = reader.next_frame(&mut samples).ok()?;
    let step = match frame.color_type {
        png::ColorType::Rgb => 3,
        png::ColorType::Rgba => 4,
        _ => return None,
    };
    let mut pixels = Pixmap::new(width, height)?;
    for (pixel, sample) in pixels.pixels_mut().iter_mut().zip(samples.chunks(step)) {
        *pixel = PremultipliedColorU8::from_rgba(sample[0], sample[1], sample[2], 255)?;
    }
    Some(Picture { pixels })
}
