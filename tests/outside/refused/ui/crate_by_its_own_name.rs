use codat::{Call, HasClient, codat_endpoint};

trait Bills: HasClient {
    #[codat_endpoint(GET, "/bills/<id>", crate = codat_client)]
    fn get_bill(&self, id: u64) -> Call<String>;
}

fn main() {}
