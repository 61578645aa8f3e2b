use codat::{HasClient, codat_endpoint};

trait Bills: HasClient {
    #[codat_endpoint(GET, "/bills/<id>")]
    fn get_bill(&self, id: u64) -> String;
}

fn main() {}
