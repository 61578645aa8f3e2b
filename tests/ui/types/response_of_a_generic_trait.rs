use codat_client::Result;
use codat_client::prelude::*;

trait Resource<T>: HasClient {
    #[codat_endpoint(GET, "/companies/<id>")]
    fn get(&self, id: u64) -> Call<T>;
}

trait Lists<T>: HasClient {
    #[codat_endpoint(GET, "/companies")]
    fn list(&self) -> Call<Vec<T>>;
}

trait Documents: HasClient {
    type Document;

    #[codat_endpoint(GET, "/documents/<id>")]
    fn get(&self, id: u64) -> Call<Self::Document>;

    #[codat_endpoint(GET, "/documents")]
    async fn first(&self) -> Result<Self::Document>;
}

fn main() {}
