//! Parameters belong to the trait, where they don't cost `dyn`.

#![deny(warnings)]

use std::fmt::Display;

use codat_client::{Call, Client, FromResponse, HasClient, codat_endpoint};
use serde::Serialize;

trait Records<T: Serialize, const PAGE: u32>: HasClient
where
    T: FromResponse,
{
    type Id: Display;

    #[codat_endpoint(PUT, "/records/<id>", data = "<record>")]
    fn put(&self, id: Self::Id, record: &T) -> Call<T>;

    #[codat_endpoint(GET, "/records/<id>")]
    fn get(&self, id: <Self as Records<T, PAGE>>::Id) -> Call<Vec<T>>
    where
        Vec<T>: FromResponse;
}

impl Records<String, 10> for Client {
    type Id = u64;
}

pub(crate) fn main() {
    let records: &dyn Records<String, 10, Id = u64> = Client::offline();
    assert_eq!(records.put(1, &"a".to_owned()).endpoint().unwrap().name(), "put");
    assert_eq!(records.get(1).endpoint().unwrap().name(), "get");
}
