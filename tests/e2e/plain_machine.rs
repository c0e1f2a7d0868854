//! A Multicam machine that has never heard of TLS: one room, any key.

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

pub struct PlainMachine {
    pub authority: String,
    _serving: tokio::task::JoinHandle<()>,
}

impl PlainMachine {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let authority = listener.local_addr().expect("it has one").to_string();
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream));
            }
        });
        Self { authority, _serving: serving }
    }
}

async fn answer(stream: TcpStream) -> Option<()> {
    let mut stream = BufReader::new(stream);
    let mut first = Vec::new();
    stream.read_until(b'\n', &mut first).await.ok()?;
    // Not http at all, such as a TLS handshake: hung up on.
    let line = String::from_utf8(first).ok()?;
    let path = line.strip_prefix("GET ")?.split(' ').next()?.to_owned();
    let mut header = String::new();
    while stream.read_line(&mut header).await.ok()? > 2 {
        header.clear();
    }
    let body = match path.as_str() {
        "/api/application/version" => "\"10.1\"",
        "/api/application/system" => r#"{"ComputerName":"CART-1","MulticamName":"Plain cart"}"#,
        "/api/application/rooms" => r#"[{"Id":"room-1","Name":"The only room"}]"#,
        "/api/v3/medialist" => "[]",
        _ => "null",
    };
    let answer = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n{body}",
        body.len()
    );
    stream.get_mut().write_all(answer.as_bytes()).await.ok()
}
