//! Forgetting tokens: at once in memory, and then in the store.

use std::collections::HashMap;

use crate::secret::Secret;

use super::SingleFlight;
use crate::CompanyId;
use crate::lock::lock;

/// Companies whose token in the store was to be removed, as long as it isn't certain that it was; and which of all
/// invalidations was their last.
#[derive(Default)]
pub(super) struct Distrust {
    companies: HashMap<CompanyId, Invalidation>,
    last: Invalidation,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Invalidation(u64);

impl Distrust {
    pub(super) fn contains(&self, company_id: CompanyId) -> bool {
        self.companies.contains_key(&company_id)
    }

    /// The store is known to hold nothing older than what was just stored.
    pub(super) fn remove(&mut self, company_id: CompanyId) {
        self.companies.remove(&company_id);
    }

    /// Distrusts the token in the store, until this very invalidation is known to have removed it.
    fn add(&mut self, company_id: CompanyId) -> Invalidation {
        self.last.0 += 1;
        self.companies.insert(company_id, self.last);
        self.last
    }

    /// An invalidation has removed the token. What a later one hasn't yet removed may have been stored in between.
    fn settle(&mut self, company_id: CompanyId, invalidation: Invalidation) {
        if self.companies.get(&company_id) == Some(&invalidation) {
            self.companies.remove(&company_id);
        }
    }
}

/// What remains to be done in the store.
pub(crate) struct Removal {
    company_id: CompanyId,
    /// None: whichever token it is.
    token: Option<Secret>,
    /// None: memory didn't hold the token, so that nothing is known yet to be invalid.
    invalidation: Option<Invalidation>,
}

impl SingleFlight {
    /// Forgets the token of a company, or this token alone, and disowns a fetch that is under way: it began before.
    pub(in super::super) fn forget(
        &self,
        company_id: CompanyId,
        token: Option<&str>,
    ) -> Option<Removal> {
        let mut in_flight = lock(&self.in_flight);
        let is_held = match (token, self.memory.recall_valid(company_id)) {
            (None, _) => true,
            (Some(token), Some(held)) if held.has_text(token) => true,
            // It has been replaced.
            (Some(_), Some(_)) => return None,
            (Some(_), None) => false,
        };
        if is_held {
            in_flight.fetches.remove(&company_id);
            self.memory.forget(company_id);
        } else if in_flight.distrust.contains(company_id) {
            // Somebody else has reported it.
            return None;
        }
        self.store.as_ref()?;
        Some(Removal {
            company_id,
            token: token.map(Secret::from),
            invalidation: is_held.then(|| in_flight.distrust.add(company_id)),
        })
    }

    /// Removes from the store what was forgotten. If that fails, this process goes on to distrust what is there.
    pub(in super::super) async fn remove(&self, removal: Removal) {
        let Removal {
            company_id,
            token,
            mut invalidation,
        } = removal;
        let Some(store) = &self.store else { return };
        let Some(was_there) = store.forget(company_id, token).await else {
            return;
        };
        if invalidation.is_none() && was_there {
            // Who is under way may have found it before.
            let removal = self.forget(company_id, None);
            invalidation = removal.and_then(|removal| removal.invalidation);
        }
        if let Some(invalidation) = invalidation {
            lock(&self.in_flight)
                .distrust
                .settle(company_id, invalidation);
        }
    }
}
