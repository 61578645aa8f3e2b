//! Codat's own routes. Each is one of the client's endpoints, with what the sandbox does for it.

mod companies;
mod connection_management;
mod connections;
mod custom_data_type;
mod integrations;
mod push_data;
mod read_data;
mod refresh_data;
mod settings;
mod supplemental_data;
mod sync_settings;
mod webhooks;

use std::sync::OnceLock;

use super::world::World;
use super::{RecordedRequest, Reply};
use crate::endpoint::Endpoint;
use crate::{Call, Client};

/// The reply, or the one of a refusal.
pub(super) type Handled = Result<Reply, Reply>;

pub(super) type CodatHandler = fn(&mut World, &RecordedRequest) -> Handled;

/// An endpoint, and what is done for it.
pub(super) struct CodatRoute {
    pub(super) endpoint: &'static Endpoint,
    pub(super) handler: CodatHandler,
}

/// Every route.
pub(super) fn all() -> &'static [CodatRoute] {
    static ALL: OnceLock<Vec<CodatRoute>> = OnceLock::new();

    ALL.get_or_init(|| {
        let codat = Client::offline();
        let tags = [
            companies::routes(codat),
            connection_management::routes(codat),
            connections::routes(codat),
            custom_data_type::routes(codat),
            integrations::routes(codat),
            push_data::routes(codat),
            read_data::routes(codat),
            refresh_data::routes(codat),
            settings::routes(codat),
            supplemental_data::routes(codat),
            webhooks::routes(codat),
        ];
        tags.into_iter().flatten().flatten().collect()
    })
}

/// The route of the endpoint that this call is to.
fn route<T>(call: &Call<T>, handler: CodatHandler) -> Option<CodatRoute> {
    let endpoint = call.endpoint()?;
    Some(CodatRoute { endpoint, handler })
}

#[cfg(test)]
mod tests {
    use super::all;

    #[test]
    fn every_operation_of_the_client_has_its_route() {
        // One more is Codat's, and not the client's: it begins a write.
        assert_eq!(all().len(), 52 + 1);
    }
}
