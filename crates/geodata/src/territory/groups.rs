//! Lists of numbers, all in one allocation.

/// The members of each group: 4 bytes a group and 4 a member.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Groups {
    /// Where each group begins, and where the last one ends.
    starts: Box<[u32]>,
    members: Box<[u32]>,
}

impl Groups {
    /// So many groups of these members (a group, then a member of it), which keep their order.
    pub(super) fn new(count: usize, members: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut starts = vec![0_u32; count + 1];
        members.clone().for_each(|(group, _)| starts[group as usize + 1] += 1);
        for group in 0..count {
            starts[group + 1] += starts[group];
        }
        let mut next = starts.clone();
        let mut placed = vec![0_u32; starts[count] as usize];
        for (group, member) in members {
            placed[next[group as usize] as usize] = member;
            next[group as usize] += 1;
        }
        Self { starts: starts.into(), members: placed.into() }
    }

    /// How many groups there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The members of a group.
    pub(super) fn of(&self, group: u32) -> &[u32] {
        let group = group as usize;
        &self.members[self.starts[group] as usize..self.starts[group + 1] as usize]
    }
}
