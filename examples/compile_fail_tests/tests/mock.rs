//! A mock of a trait of endpoints. `mockall::mock!` repeats the signatures; `automock` would copy the attribute too.

use std::time::Duration;

use codat_client::api::Companies;
use codat_client::models::CompanyAccessToken;
use codat_client::{Call, Client, CompanyId, HasClient};

async fn code_under_test(
    codat: &dyn Companies,
    company_id: CompanyId,
) -> codat_client::Result<u64> {
    Ok(codat
        .get_company_access_token(company_id)
        .await?
        .expires_in()
        .as_secs())
}

mockall::mock! {
    Codat {}

    impl HasClient for Codat {
        fn client(&self) -> &Client;
    }

    impl Companies for Codat {
        fn get_company_access_token(&self, company_id: CompanyId) -> Call<CompanyAccessToken>;
    }
}

#[tokio::test]
async fn it_gets_the_token_once() {
    let mut codat = MockCodat::new();
    codat
        .expect_get_company_access_token()
        .times(1)
        .returning(|_| {
            Call::ready(Ok(CompanyAccessToken::new(
                "token",
                Duration::from_secs(60),
            )))
        });
    let seconds = code_under_test(&codat, CompanyId::nil()).await.unwrap();
    assert_eq!(seconds, 60);
}
