//! Ids that are the same in every run.

use uuid::{Builder, Uuid};

/// Makes ids from a seed. They look random, and each is new.
#[derive(Debug, Clone)]
pub(super) struct NewIds {
    seed: u64,
    made: u64,
}

impl NewIds {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed, made: 0 }
    }

    pub(super) fn next(&mut self) -> Uuid {
        self.made += 1;
        let high = mix(self.seed.wrapping_add(self.made));
        // The half that keeps two ids from being equal: each count has its own.
        let low = mix(high ^ self.made.rotate_left(32));
        Builder::from_u128(u128::from(high) << 64 | u128::from(low))
            .with_variant(uuid::Variant::RFC4122)
            .with_version(uuid::Version::Random)
            .into_uuid()
    }

    /// A string of 32 hexadecimal digits.
    pub(super) fn next_text(&mut self) -> String {
        self.next().simple().to_string()
    }
}

/// The last step of the generator SplitMix64: it turns each number into another that looks random.
fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::NewIds;

    #[test]
    fn ids_are_the_same_for_a_seed_and_never_repeat() {
        let ids = |seed| {
            let mut ids = NewIds::new(seed);
            (0..10_000).map(|_| ids.next()).collect::<BTreeSet<_>>()
        };
        let first = ids(1);
        assert_eq!(first.len(), 10_000);
        assert_eq!(first, ids(1));
        assert!(first.iter().all(|id| id.get_version_num() == 4));
        assert_ne!(first.first(), ids(2).first());
    }
}
