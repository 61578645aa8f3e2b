//! Records by id, in the order in which they were added.

use std::collections::BTreeMap;

/// Records, each with an id, listed in the order in which they were added.
#[derive(Debug)]
pub(super) struct Collection<K, T> {
    places: BTreeMap<K, u64>,
    records: BTreeMap<u64, (K, T)>,
    added: u64,
}

impl<K, T> Default for Collection<K, T> {
    fn default() -> Self {
        Self {
            places: BTreeMap::new(),
            records: BTreeMap::new(),
            added: 0,
        }
    }
}

impl<K: Ord + Clone, T> Collection<K, T> {
    /// Adds a record, in place of an earlier one with this id.
    pub(super) fn insert(&mut self, id: K, record: T) {
        let place = *self.places.entry(id.clone()).or_insert_with(|| {
            self.added += 1;
            self.added
        });
        self.records.insert(place, (id, record));
    }

    pub(super) fn get(&self, id: &K) -> Option<&T> {
        let record = self.records.get(self.places.get(id)?)?;
        Some(&record.1)
    }

    pub(super) fn get_mut(&mut self, id: &K) -> Option<&mut T> {
        let record = self.records.get_mut(self.places.get(id)?)?;
        Some(&mut record.1)
    }

    pub(super) fn remove(&mut self, id: &K) -> Option<T> {
        let place = self.places.remove(id)?;
        Some(self.records.remove(&place)?.1)
    }

    /// Removes the earliest records that may go, until at most this many are left or none may go.
    pub(super) fn shrink_to(&mut self, most: usize, may_go: impl Fn(&T) -> bool) {
        while self.len() > most
            && let Some(id) = self.earliest(&may_go)
        {
            self.remove(&id);
        }
    }

    /// The id of the earliest record that meets a condition.
    pub(super) fn earliest(&self, condition: impl Fn(&T) -> bool) -> Option<K> {
        let mut records = self.records.values();
        let (id, _) = records.find(|(_, record)| condition(record))?;
        Some(id.clone())
    }

    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + Clone {
        self.records.values().map(|(_, record)| record)
    }
}

#[cfg(test)]
mod tests {
    use super::Collection;

    #[test]
    fn records_stay_in_the_order_in_which_they_were_added() {
        let mut records = Collection::default();
        for (id, record) in [(3, 'a'), (1, 'b'), (2, 'c'), (1, 'd')] {
            records.insert(id, record);
        }
        assert_eq!(records.iter().collect::<String>(), "adc");
        assert_eq!(records.remove(&3), Some('a'));
        assert_eq!((records.get(&3), records.get(&1)), (None, Some(&'d')));
        records.shrink_to(1, |record| *record != 'd');
        assert_eq!(records.iter().collect::<String>(), "d");
        records.shrink_to(0, |record| *record != 'd');
        assert_eq!(records.len(), 1);
    }
}
