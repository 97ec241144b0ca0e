//! Long lines from short arcs: a department's boundary is cut at every commune's, which would keep it from being
//! simplified at low zooms.

use std::collections::HashMap;

use super::lines::MapPoint;

/// Joins lines of the same level end to end, through places where just two lines meet.
pub(super) fn joined<L: Copy + PartialEq>(arcs: &[(L, Vec<MapPoint>)]) -> Vec<(L, Vec<MapPoint>)> {
    let mut meeting: HashMap<MapPoint, Vec<usize>> = HashMap::new();
    for (number, (_, arc)) in arcs.iter().enumerate() {
        for end in [arc[0], arc[arc.len() - 1]] {
            meeting.entry(end).or_default().push(number);
        }
    }
    let onward = |number: usize, end: MapPoint| match meeting[&end].as_slice() {
        [a, b] if a != b && arcs[*a].0 == arcs[*b].0 => Some(if *a == number { *b } else { *a }),
        _ => None,
    };
    let mut used = vec![false; arcs.len()];
    let mut chains = Vec::new();
    for start in 0..arcs.len() {
        if used[start] {
            continue;
        }
        used[start] = true;
        let mut chain = arcs[start].1.clone();
        for _ in 0..2 {
            let mut number = start;
            while let Some(next) = onward(number, chain[chain.len() - 1]).filter(|next| !used[*next]) {
                used[next] = true;
                append(&mut chain, &arcs[next].1);
                number = next;
            }
            chain.reverse();
        }
        chains.push((arcs[start].0, chain));
    }
    chains
}

/// Adds an arc, turned round if need be, to a chain that ends where the arc begins.
fn append(chain: &mut Vec<MapPoint>, arc: &[MapPoint]) {
    if chain.last() == arc.first() {
        chain.extend(&arc[1..]);
    } else {
        chain.extend(arc.iter().rev().skip(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arcs_are_joined_whichever_way_they_run() {
        let arcs = [('d', vec![[2, 0], [1, 0]]), ('d', vec![[2, 0], [3, 0]]), ('d', vec![[4, 0], [3, 0]])];
        let chains = joined(&arcs);
        assert_eq!(chains.len(), 1);
        let mut chain = chains[0].1.clone();
        chain.sort_unstable();
        assert_eq!(chain, [[1, 0], [2, 0], [3, 0], [4, 0]]);
    }

    #[test]
    fn arcs_are_not_joined_across_a_junction_or_a_change_of_level() {
        let fork = [('d', vec![[0, 0], [1, 0]]), ('d', vec![[1, 0], [2, 1]]), ('d', vec![[1, 0], [2, -1]])];
        assert_eq!(joined(&fork).len(), 3);
        let change = [('d', vec![[0, 0], [1, 0]]), ('r', vec![[1, 0], [2, 0]])];
        assert_eq!(joined(&change).len(), 2);
    }

    #[test]
    fn a_circle_of_arcs_is_one_chain() {
        let circle = [('d', vec![[0, 0], [1, 0]]), ('d', vec![[1, 0], [1, 1]]), ('d', vec![[0, 0], [1, 1]])];
        let chains = joined(&circle);
        assert_eq!((chains.len(), chains[0].1.len()), (1, 4));
    }
}
