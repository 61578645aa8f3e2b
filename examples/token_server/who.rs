//! Who is signed in, and for how long. An open page requests this now and then, because a session can end elsewhere.

use axum::Json;
use serde::Serialize;

use crate::signed_in::SignedIn;
use crate::users::Company;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Who {
    /// The name that they sign in with. It is unique.
    user: String,
    full_name: String,
    companies: Vec<Company>,
    /// In how many seconds the session expires without a sign of the user.
    ends_in: u64,
}

/// `GET /api/session`. It is no sign of the user, because pages request it by themselves.
pub(crate) async fn session(signed_in: SignedIn) -> Json<Who> {
    let SignedIn { user, session } = signed_in;
    Json(Who {
        user: user.name().to_owned(),
        full_name: user.full_name().to_owned(),
        companies: user.companies().to_vec(),
        ends_in: session.ends_in().as_secs(),
    })
}

/// `POST /api/session`: a sign of the user.
pub(crate) async fn keep_alive(signed_in: SignedIn) -> Json<Who> {
    signed_in.session.keep_alive();
    session(signed_in).await
}
