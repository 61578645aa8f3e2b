//! Mistakes in what a `macro_rules!` macro is handed.

use codat_client::{Call, Client, HasClient, codat_endpoint};

macro_rules! lists {
    ($($name:ident: $verb:ident $path:literal, $argument:ident: $ty:ty;)*) => {
        trait Lists: HasClient {
            $(
                #[codat_endpoint($verb, $path)]
                fn $name(&self, $argument: $ty) -> Call<Vec<String>>;
            )*
        }
    };
}

lists! {
    invoices: GET "/companies/<company>/invoices", company: &str;
    bills: get "/companies/<company/bills", company: &str;
    items: GET "/companies/<cmpany>/items", company: Option<String>;
    taxes: GET "/companies/<company>/taxes", company: Option<String>;
}

impl Lists for Client {}

fn main() {
    let _ = |codat: &Client| (codat.invoices("a"), codat.bills("a"), codat.items(None), codat.taxes(None));
}
