//! The daily quota, as the last answer told of it.

use codat_client::Client;
use codat_client::sandbox::{Fault, Reply};

use crate::support::{Probe, quick_retries, sandbox};

#[tokio::test]
async fn the_client_knows_the_quota_of_the_last_answer() {
    let sandbox = sandbox().await;
    let codat = sandbox.client().unwrap();
    let remaining = || codat.quota().unwrap().remaining().unwrap();
    assert_eq!(codat.quota(), None);

    let response = codat.get_probe("1").with_response().await.unwrap();
    assert_eq!(codat.quota(), Some(response.quota()));
    assert_eq!(remaining(), 1_999);

    // Of a failure, and of each attempt: the clone's call makes two.
    sandbox.script([Fault::status(404)]);
    codat.get_probe("1").await.unwrap_err();
    assert_eq!(remaining(), 1_998);
    sandbox.script([Fault::status(503), Fault::close()]);
    let retried = codat.clone().get_probe("1").retries(quick_retries());
    retried.await.unwrap();
    assert_eq!(remaining(), 1_995);

    // An answer that can't be read tells of it too, and what isn't documented comes as it is.
    let unreadable = Reply::new(200).body("text/html", "<p>");
    let exhausted = unreadable.header("X-Rate-Limit-Remaining", "0");
    sandbox.script([Fault::reply(exhausted.header("X-Rate-Limit-Reset", "soon"))]);
    codat.get_probe("1").await.unwrap_err();
    assert_eq!(remaining(), 0);
    assert_eq!(codat.quota().unwrap().reset(), Some("soon"));

    assert_eq!(Client::offline().quota(), None);
}
