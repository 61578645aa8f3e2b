//! The attribute on the trait instead of its methods.

use codat_client::{Client, HasClient, codat_endpoint};

#[codat_endpoint(GET, "/companies")]
trait Companies: HasClient {}

impl Companies for Client {}

fn main() {}
