//! Many short texts in one allocation.

/// Numbered texts: their bytes and 4 more each, where a `Box<str>` takes 16 and another 32 elsewhere.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    all: String,
    ends: Vec<u32>,
}

impl Texts {
    /// Adds a text and gives its number.
    pub(crate) fn push(&mut self, text: &str) -> u32 {
        self.all.push_str(text);
        self.ends.push(self.all.len() as u32);
        self.ends.len() as u32 - 1
    }

    /// How many texts there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The text of a number.
    pub(crate) fn get(&self, number: u32) -> &str {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before as usize]);
        &self.all[start as usize..self.ends[number as usize] as usize]
    }

    /// Gives back the room that nothing was put in.
    pub(crate) fn shrink_to_fit(&mut self) {
        self.all.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}
