//! A column in which neighbours mostly say the same.

use std::ops::Range;

/// What every point says of something, as long as it stays the same: 4 bytes and a value for each stretch, however many
/// points are in it.
#[derive(Debug)]
pub(super) struct Runs<T> {
    /// Where the stretches begin, in order.
    starts: Vec<u32>,
    values: Vec<T>,
    /// Points altogether.
    len: u32,
}

impl<T> Default for Runs<T> {
    fn default() -> Self {
        Self { starts: Vec::new(), values: Vec::new(), len: 0 }
    }
}

impl<T: Copy + PartialEq> Runs<T> {
    /// Appends what the next point says.
    pub(super) fn push(&mut self, value: T) {
        if self.values.last() != Some(&value) {
            self.starts.push(self.len);
            self.values.push(value);
        }
        self.len += 1;
    }

    /// Gives back the room that nothing took.
    pub(super) fn settle(&mut self) {
        self.starts.shrink_to_fit();
        self.values.shrink_to_fit();
    }

    /// What each stretch says.
    pub(super) fn values(&self) -> &[T] {
        &self.values
    }

    /// The points of a stretch; behind the last one none, at the end.
    #[inline]
    pub(super) fn points_of(&self, run: usize) -> Range<usize> {
        let start = |run: usize| self.starts.get(run).map_or(self.len, |start| *start) as usize;
        start(run)..start(run + 1)
    }

    /// The stretches that some points are in, each with those of the points that are in it.
    pub(super) fn over(&self, points: Range<usize>) -> impl Iterator<Item = (Range<usize>, T)> + use<'_, T> {
        let behind = self.starts.partition_point(|start| (*start as usize) < points.end);
        let cut = move |run: usize| {
            let whole = self.points_of(run);
            (whole.start.max(points.start)..whole.end.min(points.end), self.values[run])
        };
        (self.run_of(points.start)..behind).map(cut)
    }

    /// The column read from one point on.
    pub(super) fn from(&self, point: usize) -> Along<'_, T> {
        let run = self.run_of(point);
        Along { runs: self, run, end: self.points_of(run).end }
    }

    /// The stretch that a point is in.
    fn run_of(&self, point: usize) -> usize {
        self.starts.partition_point(|start| *start as usize <= point).saturating_sub(1)
    }
}

/// A column that is read point by point.
#[derive(Debug, Clone)]
pub(super) struct Along<'a, T> {
    runs: &'a Runs<T>,
    run: usize,
    end: usize,
}

impl<T: Copy + PartialEq> Along<'_, T> {
    /// What a point says. Points come one after the other.
    #[inline]
    pub(super) fn at(&mut self, point: usize) -> T {
        if point >= self.end {
            self.run += 1;
            self.end = self.runs.points_of(self.run).end;
        }
        self.runs.values[self.run]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: [u16; 9] = [7, 7, 7, 2, 7, 7, 5, 5, 5];

    fn runs() -> Runs<u16> {
        let mut runs = Runs::default();
        for value in SAID {
            runs.push(value);
        }
        runs.settle();
        runs
    }

    #[test]
    fn neighbours_that_say_the_same_are_kept_once() {
        assert_eq!(runs().values(), [7, 2, 7, 5]);
        assert_eq!(runs().points_of(2), 4..6);
        assert_eq!(runs().points_of(4), 9..9);
    }

    #[test]
    fn each_point_says_what_was_pushed_wherever_reading_begins() {
        let runs = runs();
        for start in 0..SAID.len() {
            let mut along = runs.from(start);
            let read: Vec<u16> = (start..SAID.len()).map(|point| along.at(point)).collect();
            assert_eq!(read, SAID[start..]);
        }
    }

    #[test]
    fn a_stretch_is_cut_to_the_points_that_are_asked_for() {
        let runs = runs();
        for start in 0..=SAID.len() {
            for end in start..=SAID.len() {
                let over = runs.over(start..end).flat_map(|(points, value)| points.map(move |point| (point, value)));
                let expected: Vec<(usize, u16)> = (start..end).map(|point| (point, SAID[point])).collect();
                assert_eq!(over.collect::<Vec<_>>(), expected, "{start}..{end}");
            }
        }
        assert_eq!(Runs::<u16>::default().over(0..0).count(), 0);
    }
}
