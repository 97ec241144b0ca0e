//! Fewer colours: the frequent ones stay exactly as they are, the others become the nearest of those.

use std::collections::HashMap;

use tiny_skia::PremultipliedColorU8;

use crate::palette::Rgb;

/// Colours that a byte can name.
const COLOURS: usize = 256;
/// Colours nearer than this (squared, over the channels) are one, unless they are frequent.
const NEAR: u32 = 3 * 4 * 4;
/// So many of the most frequent colours stay whatever is near.
const FREQUENT: usize = 24;

/// The colours, the most frequent first, and for each pixel which one it is.
pub(crate) fn reduced(pixels: &[PremultipliedColorU8]) -> (Vec<Rgb>, Vec<u8>) {
    let counted = counted(pixels);
    let mut palette: Vec<Rgb> = Vec::with_capacity(COLOURS);
    for (index, (colour, _)) in counted.iter().enumerate() {
        let is_new = index < FREQUENT || palette.iter().all(|known| distance(*known, *colour) > NEAR);
        if is_new && palette.len() < COLOURS {
            palette.push(*colour);
        }
    }
    let nearest = |colour: Rgb| {
        let places = palette.iter().enumerate();
        places.min_by_key(|(_, known)| distance(**known, colour)).map_or(0, |(index, _)| index as u8)
    };
    let names: HashMap<Rgb, u8> = counted.iter().map(|(colour, _)| (*colour, nearest(*colour))).collect();
    let mut last = ([0; 3], names.get(&[0; 3]).copied().unwrap_or(0));
    let index = |pixel: &PremultipliedColorU8| {
        let colour = rgb(*pixel);
        if last.0 != colour {
            last = (colour, names.get(&colour).copied().unwrap_or(0));
        }
        last.1
    };
    let indices = pixels.iter().map(index).collect();
    (palette, indices)
}

/// Every colour and how many pixels have it, the most frequent first.
fn counted(pixels: &[PremultipliedColorU8]) -> Vec<(Rgb, u32)> {
    let mut counts: HashMap<Rgb, u32> = HashMap::new();
    for run in pixels.chunk_by(|a, b| a == b) {
        *counts.entry(rgb(run[0])).or_default() += run.len() as u32;
    }
    let mut counted: Vec<(Rgb, u32)> = counts.into_iter().collect();
    counted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    counted
}

fn rgb(pixel: PremultipliedColorU8) -> Rgb {
    [pixel.red(), pixel.green(), pixel.blue()]
}

fn distance(a: Rgb, b: Rgb) -> u32 {
    (0..3).map(|axis| u32::from(a[axis].abs_diff(b[axis])).pow(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_colours_stay_and_many_become_the_nearest() {
        let pixel = |red: u8, green: u8| PremultipliedColorU8::from_rgba(red, green, 7, 255).expect("opaque");
        let few: Vec<_> = [pixel(1, 1), pixel(200, 10), pixel(1, 1)].into();
        let (palette, indices) = reduced(&few);
        assert_eq!(palette, [[1, 1, 7], [200, 10, 7]]);
        assert_eq!(indices, [0, 1, 0]);
        let many: Vec<_> = (0..=255).flat_map(|red| (0..=255).step_by(5).map(move |green| pixel(red, green))).collect();
        let (palette, indices) = reduced(&many);
        assert_eq!((palette.len(), indices.len()), (256, many.len()));
    }
}
