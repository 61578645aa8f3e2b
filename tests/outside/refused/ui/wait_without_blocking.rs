use codat::{Client, CompanyId, api::Companies};

fn company(codat: &Client, id: CompanyId) {
    let _ = codat.get_company(id).wait();
}

fn main() {}
