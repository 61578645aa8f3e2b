//! A response that nobody asked for, on a connection that is reused.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc;
use std::thread;

use codat_client::tokens::AccessTokens;
use codat_client::{Client, CompanyId, Credentials, Uuid};
use tokio::runtime::Builder;

use super::text;

/// Responds to each request with the token of its company. On each order, sends that of the last company once more, unasked.
struct Server {
    url: String,
    orders: mpsc::SyncSender<mpsc::SyncSender<()>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (orders, ordered) = mpsc::sync_channel::<mpsc::SyncSender<()>>(1);
        thread::spawn(move || {
            let (last, lasts) = mpsc::channel::<(TcpStream, String)>();
            thread::spawn(move || {
                while let Ok(done) = ordered.recv() {
                    let (mut connection, response) = lasts.try_iter().last().unwrap();
                    connection.write_all(response.as_bytes()).unwrap();
                    done.send(()).unwrap();
                }
            });
            for connection in listener.incoming().take(1000) {
                let (connection, last) = (connection.unwrap(), last.clone());
                thread::spawn(move || serve(connection, &last));
            }
        });
        Self { url, orders }
    }

    /// Returns when the unasked response has been sent. Meanwhile this thread, and so its runtime, does nothing else.
    fn send_unasked(&self) {
        let (done, is_done) = mpsc::sync_channel(1);
        self.orders.send(done).unwrap();
        is_done.recv().unwrap();
    }
}

fn serve(mut connection: TcpStream, last: &mpsc::Sender<(TcpStream, String)>) {
    let mut received = [0; 8192];
    while let Ok(length @ 1..) = connection.read(&mut received) {
        let head = String::from_utf8_lossy(&received[..length]);
        let company_id = head.split('/').nth(2).unwrap();
        let body = format!(r#"{{"accessToken":"{company_id}","expiresIn":86400}}"#);
        let response = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        let copy = connection.try_clone().unwrap();
        last.send((copy, response.clone())).unwrap();
        connection.write_all(response.as_bytes()).unwrap();
    }
}

async fn get_between_unasked_responses(server: &Server, tokens: &AccessTokens) {
    for _ in 0..50 {
        let company_id = CompanyId::new(Uuid::new_v4());
        let token = tokens.get(company_id).await.unwrap();
        assert_eq!(text(&token), company_id.to_string());
        server.send_unasked();
    }
}

#[test]
fn an_unasked_response_is_never_the_token_of_another_company() {
    let mut runtimes = [Builder::new_current_thread(), Builder::new_multi_thread()];
    for builder in &mut runtimes {
        let server = Server::start();
        let codat = Client::builder()
            .base_url(&server.url)
            .credentials(Credentials::api_key("key"))
            .build()
            .unwrap();
        let tokens = AccessTokens::new(codat);
        let runtime = builder.worker_threads(1).enable_all().build().unwrap();
        let gets =
            runtime.spawn(async move { get_between_unasked_responses(&server, &tokens).await });
        runtime.block_on(gets).unwrap();
    }
}
