use codat::{Call, HasClient, codat_endpoint};

#[mockall::automock]
trait Bills: HasClient {
    #[codat_endpoint(GET, "/bills/<id>")]
    fn get_bill(&self, id: u64) -> Call<String>;
}

fn main() {}
