//! [`AtHand`]: what was asked for lately, as far as there is room for it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Values by key. Where there is no more room, those go that were not asked for for longest.
pub(super) struct AtHand<K, V> {
    shelf: Mutex<Shelf<K, V>>,
    /// Held while a value is made, so that of many who ask for it at once the first one makes it.
    making: tokio::sync::Mutex<()>,
}

struct Shelf<K, V> {
    values: BTreeMap<K, Kept<V>>,
    room: usize,
    taken: usize,
    /// How often something was asked for or put in.
    uses: u64,
}

struct Kept<V> {
    value: V,
    size: usize,
    /// The last use.
    used: u64,
}

impl<K: Copy + Ord, V: Clone> AtHand<K, V> {
    /// With room for values of so much together.
    pub(super) fn new(room: usize) -> Self {
        let shelf = Shelf { values: BTreeMap::new(), room, taken: 0, uses: 0 };
        Self { shelf: Mutex::new(shelf), making: tokio::sync::Mutex::default() }
    }

    /// The value of a key, if it is at hand.
    pub(super) fn get(&self, key: K) -> Option<V> {
        self.shelf().get(key)
    }

    /// The value of a key, which is made with its size where it is not at hand.
    pub(super) async fn get_or_make<E>(
        &self,
        key: K,
        make: impl Future<Output = Result<(V, usize), E>>,
    ) -> Result<V, E> {
        if let Some(value) = self.get(key) {
            return Ok(value);
        }
        let _one = self.making.lock().await;
        if let Some(value) = self.get(key) {
            return Ok(value);
        }
        let (value, size) = make.await?;
        self.shelf().put(key, value.clone(), size);
        Ok(value)
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf<K, V>> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Copy + Ord, V: Clone> Shelf<K, V> {
    fn get(&mut self, key: K) -> Option<V> {
        self.uses += 1;
        let kept = self.values.get_mut(&key)?;
        kept.used = self.uses;
        Some(kept.value.clone())
    }

    /// What is put in stays until the next is, even where it is larger than the room.
    fn put(&mut self, key: K, value: V, size: usize) {
        self.uses += 1;
        let before = self.values.insert(key, Kept { value, size, used: self.uses });
        self.taken = self.taken + size - before.map_or(0, |kept| kept.size);
        while self.taken > self.room && self.values.len() > 1 {
            let oldest = self.values.iter().min_by_key(|(_, kept)| kept.used).map(|(key, _)| *key);
            let gone = oldest.and_then(|key| self.values.remove(&key));
            self.taken -= gone.map_or(0, |kept| kept.size);
        }
    }
}

/// Megabytes of values are left out.
impl<K, V> fmt::Debug for AtHand<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AtHand").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn asked(at_hand: &AtHand<u8, u8>, key: u8, size: usize) {
        let made = at_hand.get_or_make(key, async { Ok::<_, ()>((key, size)) }).await;
        assert_eq!(made, Ok(key));
    }

    #[tokio::test]
    async fn what_was_not_asked_for_for_longest_goes_first() {
        let at_hand = AtHand::new(30);
        for key in [1, 2, 3] {
            asked(&at_hand, key, 10).await;
        }
        assert_eq!(at_hand.get(1), Some(1));
        asked(&at_hand, 4, 10).await;
        assert_eq!([1, 2, 3, 4].map(|key| at_hand.get(key)), [Some(1), None, Some(3), Some(4)]);
        // It takes the room of two.
        asked(&at_hand, 5, 15).await;
        assert_eq!([1, 3, 4, 5].map(|key| at_hand.get(key)), [None, None, Some(4), Some(5)]);
        // And what is larger than the room that of all, until something else is asked for.
        asked(&at_hand, 6, 40).await;
        assert_eq!([4, 5, 6].map(|key| at_hand.get(key)), [None, None, Some(6)]);
        asked(&at_hand, 7, 10).await;
        assert_eq!([6, 7].map(|key| at_hand.get(key)), [None, Some(7)]);
    }

    #[tokio::test]
    async fn what_cannot_be_made_is_asked_for_again() {
        let at_hand = AtHand::new(10);
        assert_eq!(at_hand.get_or_make(1, async { Err("not there") }).await, Err("not there"));
        asked(&at_hand, 1, 1).await;
        let again = at_hand.get_or_make(1, async { Err("made twice") }).await;
        assert_eq!(again, Ok(1));
    }
}
